"""What is taken of a mail: once, without its secrets, with its files, its bytes sealed; and how much one sender may fill the desk with."""

from __future__ import annotations

import asyncio
from dataclasses import replace

import pytest
from sqlalchemy import func, select
from tests.drawn import draw_phrase
from tests.email.intake.conftest import ANYONE, MailDesk, a_file, a_mail
from tests.people_of import make_agent
from tests.traces import find_traces

from truepenny.contracts.identity import Role, TicketId
from truepenny.contracts.mail import Bounced
from truepenny.contracts.views import ClosingView
from truepenny.intake.mail.records import find_mail
from truepenny.intake.mail.schema import mails
from truepenny.intake.mail.take import STORM_FROM
from truepenny.tickets.actions.erase import erase
from truepenny.tickets.actions.solve import solve

pytestmark = pytest.mark.anyio


async def test_the_same_mail_from_two_mailboxes_is_one(desk: MailDesk) -> None:
    mail = a_mail(at=1_000)
    both = await asyncio.gather(desk.take(mail), desk.take(replace(mail, delivered_to=("other@acme.example",))))
    assert sorted(taken.state for taken in both) == ["filed", "known"]
    assert both[0].ticket == both[1].ticket
    again = await desk.take(mail)
    assert (again.state, again.ticket, again.seq) == ("known", both[0].ticket, both[0].seq)


async def test_two_mails_with_one_message_id_are_two(desk: MailDesk) -> None:
    first = await desk.take(a_mail("one", message_id="same@mail.example"))
    second = await desk.take(a_mail("two", message_id="same@mail.example"))
    assert [first.state, second.state] == ["filed", "filed"]


async def test_the_same_words_with_another_file_are_another_mail(desk: MailDesk) -> None:
    first = await desk.take(a_mail("see file", files=(a_file("a.txt", b"one"),)))
    second = await desk.take(a_mail("see file", files=(a_file("a.txt", b"two"),)))
    assert [first.state, second.state] == ["filed", "filed"]


async def test_a_mail_sent_twice_by_its_sender_is_one_and_the_same_words_of_another_day_are_not(desk: MailDesk) -> None:
    assert (await desk.take(a_mail("hello?"))).state == "filed"
    assert (await desk.take(a_mail("hello?"))).state == "known"
    day = 24 * 3600 * 1_000_000
    await desk.house.db.write(lambda conn: conn.execute(mails.update().values(at=mails.c.at - day)).rowcount)
    assert (await desk.take(a_mail("hello?"))).state == "filed"


async def test_a_copy_by_somebody_else_does_not_swallow_the_real_one(desk: MailDesk) -> None:
    mail = a_mail(at=1_000)
    assert (await desk.take(mail, ANYONE)).state == "filed"
    assert (await desk.take(mail)).state == "filed"
    assert (await desk.take(mail, ANYONE)).state == "known"


async def test_a_phrase_in_text_subject_or_formatted_version_is_nowhere(desk: MailDesk) -> None:
    lead = await make_agent(desk.house, role=Role.LEAD)
    phrase = draw_phrase()
    hidden = f'<p>Hello</p><p style="font-size:0">{phrase}</p>'
    in_text = await desk.take(a_mail(f"my phrase: {phrase}"))
    in_subject = await desk.take(a_mail("see above", subject=phrase))
    in_html = await desk.take(a_mail("Hello", html=hidden))
    for taken in (in_text, in_subject, in_html):
        kinds = [event.kind for event in await desk.events(lead, taken.ticket)]
        assert "secrets_removed" in kinds
        message = next(event for event in await desk.events(lead, taken.ticket) if event.kind == "message_received")
        assert message.mail is not None
        assert (message.mail.raw, message.mail.html) == (False, False)
        assert "secret" in [event.delivery.what for event in await desk.events(lead, taken.ticket) if event.delivery]
    assert await find_traces(desk.house, phrase.split()[3] + " " + phrase.split()[4]) == []


async def test_a_mail_without_secrets_is_kept_sealed_and_can_be_read_again(desk: MailDesk) -> None:
    lead = await make_agent(desk.house, role=Role.LEAD)
    small, large = b"From: li@mail.example\r\n\r\nmarble otter", b"large marble otter " * 40_000
    for raw in (small, large):
        taken = await desk.take(a_mail(f"of {len(raw)} bytes", html="<b>hello</b>"), raw=raw)
        event = next(event for event in await desk.events(lead, taken.ticket) if event.kind == "message_received")
        assert event.mail is not None
        assert event.mail.raw
        assert event.mail.html
        stored = await desk.house.db.read(lambda conn, name=event.mail.id: find_mail(conn, name))
        assert stored is not None
        assert await desk.intake.raws.read(stored) == raw
        assert taken.ticket is not None
        await desk.house.db.submit(
            erase(lead, taken.ticket, client_id=f"erase-{len(raw)}", seq=taken.seq, reason="asked for", needs=desk.house.needs)
        )
        gone = await desk.house.db.read(lambda conn, name=event.mail.id: find_mail(conn, name))
        assert gone is not None
        assert await desk.intake.raws.read(gone) is None
    assert await find_traces(desk.house, "marble otter") == []


async def test_files_come_along_and_what_is_not_taken_is_named(desk: MailDesk) -> None:
    lead = await make_agent(desk.house, role=Role.LEAD)
    phrase = draw_phrase()
    carried = (
        a_file("log.txt", b"all is well"), a_file("run.exe", b"MZ\x90\x00" * 40, "application/x-msdownload"),
        a_file("words.pdf.zip", b"", "application/zip"),
        a_file("forwarded.eml", b"Subject: offer\r\n\r\nCall us", "message/rfc822", kind="message"),
        a_file("smime.p7s", b"0\x82", "application/pkcs7-signature", kind="signature"),
        a_file("wallet.json", f'{{"mnemonic": "{phrase}"}}'.encode(), "application/json"),
    )  # fmt: skip
    taken = await desk.take(a_mail("see files", files=carried, language="en"))
    message = next(event for event in await desk.events(lead, taken.ticket) if event.kind == "message_received")
    assert [file.name for file in message.files] == ["log.txt", "forwarded.txt", "wallet.json"]
    assert message.text is not None
    assert "[Not kept: run.exe (we do not take this kind of file)]" in message.text
    assert "[Not kept: words.pdf.zip (it is empty)]" in message.text
    assert "p7s" not in message.text
    assert message.mail is not None
    assert not message.mail.raw, "a file held a secret, so the bytes of the mail are not kept"
    assert await find_traces(desk.house, phrase) == []


async def test_a_dozen_files_are_carried_by_two_messages(desk: MailDesk) -> None:
    lead = await make_agent(desk.house, role=Role.LEAD)
    taken = await desk.take(a_mail("files", files=tuple(a_file(f"{n}.txt", b"page %d" % n) for n in range(12))))
    messages = [event for event in await desk.events(lead, taken.ticket) if event.kind == "message_received"]
    assert [len(event.files) for event in messages] == [10, 2]


async def test_very_many_words_are_shown_in_part_and_kept_in_full(desk: MailDesk) -> None:
    lead = await make_agent(desk.house, role=Role.LEAD)
    taken = await desk.take(a_mail("line of words\n" * 20_000))
    message = next(event for event in await desk.events(lead, taken.ticket) if event.kind == "message_received")
    assert message.text is not None
    assert message.text.endswith("[The rest is in the file mail.txt.]")
    assert message.files[-1].size > 250_000


async def test_without_sender_or_words_it_is_still_taken(desk: MailDesk) -> None:
    lead = await make_agent(desk.house, role=Role.LEAD)
    taken = await desk.take(a_mail("", senders=(), subject="", message_id=""))
    assert taken.state == "filed"
    message = next(event for event in await desk.events(lead, taken.ticket) if event.kind == "message_received")
    assert message.text == "[This mail has no words.]"


async def test_a_storm_fills_one_ticket_and_nobody_gets_receipts_for_it(desk: MailDesk) -> None:
    lead = await make_agent(desk.house, role=Role.LEAD)
    calm = [await desk.take(a_mail(f"number {n}"), ANYONE) for n in range(STORM_FROM)]
    assert len({taken.ticket for taken in calm}) == STORM_FROM
    storm = [await desk.take(a_mail(f"and number {n}"), ANYONE) for n in range(25)]
    assert len({taken.ticket for taken in storm}) == 1
    events = await desk.events(lead, storm[0].ticket)
    assert [event.count for event in events if event.kind == "storm"] == [1, 2, 5, 10, 20]
    assert len([event for event in events if event.kind == "message_received"]) == 25, "nothing is lost"
    assert [event for event in events if event.delivery is not None] == []
    mine = await desk.take(a_mail("I am the real one"))
    assert mine.ticket not in {taken.ticket for taken in storm}


async def test_an_automatic_answer_reopens_nothing_and_gets_no_receipt(desk: MailDesk) -> None:
    lead = await make_agent(desk.house, role=Role.LEAD)
    ticket = (await desk.take(a_mail())).ticket
    assert ticket is not None
    await desk.house.db.submit(solve(lead, ticket, client_id="solve-01", closing=ClosingView(("done",)), needs=desk.house.needs))
    away = await desk.take(a_mail("I am away", automatic="reply"), to=desk.reply_to(ticket))
    assert away.ticket == ticket
    head = await desk.head(lead, ticket)
    assert (head.status, head.waiting_since) == ("solved", None)
    news = await desk.take(a_mail("Our offers", by="news@shop.example", automatic="bulk"), ANYONE)
    assert (await desk.head(lead, news.ticket)).priority == "P4"
    assert [event for event in await desk.events(lead, news.ticket) if event.delivery] == []


async def test_a_report_on_a_mail_of_ours_is_no_ticket_and_another_one_is(desk: MailDesk) -> None:
    ticket = (await desk.take(a_mail())).ticket
    assert ticket is not None
    desk.sent["ours-1@acme.example"] = (TicketId(ticket), "li@mail.example")
    report = Bounced("ours-1@acme.example", "li@mail.example", "5.1.1", final=True)
    told = await desk.take(a_mail("failed", by="mailer-daemon@mail.example", automatic="bounce", bounced=(report,)), ANYONE)
    assert (told.state, told.ticket) == ("bounce", ticket)
    other = replace(report, message_id="unknown@acme.example")
    stray = await desk.take(a_mail("failed", by="mailer-daemon@mail.example", automatic="bounce", bounced=(other,)), ANYONE)
    assert stray.state == "filed"


async def test_sixty_four_hex_digits_are_asked_about_by_mail(desk: MailDesk) -> None:
    lead = await make_agent(desk.house, role=Role.LEAD)
    taken = await desk.take(a_mail("it is " + "4f" * 32))
    kinds = [event.kind for event in await desk.events(lead, taken.ticket)]
    assert "hash_asked" in kinds
    assert [event.delivery.what for event in await desk.events(lead, taken.ticket) if event.delivery] == ["receipt", "secret"]
    count = await desk.house.db.read(lambda conn: conn.execute(select(func.count()).select_from(mails)).scalar())
    assert count == 1


async def test_a_mail_of_last_year_opens_its_ticket_and_has_no_receipt(desk: MailDesk) -> None:
    lead = await make_agent(desk.house, role=Role.LEAD)
    day, now = 24 * 3600 * 1_000_000, desk.house.clock.now_us()
    told = {}
    for days in (1, 365):
        taken = await desk.take(a_mail(f"{days} days ago", at=now - days * day))
        told[days] = [event.delivery.what for event in await desk.events(lead, taken.ticket) if event.delivery]
    assert told == {1: ["receipt"], 365: []}
