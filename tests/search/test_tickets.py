"""Agents search in tickets: what is found, by whom, in which order, and what is not found any more."""

from __future__ import annotations

import itertools
from typing import Any

import pytest
from tests.people_of import make_agent, make_customer

from truepenny.contracts.errors import Refused
from truepenny.contracts.identity import Agent, Customer, Role, TicketId
from truepenny.contracts.views import ClosingView, Parameter
from truepenny.main.house import House
from truepenny.people.audit import COMMAND_LINE
from truepenny.projections.search.query import SearchPage, Wanted
from truepenny.tickets.actions.assign import assign
from truepenny.tickets.actions.merge import merge
from truepenny.tickets.actions.note import note
from truepenny.tickets.actions.receive import receive
from truepenny.tickets.actions.reply import reply
from truepenny.tickets.actions.solve import solve
from truepenny.tickets.actions.triage import set_priority, set_subject, set_tags, set_team

pytestmark = pytest.mark.anyio
_names = itertools.count(1)


def name() -> str:
    return f"search-{next(_names):06}"


async def open_with(house: House, who: Customer, text: str, *, subject: str = "", language: str = "zh") -> TicketId:
    made = await house.portal.open_ticket(
        who, client_id=name(), subject=subject, text=text, topic="WD.MISSING", language=language, files=[]
    )
    return TicketId(made.receipt.ticket)


async def find(house: House, agent: Agent, q: str, *, after: str | None = None, limit: int = 20, **wanted: Any) -> SearchPage:
    await house.search.indexer.catch_up()
    return await house.search.desk.find(agent, Wanted(q, **wanted), after=after, limit=limit)


def tickets(page: SearchPage) -> set[str]:
    return {one.ticket for one in page.matches}


def hits(page: SearchPage) -> list[str]:
    return [part.text for one in page.matches for part in one.parts if part.hit]


async def test_words_of_all_who_speak_are_found_with_the_place_where_they_stand(house: House) -> None:
    li, lin = await make_customer(house), await make_agent(house)
    ticket = await open_with(house, li, "我的提現一直沒有到賬，訂單號 ORD-2024-7781", subject="提现未到")
    await house.db.submit(reply(lin, ticket, client_id=name(), text="The network was congested, it is on its way.", needs=house.needs))
    await house.db.submit(note(lin, ticket, client_id=name(), text="hot wallet was drained for maintenance", needs=house.needs))
    closing = ClosingView(("Sent the transfer again",), (Parameter("hash", "0xfeed" + "ab" * 30),), ("Beware of impostors",))
    await house.db.submit(solve(lin, ticket, client_id=name(), closing=closing, needs=house.needs))

    page = await find(house, lin, "提现")
    assert [(one.by, one.ticket) for one in page.matches] == [("customer", ticket), ("subject", ticket)]
    assert hits(page) == ["提現", "提现"]
    assert [row.ticket for row in page.rows] == [ticket]
    assert page.whole
    assert page.behind == 0
    for q, by, shown in (
        ("congested", "agent", ["congested"]),
        ("drained wallet", "note", ["wallet", "drained"]),
        ("impostors", "closing", ["impostors"]),
        ("0xFEED" + "AB" * 30, "closing", ["0xfeed" + "ab" * 30]),
        ("ORD-2024-7781", "customer", ["ORD-2024-7781"]),
        ("賬", "customer", ["賬"]),
    ):
        page = await find(house, lin, q)
        assert [one.by for one in page.matches] == [by], q
        assert hits(page) == shown


async def test_the_number_of_a_ticket_finds_it_in_any_writing(house: House) -> None:
    li, lin = await make_customer(house), await make_agent(house)
    ticket = await open_with(house, li, "hello")
    for q in (ticket, f"{ticket[:4]}-{ticket[4:]}".lower(), f" {ticket[:4]} {ticket[4:]} "):
        page = await find(house, lin, q)
        assert page.exact == ticket
        assert [row.ticket for row in page.rows] == [ticket]


async def test_an_agent_finds_counts_and_is_told_only_what_they_may_see(house: House) -> None:
    team = await house.people.teams.add("Recovery", by=COMMAND_LINE)
    li, lead = await make_customer(house), await make_agent(house, role=Role.LEAD)
    inside, outside = await make_agent(house, teams=(team,)), await make_agent(house)
    ticket = await open_with(house, li, "the zanzibar ledger is gone, zanzibar", language="en")
    await open_with(house, li, "another ticket about nothing", language="en")
    await house.db.submit(set_team(lead, ticket, client_id=name(), team=team, needs=house.needs))
    assert tickets(await find(house, inside, "zanzibar")) == {ticket}, "there is something to be seen"
    assert tickets(await find(house, lead, "zanzibar")) == {ticket}
    assert (await find(house, inside, "zanzibra")).suggestion == "zanzibar"

    for order in ("newest", "best"):
        page = await find(house, outside, "zanzibar", order=order)
        assert (list(page.matches), list(page.rows), page.exact, page.next, page.suggestion) == ([], [], None, None, None)
    assert (await find(house, outside, "zanzibra")).suggestion is None, "a suggestion would tell what others were told"
    assert (await find(house, outside, ticket)).exact is None
    for bound in ({"team": team}, {"channel": "portal"}, {"priority": "P3"}):
        assert tickets(await find(house, outside, "zanzibar", **bound)) == set()

    await house.db.submit(assign(lead, ticket, client_id=name(), to=outside.id, needs=house.needs))
    assert tickets(await find(house, outside, "zanzibar")) == {ticket}, "their own, in whatever team"


async def test_filters(house: House) -> None:
    li, lead = await make_customer(house), await make_agent(house, role=Role.LEAD)
    zh, en = await open_with(house, li, "fee 手续费", language="zh"), await open_with(house, li, "fee", language="en")
    await house.db.submit(set_priority(lead, en, client_id=name(), priority="P0"))
    await house.db.submit(set_tags(lead, zh, client_id=name(), add=("vip",), remove=()))
    await house.db.submit(assign(lead, zh, client_id=name(), to=lead.id, needs=house.needs))
    for wanted, expected in (
        ({}, {zh, en}),
        ({"language": "en"}, {en}),
        ({"priority": "P0"}, {en}),
        ({"tag": "vip"}, {zh}),
        ({"assignee": lead.id}, {zh}),
        ({"assignee": "none"}, {en}),
        ({"status": "open"}, {zh, en}),
        ({"status": "solved"}, set()),
        ({"topic": "WD"}, {zh, en}),
        ({"topic": "WD.MISSING"}, {zh, en}),
        ({"topic": "DEP"}, set()),
        ({"channel": "portal"}, {zh, en}),
        ({"channel": "email"}, set()),
        ({"since": 0, "until": 1}, set()),
        ({"since": 1, "until": house.clock.now_us() + 10**9}, {zh, en}),
        ({"since": house.clock.now_us() + 10**9}, set()),
        ({"language": "en", "tag": "vip"}, set()),
    ):
        for order in ("newest", "best"):
            assert tickets(await find(house, lead, "fee", order=order, **wanted)) == expected, (wanted, order)


async def test_pages_go_on_where_the_last_one_ended(house: House) -> None:
    li, lin = await make_customer(house), await make_agent(house)
    ticket = await open_with(house, li, "opening words", language="en")
    for n in range(12):
        await house.db.submit(receive(li, ticket, client_id=name(), text=f"refund number {n}", needs=house.needs, channel="portal"))
    for order in ("newest", "best"):
        seen: list[int] = []
        after: str | None = None
        for _ in range(4):
            page = await find(house, lin, "refund", order=order, limit=5, after=after)
            seen += [one.seq for one in page.matches]
            after = page.next
            if after is None:
                break
        assert len(seen) == 12
        assert len(set(seen)) == 12
    assert "".join(part.text for part in (await find(house, lin, "refund", limit=5)).matches[0].parts) == "refund number 11"
    with pytest.raises(Refused, match="cursor_invalid"):
        await find(house, lin, "refund", after="x")
    newest = await find(house, lin, "refund", limit=5)
    with pytest.raises(Refused, match="cursor_invalid"):
        await find(house, lin, "refund", order="best", after=newest.next)


async def test_a_merged_ticket_and_a_new_subject_are_found(house: House) -> None:
    li, lead = await make_customer(house), await make_agent(house, role=Role.LEAD)
    first, second = await open_with(house, li, "about the xylophone"), await open_with(house, li, "something else")
    await house.db.submit(merge(lead, first, needs=house.needs, client_id=name(), into=second))
    await house.db.submit(set_subject(lead, second, client_id=name(), subject="Glockenspiel"))
    page = await find(house, lead, "xylophone")
    assert tickets(page) == {first}
    assert page.rows[0].status == "merged"
    assert tickets(await find(house, lead, "glockenspiel")) == {second}


async def test_what_was_probably_meant(house: House) -> None:
    li, lin = await make_customer(house), await make_agent(house)
    for text in ("withdrawal is pending", "my withdrawal failed", "提现失败了", "提现没有到账"):
        await open_with(house, li, text)
    assert (await find(house, lin, "withdrawel pending")).suggestion == "withdrawal pending"
    assert (await find(house, lin, "提线")).suggestion == "提现"
    assert (await find(house, lin, "qqqqzzzz")).suggestion is None
    assert (await find(house, lin, "withdrawal")).suggestion is None


async def test_synonyms_hold_for_tickets_too(house: House) -> None:
    li, lin = await make_customer(house), await make_agent(house)
    ticket = await open_with(house, li, "提币失败")
    assert tickets(await find(house, lin, "withdraw")) == set()
    await house.truth.synonyms.put(["提币", "withdraw"], group=None, by="A-1012")
    await house.truth.synonyms.same()
    assert tickets(await find(house, lin, "withdraw")) == {ticket}


@pytest.mark.parametrize("q", ["", "  ", '"', "'; DROP TABLE event; --", "* NEAR(a b) ^x {title}:y", "\x00", "的" * 400, "a " * 200])
async def test_strange_questions_have_an_answer(house: House, q: str) -> None:
    lin = await make_agent(house)
    assert list((await find(house, lin, q)).matches) == []
