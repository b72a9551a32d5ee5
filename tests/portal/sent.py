"""A mail of ours in the registry of what was sent."""

from __future__ import annotations

from truepenny.contracts.mail import MailKind
from truepenny.main.house import House
from truepenny.outbound.mail.ids import make_verify_token
from truepenny.outbound.mail.registry import ToSend, register
from truepenny.platform.clock import SECOND
from truepenny.platform.ids import new_id

AT = 1_790_000_000 * SECOND


async def put_sent(house: House, *, what: MailKind = "reply", ticket: str | None = "K7M24QDX", agent: str = "A-1027") -> str:
    """The token of the link in it."""
    mail = new_id()
    entry = ToSend(mail, new_id(), what, f"{mail}@acme.example", "li@acme.example", ticket, 2, agent)
    assert await house.db.write(lambda conn: register(conn, house.keyring, entry, at=AT))
    return make_verify_token(house.keyring, mail)
