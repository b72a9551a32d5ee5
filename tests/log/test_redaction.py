"""Redaction: a secret that was stored is gone from the words of an event, the rest of them stays, and the chain says so."""

from __future__ import annotations

import asyncio

import pytest
from sqlalchemy import Connection, text
from tests.log.test_erasure import bytes_of, find_anywhere
from tests.log.writing import Boom
from tests.people_of import make_agent, make_customer

from truepenny.contracts.errors import NotFound
from truepenny.contracts.identity import Agent, Customer, Role, TicketId
from truepenny.contracts.secrets import Removed
from truepenny.contracts.views import EventView, Receipt
from truepenny.log.append import Tx
from truepenny.log.events import MessageReceived, SecretsRemoved
from truepenny.log.read import list_events
from truepenny.log.verify import verify
from truepenny.main.house import House
from truepenny.main.running import running
from truepenny.platform.db.batch import Work
from truepenny.platform.settings import Settings
from truepenny.projections.timeline.query import load_conversation
from truepenny.tickets.actions.erase import erase
from truepenny.tickets.actions.note import note
from truepenny.tickets.actions.receive import receive
from truepenny.tickets.actions.redact import redact

pytestmark = pytest.mark.anyio
PHRASE = Removed("recovery_phrase", 3, "words")
BEFORE, AFTER = "my phrase is abandon ability able, help", "my phrase is [removed: recovery phrase, 3 words], help"


async def open_with(house: House, who: Customer, words: str, *, subject: str = "") -> TicketId:
    opened = await house.portal.open_ticket(who, client_id="open-0001", subject=subject, text=words, topic=None, language="en", files=[])
    return TicketId(opened.receipt.ticket)


def redaction(house: House, ticket: TicketId, *, seq: int = 2, before: str = BEFORE, after: str = AFTER) -> Work[Receipt | None]:
    return Work(lambda tx: redact(tx, ticket, seq=seq, before=before, after=after, removed=[PHRASE], needs=house.needs), tickets=(ticket,))


async def findings(house: House) -> list[str]:
    return [str(one) for one in await house.db.read(lambda conn: list(verify(conn, house.keyring, house.settings.anchors_path)))]


async def events_for(house: House, who: Agent | Customer, ticket: TicketId, *, after: int = 0) -> list[EventView]:
    def load(conn: Connection) -> list[EventView]:
        return load_conversation(conn, who, ticket, load_files=house.files.load_views, after=after).events

    return await house.db.read(load)


async def test_the_secret_is_gone_the_rest_stays_and_the_chain_verifies(house: House) -> None:
    li, lin = await make_customer(house), await make_agent(house)
    ticket = await open_with(house, li, BEFORE, subject="locked out")
    assert "content" in await house.db.read(lambda conn: find_anywhere(conn, "abandon ability"))

    receipt = await house.db.submit(redaction(house, ticket))

    assert receipt is not None
    assert receipt.seq == 3
    assert await house.db.read(lambda conn: find_anywhere(conn, "abandon ability")) == []
    assert await findings(house) == []
    for who in (li, lin):
        seen = await events_for(house, who, ticket)
        assert [(event.kind, event.text) for event in seen] == [
            ("opened", "locked out"), ("message_received", AFTER), ("secrets_removed", None),
        ]  # fmt: skip
        assert (seen[2].about_seq, seen[2].removed, seen[2].actor.kind) == (2, (PHRASE,), "system")


async def test_a_subject_that_was_cut_from_the_words_is_made_anew_from_what_is_left(house: House) -> None:
    li = await make_customer(house)
    long = f"{'please ' * 9}read: abandon ability able"
    ticket = await open_with(house, li, long)
    assert (await house.portal.load_ticket(li, ticket)).ticket.subject.endswith("abandon ab…"), "a part of the secret, as no rule finds it"

    await house.db.submit(redaction(house, ticket, before=long, after=long.replace("abandon ability able", "[removed]")))

    assert (await house.portal.load_ticket(li, ticket)).ticket.subject == f"{'please ' * 9}read: [removed]"
    assert await house.db.read(lambda conn: find_anywhere(conn, "abandon ab")) == []
    assert await findings(house) == []


async def test_what_was_taken_out_of_a_note_is_told_to_agents_alone(house: House) -> None:
    li, lin = await make_customer(house), await make_agent(house)
    ticket = await open_with(house, li, "help")
    await house.db.submit(note(lin, ticket, client_id="note-0001", text=BEFORE, needs=house.needs))

    await house.db.submit(redaction(house, ticket, seq=3))

    assert [event.kind for event in await events_for(house, lin, ticket)][2:] == ["note_added", "secrets_removed"]
    assert [event.kind for event in await events_for(house, li, ticket)] == ["opened", "message_received"]


async def test_words_that_changed_meanwhile_are_left_alone(house: House) -> None:
    li, lead = await make_customer(house), await make_agent(house, role=Role.LEAD)
    ticket = await open_with(house, li, BEFORE, subject="s")
    both = await asyncio.gather(house.db.submit(redaction(house, ticket)), house.db.submit(redaction(house, ticket)))
    assert sorted(receipt is None for receipt in both) == [False, True]
    assert await house.db.submit(redaction(house, ticket)) is None
    await house.db.submit(erase(lead, ticket, client_id="erase-01", seq=2, reason="asked for", needs=house.needs))
    assert await house.db.submit(redaction(house, ticket, before=AFTER, after="x")) is None
    with pytest.raises(NotFound):
        await house.db.submit(redaction(house, ticket, seq=99))
    assert await findings(house) == []
    assert [event.erased for event in await events_for(house, li, ticket)][1] is True


async def test_words_of_the_same_commit_are_redacted_too_and_come_back_when_the_unit_fails(house: House) -> None:
    """Two lines of a phrase may arrive so shortly after each other that they share a commit."""
    li = await make_customer(house)
    ticket = await open_with(house, li, "hello", subject="s")

    def fail(tx: Tx) -> None:
        assert redact(tx, ticket, seq=3, before=BEFORE, after=AFTER, removed=[PHRASE], needs=house.needs) is not None
        raise Boom

    def part(words: str, name: str) -> Work[Receipt]:
        return receive(li, ticket, client_id=name, text=words, needs=house.needs, channel="portal")

    first, failed, second, done = await asyncio.gather(
        house.db.submit(part(BEFORE, "part-0001")), house.db.submit(Work(fail, tickets=(ticket,))),
        house.db.submit(part("and the rest", "part-0002")), house.db.submit(redaction(house, ticket, seq=3)), return_exceptions=True,
    )  # fmt: skip

    assert isinstance(failed, Boom)
    assert isinstance(first, Receipt)
    assert isinstance(second, Receipt)
    assert isinstance(done, Receipt)
    assert (first.seq, second.seq, done.seq) == (3, 4, 5)
    stored = await house.db.read(lambda conn: list_events(conn, ticket))
    assert [type(event.body) for event in stored[2:]] == [MessageReceived, MessageReceived, SecretsRemoved]
    assert (await events_for(house, li, ticket))[2].text == AFTER
    assert await house.db.read(lambda conn: find_anywhere(conn, "abandon ability")) == []
    assert await findings(house) == []


async def test_a_unit_that_fails_leaves_the_words_as_they_were(house: House) -> None:
    li = await make_customer(house)
    ticket = await open_with(house, li, BEFORE, subject="s")

    def fail(tx: Tx) -> None:
        assert redact(tx, ticket, seq=2, before=BEFORE, after=AFTER, removed=[PHRASE], needs=house.needs) is not None
        raise Boom

    with pytest.raises(Boom):
        await house.db.submit(Work(fail, tickets=(ticket,)))
    assert [event.text for event in await events_for(house, li, ticket)] == ["s", BEFORE]
    assert await findings(house) == []


async def test_verify_names_who_puts_the_words_of_before_back_or_alters_what_is_left(house: House) -> None:
    li = await make_customer(house)
    ticket = await open_with(house, li, BEFORE, subject="s")
    content = text("SELECT id, salt, body FROM content WHERE body LIKE 'my phrase%'")
    before = await house.db.read(lambda conn: conn.execute(content).one())
    await house.db.submit(redaction(house, ticket))
    after = await house.db.read(lambda conn: conn.execute(content).one())
    assert before.id == after.id
    assert bytes(before.salt) != bytes(after.salt)
    change = text("UPDATE content SET salt = :salt, body = :body WHERE id = :id")

    for salt, body in ((before.salt, BEFORE), (after.salt, AFTER + "!"), (before.salt, AFTER)):
        values = {"salt": salt, "body": body, "id": before.id}
        await house.db.write(lambda conn, values=values: conn.execute(change, values).rowcount)
        name = f"{ticket[:4]}-{ticket[4:]}"
        assert await findings(house) == [f"words altered: the words of event 2 of {name} are not what was written"]
    await house.db.write(lambda conn: conn.execute(change, {"salt": after.salt, "body": AFTER, "id": before.id}).rowcount)
    assert await findings(house) == []


async def test_who_has_read_the_ticket_before_gets_the_changed_event_once_more(house: House) -> None:
    li = await make_customer(house)
    ticket = await open_with(house, li, BEFORE)
    fresh = await events_for(house, li, ticket)
    await house.db.submit(redaction(house, ticket))
    kept = {event.seq: event for event in fresh} | {event.seq: event for event in await events_for(house, li, ticket, after=2)}
    assert [kept[seq] for seq in sorted(kept)] == await events_for(house, li, ticket)
    assert [event.seq for event in await events_for(house, li, ticket, after=3)] == []


async def test_no_byte_of_the_secret_is_left_in_the_files_of_sqlite(sqlite_settings: Settings) -> None:
    async with running(sqlite_settings) as house:
        li = await make_customer(house)
        marks = [f"mark-{n:03}-of-{n * 7919:08x}" for n in range(40)]
        long = [" ".join([mark] * (1, 4, 400)[n % 3]) for n, mark in enumerate(marks)]
        ticket = await open_with(house, li, long[0])
        for n, words in enumerate(long[1:], 1):
            await house.db.submit(receive(li, ticket, client_id=f"message-{n}", text=words, needs=house.needs, channel="portal"))
        assert sqlite_settings.sqlite_path is not None
        before = bytes_of(sqlite_settings.sqlite_path)
        assert all(mark.encode() in before for mark in marks)

        for n, words in enumerate(long[:30]):
            assert await house.db.submit(redaction(house, ticket, seq=n + 2, before=words, after="[removed]")) is not None
        await house.db.write(lambda conn: None)  # the writer wipes after it has answered: once it answers again, it has

        after = bytes_of(sqlite_settings.sqlite_path)
        assert [mark for mark in marks if mark.encode() in after] == marks[30:]
        assert await findings(house) == []
