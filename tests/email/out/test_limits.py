"""The desk is no mail bomb: how much mail that nobody wrote goes where; notices only to who needs one; codes and where they rest."""

from __future__ import annotations

from functools import partial

import pytest
from tests.drawn import draw_phrase
from tests.email.out.conftest import CUSTOMER, OutDesk
from tests.people_of import make_agent

from truepenny.contracts.identity import Assurance, ContactId, Customer, Role, TicketId
from truepenny.contracts.mail import Bounced
from truepenny.knowledge.announcements.kinds import Draft, NewUpdate, Written
from truepenny.outbound.mail import limits
from truepenny.outbound.mail.codes import queue_code
from truepenny.outbound.mail.notices import switch_off, switch_on
from truepenny.outbound.mail.rows import prune_codes
from truepenny.people.mail_contacts import contact_of_sender
from truepenny.projections.timeline.marks import move_marks
from truepenny.tickets.actions.erase import erase
from truepenny.tickets.actions.open import open_ticket

pytestmark = pytest.mark.anyio
HOUR_S = 3600


async def receipts(desk: OutDesk) -> int:
    return sum(mail.message["X-Truepenny"] == "receipt" for mail in await desk.send())


async def test_a_thousand_forged_mails_bring_their_victim_one_receipt_an_hour_and_three_a_day(one_desk: OutDesk) -> None:
    got: list[int] = []
    for hour in range(10):
        for n in range(100):
            await one_desk.take(f"forged {hour} {n}", proven=False, by="victim@mail.example", subject=f"{hour} {n}")
        got.append(await receipts(one_desk))
        one_desk.clock.advance(HOUR_S + 1)
    assert sum(got) == 3
    assert max(got) == 1
    dropped = [row.code for row in await one_desk.rows() if row.what == "receipt" and row.state == "dropped"]
    assert set(dropped) == {"limit"}


async def test_writing_an_address_in_other_ways_brings_no_more(desk: OutDesk) -> None:
    for n, by in enumerate(
        ("victim@gmail.com", "Victim@gmail.com", "v.ic.tim@gmail.com", "victim+a@gmail.com", "vic.tim+b@googlemail.com")
    ):
        await desk.take(f"forged {n}", proven=False, by=by)
    assert await receipts(desk) == 1
    await desk.take("another person", proven=False, by="another@gmail.com")
    assert await receipts(desk) == 1


async def test_over_all_unproven_addresses_there_is_a_limit_too(one_desk: OutDesk, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(limits, "WHOLE_DESK", limits.Rule("receipts_unproven", 5, window_us=limits.HOUR, pause_us=limits.HOUR))
    for n in range(8):
        await one_desk.take(f"forged {n}", proven=False, by=f"victim{n}@mail.example")
    await one_desk.take("vouched for", proven=True, by="li@mail.example")
    assert await receipts(one_desk) == 6


async def test_the_second_ticket_of_an_hour_gets_its_receipt_refused_quietly(desk: OutDesk) -> None:
    await desk.take("first", by=CUSTOMER)
    assert await receipts(desk) == 1
    second = await desk.take("second, another matter", by=CUSTOMER)
    assert await receipts(desk) == 0
    assert second.ticket is not None
    told = [event.delivery.state for event in await desk.events(second.ticket) if event.delivery]
    assert told == ["queued", "dropped"]


async def test_an_automaton_gets_nothing(one_desk: OutDesk) -> None:
    for automatic in ("reply", "list", "bulk", "loop"):
        await one_desk.take(f"I am away ({automatic})", by=f"{automatic}@mail.example", automatic=automatic)
    assert await one_desk.send() == []


async def test_where_a_receipt_bounced_nothing_automatic_goes_for_a_day(desk: OutDesk) -> None:
    await desk.take("first", by="nobody@mail.example")
    (receipt,) = await desk.send()
    report = Bounced(receipt.message_id, "nobody@mail.example", "5.1.1", final=True, words="user unknown")
    await desk.report(report, to=receipt.sender)
    await ask_code(desk, "nobody@mail.example")
    assert await desk.send() == []
    await ask_code(desk, "somebody@mail.example")
    assert [mail.to for mail in await desk.send()] == ["somebody@mail.example"]
    desk.clock.advance(24 * HOUR_S + 1)
    await ask_code(desk, "nobody@mail.example")
    assert [mail.to for mail in await desk.send()] == ["nobody@mail.example"]


# Sign-in codes


async def ask_code(desk: OutDesk, address: str, code: str = "48291375") -> None:
    queue = partial(
        queue_code, keyring=desk.house.keyring, address=address, code=code, minutes=10, language="en", now_us=desk.clock.now_us()
    )
    await desk.house.db.write(lambda conn: queue(conn))


async def test_a_code_goes_out_and_leaves_nothing_behind(desk: OutDesk) -> None:
    await ask_code(desk, CUSTOMER)
    (row,) = await desk.rows()
    assert row.payload_sealed is not None
    assert b"48291375" not in row.payload_sealed
    (mail,) = await desk.send()
    assert (mail.to, mail.message["X-Truepenny"]) == (CUSTOMER, "code")
    assert "48291375" in mail.text
    (row,) = await desk.rows()
    assert (row.state, row.payload_sealed, row.to_sealed) == ("sent", None, None)
    for days, left in ((29, 1), (2, 0)):
        desk.clock.advance(days * 24 * HOUR_S)
        await desk.house.db.write(lambda conn: prune_codes(conn, now_us=desk.clock.now_us()))
        assert len(await desk.rows()) == left


async def test_a_code_that_works_no_more_is_not_sent(desk: OutDesk) -> None:
    await ask_code(desk, CUSTOMER)
    desk.clock.advance(601)
    assert await desk.send() == []
    (row,) = await desk.rows()
    assert (row.state, row.code, row.payload_sealed) == ("given_up", "expired", None)


async def test_a_code_is_tried_again_soon_while_it_works(one_desk: OutDesk) -> None:
    await ask_code(one_desk, CUSTOMER)
    one_desk.server.answers["rcpt"] = "450 4.2.1 later"
    tries = 0
    for _ in range(700):
        tries += await one_desk.sender.send_due()
        one_desk.clock.advance(1)
    assert tries >= 5
    (row,) = await one_desk.rows()
    assert (row.state, row.payload_sealed) == ("given_up", None)


# Notices


async def in_the_portal(desk: OutDesk, text: str = "Where is it?") -> tuple[Customer, TicketId]:
    """A ticket of the portal, of a customer who has proven an address."""
    keyring, now = desk.house.keyring, desk.clock.now_us()
    contact = await desk.house.db.write(
        lambda conn: contact_of_sender(conn, keyring, CUSTOMER, proven=True, name="Li", language="en", now_us=now)
    )
    customer = Customer(ContactId(contact), "s1", Assurance.MAIL_PROVEN)
    opened = await desk.house.db.submit(
        open_ticket(customer, client_id=f"o{now}{text}", text=text, needs=desk.house.needs, channel="portal")
    )
    return customer, TicketId(opened.receipt.ticket)


async def test_who_is_away_is_told_that_there_is_an_answer_without_its_words(desk: OutDesk) -> None:
    _, ticket = await in_the_portal(desk)
    said = await desk.reply(ticket, "It has arrived, Li.")
    assert await desk.send() == [], "two minutes are left to read it in the portal"
    desk.clock.advance(121)
    (mail,) = await desk.send()
    assert mail.message["X-Truepenny"] == "notice"
    assert "arrived" not in mail.text
    assert "arrived" not in str(mail.message["Subject"])
    assert mail.message["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    assert await desk.told(ticket, said.seq) == ["queued", "sent"]


async def test_who_read_it_meanwhile_gets_no_mail(desk: OutDesk) -> None:
    _, ticket = await in_the_portal(desk)
    said = await desk.reply(ticket)
    await desk.house.db.write(lambda conn: move_marks(conn, ticket, customer_read=said.seq))
    desk.clock.advance(121)
    assert await desk.send() == []
    assert await desk.told(ticket, said.seq) == ["queued", "dropped"]


async def test_of_an_answer_that_was_erased_nobody_is_told(one_desk: OutDesk) -> None:
    lead = await make_agent(one_desk.house, role=Role.LEAD)
    _, ticket = await in_the_portal(one_desk)
    said = await one_desk.reply(ticket, "A mistake.")
    work = erase(lead, ticket, client_id="e1", seq=said.seq, reason="wrong ticket", needs=one_desk.house.needs)
    await one_desk.house.db.submit(work)
    one_desk.clock.advance(121)
    assert await one_desk.send() == []
    assert await one_desk.told(ticket, said.seq) == ["queued", "dropped"]


async def test_several_answers_make_one_notice_until_they_are_read(desk: OutDesk) -> None:
    _, ticket = await in_the_portal(desk)
    for n in range(3):
        last = await desk.reply(ticket, f"answer {n}")
        desk.clock.advance(30)
    desk.clock.advance(300)
    assert len(await desk.send()) == 1
    await desk.reply(ticket, "one more, still unread")
    desk.clock.advance(121)
    assert await desk.send() == []
    newest = (await desk.events(ticket))[-1].seq
    assert newest > last.seq
    await desk.house.db.write(lambda conn: move_marks(conn, ticket, customer_read=newest))
    await desk.reply(ticket, "an answer after they were there")
    desk.clock.advance(121)
    assert len(await desk.send()) == 1


async def test_an_unread_answer_keeps_no_news_of_an_incident_back(one_desk: OutDesk) -> None:
    house, news = one_desk.house, one_desk.house.truth.announcements
    lead = await make_agent(house, role=Role.LEAD)
    _, ticket = await in_the_portal(one_desk)
    await one_desk.reply(ticket, "We are looking.")
    one_desk.clock.advance(121)
    assert len(await one_desk.send()) == 1, "the premise: they were told of an answer, and have not read it"
    made = await news.publish(Draft("incident", "investigating", {"en": Written("TRON withdrawals paused", "They wait.")}), by=lead.id)
    await house.truth.incidents.link(lead, made, [ticket], tell=False)
    await news.add_update(made, NewUpdate("resolved", {"en": "All were sent."}), by=lead.id)
    while await house.announcer.work_once():
        pass
    one_desk.clock.advance(121)
    (mail,) = [mail for mail in await one_desk.send() if mail.message["X-Truepenny"] == "told"]
    assert "All were sent." in mail.text


async def test_who_wants_no_notices_gets_none_until_they_want_them_again(desk: OutDesk) -> None:
    _, ticket = await in_the_portal(desk)
    await desk.reply(ticket, "one")
    desk.clock.advance(121)
    (mail,) = await desk.send()
    link = str(mail.message["List-Unsubscribe"]).strip("<>")
    assert link in mail.text
    token = link.rpartition("/")[2]
    keyring, now = desk.house.keyring, desk.clock.now_us()
    assert not await desk.house.db.write(lambda conn: switch_off(conn, keyring, token[:-2] + "AA", now_us=now))
    for _ in range(2):
        assert await desk.house.db.write(lambda conn: switch_off(conn, keyring, token, now_us=now))
    _, other = await in_the_portal(desk, "Another matter")
    said = await desk.reply(other, "two")
    desk.clock.advance(121)
    assert await desk.send() == []
    assert await desk.told(other, said.seq) == ["queued", "dropped"]
    assert await desk.house.db.write(lambda conn: switch_on(conn, keyring, token))
    await desk.reply(other, "three")
    desk.clock.advance(121)
    assert len(await desk.send()) == 1


async def test_a_secret_in_a_mail_is_told_by_kind_and_never_repeated(desk: OutDesk) -> None:

    phrase = draw_phrase()
    await desk.take(f"my recovery phrase is {phrase}", by=CUSTOMER)
    sent = await desk.send()
    assert sorted(mail.message["X-Truepenny"] for mail in sent) == ["receipt", "secret"]
    (told,) = [mail for mail in sent if mail.message["X-Truepenny"] == "secret"]
    assert "Recovery phrase" in told.text
    assert "Make a new wallet now" in told.text
    assert not [word for word in phrase.split() if len(word) > 4 and f" {word} {phrase.split()[1]}" in told.text]
    assert phrase not in told.text
