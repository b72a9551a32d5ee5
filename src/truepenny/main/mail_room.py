"""The admin page on mail, supplied: what it shows is read in one go."""

from __future__ import annotations

from sqlalchemy import Connection

from truepenny.channels.email.marks import list_mailboxes
from truepenny.intake.park import list_parked
from truepenny.main.replays import Replays
from truepenny.outbound.mail.overview import count_states, list_troubled
from truepenny.platform.settings import Settings
from truepenny.surfaces.admin.mail_room import MailLook, MailRoom


def make_mail_room(settings: Settings, replays: Replays) -> MailRoom:
    def read(conn: Connection) -> MailLook:
        mailboxes = list_mailboxes(conn, now_us=replays.clock.now_us())
        return MailLook(mailboxes, count_states(conn), list_troubled(conn), list_parked(conn))

    async def look() -> MailLook:
        return await replays.db.read(read)

    return MailRoom(settings.mail_address, look, replays.again)
