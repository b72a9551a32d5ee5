"""The mail server of the demo's customers: takes the desk's mail over SMTP on loopback and puts it into their mailboxes."""

from __future__ import annotations

import asyncio
import socket
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import Any

from truepenny.main.demo.mailbox.store import Mailboxes
from truepenny.platform.clock import Clock

_HOST = "mx.mail.example"
_MAX_BYTES = 50 * 1024 * 1024


def bind_loopback() -> socket.socket:
    """A free port of loopback. Raises OSError."""
    listening = socket.socket(socket.AF_INET, socket.SOCK_STREAM)
    listening.bind(("127.0.0.1", 0))
    return listening


@asynccontextmanager
async def taking_mail(listening: socket.socket, mailboxes: Mailboxes, clock: Clock) -> AsyncIterator[None]:
    """As long as this lasts, what is sent there arrives."""
    from aiosmtpd.smtp import SMTP

    def converse() -> SMTP:
        return SMTP(_Letterbox(mailboxes, clock), hostname=_HOST, data_size_limit=_MAX_BYTES, enable_SMTPUTF8=True)

    server = await asyncio.get_running_loop().create_server(converse, sock=listening)
    try:
        yield
    finally:
        server.close()


@dataclass(frozen=True, slots=True)
class _Letterbox:
    """Answers in the words of RFC 5321 and RFC 3463."""

    mailboxes: Mailboxes
    clock: Clock

    async def handle_RCPT(self, _server: Any, _session: Any, envelope: Any, address: str, _options: Any) -> str:  # noqa: N802 - its name
        if not self.mailboxes.has(address):
            return "550 5.1.1 There is no such mailbox"
        envelope.rcpt_tos.append(address)
        return "250 2.1.5 OK"

    async def handle_DATA(self, _server: Any, _session: Any, envelope: Any) -> str:  # noqa: N802 - its name
        for address in dict.fromkeys(envelope.rcpt_tos):
            self.mailboxes.put(address, "in", bytes(envelope.content), now_us=self.clock.now_us())
        return "250 2.0.0 In the mailbox"
