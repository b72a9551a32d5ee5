"""The admin page on mail, supplied: what it shows is read in one go."""

from __future__ import annotations

from sqlalchemy import Connection, select

from truepenny.channels.email.schema import mailbox_marks
from truepenny.intake.park import list_parked
from truepenny.main.replays import Replays
from truepenny.outbound.mail.overview import count_states, list_troubled
from truepenny.platform.settings import Settings
from truepenny.surfaces.admin.mail_room import Fetched, MailLook, MailRoom


def make_mail_room(settings: Settings, replays: Replays) -> MailRoom:
    def read(conn: Connection) -> MailLook:
        return MailLook(_mailboxes(conn), count_states(conn), list_troubled(conn), list_parked(conn))

    async def look() -> MailLook:
        return await replays.db.read(read)

    return MailRoom(settings.mail_address, look, replays.again)


def _mailboxes(conn: Connection) -> list[Fetched]:
    m = mailbox_marks.c
    rows = conn.execute(select(m.mailbox, m.changed_at, m.trouble).order_by(m.mailbox))
    return [Fetched(row.mailbox, row.changed_at, row.trouble or "") for row in rows]
