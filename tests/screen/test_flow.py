"""What happens to a secret that a customer sends: it is gone before anything is stored, and everyone knows what they have to know."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import AsyncIterator
from dataclasses import replace

import pytest
from Crypto.Hash import keccak
from cryptography.hazmat.primitives.asymmetric.ec import SECP256K1, derive_private_key
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat
from sqlalchemy import Connection, select, update
from tests.drawn import draw_hex, draw_phrase
from tests.people_of import make_agent, make_customer
from tests.traces import find_traces

from truepenny.contracts.errors import NotFound, Refused
from truepenny.contracts.identity import Agent, Customer, Role, TicketId
from truepenny.contracts.secrets import Removed
from truepenny.contracts.views import ClosingView, EventView
from truepenny.intake.held_hash_schema import held_hashes
from truepenny.intake.park import count_parked, list_parked
from truepenny.intake.pipeline import Inbound, Parked
from truepenny.log import schema as log_schema
from truepenny.log.verify import verify
from truepenny.main.house import House
from truepenny.main.running import running
from truepenny.platform.clock import SetClock
from truepenny.platform.settings import Settings
from truepenny.projections.timeline.query import load_conversation
from truepenny.tickets.actions.erase import erase
from truepenny.tickets.actions.reply import reply
from truepenny.tickets.actions.solve import solve

pytestmark = pytest.mark.anyio
CLOSING = ClosingView(("made the account safe",))


@pytest.fixture
def clock() -> SetClock:
    return SetClock()


@pytest.fixture
async def house(settings: Settings, clock: SetClock) -> AsyncIterator[House]:
    async with running(settings, clock=clock) as built:
        yield built


async def open_with(house: House, customer: Customer, text: str, *, subject: str = "help", topic: str | None = None) -> TicketId:
    opened = await house.portal.open_ticket(
        customer, client_id="open-0001", subject=subject, text=text, topic=topic, language=customer.language, files=[]
    )
    return TicketId(opened.receipt.ticket)


async def seen_by_agent(house: House, agent: Agent, ticket: TicketId) -> list[EventView]:
    found = await house.db.read(lambda conn: load_conversation(conn, agent, ticket, load_files=house.files.load_views))
    return list(found.events)


async def seen_by(house: House, customer: Customer, ticket: TicketId) -> list[EventView]:
    return list((await house.portal.load_ticket(customer, ticket)).events)


def kinds(events: list[EventView]) -> list[str]:
    return [event.kind for event in events]


async def test_a_phrase_is_gone_before_anything_is_stored_and_everyone_knows_what_they_must(house: House) -> None:
    li, lin, phrase = await make_customer(house, language="en"), await make_agent(house), draw_phrase()
    ticket = await open_with(house, li, f"Please check my wallet, the words are {phrase}\nThank you", topic="DEP.MISSING")

    assert await find_traces(house, "Please check my wallet") != [], "the search finds what is there"
    assert await find_traces(house, phrase) == []
    assert await find_traces(house, " ".join(phrase.split()[3:7])) == []
    for events in (await seen_by(house, li, ticket), await seen_by_agent(house, lin, ticket)):
        assert events[1].text == "Please check my wallet, the words are [removed: recovery phrase, 12 words]\nThank you"
        told = next(event for event in events if event.kind == "secrets_removed")
        assert (told.actor.kind, told.about_seq, told.place) == ("system", 2, "message")
        assert told.removed == (Removed("recovery_phrase", 12, "words"),)
    assert kinds(await seen_by(house, li, ticket)) == ["opened", "message_received", "secrets_removed"]
    assert kinds(await seen_by_agent(house, lin, ticket))[3:] == ["topic_changed", "priority_changed"]
    found = await house.db.read(lambda conn: load_conversation(conn, lin, ticket, load_files=house.files.load_views))
    assert (found.ticket.topic, found.ticket.priority) == ("SEC.LEAK", "P1")
    assert await house.db.read(lambda conn: list(verify(conn, house.keyring, house.settings.anchors_path))) == []
    assert b'truepenny_secrets_removed_total{channel="portal",kind="recovery_phrase"} 1.0' in house.metrics.text()


async def test_the_placeholder_speaks_the_customers_language(house: House) -> None:
    li = await make_customer(house, language="zh")
    ticket = await open_with(house, li, f"我的助记词是 {draw_phrase()}，帮我看看")
    assert (await seen_by(house, li, ticket))[1].text == "我的助记词是 [已移除：助记词，12\u2009个词]，帮我看看"


async def test_sending_the_same_message_again_tells_it_once(house: House) -> None:
    li, phrase = await make_customer(house), draw_phrase()
    ticket = await open_with(house, li, "hello")
    first = await house.portal.write(li, ticket, client_id="write-01", text=phrase, files=[])
    again = await house.portal.write(li, ticket, client_id="write-01", text=phrase, files=[])
    assert again == first
    assert kinds(await seen_by(house, li, ticket)).count("secrets_removed") == 1


async def test_a_subject_is_screened_too(house: House) -> None:
    li, phrase, key = await make_customer(house, language="en"), draw_phrase(), draw_hex(32)
    ticket = await open_with(house, li, "it is all in the subject", subject=f"restore {phrase}")
    assert (await house.portal.load_ticket(li, ticket)).ticket.subject == "restore [removed: recovery phrase, 12 words]"
    told = (await seen_by(house, li, ticket))[2]
    assert (told.kind, told.place, told.about_seq) == ("secrets_removed", "subject", 1)

    opened = await house.portal.open_ticket(
        li, client_id="open-0002", subject=key, text="and nobody can be asked about a subject", topic=None, language="en", files=[]
    )
    head = await house.portal.load_ticket(li, opened.receipt.ticket)
    assert head.ticket.subject == "[removed: private key, 64 characters]"
    assert await find_traces(house, key) == []


async def test_a_matter_of_security_keeps_its_topic_and_its_priority(house: House) -> None:
    li, lin = await make_customer(house), await make_agent(house)
    ticket = await open_with(house, li, f"someone is in my account, my phrase {draw_phrase()}", topic="SEC.ATO")
    assert "secrets_removed" in kinds(await seen_by_agent(house, lin, ticket))
    found = await house.db.read(lambda conn: load_conversation(conn, lin, ticket, load_files=house.files.load_views))
    assert (found.ticket.topic, found.ticket.priority) == ("SEC.ATO", "P0")


# Typed over several messages


def list_words(conn: Connection) -> list[str]:
    """All words that lie beside the log."""
    return list(conn.execute(select(log_schema.content.c.body)).scalars())


async def test_a_phrase_typed_in_three_lines_is_taken_out_of_all_of_them_with_the_last(house: House) -> None:
    li, lin, words = await make_customer(house, language="en"), await make_agent(house), draw_phrase().split()
    ticket = await open_with(house, li, "I will send you my words")
    lines = [" ".join(words[n : n + 4]) for n in (0, 4, 8)]
    for n, line in enumerate(lines):
        assert "secrets_removed" not in kinds(await seen_by(house, li, ticket)), "no single line is a secret"
        await house.portal.write(li, ticket, client_id=f"line-{n:04}", text=line, files=[])

    events = await seen_by(house, li, ticket)
    placeholder = "[removed: recovery phrase, 4 words]"
    assert [event.text for event in events if event.kind == "message_received"] == ["I will send you my words", *[placeholder] * 3]
    told = [event for event in events if event.kind == "secrets_removed"]
    assert [(event.place, event.removed) for event in told] == [("earlier", (Removed("recovery_phrase", 4, "words"),))] * 3
    await house.portal.write(li, ticket, client_id="thanks-1", text="thanks", files=[])  # SQLite empties its write-ahead file by then
    for line in lines:
        assert line not in await house.db.read(list_words)
        assert await find_traces(house, line) == []
    head = await house.db.read(lambda conn: load_conversation(conn, lin, ticket, load_files=house.files.load_views))
    assert (head.ticket.topic, head.ticket.priority) == ("SEC.LEAK", "P1")
    assert await house.db.read(lambda conn: list(verify(conn, house.keyring, house.settings.anchors_path))) == []


@pytest.mark.parametrize("where", ["subject", "dispute"])
async def test_a_phrase_that_begins_in_other_words_than_a_message_is_taken_out_of_them_too(house: House, where: str) -> None:
    li, lin, words = await make_customer(house, language="en"), await make_agent(house), draw_phrase().split()
    first, second = " ".join(words[:6]), " ".join(words[6:])
    if where == "subject":
        ticket = await open_with(house, li, second, subject=first)
        assert (await house.portal.load_ticket(li, ticket)).ticket.subject == "[removed: recovery phrase, 6 words]"
    else:
        ticket = await open_with(house, li, "locked out")
        await house.db.submit(solve(lin, ticket, needs=house.needs, client_id="solve-01", closing=CLOSING))
        await house.portal.dispute(li, ticket, client_id="wrong-01", text=first)
        await house.portal.write(li, ticket, client_id="write-01", text=second, files=[])
    await house.portal.write(li, ticket, client_id="thanks-1", text="thanks", files=[])
    told = [(event.place, event.removed[0].size) for event in await seen_by(house, li, ticket) if event.kind == "secrets_removed"]
    assert told == [("earlier", 6)] * 2, "so that it is told of as one phrase of 12 words"
    assert [part for part in (first, second) if await find_traces(house, part)] == []


async def test_a_dispute_may_be_the_last_part(house: House) -> None:
    li, lin, words = await make_customer(house, language="en"), await make_agent(house), draw_phrase().split()
    ticket = await open_with(house, li, " ".join(words[:6]), subject="help")
    await house.db.submit(solve(lin, ticket, needs=house.needs, client_id="solve-01", closing=CLOSING))
    await house.portal.dispute(li, ticket, client_id="wrong-01", text=" ".join(words[6:]))
    texts = [event.text for event in await seen_by(house, li, ticket) if event.kind in ("message_received", "disputed")]
    assert texts == ["[removed: recovery phrase, 6 words]"] * 2


async def test_of_a_phrase_typed_a_word_a_message_at_most_one_word_is_left(house: House) -> None:
    li, words = await make_customer(house, language="en"), draw_phrase().split()
    ticket = await open_with(house, li, "I will send you my words")
    for n, word in enumerate(words):
        if n == 6:
            assert "secrets_removed" not in kinds(await seen_by(house, li, ticket))
        await house.portal.write(li, ticket, client_id=f"word-{n:04}", text=word, files=[])
    left = [event.text for event in await seen_by(house, li, ticket) if event.text in words]
    assert len(left) <= 1


@pytest.mark.parametrize("language", ["en", "zh"])
async def test_placeholders_of_earlier_messages_are_no_part_of_a_phrase(house: House, language: str) -> None:
    li, phrase = await make_customer(house, language=language), draw_phrase().split()
    before = ["my verification code is 482913", f"my words: {draw_phrase()}", f"please look at this\n{draw_hex(32)}"]
    parts = [" ".join(phrase[n : n + 4]) for n in (0, 4, 8)]
    ticket = await open_with(house, li, "Hello")
    for n, text in enumerate([*before, *parts]):
        await house.portal.write(li, ticket, client_id=f"text-{n:04}", text=text, files=[])
    texts = [event.text or "" for event in await seen_by(house, li, ticket) if event.kind == "message_received"]
    assert [text.count("[") for text in texts] == [0, 1, 1, 1, 1, 1, 1], "one placeholder in each, none inside another"
    assert not [part for part in parts for text in texts if part in text]


async def test_words_of_long_ago_are_not_put_together(house: House, clock: SetClock) -> None:
    li, words = await make_customer(house, language="en"), draw_phrase().split()
    ticket = await open_with(house, li, "I will send you my words")
    await house.portal.write(li, ticket, client_id="part-0001", text=" ".join(words[:6]), files=[])
    clock.advance(3_600)
    await house.portal.write(li, ticket, client_id="part-0002", text=" ".join(words[6:]), files=[])
    assert "secrets_removed" not in kinds(await seen_by(house, li, ticket))


# Is this a transaction hash?


async def ask(house: House, li: Customer) -> tuple[TicketId, str, str]:
    """A customer sends 64 hex digits and says nothing of what they are: ticket, the digits, the question's name."""
    value = draw_hex(32)
    ticket = await open_with(house, li, f"please look at this\n{value}")
    question = next(event.question for event in await seen_by(house, li, ticket) if event.kind == "hash_asked")
    assert question is not None
    return ticket, value, question


async def test_until_the_customer_answers_no_agent_sees_it_and_a_yes_shows_it(house: House) -> None:
    li, lin, stranger = await make_customer(house, language="en"), await make_agent(house), await make_customer(house)
    ticket, value, question = await ask(house, li)
    before = await seen_by_agent(house, lin, ticket)
    assert before[1].text == "please look at this\n[being checked: 64 characters]"
    assert "secrets_removed" not in kinds(before)
    assert await find_traces(house, value) == []

    with pytest.raises(NotFound):
        await house.portal.answer_hash(stranger, ticket, client_id="answer-0", question=question, is_hash=True)
    await house.portal.answer_hash(li, ticket, client_id="answer-1", question=question, is_hash=True)
    await house.portal.answer_hash(li, ticket, client_id="answer-1", question=question, is_hash=True)

    after = (await seen_by_agent(house, lin, ticket))[len(before) :]
    assert [(event.kind, event.question, event.is_hash, event.text) for event in after] == [("hash_answered", question, True, value)]
    with pytest.raises(Refused, match="question_closed"):
        await house.portal.answer_hash(li, ticket, client_id="answer-2", question=question, is_hash=False)


async def test_a_no_deletes_it_unseen_and_counts_as_a_private_key(house: House) -> None:
    li, lin = await make_customer(house), await make_agent(house)
    ticket, value, question = await ask(house, li)
    await house.portal.answer_hash(li, ticket, client_id="answer-1", question=question, is_hash=False)

    events = await seen_by_agent(house, lin, ticket)
    assert kinds(events)[-4:] == ["hash_answered", "secrets_removed", "topic_changed", "priority_changed"]
    assert (events[-4].is_hash, events[-4].text) == (False, None)
    assert (events[-3].about_seq, events[-3].removed) == (2, (Removed("private_key", 64),))
    assert await find_traces(house, value) == []


async def test_without_an_answer_in_a_week_it_is_deleted_unseen(house: House, clock: SetClock) -> None:
    li = await make_customer(house)
    ticket, _, question = await ask(house, li)
    assert await house.intake.expire_hashes() == 0
    clock.advance(8 * 24 * 3_600)
    assert await house.intake.expire_hashes() == 1
    last = (await seen_by(house, li, ticket))[-1]
    assert (last.kind, last.actor.kind, last.question, last.is_hash) == ("hash_answered", "system", question, False)
    with pytest.raises(Refused, match="question_closed"):
        await house.portal.answer_hash(li, ticket, client_id="answer-1", question=question, is_hash=True)


async def test_digits_that_nobody_can_unseal_are_deleted_like_those_without_an_answer(house: House, clock: SetClock) -> None:
    """As after a restore without the secret file: one such row must not keep the others from going."""
    li, other = await make_customer(house), await make_customer(house)
    ticket, _, question = await ask(house, li)
    readable, _, _ = await ask(house, other)
    broken = update(held_hashes).where(held_hashes.c.ticket_id == ticket).values(sealed=b"x" * 40)
    await house.db.write(lambda conn: conn.execute(broken))
    clock.advance(8 * 24 * 3_600)
    assert await house.intake.expire_hashes() == 2
    for each, customer in ((ticket, li), (readable, other)):
        assert kinds(await seen_by(house, customer, each))[-1] == "hash_answered"
    with pytest.raises(Refused, match="question_closed"):
        await house.portal.answer_hash(li, ticket, client_id="answer-1", question=question, is_hash=True)


async def test_erasing_the_message_takes_the_held_digits_along(house: House) -> None:
    li, lead = await make_customer(house), await make_agent(house, role=Role.LEAD)
    ticket, _, question = await ask(house, li)
    await house.db.submit(erase(lead, ticket, client_id="erase-01", seq=2, reason="asked for it", needs=house.needs))
    last = (await seen_by(house, li, ticket))[-1]
    assert (last.kind, last.actor.kind, last.question, last.is_hash) == ("hash_answered", "system", question, False), (
        "nobody is asked any more"
    )
    with pytest.raises(Refused, match="question_closed"):
        await house.portal.answer_hash(li, ticket, client_id="answer-1", question=question, is_hash=True)


@pytest.mark.parametrize("called", ["", "TXID: "])
async def test_the_key_of_an_address_that_was_named_before_is_a_private_key_whatever_it_is_called(house: House, called: str) -> None:
    li, key = await make_customer(house, language="en"), draw_hex(32)
    public = derive_private_key(int(key, 16), SECP256K1()).public_key().public_bytes(Encoding.X962, PublicFormat.UncompressedPoint)
    address = keccak.new(digest_bits=256, data=public[1:]).hexdigest()[-40:]
    ticket = await open_with(house, li, f"I sent it to 0x{address}")
    await house.portal.write(li, ticket, client_id="write-01", text=f"{called}{key}", files=[])
    events = await seen_by(house, li, ticket)
    assert kinds(events)[2:] == ["message_received", "secrets_removed"]
    assert events[2].text == f"{called}[removed: private key, 64 characters]"
    assert await find_traces(house, key) == []


async def test_a_yes_about_the_key_of_an_address_that_is_named_by_now_shows_it_to_nobody(house: House) -> None:
    li, lin = await make_customer(house, language="en"), await make_agent(house)
    ticket, key, question = await ask(house, li)
    public = derive_private_key(int(key, 16), SECP256K1()).public_key().public_bytes(Encoding.X962, PublicFormat.UncompressedPoint)
    address = keccak.new(digest_bits=256, data=public[1:]).hexdigest()[-40:]
    await house.portal.write(li, ticket, client_id="write-01", text=f"it came from 0x{address}", files=[])
    await house.portal.answer_hash(li, ticket, client_id="answer-1", question=question, is_hash=True)
    events = await seen_by_agent(house, lin, ticket)
    answered = next(event for event in events if event.kind == "hash_answered")
    assert (answered.is_hash, answered.text) == (False, None)
    assert kinds(events)[-3:] == ["secrets_removed", "topic_changed", "priority_changed"]
    assert await find_traces(house, key) == []


async def test_what_is_said_to_be_a_transaction_is_not_asked_about(house: House) -> None:
    li, value = await make_customer(house), draw_hex(32)
    ticket = await open_with(house, li, f"TXID: {value}")
    assert kinds(await seen_by(house, li, ticket)) == ["opened", "message_received"]
    assert (await seen_by(house, li, ticket))[1].text == f"TXID: {value}"


async def test_yes_and_no_at_the_same_moment_are_one_answer(house: House) -> None:
    li = await make_customer(house)
    ticket, _, question = await ask(house, li)
    said = [house.portal.answer_hash(li, ticket, client_id=f"answer-{n}", question=question, is_hash=n % 2 == 1) for n in range(6)]
    answers = await asyncio.gather(*said, return_exceptions=True)
    assert sum(isinstance(answer, Refused) and answer.code == "question_closed" for answer in answers) == 5
    assert kinds(await seen_by(house, li, ticket)).count("hash_answered") == 1


async def test_the_same_message_many_times_at_once_is_asked_about_once(house: House) -> None:
    li, value = await make_customer(house), draw_hex(32)
    ticket = await open_with(house, li, "hello")
    sent = [house.portal.write(li, ticket, client_id="write-01", text=value, files=[]) for _ in range(6)]
    assert len({receipt.digest for receipt in await asyncio.gather(*sent)}) == 1
    assert kinds(await seen_by(house, li, ticket)) == ["opened", "message_received", "message_received", "hash_asked"]


async def test_nobody_is_asked_about_each_line_of_a_log(house: House) -> None:
    li = await make_customer(house, language="en")
    lines = "\n".join(draw_hex(32) for _ in range(60))
    with pytest.raises(Refused, match="too_many_hashes"):
        await open_with(house, li, lines)
    assert await find_traces(house, lines[:64]) == []
    ticket = await open_with(house, li, f"transaction hashes:\n{lines}")
    assert kinds(await seen_by(house, li, ticket)) == ["opened", "message_received"]
    assert (await seen_by(house, li, ticket))[1].text == f"transaction hashes:\n{lines}"


# Other words


async def test_what_is_still_wrong_and_a_rating_are_screened(house: House) -> None:
    li, lin, phrase = await make_customer(house, language="en"), await make_agent(house), draw_phrase()
    ticket = await open_with(house, li, "locked out")
    await house.db.submit(reply(lin, ticket, client_id="reply-01", text="done", needs=house.needs))
    await house.db.submit(solve(lin, ticket, needs=house.needs, client_id="solve-01", closing=CLOSING))
    await house.portal.rate(li, ticket, client_id="rate-001", stars=2, comment=f"try yourself: {phrase}")
    await house.portal.dispute(li, ticket, client_id="wrong-01", text=f"still locked: {phrase}")

    events = await seen_by(house, li, ticket)
    said = {event.kind: event.text for event in events}
    assert said["rated"] == "try yourself: [removed: recovery phrase, 12 words]"
    assert said["disputed"] == "still locked: [removed: recovery phrase, 12 words]"
    about = [event.about_seq for event in events if event.kind == "secrets_removed"]
    assert about == [event.seq for event in events if event.kind in ("rated", "disputed")]
    assert await find_traces(house, phrase) == []


async def test_a_guests_name_that_holds_a_secret_is_not_taken(house: House) -> None:
    phrase = draw_phrase()
    with_secret = await house.portal.sign_in_as_guest(phrase, language="en", address="10.0.0.1")
    plain = await house.portal.sign_in_as_guest("Li Wei", language="en", address="10.0.0.1")
    assert (with_secret.name, plain.name) == (None, "Li Wei")


# When the screen fails


async def test_words_that_cannot_be_screened_are_parked_sealed_and_the_next_one_goes_through(
    house: House, caplog: pytest.LogCaptureFixture
) -> None:
    li, phrase = await make_customer(house, language="en"), draw_phrase()

    def broken(text: str, **_more: object) -> list[object]:
        if "wallet" in text:
            raise ValueError(f"cannot read {text}")
        return []

    ticket = await open_with(house, li, "hello")
    doubtful = replace(house.intake, screening=replace(house.intake.screening, find=broken))
    inbound = Inbound("webchat", li, "write-01", f"my wallet {phrase}", ticket=ticket)
    with caplog.at_level(logging.DEBUG), pytest.raises(Parked) as told:
        await doubtful.take(inbound)
    assert told.value.title == "Your message arrived and is being checked before anyone sees it."
    await doubtful.take(Inbound("webchat", li, "write-02", "the next one", ticket=ticket))

    assert [event.text for event in await seen_by(house, li, ticket) if event.kind == "message_received"] == ["hello", "the next one"]
    assert await house.db.read(count_parked) == 1
    assert await find_traces(house, phrase) == []
    written = "\n".join(f"{record.getMessage()} {record.__dict__}" for record in caplog.records)
    assert "a message was parked" in written
    assert "cannot read" not in written
    assert phrase.split()[0] not in written

    [parked] = await house.db.read(list_parked)
    opened = await house.intake.replay(parked.id)
    assert opened is not None
    assert (await seen_by(house, li, ticket))[-2].text == "my wallet [removed: recovery phrase, 12 words]"
    assert await find_traces(house, phrase) == []


async def test_an_answer_that_cannot_be_screened_stays_with_its_sender(house: House) -> None:
    li, lin = await make_customer(house), await make_agent(house)

    def broken(_text: str, **_more: object) -> list[object]:
        raise RecursionError

    ticket = await open_with(house, li, "locked out")
    await house.db.submit(solve(lin, ticket, needs=house.needs, client_id="solve-01", closing=CLOSING))
    doubtful = replace(house.intake, screening=replace(house.intake.screening, find=broken))
    with pytest.raises(Refused, match="screen_failed"):
        await doubtful.dispute(li, ticket, client_id="wrong-01", text="still locked")
    assert kinds(await seen_by(house, li, ticket))[-1] == "solved"
