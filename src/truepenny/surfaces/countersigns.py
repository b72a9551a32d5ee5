"""The countersign for pages and programs: ask, answer, show the words to the two whom they are for, and to nobody else.

Every method raises contracts.errors.Refused for what a person can be told, and DatabaseAway when nothing could be accepted.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from truepenny.contracts.countersign import CountersignView, Purpose, WordView
from truepenny.contracts.identity import Agent, Customer, Principal, TicketId
from truepenny.contracts.views import Receipt
from truepenny.platform.clock import Clock
from truepenny.platform.db.database import Database
from truepenny.projections.timeline.query import load_ticket_state
from truepenny.tickets.actions.countersign import Settled, answer_countersign, ask_countersign, expire_countersign, fail_countersign
from truepenny.tickets.needs import Needs
from truepenny.trust.countersign.book import Asking, Book
from truepenny.trust.countersign.public import AgentAnswer, AgentCheck
from truepenny.trust.countersign.words import load_words


@dataclass(frozen=True, slots=True)
class Countersigns:
    db: Database
    clock: Clock
    needs: Needs
    book: Book
    public: AgentCheck

    async def ask(self, who: Agent | Customer, ticket: TicketId, *, client_id: str, purpose: Purpose, channel: str = "") -> Receipt:
        """channel: where the customer asks; "" for the ticket's own."""
        return await self.db.submit(
            ask_countersign(who, ticket, client_id=client_id, purpose=purpose, channel=channel, book=self.book, needs=self.needs)
        )

    async def answer(self, customer: Customer, ticket: TicketId, *, client_id: str, countersign: str, matched: bool) -> Settled:
        return await self.db.submit(
            answer_countersign(
                customer, ticket, client_id=client_id, countersign=countersign, matched=matched, book=self.book, needs=self.needs
            )
        )

    async def fail(self, agent: Agent, ticket: TicketId, *, client_id: str, countersign: str) -> Receipt:
        """The agent heard another word."""
        return await self.db.submit(
            fail_countersign(agent, ticket, client_id=client_id, countersign=countersign, book=self.book, needs=self.needs)
        )

    async def show(self, who: Principal, ticket: TicketId) -> CountersignView | None:
        """The one that runs in a ticket which they may see; its words only to the customer and the agent whom it is bound to."""
        now = self.clock.now_us()

        def find(conn: Any) -> Asking | None:
            state = load_ticket_state(conn, who, ticket)
            found = self.book.find_open(conn, ticket)
            return found if found is not None and found.runs(now) and found.contact == state.contact and state.live else None

        asking = await self.db.read(find)
        return None if asking is None else self._view(asking, who, now)

    async def check_agent(self, agent: str, words: str, *, place: str) -> AgentAnswer:
        """What everybody may ask. place: the asker's network address. Raises Refused 429."""
        return await self.public.check(agent, words, place=place)

    async def expire(self) -> None:
        """What nobody answered in time is told as such: a chore of every node, each one once."""
        now = self.clock.now_us()
        for ticket, countersign in await self.db.read(lambda conn: self.book.list_overdue(conn, now_us=now)):
            await self.db.submit(expire_countersign(ticket, countersign=countersign, book=self.book))

    def _view(self, asking: Asking, who: Principal, now: int) -> CountersignView:
        for_agent = isinstance(who, Agent)
        bound = asking.agent == who.id if isinstance(who, Agent) else asking.contact == who.contact
        return CountersignView(
            asking.id, asking.ticket, asking.agent, asking.agent_name, asking.purpose, asking.channel, asking.asked_by, asking.asked_at,
            asking.expires_at, now, words=self._words(asking, who.language, for_agent=for_agent) if bound else (),
            assurance=int(asking.assurance) if for_agent else None,
        )  # fmt: skip

    def _words(self, asking: Asking, language: str, *, for_agent: bool) -> tuple[WordView, ...]:
        listed = load_words()
        shown = []
        for place in self.book.words_of(asking):
            word = listed[place]
            text, meaning = word.named(asking.language), word.named(language)
            is_chinese = asking.language.startswith("zh")
            shown.append(WordView(text, word.pinyin if for_agent and is_chinese else "", meaning if for_agent and meaning != text else ""))
        return tuple(shown)
