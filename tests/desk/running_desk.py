"""A desk that really runs, in a thread with a loop of its own, for browsers to visit; and the people who visit it."""

from __future__ import annotations

import asyncio
import itertools
import threading
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, TypeVar

from playwright.sync_api import Browser, BrowserContext, Page, expect

from truepenny.contracts.identity import Agent, AgentId, Customer, Role, TeamId
from truepenny.main.house import House
from truepenny.main.running import DeskServer, bind, make_server, running
from truepenny.main.serve import _with_port
from truepenny.people.agent_sessions import open_session
from truepenny.platform.settings import load_settings
from truepenny.tickets.actions.answer import confirm, dispute
from truepenny.tickets.actions.open import open_ticket
from truepenny.tickets.actions.receive import receive
from truepenny.tickets.numbers import show_number

T = TypeVar("T")
PASSWORD = "correct horse battery staple 9"
PATIENCE_S = 300.0
"""Ten thousand tickets of a story take a minute on a busy machine."""


@dataclass
class Ticket:
    """A customer's ticket: its number as shown, and the customer, who goes on writing."""

    number: str
    id: Any
    customer: Customer


@dataclass
class RunningDesk:
    """undo_s is two seconds here. do(fn) runs fn(house) in the desk's own loop and waits."""

    folder: Path
    url: str = ""
    agents: dict[str, AgentId] = field(default_factory=dict)
    teams: dict[str, TeamId] = field(default_factory=dict)
    _house: House | None = None
    _loop: asyncio.AbstractEventLoop | None = None
    _server: DeskServer | None = None
    _thread: threading.Thread | None = None
    _names: Any = field(default_factory=lambda: itertools.count(1))

    def start(self) -> None:
        ready = threading.Event()

        async def live() -> None:
            settings = load_settings({}, given={"data_dir": str(self.folder), "port": "0", "undo_s": "2", "log_level": "error"})
            sock = bind(settings)
            settings = _with_port(settings, sock.getsockname()[1])
            async with running(settings) as house:
                self._house, self._loop = house, asyncio.get_running_loop()
                self.url = f"http://127.0.0.1:{settings.port}"
                self._server = make_server(house, house.app)
                ready.set()
                await self._server.serve([sock])

        self._thread = threading.Thread(target=lambda: asyncio.run(live()), daemon=True)
        self._thread.start()
        assert ready.wait(20), "the desk did not start"

    def stop(self) -> None:
        assert self._server is not None
        assert self._thread is not None
        self._server.should_exit = True
        self._thread.join(20)

    def do(self, fn: Callable[[House], Awaitable[T]]) -> T:
        assert self._house is not None
        assert self._loop is not None
        return asyncio.run_coroutine_threadsafe(_awaited(fn(self._house)), self._loop).result(PATIENCE_S)

    # people

    def add_agent(self, name: str, *, role: Role = Role.AGENT, teams: tuple[TeamId, ...] = ()) -> AgentId:
        async def add(house: House) -> AgentId:
            agent, _ = await house.people.agents.add(name.lower(), name, by="command line", role=role, password=PASSWORD, teams=teams)
            return agent

        self.agents[name] = self.do(add)
        return self.agents[name]

    def add_team(self, name: str) -> TeamId:
        self.teams[name] = self.do(lambda house: house.people.teams.add(name, by="command line"))
        return self.teams[name]

    def cookie_of(self, name: str) -> str:
        """A session of the agent, as sign-in opens it."""
        agent = self.agents[name]
        now = self.do(_now)
        opened = self.do(
            lambda house: house.db.write(lambda conn: open_session(conn, agent, address="127.0.0.1", device="Chromium", now_us=now))
        )
        return str(opened.token)

    def act_as(self, name: str) -> Agent:
        """For acting without a browser."""

        async def find(house: House) -> Agent:
            card = await house.people.agents.load(self.agents[name])
            return Agent(card.id, card.name, card.role, card.teams)

        return self.do(find)

    def customer(self, name: str = "Maria Silva", language: str = "en") -> Customer:
        n = next(self._names)
        session = self.do(lambda house: house.people.customers.as_guest(name, language=language, address=f"10.0.{n // 250}.{n % 250}"))
        return session.customer

    def opens(self, customer: Customer, subject: str, text: str = "It is still not there.", *, team: TeamId | None = None) -> Ticket:
        n = next(self._names)
        opened = self.do(
            lambda house: house.db.submit(
                open_ticket(
                    customer, client_id=f"opened-{n:08d}", text=text, subject=subject, needs=house.needs, channel="webchat", team=team
                )
            )
        )
        return Ticket(show_number(opened.receipt.ticket), opened.receipt.ticket, customer)

    def writes(self, ticket: Ticket, text: str) -> None:
        n = next(self._names)
        self.do(
            lambda house: house.db.submit(
                receive(ticket.customer, ticket.id, client_id=f"wrote-{n:08d}", text=text, needs=house.needs, channel="webchat")
            )
        )

    def confirms(self, ticket: Ticket) -> None:
        self.do(lambda house: house.db.submit(confirm(ticket.customer, ticket.id, client_id=f"confirmed-{next(self._names):08d}")))

    def disputes(self, ticket: Ticket, text: str) -> None:
        n = next(self._names)
        self.do(
            lambda house: house.db.submit(dispute(ticket.customer, ticket.id, client_id=f"disputed-{n:08d}", text=text, needs=house.needs))
        )


async def _awaited(thing: Awaitable[T]) -> T:
    return await thing


async def _now(house: House) -> int:
    return house.clock.now_us()


@dataclass
class AtDesk:
    """An agent in front of a browser. Everything they do goes through page."""

    page: Page
    context: BrowserContext
    url: str

    def open(self, path: str = "/desk") -> None:
        self.page.goto(self.url + path)
        self.page.wait_for_selector("tp-list a.row, tp-list .state")

    def open_ticket(self, ticket: Ticket) -> None:
        self.open(f"/desk/t/{ticket.number}")
        expect(self.page.locator(".ticket-head .number")).to_have_text(ticket.number)
        expect(self.page.locator("tp-connection p")).to_have_count(0)

    def write(self, text: str, *, mode: str) -> None:
        """mode: r or n, the key that begins it."""
        self.page.locator(".events").focus()
        self.page.keyboard.press(mode)
        expect(self.page.locator("tp-composer textarea")).to_be_focused()
        self.page.keyboard.type(text)
        self.page.keyboard.press("Control+Enter")

    def row(self, ticket: Ticket) -> Any:
        return self.page.locator(f'a.row[data-ticket="{ticket.id}"]')


def sit_down(browser: Browser, desk: RunningDesk, name: str, *, width: int = 1440, height: int = 900, **options: Any) -> AtDesk:
    context = browser.new_context(viewport={"width": width, "height": height}, **options)
    context.add_cookies([{"name": "tp_agent", "value": desk.cookie_of(name), "url": desk.url}])
    page = context.new_page()
    page.set_default_timeout(20_000)
    return AtDesk(page, context, desk.url)
