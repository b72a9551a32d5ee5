"""Sign-in codes on their way to a mailbox: one row in `deliveries` each, the address and the code sealed, gone once it was sent.

For the sender: what="code", ticket_id and contact_id NULL. to_sealed opens with MAIL_RECIPIENT to the address, payload_sealed with
MAIL_PAYLOAD to the JSON of CodePayload. Clear payload_sealed in the transaction that records the mail as sent or given up; give up when
created_at is longer ago than the minutes of the payload. The code has eight digits and stands in the mail as they are, without spaces,
so that phones can fill it in; it is never logged and never part of a URL or of the mail's subject.
"""

from __future__ import annotations

import msgspec
from sqlalchemy import Connection

from truepenny.outbound.mail.schema import deliveries
from truepenny.platform.crypto import Keyring
from truepenny.platform.ids import new_id

MAIL_RECIPIENT = "mail recipient"
MAIL_PAYLOAD = "mail payload"
TOO_MANY = "too_many"


class CodePayload(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """minutes: how long the code works, from the row's created_at on."""

    code: str
    minutes: int


def queue_code(
    conn: Connection, keyring: Keyring, *, address: str, code: str, minutes: int, language: str, now_us: int, sends: bool = True
) -> None:
    """sends False: the row is there, dropped, without address and code; so it takes as long as the other."""
    to = keyring.seal(MAIL_RECIPIENT, address.encode())
    payload = keyring.seal(MAIL_PAYLOAD, msgspec.json.encode(CodePayload(code, minutes)))
    conn.execute(
        deliveries.insert().values(
            id=new_id(), what="code", ticket_id=None, about_seq=None, contact_id=None, language=language,
            to_sealed=to if sends else None, payload_sealed=payload if sends else None, state="queued" if sends else "dropped",
            attempt=0, created_at=now_us, due_at=now_us, lease_until=0, code=None if sends else TOO_MANY,
        )
    )  # fmt: skip
