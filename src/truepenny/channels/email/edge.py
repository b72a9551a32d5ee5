"""The edge of mail: bytes in from any of the three ways, what became of them out. Whoever calls keeps the mail until it has the answer.

One bad mail never stops the next: what our own code fails on is parked, sealed, and can be played again.
"""

from __future__ import annotations

import asyncio
import hashlib
import logging
from collections.abc import Callable
from dataclasses import dataclass
from typing import Protocol

import msgspec

from truepenny.contracts.errors import Malformed, Refused
from truepenny.contracts.mail import Envelope, InboundMail, RawMail, Taken, Vouched
from truepenny.intake import park
from truepenny.intake.mail.take import MailIntake
from truepenny.intake.screening import ScreenFailed, place_of
from truepenny.log.chain import dedupe_key
from truepenny.platform.clock import Clock
from truepenny.platform.crypto import Keyring
from truepenny.platform.db.database import Database, DatabaseAway

log = logging.getLogger(__name__)
CHANNEL = "email"
_READ_HERE = 32 * 1024
"""Larger mails are read away from the event loop."""
Read = Callable[[RawMail, str | None], InboundMail]
"""The mail, and its MAIL FROM where that is known."""


class Judge(Protocol):
    async def judge(self, raw: RawMail, mail: InboundMail, envelope: Envelope) -> Vouched:
        """Never raises for a mail, however it was made."""
        ...


class _Parked(msgspec.Struct, frozen=True):
    envelope: Envelope
    content: bytes


@dataclass(frozen=True, slots=True)
class MailEdge:
    """max_bytes: of the largest mail that is taken."""

    db: Database
    clock: Clock
    keyring: Keyring
    read: Read
    voucher: Judge
    intake: MailIntake
    max_bytes: int
    park_days: int

    async def take(self, raw: RawMail, envelope: Envelope) -> Taken:
        """After this, the mail is on disk. Raises DatabaseAway: nothing was taken, it must come again; Refused 413 mail_too_large."""
        if raw.size > self.max_bytes:
            raise Refused(413, "mail_too_large", "This mail is too large.", "Send its files one by one, or smaller ones.")
        try:
            return await self._take(raw, envelope)
        except DatabaseAway:
            raise
        except Exception as fault:
            return await self._park(raw, envelope, fault)

    async def replay(self, park_id: str) -> Taken | None:
        """Takes a parked mail again; None when there is none of this id that waits. Raises what went wrong this time."""
        payload = await self.db.read(lambda conn: park.open_payload(conn, self.keyring, park_id))
        if payload is None:
            return None
        parked = msgspec.msgpack.decode(payload, type=_Parked)
        taken = await self._take(RawMail(parked.content), parked.envelope)
        now = self.clock.now_us()
        await self.db.write(lambda conn: park.mark_replayed(conn, park_id, now_us=now))
        return taken

    async def _take(self, raw: RawMail, envelope: Envelope) -> Taken:
        here = raw.size <= _READ_HERE
        mail = self.read(raw, envelope.sender) if here else await asyncio.to_thread(self.read, raw, envelope.sender)
        return await self.intake.take(mail, await self._judge(raw, mail, envelope), envelope, raw)

    async def _judge(self, raw: RawMail, mail: InboundMail, envelope: Envelope) -> Vouched:
        """Our own failure proves nobody."""
        try:
            return await self.voucher.judge(raw, mail, envelope)
        except Exception as fault:
            log.error("a sender could not be checked", extra={"reason": f"{type(fault).__name__} in {place_of(fault)}"})
            return Vouched("unchecked")

    async def _park(self, raw: RawMail, envelope: Envelope, fault: Exception) -> Taken:
        reason = str(fault) if isinstance(fault, ScreenFailed | Malformed) else f"{type(fault).__name__} in {place_of(fault)}"
        content = raw.slice(0, raw.size)
        payload = msgspec.msgpack.encode(_Parked(_sound(envelope), content))
        same = dedupe_key("parked mail", hashlib.sha256(content).hexdigest(), "")
        now = self.clock.now_us()
        park_id = await self.db.write(
            lambda conn: park.park(
                conn, self.keyring, channel=CHANNEL, reason=reason, payload=payload, now_us=now, keep_days=self.park_days, same=same
            )
        )
        log.error("a mail was parked", extra={"parked": park_id, "reason": reason})
        return Taken("parked")


def _sound(envelope: Envelope) -> Envelope:
    """Addresses of a pipe may hold bytes that are no characters."""
    recipients = tuple(one.encode("utf-8", "replace").decode() for one in envelope.recipients)
    sender = None if envelope.sender is None else envelope.sender.encode("utf-8", "replace").decode()
    return msgspec.structs.replace(envelope, recipients=recipients, sender=sender)
