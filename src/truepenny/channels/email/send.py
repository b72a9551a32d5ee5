"""Hands a mail to the SMTP server: connection kept for some seconds, TLS where there is any, and every answer made one of three.

Retry: the network, TLS, our sign-in, a 4xx, or a server that does not take mail from us. Unsure: the line broke after the words had gone.
Undeliverable: a 5xx about this receiver or these words. reason is what the server said; where it said nothing, code is a word of ours
(network, tls, no_tls, sign_in, unsure, bad_address). Passwords never go over a line that others can read.
"""

from __future__ import annotations

import asyncio
import contextlib
import hashlib
import ipaddress
import logging
import ssl
import time
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from typing import TYPE_CHECKING
from urllib.parse import parse_qs, unquote, urlsplit

from truepenny.channels.email.compose import compose
from truepenny.channels.email.signing import Sign
from truepenny.channels.email.smtp_answers import answered, answered_receiver, no_line, to_retry, too_large
from truepenny.contracts.errors import Retry, Undeliverable, Unsure
from truepenny.contracts.mail import OutboundMail, SentMail
from truepenny.platform.web.i18n import Catalog

if TYPE_CHECKING:
    from aiosmtplib import SMTP

log = logging.getLogger(__name__)
TIMEOUT_S = 30.0
KEEP_S = 15.0
MAX_IDLE = 4
MAX_USES = 100
"""Some servers take only so many mails over one connection."""
Token = Callable[[bool], Awaitable[str]]
"""An OAuth2 access token for the server; a fresh one in any case when asked so. Whatever it raises: there is none now."""


@dataclass(frozen=True, slots=True)
class Server:
    """Where mail goes. secure: TLS from the first byte (smtps). oauth: name in the file mail_oauth, "" for a password."""

    host: str
    port: int
    secure: bool
    user: str = ""
    password: str = field(default="", repr=False)
    oauth: str = ""

    @property
    def is_here(self) -> bool:
        """On this machine, where nobody listens in."""
        try:
            return ipaddress.ip_address(self.host).is_loopback
        except ValueError:  # a name: 127.0.0.1.mail.example may be anywhere
            return self.host == "localhost"


def server_of(url: str) -> Server:
    """From mail_smtp: smtp://user:password@host:port or smtps://..., with ?oauth=NAME instead of a password. Raises ValueError."""
    parts = urlsplit(url)
    secure = parts.scheme == "smtps"
    host = parts.hostname or ""
    port = parts.port or (465 if secure else 25 if not parts.username else 587)
    asked = parse_qs(parts.query)
    if unknown := set(asked) - {"oauth"}:
        raise ValueError(f"a server knows oauth= behind its ?, not {', '.join(sorted(unknown))}=")
    oauth = asked.get("oauth", [""])[0]
    if oauth and not parts.username:
        raise ValueError("oauth= needs a user: smtps://user@host?oauth=NAME")
    return Server(host, port, secure, unquote(parts.username or ""), unquote(parts.password or ""), oauth)


class Smtp:
    """Connections to one server. tls: by which to trust it, None for the system's authorities. token: signs in instead of a password."""

    def __init__(
        self, server: Server, *, token: Token | None = None, tls: ssl.SSLContext | None = None, timeout_s: float = TIMEOUT_S
    ) -> None:
        self._server = server
        self._token = token
        self._tls = tls
        self._timeout_s = timeout_s
        self._idle: list[tuple[SMTP, float, int]] = []

    async def hand_over(self, content: bytes, *, sender: str, to: str) -> str:
        """What the server said when it took it. Raises Retry, Unsure, Undeliverable."""
        connection, uses = await self._connect()
        try:
            said = await _transact(connection, content, sender=sender, to=to)
        except (Retry, Undeliverable):
            await self._reset(connection, uses)
            raise
        except BaseException:
            connection.close()
            raise
        self._keep(connection, uses)
        return said

    async def close(self) -> None:
        for connection, _, _ in self._idle:
            with contextlib.suppress(Exception):
                await connection.quit(timeout=1.0)
        self._idle.clear()

    async def check(self) -> tuple[str, bool]:
        """Connects and signs in; gives host and port, and whether nobody can listen in. Raises Retry."""
        connection, _ = await self._connect()
        safe = self._server.is_here or connection.get_transport_info("sslcontext") is not None
        with contextlib.suppress(Exception):
            await connection.quit(timeout=2.0)
        return f"{self._server.host}:{self._server.port}", safe

    def _keep(self, connection: SMTP, uses: int) -> None:
        if connection.is_connected and len(self._idle) < MAX_IDLE and uses < MAX_USES:
            self._idle.append((connection, time.monotonic(), uses + 1))
        else:
            connection.close()

    async def _reset(self, connection: SMTP, uses: int) -> None:
        """After a refusal the line can be used again, when the server says so."""
        try:
            await connection.rset(timeout=5.0)
        except Exception:
            connection.close()
        else:
            self._keep(connection, uses)

    async def _connect(self) -> tuple[SMTP, int]:
        now = time.monotonic()
        while self._idle:
            connection, since, uses = self._idle.pop()
            if now - since < KEEP_S and connection.is_connected and await _is_alive(connection):
                return connection, uses
            connection.close()
        return await self._open(), 0

    async def _open(self) -> SMTP:
        import aiosmtplib

        server = self._server
        connection = aiosmtplib.SMTP(
            hostname=server.host, port=server.port, use_tls=server.secure, start_tls=False, timeout=self._timeout_s,
            tls_context=self._context() if server.secure else None,
        )  # fmt: skip
        try:
            await connection.connect()
            await connection.ehlo()
            if not server.secure and connection.supports_extension("starttls"):
                await connection.starttls(tls_context=self._context(), server_hostname=server.host)
                await connection.ehlo()
            await self._sign_in(connection)
        except BaseException as error:
            connection.close()
            if isinstance(error, asyncio.CancelledError | Retry):
                raise
            raise no_line(error) from error
        return connection

    def _context(self) -> ssl.SSLContext:
        if self._tls is not None:
            return self._tls
        context = ssl.create_default_context()
        if self._server.is_here:  # its certificate is for the name by which the world knows it
            context.check_hostname = False
            context.verify_mode = ssl.CERT_NONE
        return context

    async def _sign_in(self, connection: SMTP) -> None:
        import aiosmtplib

        server = self._server
        if not server.user:
            return
        if not (connection.get_transport_info("sslcontext") or server.is_here):
            log.warning("the mail server offers no TLS, so the password was not sent")
            raise Retry(60, "", "no_tls")
        try:
            if self._token is None:
                await connection.login(server.user, server.password)
            else:
                await self._with_token(connection, self._token)
        except (aiosmtplib.SMTPResponseException, aiosmtplib.SMTPNotSupported) as refused:
            log.warning("the mail server does not let us sign in", extra={"reason": refused.message})
            raise Retry(60, "", "sign_in") from refused

    async def _with_token(self, connection: SMTP, token: Token) -> None:
        """Once more with a fresh token: the one at hand may have been taken back."""
        import aiosmtplib

        try:
            await connection.auth_xoauth2(self._server.user, await _ask(token, anew=False))
        except aiosmtplib.SMTPAuthenticationError:
            await connection.auth_xoauth2(self._server.user, await _ask(token, anew=True))


class MailPost:
    """A mail, made, signed and handed over. catalog: has the words of mails; own: our address; sign: None when the server signs."""

    def __init__(self, smtp: Smtp, catalog: Catalog, *, own: str, sign: Sign | None) -> None:
        self._smtp = smtp
        self._catalog = catalog
        self._own = own
        self._sign = sign

    async def __call__(self, mail: OutboundMail) -> SentMail:
        """Raises Retry, Unsure, Undeliverable."""
        content = await asyncio.to_thread(self.make, mail)
        said = await self._smtp.hand_over(content, sender=mail.return_path, to=mail.to)
        return SentMail(hashlib.sha256(content).hexdigest(), said)

    def make(self, mail: OutboundMail) -> bytes:
        """The bytes as they go out."""
        content = compose(mail, self._catalog, own=self._own)
        return content if self._sign is None else self._sign(content) + content

    async def close(self) -> None:
        await self._smtp.close()


async def _ask(token: Token, *, anew: bool) -> str:
    try:
        return await token(anew)
    except Exception as failed:
        log.warning("there is no access token for the mail server", extra={"reason": str(failed)})
        raise Retry(60, "", "sign_in") from failed


async def _is_alive(connection: SMTP) -> bool:
    try:
        await connection.noop(timeout=3.0)
    except Exception:
        return False
    return True


async def _transact(connection: SMTP, content: bytes, *, sender: str, to: str) -> str:
    """MAIL, RCPT, DATA; only after the last byte of DATA can the server have taken it."""
    import aiosmtplib

    # RFC 1870: so that a server refuses what is too large before it has it.
    options, encoding = [f"SIZE={len(content)}"] if connection.supports_extension("size") else [], "ascii"
    if not to.isascii():
        if not connection.supports_extension("smtputf8"):
            raise Undeliverable("", "bad_address")
        options, encoding = [*options, "SMTPUTF8"], "utf-8"
    try:
        await connection.mail(sender, options=options, encoding=encoding)
    except aiosmtplib.SMTPResponseException as refused:  # our own address or its size: nothing about the receiver
        raise too_large(refused) or to_retry(refused) from refused
    except Exception as error:
        raise to_retry(error) from error
    try:
        await connection.rcpt(to, encoding=encoding)
    except aiosmtplib.SMTPResponseException as refused:
        raise answered_receiver(refused) from refused
    except Exception as error:
        raise to_retry(error) from error
    try:
        response = await connection.data(content)
    except aiosmtplib.SMTPResponseException as refused:
        raise answered(refused) from refused
    except Exception as error:
        log.warning("the line to the mail server broke in the middle", extra={"reason": type(error).__name__})
        raise Unsure(60, "", "unsure") from error
    return response.message
