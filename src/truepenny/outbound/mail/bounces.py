"""Reports on deliveries, put where they belong. Anyone can write a report: believed is only one that holds a key of ours.

In: a report as it was read, and to whom it was sent. Out: the fact "bounced" at the words that did not arrive, or "failed" when the other
server still tries.
"""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import Connection, update

from truepenny.contracts.mail import Bounced
from truepenny.outbound.mail.ids import mail_of_message_id, mail_of_return_path
from truepenny.outbound.mail.masking import mask_addresses
from truepenny.outbound.mail.registry import Registered, find_mail
from truepenny.outbound.mail.rows import NOTHING_LEFT
from truepenny.outbound.mail.schema import deliveries
from truepenny.platform.clock import Clock
from truepenny.platform.crypto import Keyring
from truepenny.platform.db.combine import with_rows
from truepenny.platform.db.database import Database
from truepenny.tickets.actions.deliver import record_delivery


def find_reported(conn: Connection, keyring: Keyring, own: str, report: Bounced, recipients: Sequence[str]) -> Registered | None:
    """The mail that a report speaks of, proven by the address that the report came to, or by the Message-ID that it quotes; else None.

    own: our address. recipients: those of the report.
    """
    by_path = (mail_of_return_path(keyring, recipient, own) for recipient in recipients)
    mail = next((found for found in by_path if found is not None), None) or mail_of_message_id(keyring, report.message_id)
    return None if mail is None else find_mail(conn, mail)


async def record_bounce(
    db: Database, clock: Clock, keyring: Keyring, own: str, report: Bounced, recipients: Sequence[str]
) -> Registered | None:
    """Gives the mail that it was about; None when the report proves nothing, and then nothing changes. The same report again is free."""
    mail = await db.read(lambda conn: find_reported(conn, keyring, own, report, recipients))
    if mail is None:
        return None
    row = await db.read(lambda conn: conn.execute(deliveries.select().where(deliveries.c.id == mail.delivery)).first())
    if row is None or mail.at < row.created_at:  # it was sent anew since, and that one is another mail
        return mail
    code, now = report.status or "bounced", clock.now_us()

    def mark(conn: Connection) -> None:
        if report.final:
            this = (deliveries.c.id == mail.delivery) & (deliveries.c.created_at == row.created_at)
            values = {"state": "bounced", "due_at": now, "code": code[:40], "lease_until": 0}
            conn.execute(update(deliveries).where(this).values(**values, **NOTHING_LEFT))

    if mail.ticket is None or mail.about_seq is None:
        await db.write(mark)
    else:
        work = record_delivery(
            mail.ticket, about_seq=mail.about_seq, what=mail.what, state="bounced" if report.final else "failed", attempt=row.attempt,
            code=code[:40], reason=mask_addresses(report.words),
        )  # fmt: skip
        await db.submit(with_rows(work, mark))
    return mail
