"""One connection of a mail server that hands mail in, over SMTP (RFC 5321) or LMTP (RFC 2033).

In: commands and lines. Out: mails with their envelopes, and the 250 only when each is on disk. A mail that is on its way lies in memory up
to a point and then in a file, never as a list of lines. Imported when the listener starts, because aiosmtpd is.
"""

from __future__ import annotations

import asyncio
import contextlib
import logging
from collections import defaultdict
from dataclasses import dataclass, field
from typing import Any, cast

from aiosmtpd.lmtp import LMTP
from aiosmtpd.smtp import SMTP

from truepenny.channels.email.doors import Doors
from truepenny.channels.email.smtp_text import NOBODY, DotReader, plain_address, read_attributes, read_path
from truepenny.channels.email.spool import Incoming
from truepenny.contracts.errors import Refused
from truepenny.contracts.mail import Envelope
from truepenny.intake.screening import place_of
from truepenny.platform.db.database import DatabaseAway

log = logging.getLogger(__name__)
logging.getLogger("mail.log").setLevel(logging.CRITICAL + 1)  # aiosmtpd's: it writes every address and every word

IDLE_S = 300.0
TAKING_S = 600.0
LONGEST_S = 3600.0
MOST_CONNECTIONS = 100
MOST_RECIPIENTS = 100
LONGEST_COMMAND = 4096
_READ = 1 << 24
TAKEN = "250 2.0.0 Ok, it is on disk"
AWAY = "451 4.3.0 Nothing can be saved at this moment, try again later"
TOO_LARGE = "552 5.3.4 This mail is larger than we take"
NO_ROOM = "452 4.3.1 There is no room on the disk at this moment, try again later"
BYE = b"421 4.3.2 The desk stops, try again later\r\n"
CROWDED = b"421 4.3.2 Too many connections, try again later\r\n"


@dataclass(frozen=True, slots=True)
class Reception:
    """What all connections to one listener share."""

    doors: Doors
    lmtp: bool
    open: set[Conversation] = field(default_factory=set)
    empty: asyncio.Event = field(default_factory=asyncio.Event)


class Hooks:
    """What aiosmtpd asks at the commands that it reads itself."""

    def __init__(self, reception: Reception) -> None:
        self._reception = reception

    async def handle_EHLO(self, server: Conversation, session: Any, _envelope: Any, hostname: str, offered: list[str]) -> list[str]:  # noqa: N802
        session.host_name = hostname
        more = [f"250-SIZE {self._reception.doors.max_bytes}", "250-PIPELINING"]
        if server.is_trusted:
            more += ["250-XFORWARD NAME ADDR PORT PROTO HELO IDENT SOURCE", "250-XCLIENT NAME ADDR PORT PROTO HELO LOGIN"]
        return [*offered[:-1], *more, offered[-1]]

    async def handle_MAIL(self, server: Any, _session: Any, envelope: Any, address: str, options: list[str]) -> str:  # noqa: N802
        size = next((option[5:] for option in options if option.startswith("SIZE=")), "0")
        if int(size) > self._reception.doors.max_bytes:
            return TOO_LARGE
        envelope.mail_from = address
        envelope.mail_options.extend(options)
        return "250 2.1.0 Ok"

    async def handle_RCPT(self, server: Any, _session: Any, envelope: Any, address: str, _options: list[str]) -> str:  # noqa: N802
        if not self._reception.doors.accepts(address):
            return "550 5.1.1 There is no such address here"
        if len(envelope.rcpt_tos) >= MOST_RECIPIENTS:
            return "452 4.5.3 Too many recipients"
        envelope.rcpt_tos.append(address)
        return "250 2.1.5 Ok"

    async def handle_exception(self, error: Exception) -> str:
        log.error("a mail connection failed", extra={"fault": type(error).__name__, "place": place_of(error)})
        return "451 4.3.0 Something went wrong here, try again later"


class Conversation(SMTP):
    line_length_limit = 64 * 1024

    def __init__(self, reception: Reception) -> None:
        super().__init__(
            Hooks(reception), data_size_limit=None, enable_SMTPUTF8=True, hostname=reception.doors.hostname, ident="Truepenny",
            timeout=IDLE_S, loop=asyncio.get_running_loop(),
        )  # fmt: skip
        self.command_size_limits = defaultdict(lambda: LONGEST_COMMAND)
        self._reception = reception
        self._turned_away = False
        self._deadline: asyncio.TimerHandle | None = None
        self._peer = ""
        self._client: dict[str, str] = {}
        self._forwarded: dict[str, str] = {}
        self.is_trusted = False
        self.is_busy = False
        self.stopping = False

    # The connection

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        transport = cast("asyncio.Transport", transport)  # uvloop has transports of its own kind
        if len(self._reception.open) >= MOST_CONNECTIONS:
            self._turned_away = True
            transport.write(CROWDED)
            transport.close()
            return
        self._reception.open.add(self)
        self._reception.empty.clear()
        self._deadline = self.loop.call_later(LONGEST_S, self._timeout_cb)
        peer = transport.get_extra_info("peername")
        self._peer = peer[0] if isinstance(peer, tuple) else ""
        self.is_trusted = not self._peer or self._reception.doors.trusts(self._peer)
        super().connection_made(transport)

    def connection_lost(self, error: Exception | None) -> None:
        if self._turned_away:
            return
        self._reception.open.discard(self)
        if not self._reception.open:
            self._reception.empty.set()
        if self._deadline is not None:
            self._deadline.cancel()
        super().connection_lost(error)

    def eof_received(self) -> bool | None:
        return None if self._turned_away else super().eof_received()

    def bye(self) -> None:
        """Ends it now, or after the mail that is in work."""
        self.stopping = True
        if not self.is_busy and self.transport is not None:
            line = cast("asyncio.Transport", self.transport)
            line.write(BYE)
            line.close()

    # Commands

    def _getaddr(self, arg: str) -> tuple[str | None, str | None]:
        return read_path(arg) or (None, None)

    def _create_envelope(self) -> Any:
        """For each mail anew, and with it goes what was said of the last one's client."""
        self._forwarded = {}
        return super()._create_envelope()

    async def smtp_XFORWARD(self, arg: str) -> None:  # noqa: N802
        """Who handed in the next mail, as the site's own server knows it."""
        if not self.is_trusted:
            await self.push("550 5.7.0 This is not for you to say")
            return
        self._forwarded |= read_attributes(arg or "")
        await self.push("250 2.0.0 Ok")

    async def smtp_XCLIENT(self, arg: str) -> None:  # noqa: N802
        """The same for all mails of this connection, which begins anew."""
        if not self.is_trusted:
            await self.push("550 5.7.0 This is not for you to say")
            return
        self._client |= read_attributes(arg or "")
        assert self.session is not None
        self.envelope, self.session.host_name = self._create_envelope(), None
        await self.push(f"220 {self.hostname} {self.__ident__}")

    async def smtp_DATA(self, arg: str) -> None:  # noqa: N802
        if await self.check_helo_needed():
            return
        assert self.envelope is not None
        if not self.envelope.rcpt_tos or arg:
            await self.push("501 5.5.4 Syntax: DATA" if arg else "503 5.5.1 Error: need RCPT command")
            return
        self.is_busy = True
        incoming = Incoming(self._reception.doors.spool)
        try:
            await self.push("354 End data with <CR><LF>.<CR><LF>")
            answer = await self._read(incoming) or await self._take(incoming)
            for _ in self.envelope.rcpt_tos if self._reception.lmtp else [""]:
                await self.push(answer)
        finally:
            incoming.drop()
            self.is_busy = False
        self.envelope = self._create_envelope()
        if self.stopping:
            self.bye()

    async def _read(self, incoming: Incoming) -> str:
        """The mail, to its end in any case; gives what to answer when it cannot be taken, else ""."""
        reader, trouble = DotReader(), ""
        while reader.rest is None:
            piece = await self._reader.read(_READ)
            if not piece:
                raise ConnectionResetError
            self._reset_timeout()
            clean = reader.feed(piece)
            if incoming.size + len(clean) > self._reception.doors.max_bytes:
                trouble = trouble or TOO_LARGE
            if trouble:
                incoming.drop()
                continue
            try:
                incoming.write(clean)
            except OSError:
                log.exception("a mail cannot be spooled")
                trouble = NO_ROOM
        if reader.rest:
            self._reader.feed_data(reader.rest)
        return trouble

    async def _take(self, incoming: Incoming) -> str:
        self._reset_timeout(TAKING_S)
        try:
            await self._reception.doors.handing.give(incoming.finish(), self._envelope())
        except DatabaseAway:
            return AWAY
        except Refused as refused:
            return TOO_LARGE if refused.status == 413 else AWAY
        except Exception as error:
            return await self.handle_exception(error)
        self._reset_timeout()
        return TAKEN

    def _envelope(self) -> Envelope:
        assert self.envelope is not None
        assert self.session is not None
        sender = "" if self.envelope.mail_from == NOBODY else self.envelope.mail_from
        said = self._client | self._forwarded
        client, helo = said.get("ADDR"), said.get("HELO")
        if not self.is_trusted and not self._reception.lmtp:
            client, helo = self._peer, self.session.host_name
        return Envelope(
            source="lmtp" if self._reception.lmtp else "smtp", recipients=tuple(self.envelope.rcpt_tos), sender=sender,
            client=None if client is None else plain_address(client), helo=helo,
        )  # fmt: skip


class LmtpConversation(Conversation, LMTP):
    """LHLO instead of EHLO, and one answer for each recipient."""


async def end_all(reception: Reception, grace_s: float) -> None:
    """Lets each mail that is in work come to its end, as long as that takes no longer than this."""
    for one in list(reception.open):
        one.bye()
    if reception.open:
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(grace_s):
                await reception.empty.wait()
    for one in list(reception.open):
        if one.transport is not None:
            cast("asyncio.Transport", one.transport).abort()
