"""Are you talking to us now? The answer for the portal, the widget and the exchange's own app, from facts and from who writes just now."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from truepenny.contracts.identity import Customer, TicketId
from truepenny.contracts.talks import NowView
from truepenny.contracts.views import Presence
from truepenny.platform.clock import Clock
from truepenny.platform.db.database import Database
from truepenny.projections.timeline.talks import list_talks


@dataclass(slots=True)
class TalkingNow:
    """present: who is at a ticket; set by main/application.py, which makes the board of presence."""

    db: Database
    clock: Clock
    present: Callable[[TicketId], Sequence[Presence]] = lambda _ticket: ()

    async def of(self, customer: Customer) -> NowView:
        """Raises DatabaseAway: then nobody may say that we are talking."""
        now = self.clock.now_us()
        talks = await self.db.read(lambda conn: list_talks(conn, customer, now_us=now, writing=self.present))
        return NowView("talking" if talks else "not_talking", now, tuple(talks))
