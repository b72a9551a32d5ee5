"""What was put aside is tried again: by its channel's own road, recorded, with a word on what became of it.

In: an id, and who asks (the admin page, `truepenny park replay`). Out: where it is now, or why it failed once more.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import dataclass

from sqlalchemy import Connection

from truepenny.contracts.errors import NotFound, Refused
from truepenny.contracts.identity import TicketId
from truepenny.contracts.mail import Taken
from truepenny.intake.park import ParkedUnreadable, find_parked
from truepenny.intake.pipeline import Intake
from truepenny.intake.screening import ScreenFailed, place_of
from truepenny.people import audit
from truepenny.platform.clock import Clock
from truepenny.platform.db.database import Database, DatabaseAway

ReplayMail = Callable[[str], Awaitable[Taken | None]]


class FailedAgain(Refused):
    """why: where it failed, in words of ours: what an error quotes may be the words of a customer."""

    def __init__(self, why: str) -> None:
        super().__init__(
            409, "failed_again", "It failed again: {why}", "Nothing is lost: it stays put aside, and can be tried once more.",
            params={"why": why},
        )  # fmt: skip
        self.why = why


@dataclass(frozen=True, slots=True)
class Replays:
    """mail: takes a parked mail again; None where the desk takes no mail."""

    db: Database
    clock: Clock
    intake: Intake
    mail: ReplayMail | None = None

    async def again(self, park_id: str, *, by: str) -> Taken:
        """by: an agent ID, or who else the record names. Raises NotFound, FailedAgain, Refused mail_off, DatabaseAway."""
        message = await self.db.read(lambda conn: find_parked(conn, park_id))
        if message is None or message.replayed_at is not None:
            raise _not_there()
        if message.channel == "email" and self.mail is None:
            raise Refused(409, "mail_off", "This desk takes no mail at present.", "Give it its mail address back first.")
        try:
            taken = await self._take(message.channel, park_id)
        except DatabaseAway:
            raise
        except Exception as error:
            await self._record("replay_failed", park_id, by, kind=message.channel, reason=_why(error))
            raise FailedAgain(_why(error)) from error
        if taken is None:
            raise _not_there()
        await self._record("message_replayed", park_id, by, kind=message.channel, ticket=taken.ticket)
        return taken

    async def _take(self, channel: str, park_id: str) -> Taken | None:
        if channel == "email" and self.mail is not None:
            return await self.mail(park_id)
        opened = await self.intake.replay(park_id)
        return None if opened is None else Taken("filed", TicketId(opened.receipt.ticket), opened.receipt.seq)

    async def _record(self, what: str, park_id: str, by: str, **detail: str | None) -> None:
        now = self.clock.now_us()

        def write(conn: Connection) -> None:
            audit.record(conn, now, who=by, what=what, subject=park_id, detail=detail)

        await self.db.write(write)


def _not_there() -> NotFound:
    return NotFound("not_parked", "Nothing waits under this id.", "It was tried again with success, or its time had run out.")


def _why(error: Exception) -> str:
    """What an error of ours quotes may be the words of a customer; where it came from never is."""
    if isinstance(error, ParkedUnreadable):
        return "it was sealed with another secret file, or was altered"
    if isinstance(error, Refused):
        return f"{error.code}: {error.title}"
    return str(error) if isinstance(error, ScreenFailed) else f"{type(error).__name__} in {place_of(error)}"
