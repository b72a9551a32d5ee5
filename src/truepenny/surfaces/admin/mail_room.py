"""What the page on mail looks at and may do, as main/ hands it in."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Protocol

from truepenny.channels.email.marks import MailboxState
from truepenny.contracts.mail import Taken
from truepenny.intake.park import ParkedMessage
from truepenny.outbound.mail.overview import Troubled


@dataclass(frozen=True, slots=True)
class MailLook:
    """counts: mails on their way out, by state. parked: messages of all channels that our own code failed on, the oldest first."""

    mailboxes: Sequence[MailboxState]
    counts: Mapping[str, int]
    troubled: Sequence[Troubled]
    parked: Sequence[ParkedMessage]


class TryAgain(Protocol):
    async def __call__(self, park_id: str, *, by: str) -> Taken:
        """Raises Refused with what went wrong."""
        ...


@dataclass(frozen=True, slots=True)
class MailRoom:
    """address: that customers write to, "" for a desk without mail."""

    address: str
    look: Callable[[], Awaitable[MailLook]]
    try_again: TryAgain
