"""Customers of linked tickets are told of each update once, in their language and by their channel, and go on waiting for their agent."""

from __future__ import annotations

import asyncio
import contextlib
import sqlite3
from dataclasses import replace

import asyncpg
import pytest
from sqlalchemy import Connection
from tests.announcements.telling import TRON, finish, open_tickets, told_in
from tests.email.out.conftest import OutDesk
from tests.faults.desk_process import desk_process
from tests.people_of import make_agent, make_customer

from truepenny.contracts.errors import NotFound, Refused
from truepenny.contracts.identity import ContactId, Customer, Role, TicketId
from truepenny.contracts.mail import MailKind
from truepenny.knowledge.announcements.kinds import NewUpdate
from truepenny.main.house import House
from truepenny.main.running import running
from truepenny.outbound.announcing.announcer import Announcer
from truepenny.platform.clock import MINUTE, SetClock, SystemClock
from truepenny.platform.settings import Settings
from truepenny.projections.timeline.query import find_ticket_state, load_conversation
from truepenny.tickets.actions.merge import merge
from truepenny.tickets.actions.open import open_ticket
from truepenny.tickets.actions.reply import reply
from truepenny.tickets.actions.triage import set_team

pytestmark = pytest.mark.anyio
END = NewUpdate("resolved", {"en": "All **withdrawals** were sent.", "zh": "所有提现均已发出。"})


async def test_tickets_that_wait_are_found_linked_and_told_when_it_ends(house: House) -> None:
    lead = await make_agent(house, "Wu", role=Role.LEAD)
    mine = await open_tickets(house, 3)
    others = [*await open_tickets(house, 1, text="0.5 BTC"), *await open_tickets(house, 1, topic="DEP.MISSING")]
    made = await house.truth.announcements.publish(TRON, by=lead.id)
    one, incidents = await house.truth.announcements.load(made), house.truth.incidents
    assert {found.ticket for found in await incidents.waiting(one)} == set(mine)
    assert (await incidents.link(lead, made, mine[:2], tell=False)).linked == 2
    assert {found.ticket for found in await incidents.waiting(one)} == {mine[2]}, "those that are linked are not offered again"
    await house.truth.announcements.add_update(made, END, by=lead.id)
    await finish(house)
    told = await told_in(house)
    assert set(told) == set(mine[:2])
    words = {text for each in told.values() for _, text in each}
    assert words == {
        "TRON withdrawals paused\nResolved\n\nAll withdrawals were sent.", "TRON 提现暂停\n已恢复\n\n所有提现均已发出。"
    }, "each in its language"  # fmt: skip
    assert not set(told) & set(others)
    progress = {job.what: job for job in await incidents.progress(made) if job.n == 2}
    assert (progress["tell"].total, progress["tell"].done, progress["tell"].failed) == (2, 2, 0)
    assert progress["tell"].finished_at is not None


async def test_a_chat_without_a_topic_is_found_by_what_it_names(house: House) -> None:
    lead = await make_agent(house, "Wu", role=Role.LEAD)
    named, _ = [await open_tickets(house, 1, text=text, topic=None) for text in ("My TRC20 withdrawal is missing", "Where is my money")]
    made = await house.truth.announcements.publish(TRON, by=lead.id)
    found = await house.truth.incidents.waiting(await house.truth.announcements.load(made))
    assert [each.ticket for each in found] == named
    assert [each.id for each in (await house.truth.incidents.of_ticket(lead, named[0])).matching] == [made]


async def test_being_told_is_no_answer(house: House) -> None:
    lead = await make_agent(house, "Wu", role=Role.LEAD)
    (ticket,) = await open_tickets(house, 1)
    made = await house.truth.announcements.publish(TRON, by=lead.id)
    await house.truth.incidents.link(lead, made, [ticket], tell=False)
    before = await house.db.read(lambda conn: find_ticket_state(conn, ticket))
    await house.truth.announcements.add_update(made, replace(END, state="identified", tell=True), by=lead.id)
    await finish(house)
    after = await house.db.read(lambda conn: find_ticket_state(conn, ticket))
    assert before is not None
    assert after is not None
    assert before.waiting_since is not None, "the premise"
    kept = ("waiting_since", "assignee", "status", "last_agent", "preview", "team")
    assert [getattr(after, name) for name in kept] == [getattr(before, name) for name in kept]
    assert (after.last_public, after.public_at > before.public_at) == (after.seq, True)


async def test_told_at_once_when_linked_and_not_again_for_the_same_update(house: House) -> None:
    lead = await make_agent(house, "Wu", role=Role.LEAD)
    (ticket,) = await open_tickets(house, 1)
    made = await house.truth.announcements.publish(TRON, by=lead.id)
    assert (await house.truth.incidents.link(lead, made, [ticket], tell=True)).told == 1
    assert (await house.truth.incidents.link(lead, made, [ticket], tell=True)).told == 0
    await finish(house)
    assert [n for n, _ in (await told_in(house))[ticket]] == [1]
    await house.truth.incidents.unlink(lead, made, ticket)
    await house.truth.announcements.add_update(made, END, by=lead.id)
    await finish(house)
    assert [n for n, _ in (await told_in(house))[ticket]] == [1], "who is not linked any more is not told"


async def work(house: House) -> None:
    while await house.announcer.work_once():
        pass


async def test_what_was_corrected_is_told_as_it_is_right_and_not_as_it_was_wrong(house: House) -> None:
    await house.announcer.stop()
    lead = await make_agent(house, "Wu", role=Role.LEAD)
    (ticket,) = await open_tickets(house, 1)
    news = house.truth.announcements
    made = await news.publish(TRON, by=lead.id)
    await house.truth.incidents.link(lead, made, [ticket], tell=False)
    await news.add_update(made, NewUpdate("identified", {"zh": "15:00 恢复。"}, tell=True), by=lead.id)
    await news.add_update(made, NewUpdate("identified", {"zh": "17:00 恢复。"}, corrects=2), by=lead.id)
    await work(house)
    ((n, words),) = (await told_in(house))[ticket]
    assert (n, "17:00" in words, "15:00" in words) == (2, True, False)
    await news.add_update(made, NewUpdate("monitoring", {"zh": "已修复。"}, tell=True), by=lead.id)
    await news.add_update(made, NewUpdate("monitoring", {"zh": "尚未修复。"}, tell=True, corrects=4), by=lead.id)
    await work(house)
    assert [n for n, _ in (await told_in(house))[ticket]] == [2, 5], "the correction that everybody is told says it all"
    assert all(job.finished_at for job in await house.truth.incidents.progress(made))


async def test_who_was_told_what_is_new_is_not_told_what_was_before(house: House) -> None:
    await house.announcer.stop()
    lead = await make_agent(house, "Wu", role=Role.LEAD)
    (ticket,) = await open_tickets(house, 1)
    made = await house.truth.announcements.publish(TRON, by=lead.id)
    for state in ("identified", "monitoring"):
        await house.truth.announcements.add_update(made, replace(END, state=state, tell=state == "identified"), by=lead.id)
    assert (await house.truth.incidents.link(lead, made, [ticket], tell=True)).told == 1
    await work(house)
    assert [n for n, _ in (await told_in(house))[ticket]] == [3]


async def test_who_is_linked_to_what_has_just_ended_is_told_of_the_end(house: House) -> None:
    lead = await make_agent(house, "Wu", role=Role.LEAD)
    (ticket,) = await open_tickets(house, 1)
    made = await house.truth.announcements.publish(TRON, by=lead.id)
    await house.truth.announcements.add_update(made, END, by=lead.id)
    await finish(house)
    assert (await house.truth.incidents.link(lead, made, [ticket], tell=False)).told == 1
    assert [n for n, _ in (await told_in(house))[ticket]] == [2]


async def test_a_ticket_that_goes_on_in_another_takes_its_incident_along(house: House) -> None:
    lead = await make_agent(house, "Wu", role=Role.LEAD)
    customer = await make_customer(house)
    first, second = [await _open(house, customer, name) for name in ("one", "two")]
    made = await house.truth.announcements.publish(TRON, by=lead.id)
    await house.truth.incidents.link(lead, made, [first], tell=False)
    await house.db.submit(merge(lead, first, client_id="merge", into=second, needs=house.needs))
    await house.truth.announcements.add_update(made, END, by=lead.id)
    await finish(house)
    assert set(await told_in(house)) == {second}


async def test_an_agent_of_another_team_links_nothing(house: House) -> None:
    lead = await make_agent(house, "Wu", role=Role.ADMIN)
    team = await house.people.teams.add("Withdrawals", by=lead.id)
    stranger = await make_agent(house, "Stranger")
    (ticket,) = await open_tickets(house, 1)
    made = await house.truth.announcements.publish(TRON, by=lead.id)
    matching = (await house.truth.incidents.of_ticket(stranger, ticket)).matching
    assert [one.id for one in matching] == [made], "the premise: nobody's ticket, which every agent sees"
    await house.db.submit(set_team(lead, ticket, client_id="team", team=team, needs=house.needs))
    for attempt in (house.truth.incidents.link(stranger, made, [ticket], tell=True), house.truth.incidents.of_ticket(stranger, ticket)):
        with pytest.raises(NotFound):
            await attempt
    assert await told_in(house) == {}


async def test_who_wrote_by_mail_is_told_by_mail_and_can_answer(one_desk: OutDesk) -> None:
    house = one_desk.house
    lead = await make_agent(house, "Wu", role=Role.LEAD)
    ticket = await one_desk.write_in("My USDT on TRON is missing")
    await one_desk.send()
    made = await house.truth.announcements.publish(TRON, by=lead.id)
    await house.truth.incidents.link(lead, made, [ticket], tell=False)
    await house.truth.announcements.add_update(made, END, by=lead.id)
    await finish(house)
    (mail,) = await one_desk.send()
    text = mail.text
    assert "All withdrawals were sent." in text
    assert f"https://desk.acme.example/en/notices/{made}" in text
    assert mail.message["X-Truepenny"] == "told"
    assert mail.message["Auto-Submitted"] == "auto-generated"
    assert mail.message["Subject"].startswith("Re: ")
    assert await one_desk.told(ticket) == ["queued", "sent"]
    await finish(house)
    assert await one_desk.send() == []


async def told_so_far(settings: Settings) -> int:
    """From beside the desk."""
    count = "SELECT count(*) FROM event WHERE kind = 'incident_told'"
    if settings.database_url:
        pg = await asyncpg.connect(settings.database_url)
        found = await pg.fetchval(count)
        await pg.close()
        return int(found)
    with contextlib.closing(sqlite3.connect(f"file:{settings.sqlite_path}?mode=ro", uri=True)) as lite:
        return int(lite.execute(count).fetchone()[0])


async def test_killed_in_the_middle_of_telling_nobody_is_told_twice_or_forgotten(settings: Settings) -> None:
    async with running(settings) as house:
        await house.announcer.stop()
        lead = await make_agent(house, "Wu", role=Role.LEAD)
        tickets = await open_tickets(house, 2_000)
        made = await house.truth.announcements.publish(TRON, by=lead.id)
        await house.truth.incidents.link(lead, made, tickets, tell=False)
        await house.truth.announcements.add_update(made, END, by=lead.id)
        assert await told_in(house) == {}, "the premise"
    async with desk_process(settings) as desk:
        async with asyncio.timeout(20):
            while not await told_so_far(settings):
                await asyncio.sleep(0)
        await desk.kill()
    assert 0 < await told_so_far(settings) < 2_000, "the premise: it was cut off"
    async with running(replace(settings, port=0), clock=SetClock(SystemClock().now_us() + MINUTE)) as house:
        await finish(house)
        found = await told_in(house)
        assert {ticket: [n for n, _ in each] for ticket, each in found.items()} == {ticket: [2] for ticket in tickets}


async def test_the_customer_reads_it_as_the_desks_words_with_its_announcement(house: House) -> None:
    lead = await make_agent(house, "Wu", role=Role.LEAD)
    customer = await make_customer(house)
    ticket = await _open(house, customer, "one")
    await house.db.submit(reply(lead, ticket, client_id="r1", text="We are looking.", needs=house.needs))
    made = await house.truth.announcements.publish(TRON, by=lead.id)
    await house.truth.incidents.link(lead, made, [ticket], tell=True)
    seen = await house.db.read(lambda conn: load_conversation(conn, customer, ticket, load_files=house.files.load_views))
    told = seen.events[-1]
    assert (told.kind, told.actor.kind, told.announcement, told.update) == ("incident_told", "system", made, 1)
    assert seen.ticket.unread == 2
    assert seen.ticket.incidents == (), "that is for agents"
    assert "incident_linked" not in {event.kind for event in seen.events}


async def _open(house: House, customer: Customer, name: str) -> TicketId:
    work = open_ticket(customer, client_id=f"open-{name}", subject="Withdrawal", text="USDT on TRON", needs=house.needs, channel="portal")
    return TicketId((await house.db.submit(work)).receipt.ticket)


async def test_whom_a_fault_of_ours_left_out_is_told_when_somebody_says_so(house: House) -> None:
    lead = await make_agent(house, "Wu", role=Role.LEAD)
    first, second = await open_tickets(house, 2)
    made = await house.truth.announcements.publish(TRON, by=lead.id)
    await house.truth.incidents.link(lead, made, [first, second], tell=False)
    await house.announcer.stop()
    asked: list[str] = []

    def breaks_once(conn: Connection, *, contact: ContactId, channel: str, assurance: int, words: MailKind) -> MailKind | None:
        asked.append(contact)
        if len(asked) == 1:
            raise ZeroDivisionError
        return house.needs.mail_for(conn, contact=contact, channel=channel, assurance=assurance, words=words)

    needs = replace(house.needs, mail_for=breaks_once)
    announcer = Announcer(house.db, house.clock, house.keyring, needs, languages=("en", "zh"), mails=False)
    await house.truth.announcements.add_update(made, END, by=lead.id)
    while await announcer.work_once():
        pass
    assert len(await told_in(house)) == 1
    (left,) = [job for job in await house.truth.incidents.progress(made) if job.what == "tell" and job.failed]
    await house.truth.incidents.tell_again(made, left.n)
    while await announcer.work_once():
        pass
    told = await told_in(house)
    assert {ticket: len(words) for ticket, words in told.items()} == {first: 1, second: 1}, "who knew it is not told twice"
    with pytest.raises(Refused):
        await house.truth.incidents.tell_again(made, left.n)
