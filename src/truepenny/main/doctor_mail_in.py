"""Doctor's look at mail coming in: can the settings work, and what the desk wrote down about its mailboxes."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Iterator, Sequence

from sqlalchemy import Connection, inspect

from truepenny.channels.email.mailbox import parse_mailboxes
from truepenny.channels.email.marks import MailboxState, list_mailboxes
from truepenny.main.database_command import read_once
from truepenny.main.finding import Finding, error, fine, warning
from truepenny.main.mail_in import find_wrong
from truepenny.main.trouble import CommandFailed
from truepenny.platform.control.client import desk_runs
from truepenny.platform.settings import Settings


def check_mail_in(settings: Settings) -> Iterator[Finding]:
    named = [name for name in ("mail_imap", "mail_listen") if getattr(settings, name)]
    if not settings.mail_address:
        for name in named:
            yield warning(name, "is set, but mail_address is not: no mail is taken", "set mail_address")
        return
    wrong = find_wrong(settings)
    for line in wrong:
        name, _, says = line.partition(": ")
        yield error(name, says, "correct the setting; docs/operations.md shows how it is written")
    if wrong:
        return
    if settings.mail_listen:
        yield fine("mail_listen", settings.mail_listen)
    if not named:
        yield fine("mail_in", "by truepenny mail receive only")
    if settings.mail_imap:
        yield from _look_at_mailboxes(settings)


def _look_at_mailboxes(settings: Settings) -> Iterator[Finding]:
    try:
        states = {one.mailbox: one for one in asyncio.run(read_once(settings, _states))}
    except CommandFailed:
        return  # the check of the database says it
    for mailbox in parse_mailboxes(settings.mail_imap):
        yield from _look_at(states.get(mailbox.key), mailbox.key, runs=desk_runs(settings.control_socket))


def _look_at(state: MailboxState | None, key: str, *, runs: bool) -> Iterator[Finding]:
    if state is None:
        yield warning("mail_imap", f"{key}: never fetched from", "start the desk, and look again" if not runs else "restart the desk")
    elif state.trouble:
        yield error("mail_imap", f"{key}: {state.trouble}", "the desk goes on trying; mend what it says")
    elif runs and not state.fetched_by:
        yield warning("mail_imap", f"{key}: nobody fetches from it at this moment", "look again in a minute, then into the log")
    else:
        yield fine("mail_imap", f"{key}: in order")
    if state is not None and state.left_out:
        yield warning(
            "mail_imap",
            f"{key}: {state.left_out} mails stay in it for good, too large or not given out by its server",
            "look at them with a mail program; raise mail_max_bytes for the next ones",
        )


def _states(conn: Connection) -> Sequence[MailboxState]:
    if "mailbox_marks" not in inspect(conn).get_table_names():
        return []
    return list_mailboxes(conn, now_us=time.time_ns() // 1000)
