"""A server that says it has a mail and gives out nothing of it: that is no empty mail, and nothing is taken or moved."""

from __future__ import annotations

import socket
import ssl
import threading
from collections.abc import Iterator, Mapping
from pathlib import Path

import pytest
from tests.email.fetch.stage import Site, until

from truepenny.channels.email.imap import ImapSession, MailboxTrouble, open_session
from truepenny.channels.email.mailbox import parse_mailboxes
from truepenny.channels.email.spool import Incoming, Spool

ANSWERS = {
    "LOGIN": "", "CAPABILITY": "* CAPABILITY IMAP4rev1\r\n",
    "SELECT": "* 1 EXISTS\r\n* OK [UIDVALIDITY 7] yes\r\n* OK [UIDNEXT 2] yes\r\n",
    "FETCH": "* 1 FETCH (UID 1 BODY[] NIL)\r\n", "FETCH<": "* 1 FETCH (UID 1 BODY[]<0> NIL)\r\n",
}  # fmt: skip


SILENT = {**ANSWERS, "SEARCH": "* SEARCH 1\r\n", "FETCH": "", "FETCH<": ""}


def talk(listener: socket.socket, answers: Mapping[str, str] = ANSWERS) -> None:
    line, _ = listener.accept()
    with line, line.makefile("rwb") as both:
        both.write(b"* OK ready\r\n")
        both.flush()
        for asked in both:
            tag, *words = asked.decode().split()
            verb = words[1] if words[0] == "UID" else words[0]
            verb += "<" if "<" in asked.decode() else ""
            both.write(f"{answers.get(verb, '')}{tag} OK done\r\n".encode())
            both.flush()


@pytest.fixture
def session() -> Iterator[ImapSession]:
    with socket.create_server(("127.0.0.1", 0)) as listener:
        server = threading.Thread(target=talk, args=(listener,), daemon=True)
        server.start()
        (mailbox,) = parse_mailboxes([f"imap://li:secret@127.0.0.1:{listener.getsockname()[1]}/INBOX"])
        opened = open_session(mailbox, None, ssl.create_default_context)
        yield opened
        opened.close()
        server.join()


def test_nothing_is_no_small_mail(session: ImapSession) -> None:
    assert session.fetch([1]) == []


def test_nothing_is_no_large_mail(session: ImapSession, tmp_path: Path) -> None:
    incoming = Incoming(Spool(tmp_path))
    with pytest.raises(MailboxTrouble):
        session.fetch_into(1, incoming, limit=1_000_000)


@pytest.mark.anyio
async def test_a_mail_of_which_the_server_says_nothing_at_all_is_asked_for_again_and_then_counted(site: Site) -> None:
    """As some do of one that is broken on their disk. The mark must not pass over it as if somebody had deleted it."""
    with socket.create_server(("127.0.0.1", 0)) as listener:
        threading.Thread(target=talk, args=(listener, SILENT), daemon=True).start()
        async with site.fetching(f"imap://li:secret@127.0.0.1:{listener.getsockname()[1]}/INBOX"):
            await until(lambda: _left_out(site))
    assert site.desk.offered == []


async def _left_out(site: Site) -> bool:
    return [(one.last_uid, one.left_out) for one in await site.states()] == [(1, 1)]
