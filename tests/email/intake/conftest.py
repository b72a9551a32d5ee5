"""A desk that takes mail, without the wire: mails are handed in as they were read. Who is vouched for is the test's word."""

from __future__ import annotations

import itertools
from collections.abc import AsyncIterator, Sequence
from dataclasses import dataclass, field, replace

import pytest

from truepenny.contracts.identity import Agent, TicketId
from truepenny.contracts.mail import Bounced, Envelope, InboundMail, MailAddress, MailFile, RawMail, Taken, Vouched
from truepenny.contracts.views import EventView, TicketView
from truepenny.intake.mail.addresses import reply_address
from truepenny.intake.mail.take import MailIntake
from truepenny.main.house import House
from truepenny.main.mail import make_mail_intake
from truepenny.main.running import running
from truepenny.platform.settings import Settings
from truepenny.projections.timeline.query import load_conversation

DESK = "support@acme.example"
VOUCHED = Vouched("vouched", "mail.example", "own", dmarc="pass")
ANYONE = Vouched("unproven", "mail.example", "own", dmarc="none")
_ids = itertools.count(1)


def a_mail(text: str = "My withdrawal is missing", *, by: str = "li@mail.example", **more: object) -> InboundMail:
    """A mail of somebody; each has a Message-ID of its own."""
    given: dict[str, object] = {
        "message_id": f"{next(_ids)}@mail.example", "senders": (MailAddress(by, "Li Wei"),), "subject": "Where is it?", "text": text,
        "language": "en",
    }  # fmt: skip
    return InboundMail(**{**given, **more})  # type: ignore[arg-type]


def a_file(name: str, content: bytes, media_type: str = "text/plain", **more: str) -> MailFile:
    return MailFile(name, media_type, len(content), lambda: iter([content]), **more)


@dataclass
class MailDesk:
    """sent: Message-IDs of mails of ours, with ticket and receiver, as the registry of what we sent would have them."""

    house: House
    intake: MailIntake
    sent: dict[str, tuple[TicketId, str]] = field(default_factory=dict)
    bounced: list[Sequence[Bounced]] = field(default_factory=list)

    async def take(self, mail: InboundMail, vouched: Vouched = VOUCHED, *, to: str = DESK, raw: bytes = b"raw bytes") -> Taken:
        return await self.intake.take(mail, vouched, Envelope("lmtp", (to,)), RawMail(raw))

    def reply_to(self, ticket: TicketId | None) -> str:
        assert ticket is not None
        return reply_address(self.house.keyring, DESK, ticket)

    async def events(self, agent: Agent, ticket: TicketId | None) -> list[EventView]:
        assert ticket is not None
        found = await self.house.db.read(lambda conn: load_conversation(conn, agent, ticket, load_files=self.house.files.load_views))
        return found.events

    async def head(self, agent: Agent, ticket: TicketId | None) -> TicketView:
        assert ticket is not None
        found = await self.house.db.read(lambda conn: load_conversation(conn, agent, ticket, load_files=self.house.files.load_views))
        return found.ticket


@pytest.fixture
async def desk(settings: Settings) -> AsyncIterator[MailDesk]:
    async with running(replace(settings, mail_address=DESK)) as house:
        sent: dict[str, tuple[TicketId, str]] = {}
        bounced: list[Sequence[Bounced]] = []

        async def on_bounce(reports: Sequence[Bounced], recipients: Sequence[str]) -> tuple[TicketId | None, int] | None:
            bounced.append(reports)
            ours = [sent[report.message_id] for report in reports if report.message_id in sent]
            return (ours[0][0], 3) if ours else None

        def find_sent(conn: object, message_id: str, address: str) -> tuple[TicketId, bool] | None:
            found = sent.get(message_id)
            return None if found is None else (found[0], found[1] == address)

        intake = make_mail_intake(
            house.settings, house.intake, house.files, house.keyring, find_sent=find_sent, on_bounce=on_bounce,
            make_safe=lambda html, inline: html,
        )  # fmt: skip
        yield MailDesk(house, intake, sent, bounced)
