"""Mails of no ticket beside sign-in codes: to who asked for announcements. One row in `deliveries` each, address and payload sealed.

What they say is written when they are sent, by who is handed in (letter.Sources.news): words that were corrected since go corrected.
"""

from __future__ import annotations

from sqlalchemy import Connection

from truepenny.outbound.mail.codes import MAIL_PAYLOAD, MAIL_RECIPIENT, TOO_MANY
from truepenny.outbound.mail.schema import deliveries
from truepenny.platform.crypto import Keyring
from truepenny.platform.db.dialect import upsert


def queue_apart(
    conn: Connection,
    keyring: Keyring,
    *,
    delivery: str,
    what: str,
    address: str,
    payload: bytes,
    language: str,
    now_us: int,
    sends: bool = True,
) -> bool:
    """delivery: its id; the same again queues nothing, and gives False. sends False: the row is there, dropped, as in codes.py."""
    row = upsert(deliveries, conn).values(
        id=delivery, what=what, ticket_id=None, about_seq=None, contact_id=None, language=language,
        to_sealed=keyring.seal(MAIL_RECIPIENT, address.encode()) if sends else None,
        payload_sealed=keyring.seal(MAIL_PAYLOAD, payload) if sends else None, state="queued" if sends else "dropped",
        attempt=0, created_at=now_us, due_at=now_us, lease_until=0, code=None if sends else TOO_MANY,
    )  # fmt: skip
    return conn.execute(row.on_conflict_do_nothing(index_elements=["id"])).rowcount == 1
