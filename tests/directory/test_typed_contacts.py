"""What an agent types is compared with the directory before the customer reads it: marked, sent anyway and recorded, or refused."""

from __future__ import annotations

import time
from collections.abc import AsyncIterator
from dataclasses import dataclass

import pytest
from tests.directory.acme import LONDON, WEN, draft

from truepenny.contracts.errors import Refused
from truepenny.contracts.identity import Agent, AgentId, Customer, Role, TicketId
from truepenny.contracts.views import ClosingView
from truepenny.knowledge.canned import CannedWords
from truepenny.main.house import House
from truepenny.main.running import running
from truepenny.people import audit
from truepenny.platform.settings import Settings
from truepenny.tickets.actions.open import open_ticket
from truepenny.tickets.actions.reply import reply
from truepenny.tickets.actions.solve import solve
from truepenny.tickets.needs import ContactsSaid
from truepenny.trust.directory.typed import MAX_TEXT, find_contacts_in

pytestmark = pytest.mark.anyio
LIN = Agent(AgentId("A-1027"), "Lin", Role.AGENT, ())
STRANGE = "+1 202 555 0199"


@dataclass
class Desk:
    house: House
    ticket: TicketId
    customer: Customer
    _n: int = 0

    async def says(self, text: str, contacts: ContactsSaid = "ask") -> None:
        self._n += 1
        needs = self.house.needs
        await self.house.db.submit(reply(LIN, self.ticket, client_id=f"reply-{self._n:05d}", text=text, needs=needs, contacts=contacts))

    async def refused(self, text: str, contacts: ContactsSaid = "ask") -> Refused:
        with pytest.raises(Refused) as refused:
            await self.says(text, contacts)
        return refused.value


@pytest.fixture
async def desk(sqlite_settings: Settings) -> AsyncIterator[Desk]:
    """Lin's desk of Acme, with a ticket of a customer who was called by strangers."""
    async with running(sqlite_settings) as house:
        lists = house.truth.directory
        session = await house.people.customers.as_guest("Maria", language="en", address="192.0.2.1")
        told = (
            "Somebody from +1 202 555 0111 wrote to me from help@acme-desk.example. See https://pay.evil.example/x and wa.me/12025550111."
        )
        opened = await house.db.submit(
            open_ticket(session.customer, client_id="opened-00001", text=told, subject="Is it you?", needs=house.needs, channel="webchat")
        )
        await lists.put(draft("phone", LONDON, regions="GB"), by=WEN)
        await lists.put(draft("email_domain", "acme.example"), by=WEN)
        await lists.put(draft("site", "*.acme.example"), by=WEN)
        await lists.put(draft("telegram", "@acme_help"), by=WEN)
        await lists.put_never("whatsapp", {"en": "We have no WhatsApp."}, by=WEN)
        yield Desk(house, opened.receipt.ticket, session.customer)


async def test_official_contacts_go_out_however_they_are_written(desk: Desk) -> None:
    await desk.says("Call 020 7946 0123, write to Support@acme.example or @acme_help, or see https://help.acme.example/fees.")
    await desk.says(f"Our pages: {desk.house.settings.public_url}/en/contact, mail by billing@acme.example, or t.me/acme_help。")
    await desk.says("请拨打 +44 20 7946 0123，或访问 help.acme.example。金额 1234567.89，订单 20261201123456。")


async def test_a_typed_number_is_marked_with_its_sentence_and_goes_out_when_the_agent_is_sure(desk: Desk) -> None:
    text = f"Hello Maria. 🧑‍🚀 Please call {STRANGE} today! Thank you."
    refused = await desk.refused(text)
    assert (refused.status, refused.code, refused.field) == (422, "contact_typed", "text")
    (marked,) = refused.marks
    assert text[marked.start : marked.end] == f"🧑‍🚀 Please call {STRANGE} today!"
    assert (marked.reason, marked.certain) == ("unknown", False)
    await desk.says(text, "sure")
    (line,) = [line for line in await desk.house.db.read(audit.list_lines) if line.what == "contact_sent_anyway"]
    assert (line.who, line.detail["kind"], line.detail["count"]) == (LIN.id, ["phone"], 1)
    assert "0199" not in str(line.detail), "the record holds no contact of anybody"


@pytest.mark.parametrize(
    "words", ["mail help@acme-desk.org.example", "see https://acme-login.example/x", "see acme-login.example", "ask @acme_desk_1"]
)
async def test_addresses_links_and_names_are_marked_too(desk: Desk, words: str) -> None:
    assert (await desk.refused(f"Please {words}.")).code == "contact_typed"


async def test_what_we_never_use_does_not_go_out_even_when_the_agent_is_sure(desk: Desk) -> None:
    for words in ("Write to us at https://wa.me/12025550199.", "Our WhatsApp is +1 202 555 0199", "我们的 WhatsApp 是 +1 202 555 0199"):
        for said in ("ask", "sure", "held"):
            refused = await desk.refused(words, said)
            assert refused.code == "contact_never"
            assert refused.marks[0].certain


async def test_what_was_never_ours_does_not_go_out_and_what_was_ours_is_marked(desk: Desk) -> None:
    lists = desk.house.truth.directory
    old, wrong = await lists.put(draft("x", "@acme_old"), by=WEN), await lists.put(draft("x", "@acme_wrong"), by=WEN)
    await lists.end(old.item, ending="ended", reason="", by=WEN)
    await lists.end(wrong.item, ending="mistake", reason="", by=WEN)
    assert (await desk.refused("Follow https://x.com/acme_old")).marks[0].reason == "was_official"
    assert (await desk.refused("Follow https://x.com/acme_wrong", "sure")).marks[0].reason == "never_ours"


async def test_what_the_customer_wrote_may_be_quoted_to_them(desk: Desk) -> None:
    await desk.says("We do not know help@acme-desk.example, +12025550111 and pay.evil.example/x, and wa.me/12025550111 is not us.")
    assert (await desk.refused("We do not know help@acme-desk1.example.")).code == "contact_typed"


async def test_a_change_counts_for_the_very_next_reply(desk: Desk) -> None:
    assert (await desk.refused(f"Call {STRANGE}")).code == "contact_typed"
    await desk.house.truth.directory.put(draft("phone", STRANGE), by=WEN)
    await desk.says(f"Call {STRANGE}")


async def test_a_closing_record_is_read_by_the_customer_too(desk: Desk) -> None:
    closing = ClosingView(("Checked the address.", f"Asked to call {STRANGE}."), (), ("Beware of https://wa.me/12025550199",))
    with pytest.raises(Refused) as refused:
        await desk.house.db.submit(solve(LIN, desk.ticket, client_id="solved-00001", closing=closing, needs=desk.house.needs))
    assert (refused.value.field, refused.value.marks[0].line) == ("steps", 1)
    with pytest.raises(Refused) as refused:
        await desk.house.db.submit(
            solve(LIN, desk.ticket, client_id="solved-00002", closing=closing, needs=desk.house.needs, contacts="sure")
        )
    assert (refused.value.code, refused.value.field) == ("contact_never", "cautions")
    plain = ClosingView(closing.steps, (), ())
    await desk.house.db.submit(solve(LIN, desk.ticket, client_id="solved-00003", closing=plain, needs=desk.house.needs, contacts="sure"))


async def test_a_held_reply_is_checked_when_it_is_held(desk: Desk) -> None:
    agent, _ = await desk.house.people.agents.add("sofia", "Sofia", by="command line", role=Role.AGENT, password="copper kettle nine")
    sofia = Agent(agent, "Sofia", Role.AGENT, ())
    with pytest.raises(Refused) as refused:
        await desk.house.held.hold(sofia, desk.ticket, client_id="held-00001", text=f"Call {STRANGE}")
    assert refused.value.code == "contact_typed"
    await desk.house.held.hold(sofia, desk.ticket, client_id="held-00002", text=f"Call {STRANGE}", contacts="sure")


async def test_canned_replies_hold_official_contacts_and_links(desk: Desk) -> None:
    async def put(text: str, *, education: bool = False) -> None:
        await desk.house.canned.put(CannedWords("call", "Call", text, "en"), reply=None, by=WEN, education=education)

    for text in (f"Call {STRANGE}.", "Write to desk@acme-help.example.", "Our WhatsApp: +1 202 555 0199"):
        with pytest.raises(Refused) as refused:
            await put(text)
        assert refused.value.field == "text"
    with pytest.raises(Refused):
        await put("Our WhatsApp: +1 202 555 0199", education=True)
    await put(f"Call {LONDON}, or look at https://explorer.example/tx.")


async def test_an_empty_directory_marks_nothing(sqlite_settings: Settings) -> None:
    async with running(sqlite_settings) as house:
        session = await house.people.customers.as_guest("Maria", language="en", address="192.0.2.1")
        opened = await house.db.submit(
            open_ticket(session.customer, client_id="opened-00001", text="Hello", subject="x", needs=house.needs, channel="webchat")
        )
        await house.db.submit(reply(LIN, opened.receipt.ticket, client_id="reply-00001", text=f"Call {STRANGE}", needs=house.needs))


@pytest.mark.parametrize(
    ("text", "kinds"),
    [
        ("Report.pdf, v1.2.3, README.md, 12.5 USDT, e.g. this and 2026-12-01 14:05:09", []),
        ("TXID 0x5c504ed432cb51138bcf09aa5e8a410dd4a1e204ef84bfed1be16dfba1b22060", []),
        ("UID 48219931, order 20261201123456, amount 250.5", []),
        ("call 202-555-0147 or +44(0)20 7946 0123", ["phone", "phone"]),
        ("电话 ０２０ ７９４６ ０１２３", ["phone"]),
        ("微信号：acme_kefu01", ["wechat"]),
        ("QQ 1234567890", ["qq"]),
        ("Telegram: @acme_desk", ["telegram"]),
        ("wеbsite acme\u200b-login.example/a?b=c)", ["site"]),
        ("two@acme.example;three@acme.example", ["email", "email"]),
    ],
)  # fmt: skip
async def test_contacts_are_found_in_words_and_nothing_else_is(text: str, kinds: list[str]) -> None:
    found = find_contacts_in(text, ("GB", "US"))
    assert [one.kind for one in found] == kinds
    assert all(text[one.start : one.end] == one.text for one in found)


@pytest.mark.parametrize("piece", ["a.", "+1 ", "@a", "call 1 ", "1-", "(1", "whatsapp:", "www.", "a@", "1", "\u202e.a", "微信", "http://"])
async def test_no_text_takes_long(piece: str) -> None:
    text = piece * (MAX_TEXT // len(piece))
    find_contacts_in("warm +442079460123", ("GB", "US", "CN"))
    begun = time.process_time()
    find_contacts_in(text, ("GB", "US", "CN"))
    assert time.process_time() - begun < 3
