"""Customer and agent prove themselves to each other: both see the same two words, once, for two minutes; in doubt the answer is no."""

from __future__ import annotations

import asyncio

import msgspec
import pytest
from sqlalchemy import select
from tests.countersign.conftest import Stage, new_id, open_ticket, say, sit_down
from tests.people_of import make_agent

from truepenny.contracts.errors import NotFound, Refused
from truepenny.contracts.identity import Assurance, ContactId, TicketId
from truepenny.contracts.views import ClosingView
from truepenny.main.house import House
from truepenny.platform.clock import SetClock
from truepenny.tickets.actions.assign import assign
from truepenny.tickets.actions.countersign import ALARM_TAG, PER_TICKET
from truepenny.tickets.actions.merge import merge
from truepenny.tickets.actions.prove import prove
from truepenny.tickets.actions.solve import solve
from truepenny.trust.countersign.book import prune_countersigns
from truepenny.trust.countersign.schema import countersigns

pytestmark = pytest.mark.anyio


async def test_both_see_the_same_two_words_and_the_customers_yes_is_a_fact_of_the_ticket(stage: Stage) -> None:
    name = await stage.ask(stage.li)
    mine, desk = await stage.shown(stage.li), await stage.shown(stage.lin)
    assert [word.text for word in mine.words] == [word.text for word in desk.words]
    assert len(mine.words) == 2
    assert mine.agent == stage.lin.id
    assert all(word.pinyin and word.meaning for word in desk.words), "the agent can say them and knows what they mean"
    assert all(not word.pinyin for word in mine.words)
    assert desk.assurance == int(Assurance.UNPROVEN), "a guest proves only that it is the same guest"

    assert await stage.answer(name, matched=True) == "matched"
    assert await stage.outcomes() == ["matched"]
    asked, answered = [event for event in (await stage.seen_by(stage.li))[1] if event.countersign]
    assert (asked.actor.kind, answered.actor.kind) == ("customer", "customer")
    assert asked.countersign is not None
    assert asked.countersign.purpose == "talk"
    assert await stage.words.show(stage.li, stage.ticket) is None, "once"


async def test_the_agent_may_ask_too_and_says_what_for(stage: Stage) -> None:
    await stage.ask(stage.wu, "change")
    shown = await stage.shown(stage.li)
    assert (shown.agent, shown.asked_by, shown.purpose) == (stage.wu.id, "agent", "change")


async def test_words_are_for_the_two_alone(stage: Stage) -> None:
    await stage.ask(stage.li)
    assert (await stage.shown(stage.wu)).words == (), "another agent sees that it runs, and with whom"
    with pytest.raises(NotFound):
        await stage.words.show(stage.outsider, stage.ticket)
    with pytest.raises(NotFound):
        await stage.words.ask(stage.outsider, stage.ticket, client_id=new_id(), purpose="talk")


async def test_the_words_stand_nowhere_in_the_database(stage: Stage, house: House) -> None:
    await stage.ask(stage.li)
    shown = [word.text for word in (await stage.shown(stage.li)).words]
    row = await house.db.read(lambda conn: conn.execute(select(countersigns)).one())
    assert not any(word in str(value) for word in shown for value in row)
    events = msgspec.json.encode((await stage.seen_by(stage.lin))[1]).decode()
    assert not any(word in events for word in shown)


async def test_a_no_tells_both_and_raises_the_alarm(stage: Stage, house: House) -> None:
    security = await house.people.teams.add("Security", by=stage.wu.id)
    head, _ = await stage.seen_by(stage.lin)
    assert (head.priority, head.assignee) == ("P3", stage.lin.id)
    name = await stage.ask(stage.li)
    assert await stage.answer(name, matched=False) == "failed"
    assert await stage.outcomes() == ["failed"]
    head, _ = await stage.seen_by(stage.lin)
    assert (head.priority, head.tags, head.team) == ("P1", (ALARM_TAG,), security)


async def test_an_agent_who_would_lose_sight_of_the_ticket_keeps_it(stage: Stage, house: House) -> None:
    await house.people.teams.add("安全组", by=stage.wu.id)
    await house.db.submit(assign(stage.wu, stage.ticket, client_id=new_id(), to=None, needs=house.needs))
    name = await stage.ask(stage.li)
    await stage.answer(name, matched=False)
    head, _ = await stage.seen_by(stage.lin)
    assert (head.priority, head.team) == ("P1", None)


async def test_the_agent_says_that_the_caller_said_another_word(stage: Stage) -> None:
    name = await stage.ask(stage.lin, "call")
    with pytest.raises(Refused) as refused:
        await stage.words.fail(stage.wu, stage.ticket, client_id=new_id(), countersign=name)
    assert refused.value.code == "not_yours"
    await stage.words.fail(stage.lin, stage.ticket, client_id=new_id(), countersign=name)
    assert await stage.outcomes() == ["failed"]
    with pytest.raises(Refused) as refused:
        await stage.answer(name, matched=True)
    assert refused.value.code == "countersign_over"


async def test_a_no_takes_back_a_yes_and_never_the_other_way(stage: Stage) -> None:
    """A customer who was talked into pressing yes, while the caller says another word to the agent."""
    name = await stage.ask(stage.li)
    await stage.answer(name, matched=True)
    await stage.words.fail(stage.lin, stage.ticket, client_id=new_id(), countersign=name)
    assert await stage.outcomes() == ["matched", "failed"]
    assert (await stage.seen_by(stage.lin))[0].priority == "P1"


async def test_after_two_minutes_the_words_are_over_for_both(stage: Stage, clock: SetClock) -> None:
    name = await stage.ask(stage.li)
    clock.advance(119)
    assert await stage.words.show(stage.li, stage.ticket) is not None
    clock.advance(1)
    assert await stage.words.show(stage.li, stage.ticket) is None
    assert await stage.answer(name, matched=True) == "expired", "a yes that comes too late is none"
    assert await stage.outcomes() == ["expired"]


async def test_what_nobody_answers_is_told_as_over_once(stage: Stage, clock: SetClock) -> None:
    await stage.ask(stage.li)
    await stage.words.expire()
    assert await stage.outcomes() == []
    clock.advance(121)
    await asyncio.gather(*(stage.words.expire() for _ in range(5)))
    assert await stage.outcomes() == ["expired"]


async def test_a_no_counts_for_a_while_after_the_time_is_over(stage: Stage, clock: SetClock) -> None:
    name = await stage.ask(stage.li)
    clock.advance(10 * 60)
    await stage.words.expire()
    assert await stage.answer(name, matched=False) == "failed"
    assert (await stage.seen_by(stage.lin))[0].priority == "P1"


async def test_a_clock_that_is_set_back_makes_no_words_young_again(stage: Stage, clock: SetClock) -> None:
    name = await stage.ask(stage.li)
    clock.advance(-3_600)
    assert await stage.words.show(stage.li, stage.ticket) is None
    assert await stage.answer(name, matched=True) == "expired"


async def test_words_count_once_however_often_and_from_how_many_tabs_they_are_answered(stage: Stage) -> None:
    name = await stage.ask(stage.li)
    answers = await asyncio.gather(*(stage.answer(name, matched=True) for _ in range(6)), return_exceptions=True)
    assert answers.count("matched") == 1
    assert {getattr(other, "code", None) for other in answers if other != "matched"} == {"countersign_over"}
    assert await stage.outcomes() == ["matched"]


async def test_the_same_request_sent_again_is_free(stage: Stage) -> None:
    for _ in range(2):
        first = await stage.words.ask(stage.li, stage.ticket, client_id="ask-again", purpose="talk")
    name = (await stage.shown(stage.li)).id
    told = [await stage.words.answer(stage.li, stage.ticket, client_id="yes-again", countersign=name, matched=True) for _ in range(2)]
    assert told[0] == told[1]
    assert first.seq + 1 == told[0].receipt.seq


async def test_both_ask_at_the_same_moment_and_one_pair_of_words_runs(stage: Stage) -> None:
    asked = await asyncio.gather(
        *(stage.words.ask(who, stage.ticket, client_id=new_id(), purpose="talk") for who in (stage.li, stage.lin, stage.wu, stage.li)),
        return_exceptions=True,
    )
    codes = [getattr(one, "code", "asked") for one in asked]
    assert sorted(codes) == ["asked", "countersign_runs", "countersign_runs", "countersign_runs"]


async def test_no_second_pair_runs_in_another_ticket_of_the_same_customer(stage: Stage, house: House) -> None:
    await stage.ask(stage.li)
    other = await open_ticket(house, stage.li)
    with pytest.raises(Refused) as refused:
        await stage.words.ask(stage.lin, other, client_id=new_id(), purpose="talk")
    assert refused.value.code == "countersign_runs"


async def test_words_are_not_handed_out_without_end(stage: Stage, clock: SetClock) -> None:
    for _ in range(PER_TICKET):
        await stage.ask(stage.li)
        clock.advance(121)
        await sit_down(stage.house, stage.lin)
    with pytest.raises(Refused) as refused:
        await stage.ask(stage.li)
    assert (refused.value.status, refused.value.code) == (429, "countersign_too_often")
    clock.advance(30 * 60)
    await sit_down(stage.house, stage.lin)
    await stage.ask(stage.li)


async def test_without_an_agent_at_the_desk_the_answer_is_no(stage: Stage, clock: SetClock, house: House) -> None:
    clock.advance(10 * 60)
    with pytest.raises(Refused) as refused:
        await stage.ask(stage.li)
    assert refused.value.code == "nobody_there"
    assert await stage.outcomes() == []
    fresh = await open_ticket(house, stage.outsider)
    with pytest.raises(Refused) as refused:
        await stage.words.ask(stage.outsider, fresh, client_id=new_id(), purpose="talk")
    assert refused.value.code == "nobody_there"


async def test_of_two_agents_it_is_the_one_who_spoke_last(stage: Stage, house: House) -> None:
    mei = await make_agent(house, "Mei")
    await sit_down(house, mei)
    assert (await stage.seen_by(stage.lin))[0].assignee == stage.lin.id
    await say(house, mei, stage.ticket)
    await stage.ask(stage.li)
    assert (await stage.shown(stage.li)).agent == mei.id


async def test_a_solved_ticket_gets_no_words_and_words_of_before_count_no_more(stage: Stage, house: House) -> None:
    name = await stage.ask(stage.li)
    closing = ClosingView(("done",), (), ())
    await house.db.submit(solve(stage.lin, stage.ticket, needs=house.needs, client_id=new_id(), closing=closing))
    assert await stage.words.show(stage.li, stage.ticket) is None
    assert await stage.answer(name, matched=True) == "expired"
    with pytest.raises(Refused) as refused:
        await stage.words.ask(stage.li, stage.ticket, client_id=new_id(), purpose="talk")
    assert refused.value.code == "solved_needs_reopen"


async def test_words_do_not_go_along_to_the_ticket_that_this_one_is_merged_into(stage: Stage, house: House, clock: SetClock) -> None:
    name = await stage.ask(stage.li)
    other = await open_ticket(house, stage.li)
    await house.db.submit(merge(stage.wu, stage.ticket, needs=house.needs, client_id=new_id(), into=other))
    assert await stage.words.show(stage.li, stage.ticket) is None
    with pytest.raises(Refused) as refused:
        await stage.answer(name, matched=True)
    assert refused.value.code == "ticket_merged"
    clock.advance(121)
    await stage.words.expire()
    assert await stage.outcomes() == ["expired"]


async def test_words_of_a_guest_are_not_those_of_the_account_that_took_the_ticket(stage: Stage, house: House) -> None:
    name = await stage.ask(stage.li)
    account = msgspec.structs.replace(stage.outsider, assurance=Assurance.ACCOUNT_PROVEN)
    await house.db.submit(prove(stage.li, account, stage.ticket))
    assert await stage.words.show(account, stage.ticket) is None
    with pytest.raises(Refused) as refused:
        await stage.answer(name, matched=True, who=account)
    assert refused.value.code == "countersign_over"


async def test_the_words_of_one_ticket_answer_none_of_another(stage: Stage, house: House) -> None:
    name = await stage.ask(stage.li)
    other = await open_ticket(house, stage.outsider)
    with pytest.raises(Refused) as refused:
        await stage.words.answer(stage.outsider, other, client_id=new_id(), countersign=name, matched=True)
    assert refused.value.code == "countersign_over"
    unknown = TicketId("ZZZZZZZZ")
    with pytest.raises(NotFound):
        await stage.words.show(stage.li, unknown)
    assert stage.li.contact != ContactId("")


async def test_rows_are_forgotten_after_a_day_and_the_facts_stay(stage: Stage, house: House, clock: SetClock) -> None:
    name = await stage.ask(stage.li)
    await stage.answer(name, matched=True)
    clock.advance(25 * 3_600)
    await house.db.write(lambda conn: prune_countersigns(conn, now_us=clock.now_us()))
    assert await house.db.read(lambda conn: conn.execute(select(countersigns)).first()) is None
    assert await stage.outcomes() == ["matched"]
