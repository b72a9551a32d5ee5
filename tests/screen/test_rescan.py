"""Older data under today's screen: what is found in it is taken out, the rest stays, and it can be stopped and run again at any moment."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import msgspec
import pytest
from Crypto.Hash import keccak
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat
from sqlalchemy import insert, update
from tests.drawn import draw_hex, draw_phrase
from tests.files.documents import pdf
from tests.people_of import make_agent, make_customer
from tests.traces import find_traces

from truepenny.contracts.identity import Agent, Customer, FileId, Role, TicketId
from truepenny.contracts.secrets import Removed
from truepenny.contracts.views import ClosingView, EventView, Parameter
from truepenny.intake.files.schema import file
from truepenny.intake.files.store import FileLimits, Files
from truepenny.intake.screen_rules import RuleWords
from truepenny.intake.screening import Screening
from truepenny.log.verify import verify
from truepenny.main.cli import main
from truepenny.main.house import House
from truepenny.main.rescan import command, steps
from truepenny.main.rescan.command import Asked, RescanDesk
from truepenny.main.rescan.told import Sighting
from truepenny.main.running import controlled, running
from truepenny.outbound.drafts import load_drafts, put_draft
from truepenny.outbound.schema import held_replies
from truepenny.people import audit
from truepenny.people.schema import contacts
from truepenny.platform.blobs.disk import DiskBlobs
from truepenny.platform.settings import Settings
from truepenny.projections.timeline.query import load_conversation
from truepenny.tickets.actions.answer import dispute, rate
from truepenny.tickets.actions.note import note
from truepenny.tickets.actions.open import open_ticket
from truepenny.tickets.actions.receive import receive
from truepenny.tickets.actions.reply import reply
from truepenny.tickets.actions.solve import solve

pytestmark = pytest.mark.anyio
THIN = "\u2009"


def say(phrase: str) -> str:
    """Between words that stand in no list."""
    return f"hmm >> {phrase} << xyz"


GONE = "hmm >> [removed: recovery phrase, 12 words] << xyz"


@dataclass
class Old:
    """A ticket of the time before the screen, with a phrase of its own in every place where words of people are kept."""

    li: Customer
    lin: Agent
    ticket: TicketId
    phrases: list[str]


async def write_old_data(house: House) -> Old:
    """Through the actions themselves, past the intake and its screen."""
    li, lin = await make_customer(house, language="en"), await make_agent(house, role=Role.LEAD)
    phrases = [draw_phrase() for _ in range(10)]
    words = map(say, phrases)
    db, needs = house.db, house.needs
    opened = await db.submit(open_ticket(li, client_id="old-01", text=next(words), subject=next(words), needs=needs, channel="portal"))
    ticket = TicketId(opened.receipt.ticket)
    await db.submit(receive(li, ticket, client_id="old-02", text="nothing of the kind", needs=needs, channel="portal"))
    await db.submit(note(lin, ticket, client_id="old-03", text=next(words), needs=needs))
    await db.submit(reply(lin, ticket, client_id="old-04", text=next(words), needs=needs))
    closing = ClosingView(("looked into it", next(words)), (Parameter("words", next(words)),), ("beware",))
    await db.submit(solve(lin, ticket, needs=house.needs, client_id="old-05", closing=closing))
    await db.submit(rate(li, ticket, client_id="old-06", stars=2, comment=next(words), needs=needs))
    await db.submit(dispute(li, ticket, client_id="old-07", text=next(words), needs=needs))

    def put_rows(conn) -> None:  # type: ignore[no-untyped-def]
        put_draft(conn, lin.id, ticket, mode="note", text=next(words), files=[], now_us=1)
        held = {"agent_id": lin.id, "id": "held-1", "ticket_id": ticket, "agent_name": "Lin", "files": "[]", "lease_until": 0}
        conn.execute(insert(held_replies).values(**held, text=next(words), due_at=1, state="undone"))

    await db.write(put_rows)
    return Old(li, lin, ticket, phrases)


async def rescan(house: House, asked: Asked = Asked()) -> tuple[list[Sighting], int]:  # noqa: B008
    """All slices; what was seen, and how many events."""
    desk, seen, events = RescanDesk(house), list[Sighting](), 0
    while True:
        one = (await desk.step(asked)).slice
        seen += one.sightings
        events += one.events
        assert one.unread == ()
        if one.cursor is None:
            return seen, events
        asked = msgspec.structs.replace(asked, cursor=one.cursor)


async def events_for(house: House, who: Agent | Customer, ticket: TicketId) -> list[EventView]:
    return list((await house.db.read(lambda conn: load_conversation(conn, who, ticket, load_files=house.files.load_views))).events)


async def events_for_after(house: House, who: Customer, ticket: TicketId, after: int) -> list[EventView]:
    load = house.files.load_views
    return list((await house.db.read(lambda conn: load_conversation(conn, who, ticket, load_files=load, after=after))).events)


async def is_sound(house: House) -> bool:
    return await house.db.read(lambda conn: list(verify(conn, house.keyring, house.settings.anchors_path))) == []


async def left_of(house: House, phrases: list[str]) -> list[str]:
    return [phrase for phrase in phrases if await find_traces(house, phrase)]


async def test_every_place_is_gone_over_and_only_the_secrets_go(house: House) -> None:
    old = await write_old_data(house)
    assert await left_of(house, old.phrases) == old.phrases
    told, _ = await rescan(house, Asked(dry_run=True))
    assert {one.done for one in told} == {False}
    assert await left_of(house, old.phrases) == old.phrases

    seen, events = await rescan(house)

    assert await left_of(house, old.phrases) == []
    assert len(seen) == len(old.phrases)
    assert {(one.kind, one.size, one.unit, one.certainty, one.done) for one in seen} == {("recovery_phrase", 12, "words", "certain", True)}
    assert [one.where for one in seen][:2] == [f"{what} in {old.ticket[:4]}-{old.ticket[4:]}" for what in ("draft", "held reply")]
    assert await is_sound(house)
    shown = {event.kind: event for event in await events_for(house, old.lin, old.ticket)}
    assert (shown["opened"].text, shown["message_sent"].text, shown["note_added"].text) == (GONE, GONE, GONE)
    assert (shown["rated"].text, shown["disputed"].text) == (GONE, GONE)
    assert shown["solved"].closing == ClosingView(("looked into it", GONE), (Parameter("words", GONE),), ("beware",))
    drafts = await house.db.read(lambda conn: load_drafts(conn, old.lin.id, old.ticket, house.files.own_views))
    assert drafts["note"].text == GONE
    again, as_many = await rescan(house)
    assert again == []
    assert as_many == events + 7, "and the facts that tell of the first run"


async def test_what_was_found_is_told_in_the_ticket_counted_and_in_the_record(house: House) -> None:
    old = await write_old_data(house)
    await rescan(house)
    told = [event for event in await events_for(house, old.li, old.ticket) if event.kind == "secrets_removed"]
    assert {event.actor.kind for event in told} == {"system"}
    assert {event.removed for event in told} == {(Removed("recovery_phrase", 12, "words"),), (Removed("recovery_phrase", 12, "words"),) * 2}
    assert 4 not in {event.about_seq for event in told}, "the note is nothing that customers hear of"
    counted = await house.rules.load_counts(since=0)
    assert {(one.kind, one.channel) for one in counted} == {("recovery_phrase", "rescan")}
    assert sum(one.n for one in counted) == len(old.phrases)
    lines = await house.db.read(audit.list_lines)
    assert [line.what for line in lines][:3] == ["rescanned", "secret_removed", "secret_removed"]
    assert b'truepenny_secrets_removed_total{channel="rescan",kind="recovery_phrase"} 10.0' in house.metrics.text()


async def test_names_of_files_and_contacts_are_gone_over(house: House) -> None:
    li, code = await make_customer(house, language="zh"), draw_hex(4)
    password = f"密码是 Hx-{code}"
    await house.db.write(lambda conn: conn.execute(update(contacts).where(contacts.c.id == li.contact).values(name=password)).rowcount)
    row = {
        "id": "f" * 32, "uploader": li.contact, "name": f"{password}.txt", "media_type": "text/plain", "size": 1, "state": "clean",
        "salt": "0" * 32, "digest": "0" * 64, "audience": "uploader", "uploaded_at": 1,
    }  # fmt: skip
    await house.db.write(lambda conn: conn.execute(insert(file).values(**row)).rowcount)
    seen, _ = await rescan(house)
    assert [one.where for one in seen] == [f"contact name {li.contact}", f"file name {'f' * 32}"]
    assert await find_traces(house, code) == []
    contact = await house.people.contacts.find(li.contact)
    assert contact is not None
    assert contact.name == f"密码是 [已移除：密码，11{THIN}个字符]"


async def test_what_only_the_customer_can_tell_apart_is_told_and_left(house: House) -> None:
    li, digits = await make_customer(house, language="en"), draw_hex(32)
    await house.db.submit(open_ticket(li, client_id="old-01", text=f"here {digits}", subject="s", needs=house.needs, channel="portal"))
    seen, _ = await rescan(house)
    assert [(one.kind, one.certainty, one.size, one.done) for one in seen] == [("private_key", "ask", 64, False)]
    assert await find_traces(house, digits) != []


async def test_a_phrase_that_was_typed_over_several_messages_is_put_together(house: House) -> None:
    li, phrase = await make_customer(house, language="en"), draw_phrase()
    opened = await house.db.submit(open_ticket(li, client_id="old-01", text="hello", subject="s", needs=house.needs, channel="portal"))
    ticket, words = TicketId(opened.receipt.ticket), phrase.split()
    parts = [" ".join(words[n : n + 4]) for n in (0, 4, 8)]
    for n, part in enumerate(parts):
        await house.db.submit(receive(li, ticket, client_id=f"part-{n}", text=part, needs=house.needs, channel="portal"))
    told, _ = await rescan(house, Asked(dry_run=True))
    assert [(one.kind, one.size, one.done) for one in told] == [("recovery_phrase", 4, False)] * 3
    seen, _ = await rescan(house)
    assert [one.done for one in seen] == [True] * 3
    assert await left_of(house, parts) == []
    assert [event.place for event in await events_for(house, li, ticket) if event.kind == "secrets_removed"] == ["earlier"] * 3
    assert await is_sound(house)
    assert (await rescan(house))[0] == []


async def test_a_key_whose_address_stands_in_the_ticket_is_a_key(house: House) -> None:
    li, key = await make_customer(house, language="en"), ec.generate_private_key(ec.SECP256K1())
    digits = f"{key.private_numbers().private_value:064x}"
    public = key.public_key().public_bytes(Encoding.X962, PublicFormat.UncompressedPoint)
    address = f"0x{keccak.new(digest_bits=256, data=public[1:]).hexdigest()[-40:]}"
    opened = await house.db.submit(
        open_ticket(li, client_id="old-01", text=f"here {digits}", subject="s", needs=house.needs, channel="api")
    )
    ticket = TicketId(opened.receipt.ticket)
    await house.db.submit(receive(li, ticket, client_id="old-02", text=f"I sent it to {address}", needs=house.needs, channel="api"))
    seen, _ = await rescan(house)
    assert [(one.kind, one.rule, one.done) for one in seen] == [("private_key", "hex_key_of_address", True)]
    assert await find_traces(house, digits) == []


async def test_a_transaction_hash_that_the_customer_said_is_one_is_no_question_again(house: House) -> None:
    li, digits = await make_customer(house, language="en"), draw_hex(32)
    opened = await house.portal.open_ticket(
        li, client_id="open-0001", subject="s", text=f"here {digits}", topic=None, language="en", files=[]
    )
    ticket = TicketId(opened.receipt.ticket)
    question = next(event.question for event in await events_for(house, li, ticket) if event.kind == "hash_asked")
    await house.portal.answer_hash(li, ticket, client_id="answer-1", question=question or "", is_hash=True)
    assert await find_traces(house, digits) != [], "it is kept, in clear"
    assert (await rescan(house))[0] == []


async def test_a_new_rule_goes_over_what_was_stored_before_it(house: House) -> None:
    li = await make_customer(house, language="en")
    opened = await house.portal.open_ticket(
        li, client_id="open-0001", subject="", text="my badge BDG-123456", topic=None, language="en", files=[]
    )
    ticket = TicketId(opened.receipt.ticket)
    assert (await rescan(house))[0] == []
    badge = RuleWords("badges", "BDG-[0-9]{6}", "none", (), "badge number", "工牌号", enabled=True)
    await house.rules.put(badge, rule=None, by="A-1001", sample="BDG-000000")
    seen, _ = await rescan(house)
    assert [(one.rule, one.done) for one in seen] == [("own:badges", True), ("own:badges", False)], "the subject went with its message"
    assert [event.text for event in await events_for(house, li, ticket)][:2] == ["my badge [removed: badge number, 10 characters]"] * 2
    assert await find_traces(house, "BDG-123456") == []
    assert await is_sound(house)


async def test_a_run_that_was_broken_off_goes_on_where_it_stood(house: House, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(steps, "AT_ONCE", 2)
    monkeypatch.setattr(command, "WRITE_DOWN_S", 0.0)
    await write_old_data(house)
    desk, asked = RescanDesk(house), Asked()
    while asked.cursor is None or asked.cursor.part != "log" or not asked.cursor.after:
        asked = msgspec.structs.replace(asked, cursor=(await desk.step(asked)).slice.cursor)
    reached = (await desk.step(asked)).slice.cursor
    assert reached is not None

    other = RescanDesk(house)
    answer = await other.step(Asked())
    assert answer.went_on
    assert answer.slice.cursor is not None
    assert answer.slice.cursor.after < reached.after, "on from there, towards the beginning of the log"
    for different in (Asked(anew=True), Asked(since=1), Asked(dry_run=True)):
        assert not (await other.step(different)).went_on
    badge = RuleWords("badges", "BDG-[0-9]{6}", "none", (), "badge number", "工牌号", enabled=True)
    await house.rules.put(badge, rule=None, by="A-1001", sample="BDG-000000")
    assert not (await other.step(Asked())).went_on, "with other rules it has to begin anew"
    await rescan(house)
    assert not (await other.step(Asked())).went_on, "the run is complete"


async def test_older_events_are_passed_over_when_a_day_is_named(house: House) -> None:
    li, phrase = await make_customer(house, language="en"), draw_phrase()
    await house.db.submit(open_ticket(li, client_id="old-01", text=say(phrase), subject="s", needs=house.needs, channel="portal"))
    assert await rescan(house, Asked(since=house.clock.now_us() + 1)) == ([], 0)
    assert await left_of(house, [phrase]) == [phrase]
    seen, events = await rescan(house, Asked(since=house.clock.now_us() - 60_000_000))
    assert (len(seen), events) == (1, 2)


async def test_words_that_the_detectors_fail_on_are_told_and_the_others_are_gone_over(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    old = await write_old_data(house)
    real = house.intake.screening

    def fails(text: str, **more: Any):  # type: ignore[no-untyped-def]
        if text == "nothing of the kind":
            raise ZeroDivisionError
        return real.find(text, **more)

    broken = Screening(fails, real.label_of, real.is_part, real.spread)
    monkeypatch.setattr(command, "_screening_of", lambda _house: broken)
    desk, asked, unread = RescanDesk(house), Asked(), list[str]()
    while True:
        one = (await desk.step(asked)).slice
        unread += one.unread
        if one.cursor is None:
            break
        asked = msgspec.structs.replace(asked, cursor=one.cursor)
    assert unread == [f"{old.ticket[:4]}-{old.ticket[4:]} event 3"]
    assert await left_of(house, old.phrases) == []


async def test_a_message_that_a_lead_erases_meanwhile_stays_erased(house: House) -> None:
    """Both take the same ticket: whoever comes second finds other words there, or none."""
    from truepenny.tickets.actions.erase import erase

    old = await write_old_data(house)
    job = asyncio.create_task(rescan(house))
    await house.db.submit(erase(old.lin, old.ticket, client_id="erase-1", seq=2, reason="asked for", needs=house.needs))
    await job
    assert (await events_for(house, old.li, old.ticket))[1].erased
    assert await left_of(house, old.phrases) == []
    assert await is_sound(house)


def files_of_before(house: House) -> Files:
    """As they were taken when nobody read them."""
    blobs = DiskBlobs(house.settings.blob_dir, house.keyring.derive("blob address"))
    return Files(
        house.db, house.clock, blobs=blobs, staging=house.settings.blob_dir / ".before", limits=FileLimits(2**24),
        may_see=lambda *_: True, keyring=house.keyring, record=audit.record, reader=None,
    )  # fmt: skip


async def test_stored_files_are_read_when_that_is_asked_for(house: House) -> None:
    li, phrase = await make_customer(house, language="en"), draw_phrase()
    before = files_of_before(house)
    old, fine = [await before.save(li, name, pdf(words)) for name, words in (("old.pdf", say(phrase)), ("fine.pdf", "fine"))]
    loose = await before.save(li, "loose.txt", say(phrase).encode())
    before.close()
    kept = [FileId(old.id), FileId(fine.id)]
    opened = await house.db.submit(
        open_ticket(li, client_id="old-01", text="see the file", subject="s", needs=house.needs, channel="portal", files=kept)
    )
    ticket = TicketId(opened.receipt.ticket)
    assert (await rescan(house))[0] == [], "not asked for"
    told, _ = await rescan(house, Asked(files=True, dry_run=True))
    assert {(one.where, one.kind, one.size, one.done) for one in told} == {
        (f"{ticket[:4]}-{ticket[4:]} file {old.id}", "recovery_phrase", 12, False), (f"file {loose.id}", "recovery_phrase", 12, False),
    }  # fmt: skip

    seen, _ = await rescan(house, Asked(files=True))

    assert [one.done for one in seen] == [True, True]
    (message,) = [event for event in await events_for(house, li, ticket) if event.kind == "message_received"]
    assert (message.text, [file.state for file in message.files]) == ("see the file", ["erased", "clean"])
    (removal,) = [event for event in await events_for(house, li, ticket) if event.kind == "secrets_removed"]
    assert (removal.place, removal.about_seq, removal.stored) == ("file", 2, True)
    assert [event.seq for event in await events_for_after(house, li, ticket, 2)] == [1, 2, 3], "who has read it reads it anew"
    assert await find_traces(house, phrase) == []
    stored = [path for path in house.settings.blob_dir.glob("[0-9a-f][0-9a-f]/*") if path.is_file()]
    assert len(stored) == 1, "the bytes of the other two are gone from the disk"
    assert (await rescan(house, Asked(files=True)))[0] == []
    assert await is_sound(house)
    lines = await house.db.read(audit.list_lines)
    assert [(line.what, line.subject) for line in lines if line.what == "secret_removed"] == [("secret_removed", loose.id)]


# The command


def _furnished(settings: Settings) -> list[str]:
    return ["--data-dir", str(settings.data_dir), *(["--set", f"database_url={settings.database_url}"] if settings.database_url else [])]


async def test_the_command_works_alone_and_leaves_no_byte(settings: Settings, capsys: pytest.CaptureFixture[str]) -> None:
    async with running(settings) as house:
        old = await write_old_data(house)
    code = await asyncio.to_thread(main, ["screen", "--rescan", *_furnished(settings)])
    said = capsys.readouterr()
    assert code == 1, said.err
    assert f"{old.ticket[:4]}-{old.ticket[4:]} event 2: recovery_phrase (bip39, certain), 12 words: removed" in said.out
    assert said.out.splitlines()[-1].endswith("; 10 secrets removed")
    assert not any(phrase in said.out + said.err for phrase in old.phrases)
    folder = b"".join(path.read_bytes() for path in settings.data_dir.rglob("*") if path.is_file())
    assert [phrase for phrase in old.phrases if phrase.encode() in folder] == []
    async with running(settings) as house:
        assert await left_of(house, old.phrases) == []
        assert await is_sound(house)
    assert await asyncio.to_thread(main, ["screen", "--rescan", *_furnished(settings)]) == 0
    assert "nothing found" in capsys.readouterr().out


async def test_the_command_goes_through_the_running_desk(settings: Settings, capsys: pytest.CaptureFixture[str]) -> None:
    async with running(settings) as house, controlled(house):
        old = await write_old_data(house)
        assert await asyncio.to_thread(main, ["screen", "--rescan", "--dry-run", *_furnished(settings)]) == 1
        assert ": found, left as it is" in capsys.readouterr().out
        assert await asyncio.to_thread(main, ["screen", "--rescan", *_furnished(settings)]) == 1
        assert "; 10 secrets removed" in capsys.readouterr().out
        assert await left_of(house, old.phrases) == []
        assert (await events_for(house, old.li, old.ticket))[1].text == GONE


def test_what_is_in_the_way_is_said_in_one_line(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    there = ["--data-dir", str(tmp_path / "none")]
    assert main(["screen", "--rescan", "--since", "yesterday", *there]) == 2
    assert "write the day as 2026-11-30" in capsys.readouterr().err
    assert main(["screen", "--rescan", *there]) == 3
    assert "secret.key does not exist" in capsys.readouterr().err
