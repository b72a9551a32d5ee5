"""A mail of ours in the registry of what was sent."""

from __future__ import annotations

import hashlib

from truepenny.main.wiring import House
from truepenny.outbound.mail.schema import sent_mails
from truepenny.people.tokens import token_hash
from truepenny.platform.clock import SECOND
from truepenny.platform.ids import new_id, new_token

AT = 1_790_000_000 * SECOND


async def put_sent(house: House, *, what: str = "reply", ticket: str | None = "K7M24QDX", agent: str | None = "A-1027") -> str:
    """The token of the link in it."""
    token = new_token()
    key = hashlib.sha256(token.encode()).digest()[:16]
    row = {
        "id": new_id(), "delivery_id": new_id(), "message_key": key, "recipient_key": key, "recipient_masked": "l•••@acme.example",
        "what": what, "ticket_id": ticket, "about_seq": 2, "agent_id": agent, "at": AT, "digest": "0" * 64,
        "verify_hash": token_hash(token),
    }  # fmt: skip
    await house.db.write(lambda conn: conn.execute(sent_mails.insert().values(row)).rowcount)
    return token
