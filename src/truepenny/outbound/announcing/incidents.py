"""Tickets and incidents, as agents work with them: which wait for it, linking them all at once, and how far telling them is."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import Connection

from truepenny.contracts.errors import Refused
from truepenny.contracts.identity import Agent, TicketId
from truepenny.knowledge.announcements.announcements import Announcements, concerns
from truepenny.knowledge.announcements.bodies import told_words
from truepenny.knowledge.announcements.kinds import Announcement
from truepenny.knowledge.announcements.rows import load_some
from truepenny.outbound.announcing.jobs import Progress, begin_again, list_progress
from truepenny.platform.clock import HOUR
from truepenny.platform.db.database import Database
from truepenny.platform.ids import new_token
from truepenny.projections.incidents.query import Candidate, count_linked, list_waiting, load_first_words, load_linked
from truepenny.projections.timeline.query import load_ticket_state
from truepenny.tickets.actions.tell import link_incident, tell_incident, unlink_incident
from truepenny.tickets.needs import Needs

MOST = 2_000
BEFORE_US = HOUR
"""Customers notice before the desk does: tickets opened this long before the beginning are looked at too."""


@dataclass(frozen=True, slots=True)
class Running:
    """An announcement that runs, and how many tickets are linked to it."""

    one: Announcement
    linked: int


@dataclass(frozen=True, slots=True)
class OfTicket:
    """What a ticket is linked to, and what it may be about and is not linked to yet."""

    linked: Sequence[Announcement]
    matching: Sequence[Announcement]


@dataclass(frozen=True, slots=True)
class Linked:
    """How many tickets were linked just now, how many of them were told, and how many could not be (gone on in another ticket)."""

    linked: int
    told: int
    left_out: int


class Incidents:
    def __init__(self, db: Database, announcements: Announcements, needs: Needs) -> None:
        self._db = db
        self._announcements = announcements
        self._needs = needs

    async def running(self) -> list[Running]:
        """For the strip at the desk: incidents and maintenance; incidents first."""
        found = [one for one in await self._announcements.running() if one.kind in ("incident", "maintenance")]
        counts = await self._db.read(lambda conn: count_linked(conn, [one.id for one in found]))
        return [Running(one, counts.get(one.id, 0)) for one in found]

    async def count(self, announcements: Sequence[str]) -> dict[str, int]:
        return await self._db.read(lambda conn: count_linked(conn, announcements))

    async def of_ticket(self, agent: Agent, ticket: TicketId) -> OfTicket:
        """Raises NotFound for a ticket that the agent may not see."""

        def load(conn: Connection) -> tuple[list[Announcement], str | None, str, tuple[str, ...]]:
            state = load_ticket_state(conn, agent, ticket)
            words = load_first_words(conn, ticket, state.subject)
            return load_some(conn, state.incidents), state.topic, words, state.incidents

        linked, topic, words, ids = await self._db.read(load)
        running = [one for one in await self._announcements.running() if one.kind in ("incident", "maintenance")]
        return OfTicket(linked, [one for one in running if one.id not in ids and concerns(one, topic=topic, text=words)])

    async def waiting(self, one: Announcement) -> list[Candidate]:
        """Tickets that wait and may be about it, opened since it began or shortly before, not linked yet; the longest waiting first."""
        return await self._db.read(lambda conn: list_waiting(conn, one.id, one.scope, since=one.begins_at - BEFORE_US))

    async def linked(self, announcement: str) -> list[Candidate]:
        """The last linked first."""
        return await self._db.read(lambda conn: load_linked(conn, announcement))

    async def progress(self, announcement: str) -> Sequence[Progress]:
        return await self._db.read(lambda conn: list_progress(conn, announcement))

    async def tell_again(self, announcement: str, n: int) -> None:
        """Those whom our own fault kept from hearing of update n are told now. Raises Refused nobody_left_out."""
        if not await self._db.write(lambda conn: begin_again(conn, announcement, n)):
            raise Refused(409, "nobody_left_out", "Everybody has been told.", "Load the page again.")

    async def link(self, agent: Agent, announcement: str, tickets: Sequence[TicketId], *, tell: bool) -> Linked:
        """All in a few group commits. tell: their customers are told at once what is known now, and once only; of what has ended meanwhile
        in any case.

        Raises NotFound for the announcement; Refused too_many_tickets, promotion_not_linked; NotFound where a single ticket was meant.
        """
        one = await self._announcements.load(announcement)
        if one.kind == "promotion":
            raise Refused(422, "promotion_not_linked", "Nobody waits for a promotion.", "Link tickets to an incident.")
        if len(tickets) > MOST:
            raise Refused(422, "too_many_tickets", "These are too many at once.", "Link them in several goes.")
        run = new_token()
        works = [link_incident(agent, ticket, client_id=f"{run}{ticket}", announcement=announcement) for ticket in tickets]
        outcomes = await asyncio.gather(*(self._db.submit(work) for work in works), return_exceptions=True)
        for outcome in outcomes:
            if isinstance(outcome, BaseException) and (len(tickets) == 1 or not isinstance(outcome, Refused)):
                raise outcome
        good = [ticket for ticket, outcome in zip(tickets, outcomes, strict=True) if not isinstance(outcome, BaseException)]
        fresh = sum(1 for outcome in outcomes if not isinstance(outcome, BaseException) and outcome.digest)
        one = await self._announcements.load(announcement)
        told = await self._tell_now(one, good) if tell or one.ended_at is not None else 0
        return Linked(fresh, told, len(tickets) - len(good))

    async def _tell_now(self, one: Announcement, tickets: Sequence[TicketId]) -> int:
        n = one.updates[-1].n
        languages = self._announcements.languages
        words = await asyncio.to_thread(lambda: {language: told_words(one, n, language) for language in languages})
        works = [tell_incident(ticket, announcement=one.id, n=n, words=words, needs=self._needs) for ticket in tickets]
        return sum(1 for receipt in await asyncio.gather(*(self._db.submit(work) for work in works)) if receipt is not None)

    async def unlink(self, agent: Agent, announcement: str, ticket: TicketId) -> None:
        """Raises NotFound."""
        await self._db.submit(unlink_incident(agent, ticket, client_id=f"{new_token()}{ticket}", announcement=announcement))
