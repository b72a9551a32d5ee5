"""A desk with a customer, an agent at the desk who has answered, a second agent and an outsider; the clock stands until it is moved."""

from __future__ import annotations

import itertools
from collections.abc import AsyncIterator
from dataclasses import dataclass

import pytest
from tests.people_of import make_agent, make_customer

from truepenny.contracts.countersign import CountersignView, Purpose
from truepenny.contracts.identity import Agent, Customer, Principal, Role, TicketId
from truepenny.contracts.views import EventView, TicketView
from truepenny.main.house import House
from truepenny.main.running import running
from truepenny.people.agent_sessions import open_session
from truepenny.platform.clock import SetClock
from truepenny.platform.settings import Settings
from truepenny.projections.timeline.query import load_conversation
from truepenny.surfaces.countersigns import Countersigns
from truepenny.tickets.actions.reply import reply

_ids = itertools.count(1)


def new_id() -> str:
    return f"words-{next(_ids):06}"


async def sit_down(house: House, agent: Agent) -> None:
    """The agent is at the desk: a session, just used."""
    now = house.clock.now_us()
    opened = await house.db.write(lambda conn: open_session(conn, agent.id, address="127.0.0.1", device="test", now_us=now))
    assert await house.people.sessions.find_agent(opened.token) is not None


@dataclass
class Stage:
    house: House
    clock: SetClock
    li: Customer
    outsider: Customer
    lin: Agent
    wu: Agent
    ticket: TicketId

    @property
    def words(self) -> Countersigns:
        return self.house.truth.countersign

    async def ask(self, who: Agent | Customer, purpose: Purpose = "talk") -> str:
        """The id of what was asked."""
        await self.words.ask(who, self.ticket, client_id=new_id(), purpose=purpose)
        return (await self.shown(self.li)).id

    async def shown(self, who: Principal) -> CountersignView:
        found = await self.words.show(who, self.ticket)
        assert found is not None
        return found

    async def answer(self, name: str, *, matched: bool, who: Customer | None = None) -> str:
        settled = await self.words.answer(who or self.li, self.ticket, client_id=new_id(), countersign=name, matched=matched)
        return settled.outcome

    async def seen_by(self, who: Principal) -> tuple[TicketView, list[EventView]]:
        found = await self.house.db.read(lambda conn: load_conversation(conn, who, self.ticket, load_files=self.house.files.load_views))
        return found.ticket, list(found.events)

    async def outcomes(self) -> list[str | None]:
        """What both sides read of what came of it."""
        told = [
            [event.countersign.outcome for event in (await self.seen_by(who))[1] if event.countersign and event.countersign.outcome]
            for who in (self.li, self.lin)
        ]
        assert told[0] == told[1]
        return list(told[0])


async def open_ticket(house: House, customer: Customer) -> TicketId:
    opened = await house.portal.open_ticket(
        customer, client_id=new_id(), subject="Withdrawal", text="It has not come", topic=None, language=customer.language, files=[]
    )
    return TicketId(opened.receipt.ticket)


async def say(house: House, agent: Agent, ticket: TicketId, text: str = "I am looking into it.") -> None:
    await house.db.submit(reply(agent, ticket, client_id=new_id(), text=text, needs=house.needs))


@pytest.fixture
def clock() -> SetClock:
    return SetClock()


@pytest.fixture
async def house(settings: Settings, clock: SetClock) -> AsyncIterator[House]:
    async with running(settings, clock=clock) as built:
        yield built


@pytest.fixture
async def stage(house: House, clock: SetClock) -> Stage:
    li, outsider = await make_customer(house), await make_customer(house, "Outsider", "en")
    lin, wu = await make_agent(house, "Lin"), await make_agent(house, "Wu", role=Role.ADMIN)
    await sit_down(house, lin)
    ticket = await open_ticket(house, li)
    await say(house, lin, ticket)
    return Stage(house, clock, li, outsider, lin, wu, ticket)
