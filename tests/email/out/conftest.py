"""A desk that sends its mail to a real server of the tests, with a clock that stands still until it is moved."""

from __future__ import annotations

from collections.abc import AsyncIterator
from dataclasses import dataclass, replace
from typing import Any

import pytest
from sqlalchemy import select
from tests.email.intake.conftest import ANYONE, DESK, VOUCHED, a_mail
from tests.email.out.smtp_server import Mail, Recorder, serving
from tests.people_of import make_agent

from truepenny.contracts.identity import Agent, FileId, TicketId
from truepenny.contracts.mail import Bounced, Envelope, RawMail, Taken
from truepenny.contracts.views import ClosingView, EventView, Receipt
from truepenny.intake.mail.take import MailIntake
from truepenny.main.house import House
from truepenny.main.mail import make_mail_intake
from truepenny.main.mail_out import make_find_sent, make_on_bounce
from truepenny.main.running import running
from truepenny.outbound.mail.schema import deliveries
from truepenny.outbound.mail.sender import MailSender
from truepenny.platform.clock import SetClock
from truepenny.platform.settings import Settings
from truepenny.projections.timeline.query import load_conversation
from truepenny.tickets.actions.reply import reply
from truepenny.tickets.actions.solve import solve

CUSTOMER = "li@mail.example"


@dataclass
class OutDesk:
    """sender: works only when it is told to."""

    house: House
    intake: MailIntake
    server: Recorder
    clock: SetClock
    agent: Agent

    @property
    def sender(self) -> MailSender:
        assert self.house.mail_out is not None
        return self.house.mail_out.sender

    async def write_in(self, text: str = "My withdrawal is missing", *, proven: bool = True, **more: Any) -> TicketId:
        """A mail of a customer; gives its ticket."""
        taken = await self.take(text, proven=proven, **more)
        assert taken.ticket is not None
        return taken.ticket

    async def take(self, text: str, *, proven: bool = True, to: str = DESK, **more: Any) -> Taken:
        mail = a_mail(text, **more)
        return await self.intake.take(mail, VOUCHED if proven else ANYONE, Envelope("lmtp", (to,)), RawMail(b"raw bytes"))

    async def report(self, report: Bounced, *, to: str) -> Taken:
        """A report on a delivery, as it was read."""
        mail = a_mail("Your message could not be delivered", by="mailer-daemon@mail.example", bounced=(report,), automatic="bounce")
        return await self.intake.take(mail, ANYONE, Envelope("lmtp", (to,), ""), RawMail(b"raw bytes"))

    async def reply(self, ticket: TicketId, text: str = "It is on its way.", *, files: tuple[FileId, ...] = ()) -> Receipt:
        work = reply(self.agent, ticket, client_id=f"r{ticket}{self.clock.now_us()}{text}", text=text, needs=self.house.needs, files=files)
        return await self.house.db.submit(work)

    async def solve(self, ticket: TicketId, closing: ClosingView, text: str = "") -> Receipt:
        return await self.house.db.submit(
            solve(self.agent, ticket, client_id=f"s{ticket}{self.clock.now_us()}", closing=closing, needs=self.house.needs, text=text)
        )

    async def send(self) -> list[Mail]:
        """Sends what is due now; gives what the server took meanwhile."""
        before = len(self.server.mails)
        while await self.sender.send_due():
            pass
        return self.server.mails[before:]

    async def events(self, ticket: TicketId) -> list[EventView]:
        found = await self.house.db.read(lambda conn: load_conversation(conn, self.agent, ticket, load_files=self.house.files.load_views))
        return found.events

    async def told(self, ticket: TicketId, about: int | None = None) -> list[str]:
        """The states of delivery that the ticket tells of: of one event, or of all but the receipt."""
        found = [event.delivery for event in await self.events(ticket) if event.delivery is not None]
        return [one.state for one in found if (one.about_seq == about if about is not None else one.what != "receipt")]

    async def rows(self) -> list[Any]:
        return await self.house.db.read(lambda conn: list(conn.execute(select(deliveries).order_by(deliveries.c.created_at))))


@pytest.fixture
async def server() -> AsyncIterator[Recorder]:
    async with serving(Recorder()) as recorder:
        yield recorder


@pytest.fixture
def clock() -> SetClock:
    return SetClock()


@pytest.fixture
async def desk(settings: Settings, server: Recorder, clock: SetClock) -> AsyncIterator[OutDesk]:
    """On both databases. Its own loop of sending is stopped: the test says when."""
    async with out_desk(settings, server, clock) as made:
        yield made


@pytest.fixture
async def one_desk(sqlite_settings: Settings, server: Recorder, clock: SetClock) -> AsyncIterator[OutDesk]:
    """The same where the database makes no difference."""
    async with out_desk(sqlite_settings, server, clock) as made:
        yield made


def out_desk(settings: Settings, server: Recorder, clock: SetClock) -> Any:
    from contextlib import asynccontextmanager

    @asynccontextmanager
    async def made() -> AsyncIterator[OutDesk]:
        ours = replace(settings, mail_address=DESK, mail_smtp=f"smtp://127.0.0.1:{server.port}", public_url="https://desk.acme.example")
        async with running(ours, clock=clock) as house:
            assert house.mail_out is not None
            await house.mail_out.sender.stop()
            intake = make_mail_intake(
                house.settings, house.intake, house.files, house.keyring, find_sent=make_find_sent(house.keyring),
                on_bounce=make_on_bounce(house.settings, house.db, house.clock, house.keyring), make_safe=lambda html, inline: html,
            )  # fmt: skip
            yield OutDesk(house, intake, server, clock, await make_agent(house))

    return made()
