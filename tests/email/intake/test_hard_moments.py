"""What happens while a mail is taken: tickets are merged, its sender sends more, a detector or a disk fails. Nothing is lost or doubled."""

from __future__ import annotations

import asyncio
import base64
import functools
import io
import shutil
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path

import pytest
from mnemonic import Mnemonic
from PIL import Image
from sqlalchemy import Connection, func, insert, select
from tests.email.intake.conftest import ANYONE, DESK, MailDesk, a_file, a_mail
from tests.log.test_two_nodes import pair_settings
from tests.people_of import make_agent
from tests.postgresql_server import MakeUrl
from tests.traces import find_anywhere, find_traces

from truepenny.channels.email.reading.read import read_mail
from truepenny.contracts.identity import Agent, Assurance, ContactId, Role, TicketId
from truepenny.contracts.mail import Bounced, MailAddress, RawMail
from truepenny.intake.files.schema import file, file_blob
from truepenny.intake.mail.take import STORM_FROM, MailIntake
from truepenny.intake.screening import ScreenFailed
from truepenny.main.house import House
from truepenny.main.mail import make_mail_intake
from truepenny.main.mail_out import make_sources
from truepenny.main.running import running
from truepenny.people.contacts import SEAL, lookup_hash
from truepenny.people.schema import contacts, identities
from truepenny.platform.clock import DAY
from truepenny.platform.db.database import DatabaseAway
from truepenny.tickets.actions.merge import merge

pytestmark = pytest.mark.anyio
LARGE = b"large marble otter " * 40_000
PAGE = "<p>" + "the same again, formatted. " * 400 + "</p>"
"""So long that it is made safe away from the event loop."""


async def put_into(desk: MailDesk, lead: Agent, ticket: TicketId | None, into: TicketId | None) -> None:
    assert ticket is not None
    assert into is not None
    await desk.house.db.submit(merge(lead, ticket, client_id=f"merge-{ticket}", into=into, needs=desk.house.needs))


def with_blow(desk: MailDesk, blow: object) -> MailIntake:
    """The same road, on which this coroutine function is awaited after the ticket was looked for, and before the commit."""
    loop = asyncio.get_running_loop()

    def make_safe(html: str, inline: Mapping[str, str]) -> str:
        asyncio.run_coroutine_threadsafe(blow(), loop).result()  # type: ignore[operator]
        return html

    return replace(desk.intake, make_safe=make_safe)


async def test_a_ticket_that_is_merged_while_a_mail_comes_in_takes_it_all_the_same(desk: MailDesk) -> None:
    lead = await make_agent(desk.house, role=Role.LEAD)
    old, new = [(await desk.take(a_mail(f"matter {n}"))).ticket for n in (1, 2)]
    merged: list[bool] = []

    async def blow() -> None:
        if not merged:
            await put_into(desk, lead, old, new)
            merged.append(True)

    taken = await replace(desk, intake=with_blow(desk, blow)).take(a_mail("more of it", html=PAGE), to=desk.reply_to(old))
    assert merged
    assert (taken.state, taken.ticket) == ("filed", new)


async def test_a_sender_who_proves_their_address_elsewhere_meanwhile_finds_the_mail_among_their_tickets(desk: MailDesk) -> None:
    """Signed in by the exchange at that very moment: a contact of their own, with an account, has the address from then on."""
    lead = await make_agent(desk.house, role=Role.LEAD)
    keyring, done = desk.house.keyring, []

    def prove(conn: Connection) -> None:
        hashed = lookup_hash(keyring, "email", "li@mail.example")
        conn.execute(insert(contacts).values(id="c" * 32, language="en", created_at=1))
        conn.execute(
            insert(identities).values(
                id="d" * 32, contact_id="c" * 32, kind="email", lookup_hash=hashed, sealed=keyring.seal(SEAL, b"li@mail.example"),
                masked="l@m", assurance=int(Assurance.MAIL_PROVEN), created_at=1,
            )
        )  # fmt: skip

    async def blow() -> None:
        if not done:
            await desk.house.db.write(prove)
            done.append(True)

    taken = await replace(desk, intake=with_blow(desk, blow)).take(a_mail("my first", html=PAGE))
    assert done
    assert (await desk.head(lead, taken.ticket)).contact == "c" * 32
    everybody = await desk.house.db.read(lambda conn: conn.execute(select(contacts.c.id)).scalars().all())
    assert everybody == ["c" * 32], "nobody else was made of the same person"


async def test_a_mail_that_fails_leaves_nobody_behind(desk: MailDesk) -> None:
    async def blow() -> None:
        raise ValueError("a blow")

    with pytest.raises(ValueError, match="a blow"):
        await replace(desk, intake=with_blow(desk, blow)).take(a_mail("my first", html=PAGE))
    assert await desk.house.db.read(lambda conn: conn.execute(select(func.count()).select_from(contacts)).scalar_one()) == 0
    assert (await desk.take(a_mail("my first", html=PAGE))).state == "filed"


async def test_a_storm_goes_on_where_an_agent_merged_its_ticket(desk: MailDesk) -> None:
    lead = await make_agent(desk.house, role=Role.LEAD)
    calm = [await desk.take(a_mail(f"number {n}"), ANYONE) for n in range(STORM_FROM)]
    storm = await desk.take(a_mail("and one more"), ANYONE)
    await put_into(desk, lead, storm.ticket, calm[0].ticket)
    after = [await desk.take(a_mail(f"and after that {n}"), ANYONE) for n in range(3)]
    assert {taken.ticket for taken in after} == {calm[0].ticket}
    assert [event.count for event in await desk.events(lead, calm[0].ticket) if event.kind == "storm"] == [2]


async def test_a_storm_whose_ticket_went_to_another_contact_gathers_anew(desk: MailDesk) -> None:
    """What anybody can write never follows into the ticket of the one who has proven the address."""
    lead = await make_agent(desk.house, role=Role.LEAD)
    real = await desk.take(a_mail("I am the real one"))
    for n in range(STORM_FROM):
        await desk.take(a_mail(f"number {n}"), ANYONE)
    storm = await desk.take(a_mail("and one more"), ANYONE)
    await put_into(desk, lead, storm.ticket, real.ticket)
    after = [await desk.take(a_mail(f"and after that {n}"), ANYONE) for n in range(2)]
    assert len({taken.ticket for taken in after}) == 1
    assert after[0].ticket not in (storm.ticket, real.ticket)


async def test_mails_that_come_at_once_begin_one_storm_and_are_all_counted(desk: MailDesk) -> None:
    lead = await make_agent(desk.house, role=Role.LEAD)
    for n in range(STORM_FROM):
        await desk.take(a_mail(f"number {n}"), ANYONE)
    storm = await asyncio.gather(*(desk.take(a_mail(f"at once {n}"), ANYONE) for n in range(10)))
    assert len({taken.ticket for taken in storm}) == 1
    counts = [event.count for event in await desk.events(lead, storm[0].ticket) if event.kind == "storm"]
    assert counts == [1, 2, 5, 10]


async def test_who_floods_in_another_s_name_costs_them_no_receipt(desk: MailDesk) -> None:
    lead = await make_agent(desk.house, role=Role.LEAD)
    for n in range(STORM_FROM + 2):
        await desk.take(a_mail(f"forged {n}"), ANYONE)
    mine = await desk.take(a_mail("I am the real one"))
    events = await desk.events(lead, mine.ticket)
    assert [event.delivery.what for event in events if event.delivery] == ["receipt"]
    assert [event for event in events if event.kind == "storm"] == []


async def test_the_same_short_answer_to_two_questions_is_two_mails(desk: MailDesk) -> None:
    ticket = (await desk.take(a_mail())).ticket
    asked = [f"question-{n}@acme.example" for n in (1, 2)]
    answers = [await desk.take(a_mail("yes", references=(one,)), to=desk.reply_to(ticket)) for one in asked]
    assert [taken.state for taken in answers] == ["filed", "filed"]
    again = await desk.take(a_mail("yes", references=(asked[1],)), to=desk.reply_to(ticket))
    assert (again.state, again.seq) == ("known", answers[1].seq)


async def test_a_phrase_over_two_mails_is_taken_out_when_the_second_comes_again_after_a_fault(desk: MailDesk) -> None:
    words = Mnemonic("english").to_mnemonic(bytes(range(16))).split()
    ticket = (await desk.take(a_mail(" ".join(words[:6]), subject="Where is my withdrawal of today?"))).ticket

    def broken(texts: object) -> list[list[object]]:
        raise ValueError("a fault of ours")

    house = desk.intake.intake
    failing = replace(desk.intake, intake=replace(house, screening=replace(house.screening, spread=broken)))  # type: ignore[arg-type]
    rest = a_mail(" ".join(words[6:]), subject="Re: Where is my withdrawal of today?")
    with pytest.raises(ScreenFailed):
        await replace(desk, intake=failing).take(rest, to=desk.reply_to(ticket))
    assert await find_traces(desk.house, " ".join(words[6:])) != [], "it was filed before the fault"
    assert (await desk.take(rest, to=desk.reply_to(ticket))).state == "known"
    for half in (words[:6], words[6:]):
        assert await desk.house.db.read(lambda conn, half=half: find_anywhere(conn, " ".join(half))) == []


async def test_bytes_that_were_kept_for_a_mail_that_failed_go_after_a_day(desk: MailDesk) -> None:
    async def blow() -> None:
        raise ValueError("a fault of ours")

    failing, again = with_blow(desk, blow), a_mail("with a page", html=PAGE)
    kept_before = replace(failing, make_safe=lambda html, inline: html)
    with pytest.raises(ValueError, match="fault of ours"):
        await replace(desk, intake=failing).take(again, raw=LARGE)
    db = desk.house.db
    assert await db.read(lambda conn: conn.execute(select(func.count()).select_from(file_blob)).scalar()) == 1
    assert (await replace(desk, intake=kept_before).take(again, raw=LARGE)).state == "filed"
    await db.write(lambda conn: conn.execute(file.update().values(uploaded_at=file.c.uploaded_at - 2 * DAY)).rowcount)
    await desk.house.files.sweep()
    left = await db.read(lambda conn: conn.execute(select(file_blob.c.uses)).scalars().all())
    assert left == [1], "those of the mail that was taken stay"


@pytest.mark.parametrize(("words", "raw"), [("line of words\n" * 20_000, b"raw"), ("few words", LARGE)])
async def test_a_disk_that_takes_nothing_makes_the_mail_come_again(desk: MailDesk, words: str, raw: bytes) -> None:
    blobs = desk.house.settings.data_dir / "blobs"
    shutil.rmtree(blobs, ignore_errors=True)
    blobs.write_bytes(b"no folder")
    with pytest.raises(DatabaseAway):
        await desk.take(a_mail(words), raw=raw)


@pytest.mark.postgresql
async def test_one_mail_that_two_nodes_fetch_at_once_is_taken_once(make_migrated: MakeUrl, tmp_path: Path) -> None:
    first, second = (replace(one, mail_address=DESK) for one in pair_settings(make_migrated(), tmp_path))
    async with running(first) as a, running(second) as b:
        nodes = [MailDesk(house, a_road(house)) for house in (a, b)]
        for n in range(4):
            mail = a_mail(f"mail {n}", at=n, by=f"li{n}@mail.example")
            opened = await asyncio.gather(*(node.take(mail) for node in nodes))
            answer = a_mail(f"answer {n}", by=f"li{n}@mail.example")
            joined = await asyncio.gather(*(node.take(answer, to=node.reply_to(opened[0].ticket)) for node in nodes))
            assert len({(taken.ticket, taken.seq) for taken in opened}) == 1
            assert len({(taken.ticket, taken.seq) for taken in joined}) == 1
            assert {taken.ticket for taken in opened} == {taken.ticket for taken in joined}


def a_road(house: House) -> MailIntake:
    async def no_bounce(reports: object, recipients: object) -> None:
        return None

    return make_mail_intake(
        house.settings, house.intake, house.files, house.keyring, find_sent=lambda conn, message_id, address: None, on_bounce=no_bounce,
        make_safe=lambda html, inline: html,
    )  # fmt: skip


async def test_a_picture_that_cannot_be_drawn_keeps_no_mail_from_coming_in(desk: MailDesk, monkeypatch: pytest.MonkeyPatch) -> None:
    """It kills the process, or takes it too long, however often it comes."""
    lead = await make_agent(desk.house, role=Role.LEAD)
    monkeypatch.setattr(desk.house.files._drawing.apart, "seconds", 1e-6)
    out = io.BytesIO()
    Image.new("RGB", (40, 30), "red").save(out, "PNG")
    pictures = (a_file("photo.png", out.getvalue(), "image/png"), a_file("log.txt", b"all is well"))
    taken = await desk.take(a_mail("see the picture", files=pictures))
    message = next(event for event in await desk.events(lead, taken.ticket) if event.kind == "message_received")
    assert [file.name for file in message.files] == ["log.txt"]
    assert message.text is not None
    assert "[Not kept: photo.png (it could not be opened)]" in message.text
    assert message.mail is not None
    assert not message.mail.raw, "nobody has read the picture, so the bytes of the mail are not kept"


async def test_large_pictures_within_a_page_come_as_files(desk: MailDesk) -> None:
    """As web mailers paste them: megabytes of base64 in the HTML, which would take seconds to be read for secrets."""
    lead = await make_agent(desk.house, role=Role.LEAD)
    drawn = io.BytesIO()
    Image.effect_noise((1_000, 1_000), 80).save(drawn, "png")
    page = b'<p>see</p><img src="data:image/png;base64,' + base64.b64encode(drawn.getvalue()) + b'">'
    assert len(page) > 1_000_000
    mail = read_mail(RawMail(b"From: li@mail.example\r\nContent-Type: text/html\r\n\r\n" + page))
    assert mail.html is not None
    assert len(mail.html) < 100
    taken = await desk.take(mail)
    message = next(event for event in await desk.events(lead, taken.ticket) if event.kind == "message_received")
    assert [(one.name, one.width) for one in message.files] == [("picture-1.png", 1_000)]


async def test_a_page_that_is_too_long_to_be_read_is_left_out_and_its_words_are_taken(desk: MailDesk) -> None:
    lead = await make_agent(desk.house, role=Role.LEAD)
    taken = await desk.take(a_mail("the words", html="<p>the same again, formatted for everybody.</p>\n" * 45_000))
    message = next(event for event in await desk.events(lead, taken.ticket) if event.kind == "message_received")
    assert message.text == "the words"
    assert message.mail is not None
    assert (message.mail.html, message.mail.raw) == (False, False)


async def test_a_thousand_files_with_long_names_are_taken_as_far_as_they_are_and_counted(desk: MailDesk) -> None:
    lead = await make_agent(desk.house, role=Role.LEAD)
    many = tuple(a_file("n" * 76 + f"{n}.exe", b"MZ\x90\x00" * 40, "application/x-dos") for n in range(1_000))
    taken = await desk.take(a_mail("line of words\n" * 20_000, files=many))
    message = next(event for event in await desk.events(lead, taken.ticket) if event.kind == "message_received")
    assert message.text is not None
    assert message.text.endswith("[Not kept: 950 more files (we take 50 of a mail)]")


async def test_nobody_is_answered_who_gave_no_address_or_two(desk: MailDesk) -> None:
    lead = await make_agent(desk.house, role=Role.LEAD)
    address_of = make_sources(desk.house.settings, desk.house.keyring, desk.house.clock).address_of
    two = (MailAddress("li@mail.example"), MailAddress("bo@mail.example"))
    for senders, address in ((), None), (two, None), (two[:1], "li@mail.example"):
        taken = await desk.take(a_mail("hello", senders=senders), ANYONE)
        assert taken.ticket is not None
        contact = ContactId((await desk.head(lead, taken.ticket)).contact)
        where = functools.partial(address_of, ticket=taken.ticket, contact=contact)
        assert await desk.house.db.read(where) == address


async def test_a_report_is_screened_like_any_other_mail(desk: MailDesk) -> None:
    phrase = Mnemonic("english").to_mnemonic(bytes(range(16)))
    report = Bounced("ours@acme.example", "li@mail.example", "5.1.1", final=True, words=f"said: {phrase}")
    await desk.take(a_mail("failed", automatic="bounce", bounced=(report,)), ANYONE)
    (told,) = desk.bounced
    assert told[0].words == "said: [removed: recovery phrase, 12 words]"
