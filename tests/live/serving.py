"""A desk that really listens: uvicorn on a free port of loopback, in the test's own loop."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, replace

from truepenny.contracts.identity import Agent, Customer, Role, TeamId
from truepenny.contracts.views import Receipt
from truepenny.main.house import House
from truepenny.main.running import DeskServer, bind, make_server, running
from truepenny.people.agent_sessions import open_session
from truepenny.people.agents import NewAgent, add_agent
from truepenny.platform.clock import Clock, SystemClock
from truepenny.platform.settings import Settings
from truepenny.tickets.actions.open import open_ticket
from truepenny.tickets.numbers import show_number

NO_PASSWORD = "none"
"""These agents are at the desk already; nobody signs in as one of them."""


@dataclass(frozen=True)
class Visitor:
    """A signed-in customer with the token of their session."""

    who: Customer
    token: str


@dataclass(frozen=True)
class Colleague:
    """A signed-in agent with the cookie of their session."""

    who: Agent
    cookie: str


@dataclass(frozen=True)
class Served:
    """A house with its address."""

    house: House
    server: DeskServer
    port: int

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    async def customer(self, name: str = "Li Wei", language: str = "en") -> Visitor:
        signed_in = await self.house.portal.sign_in_as_guest(name, language=language, address=f"10.1.{self.port % 250}.{id(name) % 250}")
        return Visitor(signed_in.customer, signed_in.token)

    async def agent(self, name: str = "Lin", *, role: Role = Role.AGENT, teams: tuple[TeamId, ...] = ()) -> Colleague:
        number, now = len(await self.house.people.agents.list_agents()) + 1, self.house.clock.now_us()
        shown = f"{name} {''.join('bdfghkmrtv'[int(digit)] for digit in str(number))}"  # no two look alike
        new = NewAgent(
            login=f"{name.lower()}{number}", name=shown, password_hash=NO_PASSWORD, role=role, teams=teams, must_change_password=False
        )
        agent_id = await self.house.db.write(lambda conn: add_agent(conn, new, by="command line", now_us=now))
        opened = await self.house.db.write(lambda conn: open_session(conn, agent_id, address="127.0.0.1", device="test", now_us=now))
        return Colleague(Agent(agent_id, shown, role, teams), f"tp_agent={opened.token}")

    async def ticket(self, visitor: Visitor, text: str = "where is my money?") -> Receipt:
        """An open ticket of theirs: events 1 and 2."""
        work = open_ticket(visitor.who, client_id="open-ticket", text=text, needs=self.house.needs, channel="webchat")
        return (await self.house.db.submit(work)).receipt

    def number(self, receipt: Receipt) -> str:
        return show_number(receipt.ticket)


@asynccontextmanager
async def serving(settings: Settings, *, clock: Clock | None = None) -> AsyncIterator[Served]:
    """settings.port 0: any free port."""
    listening = bind(replace(settings, port=0))
    port = listening.getsockname()[1]
    settings = replace(settings, port=port, public_url=f"http://127.0.0.1:{port}")
    async with running(settings, clock=clock or SystemClock()) as house:
        listening.listen(1024)
        server = make_server(house, house.app)
        task = asyncio.create_task(server.serve([listening]))
        while not server.started:
            await asyncio.sleep(0.005)
        try:
            yield Served(house, server, port)
        finally:
            server.should_exit = True
            await task
