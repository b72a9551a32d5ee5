"""A mail server of the tests: real SMTP by aiosmtpd on a free port, in the loop of the test. It keeps what it takes, and answers as told.

The names with capitals are those by which aiosmtpd asks.
"""

from __future__ import annotations

import asyncio
import email
import email.policy
import ssl
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from email.message import EmailMessage
from typing import Any

from aiosmtpd.smtp import SMTP, AuthResult, Envelope, LoginPassword, Session


@dataclass(frozen=True)
class Mail:
    """One mail as it was taken."""

    sender: str
    to: str
    content: bytes

    @property
    def message(self) -> EmailMessage:
        message = email.message_from_bytes(self.content, policy=email.policy.default)
        assert isinstance(message, EmailMessage)
        return message

    @property
    def message_id(self) -> str:
        return str(self.message["Message-ID"]).strip("<>")

    @property
    def text(self) -> str:
        return self._body("plain")

    @property
    def html(self) -> str:
        return self._body("html")

    def _body(self, kind: str) -> str:
        part = self.message.get_body((kind,))
        assert part is not None
        content = part.get_content()
        assert isinstance(content, str)
        return content.replace("\r\n", "\n")


@dataclass
class Recorder:
    """answers: by stage (mail, rcpt, data; taken, which is only told), words or a function of the address; None takes it. users: who may
    sign in. drop: the line is cut when a mail was taken, before the sender can hear of it."""

    mails: list[Mail] = field(default_factory=list)
    answers: dict[str, str | Callable[[str], str | None] | None] = field(default_factory=dict)
    users: dict[str, str] = field(default_factory=dict)
    signed_in: list[str] = field(default_factory=list)
    connections: int = 0
    drop: bool = False
    port: int = 0

    def to(self, address: str) -> list[Mail]:
        return [mail for mail in self.mails if mail.to == address]

    def _answer(self, stage: str, words: str) -> str | None:
        answer = self.answers.get(stage)
        return answer(words) if callable(answer) else answer

    async def handle_EHLO(  # noqa: N802
        self, server: Any, session: Session, envelope: Envelope, hostname: str, responses: list[str]
    ) -> list[str]:
        session.host_name = hostname
        return responses

    async def handle_MAIL(self, server: Any, session: Session, envelope: Envelope, address: str, options: list[str]) -> str:  # noqa: N802
        answer = self._answer("mail", address)
        if answer is None:
            envelope.mail_from = address
            envelope.mail_options.extend(options)
        return answer or "250 2.1.0 OK"

    async def handle_RCPT(self, server: Any, session: Session, envelope: Envelope, address: str, options: list[str]) -> str:  # noqa: N802
        answer = self._answer("rcpt", address)
        if answer is None:
            envelope.rcpt_tos.append(address)
        return answer or "250 2.1.5 OK"

    async def handle_DATA(self, server: Any, session: Session, envelope: Envelope) -> str:  # noqa: N802
        answer = self._answer("data", envelope.rcpt_tos[0])
        if answer is not None:
            return answer
        assert isinstance(envelope.content, bytes)
        self.mails.append(Mail(envelope.mail_from or "", envelope.rcpt_tos[0], envelope.content))
        self._answer("taken", envelope.rcpt_tos[0])
        if self.drop:
            server.transport.abort()
        return "250 2.0.0 Ok: queued as 4C5D"

    def sign_in(self, server: Any, session: Session, envelope: Envelope, mechanism: str, data: Any) -> AuthResult:
        if isinstance(data, LoginPassword):
            user = data.login.decode()
            if self.users.get(user) == data.password.decode():
                self.signed_in.append(user)
                return AuthResult(success=True)
        return AuthResult(success=False, handled=False)


@asynccontextmanager
async def serving(
    recorder: Recorder, *, tls: ssl.SSLContext | None = None, starttls: ssl.SSLContext | None = None, host: str = "127.0.0.1"
) -> AsyncIterator[Recorder]:
    """Sets recorder.port. tls: from the first byte."""
    loop = asyncio.get_running_loop()
    open_lines: set[asyncio.BaseTransport] = set()

    def make() -> SMTP:
        recorder.connections += 1
        protocol = _Server(
            recorder, hostname="mx.test", tls_context=starttls, loop=loop, enable_SMTPUTF8=True, authenticator=recorder.sign_in,
            auth_require_tls=False, data_size_limit=64 * 1024 * 1024,
        )  # fmt: skip
        protocol.lines = open_lines
        return protocol

    server = await loop.create_server(make, host, 0, ssl=tls)
    recorder.port = server.sockets[0].getsockname()[1]
    try:
        yield recorder
    finally:
        server.close()
        for line in list(open_lines):
            line.close()
        await server.wait_closed()


class _Server(SMTP):
    lines: set[asyncio.BaseTransport]

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self.lines.add(transport)
        super().connection_made(transport)

    def connection_lost(self, error: Exception | None) -> None:
        super().connection_lost(error)
        self.lines.clear()
