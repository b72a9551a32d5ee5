"""`truepenny mail status`: mailboxes, what waits to be sent, and what was put aside, as the database has it."""

from __future__ import annotations

import argparse
import asyncio
import time
from datetime import UTC, datetime

from sqlalchemy import Connection

from truepenny.channels.email.marks import MailboxState, list_mailboxes
from truepenny.intake.park import list_parked
from truepenny.main.database_command import read_once
from truepenny.main.trouble import OK
from truepenny.outbound.mail.overview import count_states
from truepenny.platform.settings import Settings


def run(settings: Settings, _args: argparse.Namespace) -> int:
    def look(conn: Connection) -> tuple[list[MailboxState], dict[str, int], int]:
        waiting = [one for one in list_parked(conn) if one.channel == "email"]
        return list(list_mailboxes(conn, now_us=time.time_ns() // 1000)), count_states(conn), len(waiting)

    mailboxes, counts, put_aside = asyncio.run(read_once(settings, look))
    print(f"Address   {settings.mail_address or 'none: the desk takes no mail (mail_address)'}")
    for one in mailboxes:
        by = f"fetched by {one.fetched_by}" if one.fetched_by else "fetched by nobody now"
        last = "never" if not one.changed_at else datetime.fromtimestamp(one.changed_at / 1e6, tz=UTC).strftime("%Y-%m-%d %H:%M:%S")
        print(f"Mailbox   {one.mailbox}: {by}; last mail taken {last}, up to UID {one.last_uid}")
        if one.left_out:
            print(f"          left in it for good: {one.left_out} (too large, or not given out by its server)")
        if one.trouble:
            print(f"          trouble: {one.trouble}")
    if settings.mail_listen:
        print(f"Listener  {settings.mail_listen}")
    print(f"Sending   {', '.join(f'{state} {count}' for state, count in sorted(counts.items())) or 'nothing yet'}")
    print(f"Put aside {put_aside} mails that we could not handle" + (": truepenny park list" if put_aside else ""))
    return OK
