"""Addresses, numbers and names in a customer's messages that look like ours, for the agent who reads them. Asked when a ticket is shown."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from truepenny.contracts.identity import Agent, TicketId
from truepenny.log import read
from truepenny.platform.db.database import Database
from truepenny.projections.timeline.query import load_ticket_state
from truepenny.trust.checks.checks import Checks
from truepenny.trust.checks.judging import Judge
from truepenny.trust.checks.pasted import points_in, straightened
from truepenny.trust.checks.verdict import Judged

LOOK_BACK = 100
"""Events of a ticket that are looked at, from the end."""
MOST_TEXT = 40_000
MOST = 10


@dataclass(frozen=True, slots=True)
class Impostors:
    db: Database
    checks: Checks

    async def of_ticket(self, agent: Agent, ticket: TicketId) -> list[Judged]:
        """Each once. Raises NotFound for a ticket that the agent may not see."""

        def load(conn: Any) -> str:
            load_ticket_state(conn, agent, ticket)
            events = [event for event in read.list_events(conn, ticket, newest=LOOK_BACK) if event.actor.kind == "customer"]
            return "\n".join(read.load_texts(conn, events).values())[-MOST_TEXT:]

        text = await self.db.read(load)
        judge = await self.checks.judge()
        return await asyncio.to_thread(_found, judge, text)


def _found(judge: Judge, text: str) -> list[Judged]:
    judged: Sequence[Judged] = [judge.judge(point) for point in points_in(straightened(f"{text}\n\n"), judge.book.regions)]
    marked = {one.key: one for one in judged if one.state in ("known_false", "looks_like", "never_used")}
    return list(marked.values())[:MOST]
