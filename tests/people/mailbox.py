"""What came into a mailbox: the codes in the order in which they were put on their way."""

from __future__ import annotations

import msgspec
from sqlalchemy import Connection, select

from truepenny.outbound.mail.codes import MAIL_PAYLOAD, MAIL_RECIPIENT, CodePayload
from truepenny.outbound.mail.schema import deliveries
from truepenny.platform.crypto import Keyring
from truepenny.platform.db.database import Database


async def mailed_codes(db: Database, keyring: Keyring, address: str) -> list[str]:
    def read(conn: Connection) -> list[str]:
        rows = conn.execute(select(deliveries).where(deliveries.c.what == "code", deliveries.c.state == "queued").order_by(deliveries.c.id))
        return [
            msgspec.json.decode(keyring.open_sealed(MAIL_PAYLOAD, row.payload_sealed), type=CodePayload).code
            for row in rows
            if keyring.open_sealed(MAIL_RECIPIENT, row.to_sealed).decode() == address
        ]

    return await db.read(read)
