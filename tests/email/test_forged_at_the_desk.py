"""The whole road in, with real signatures and real name servers: every forgery that we know of, against a customer's ticket.

The premise comes first: what the customer themselves sends, signed by their domain, does join their ticket and is vouched for.
"""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterator
from dataclasses import dataclass, replace

import pytest
from tests.email.dns_zone import DnsZone, txt
from tests.email.forged import EVIL, FORGED, WORDS, Honest, attackers_zone
from tests.email.signing import Signer, rsa_signer
from tests.people_of import make_agent

from truepenny.contracts.identity import Agent, Role, TicketId
from truepenny.contracts.mail import Envelope, RawMail, Taken
from truepenny.contracts.views import EventView
from truepenny.intake.mail.addresses import reply_address
from truepenny.main.house import House
from truepenny.main.running import running
from truepenny.outbound.mail.ids import make_message_id
from truepenny.outbound.mail.registry import ToSend, register
from truepenny.platform.settings import Settings
from truepenny.projections.timeline.query import load_conversation
from truepenny.tickets.numbers import show_number

pytestmark = pytest.mark.anyio
DESK, VICTIM, AUTHSERV = "support@acme.example", "li@victim.example", "mx.acme.example"


@pytest.fixture(scope="module")
def signer() -> Signer:
    return rsa_signer("victim.example", "s1")


@pytest.fixture(scope="module")
def attacker() -> tuple[dict[str, list[str]], object]:
    records, sign = attackers_zone()
    return dict(records), sign


@pytest.fixture(scope="module")
def zone(signer: Signer, attacker: tuple[dict[str, list[str]], object]) -> Iterator[DnsZone]:
    records = {
        "victim.example": ["MX 10 mx.victim.example.", txt("v=spf1 -all")], "_dmarc.victim.example": [txt("v=DMARC1; p=reject")],
        signer.record_name: [signer.record], **attacker[0],
    }  # fmt: skip
    with DnsZone(records) as found:
        yield found


@dataclass
class Talk:
    """Li wrote from victim.example and was answered; honest: what an attacker may know of it."""

    house: House
    lead: Agent
    signer: Signer
    ticket: TicketId
    honest: Honest

    async def take(self, raw: bytes, envelope: Envelope) -> Taken:
        assert self.house.mail is not None
        return await self.house.mail.take(RawMail(raw), envelope)

    async def events(self, ticket: TicketId | None) -> list[EventView]:
        assert ticket is not None
        load_files = self.house.files.load_views
        found = await self.house.db.read(lambda conn: load_conversation(conn, self.lead, ticket, load_files=load_files))
        return found.events


def from_li(words: str, *, to: str = DESK, more: str = "") -> bytes:
    return (
        f"From: Li Wei <{VICTIM}>\r\nTo: {to}\r\nSubject: My withdrawal\r\nDate: Mon, 30 Nov 2026 09:00:00 +0000\r\n"
        f"Message-ID: <{abs(hash(words))}@victim.example>\r\n{more}\r\n{words}\r\n"
    ).encode()


@pytest.fixture(params=["", AUTHSERV], ids=["own check", "the server's word"])
async def talk(
    request: pytest.FixtureRequest, sqlite_settings: Settings, zone: DnsZone, signer: Signer, attacker: tuple[object, object]
) -> AsyncIterator[Talk]:
    settings = replace(sqlite_settings, mail_address=DESK, mail_dns=zone.address, mail_authserv=request.param)
    async with running(settings) as house:
        lead = await make_agent(house, role=Role.LEAD)
        assert house.mail is not None
        first = await house.mail.take(RawMail(signer.sign(from_li("It has not arrived"))), Envelope("lmtp", (DESK,)))
        assert first.ticket is not None
        mail_id = "ab" * 16
        message_id = make_message_id(house.keyring, mail_id, "acme.example")
        ours = ToSend(mail_id, "d1", "reply", message_id, VICTIM, first.ticket, 2)
        await house.db.write(lambda conn: register(conn, house.keyring, ours, at=house.clock.now_us()))
        honest = Honest(
            show_number(first.ticket), message_id, reply_address(house.keyring, DESK, first.ticket), VICTIM, DESK, AUTHSERV,
            attacker[1],  # type: ignore[arg-type]
        )  # fmt: skip
        yield Talk(house, lead, signer, first.ticket, honest)


async def test_the_customer_joins_their_ticket_by_reply_address_and_by_reference(talk: Talk) -> None:
    answered = talk.signer.sign(from_li("by reference", more=f"References: <{talk.honest.message_id}>\r\n"))
    to_reply = talk.signer.sign(from_li("by address", to=talk.honest.reply_address))
    assert (await talk.take(answered, Envelope("lmtp", (DESK,)))).ticket == talk.ticket
    assert (await talk.take(to_reply, Envelope("lmtp", (talk.honest.reply_address,)))).ticket == talk.ticket
    mails = [event.mail for event in await talk.events(talk.ticket) if event.mail is not None]
    assert [mail.verdict for mail in mails] == ["vouched"] * 3


@pytest.mark.parametrize("name", sorted(FORGED))
async def test_a_forged_mail_reaches_no_ticket_of_another_and_is_not_shown_as_proven(talk: Talk, name: str) -> None:
    before = await talk.events(talk.ticket)
    taken = await talk.take(*FORGED[name](talk.honest))
    assert await talk.events(talk.ticket) == before, "the customer's ticket has not heard of it"
    if taken.state == "parked":
        return
    assert taken.state == "filed"
    assert taken.ticket != talk.ticket
    message = next(event for event in await talk.events(taken.ticket) if event.kind == "message_received")
    assert WORDS in (message.text or "")
    assert message.mail is not None
    assert message.mail.head is not None
    if message.mail.verdict == "vouched":
        assert f".{message.mail.head.domain}".endswith(f".{EVIL}"), "vouched for as the attacker's own, which it is"
    else:
        assert message.actor.assurance == 0
    victims = next(event.actor.id for event in before if event.kind == "message_received")
    assert message.actor.id != victims, "it is not the customer's contact"
