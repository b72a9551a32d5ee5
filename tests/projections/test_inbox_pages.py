"""Stories of the inbox's pages: what a view holds is what it counts, and merged tickets are found by their number alone."""

from __future__ import annotations

from typing import Any

import pytest
from tests.people_of import make_agent, make_customer

from truepenny.contracts.identity import Agent, Role, TicketId
from truepenny.main.house import House
from truepenny.projections.inbox import query
from truepenny.projections.inbox.query import Filter, InboxPage, load_inbox
from truepenny.tickets.actions.assign import assign
from truepenny.tickets.actions.merge import merge

pytestmark = pytest.mark.anyio


async def opened(house: House, count: int) -> list[TicketId]:
    """So many tickets of one customer."""
    customer, found = await make_customer(house), []
    for n in range(count):
        made = await house.portal.open_ticket(
            customer, client_id=f"open-{n:04}", subject=f"Ticket {n}", text="Words", topic=None, language="zh", files=[]
        )
        found.append(TicketId(made.receipt.ticket))
    return found


async def read(house: House, agent: Agent, *, limit: int = 50, after: str | None = None, **wanted: Any) -> InboxPage:
    return await house.db.read(lambda conn: load_inbox(conn, agent, Filter(**wanted), after=after, limit=limit))


async def test_merged_tickets_are_not_among_all_and_are_found_by_their_number(house: House) -> None:
    lead = await make_agent(house, role=Role.LEAD)
    first, second, third = await opened(house, 3)
    await house.db.submit(merge(lead, second, needs=house.needs, client_id="merge-0001", into=first))
    every = await read(house, lead, view="all")
    assert {row.ticket for row in every.rows} == {first, third}
    assert every.total == every.counts.all == 2
    for q in (second, f" {second[:4]}-{second[4:]} "):
        assert [row.ticket for row in (await read(house, lead, view="all", q=q)).rows] == [second]
    assert {row.ticket for row in (await read(house, lead, view="all", q="ticket")).rows} == {first, third}


async def test_a_filtered_list_says_how_long_it_is(house: House, monkeypatch: pytest.MonkeyPatch) -> None:
    lead = await make_agent(house, role=Role.LEAD)
    await opened(house, 5)
    page = await read(house, lead, view="all", language="zh", limit=2)
    assert (len(page.rows), page.total, page.at_least) == (2, 5, None)
    further = await read(house, lead, view="all", language="zh", limit=2, after=page.next)
    assert (len(further.rows), further.total) == (2, None), "counted once, with the first page"
    monkeypatch.setattr(query, "COUNTED", 3)
    page = await read(house, lead, view="all", language="zh", limit=2)
    assert (page.total, page.at_least) == (None, 3)
    page = await read(house, lead, view="all", q="Ticket", limit=2)
    assert (page.total, page.at_least) == (None, 2), "words are not counted in a view of many tickets"
    monkeypatch.setattr(query, "COUNTED", 5)
    page = await read(house, lead, view="all", q="Ticket", limit=2)
    assert (page.total, page.at_least) == (5, None), "they are where all tickets of the view can be looked at"
    page = await read(house, lead, view="all", q="Ticket 3", limit=2)
    assert page.total == 1


async def test_nobody_can_be_asked_for_like_an_agent(house: House) -> None:
    lead = await make_agent(house, role=Role.LEAD)
    mine, free = await opened(house, 2)
    await house.db.submit(assign(lead, mine, client_id="assign-0001", to=lead.id, needs=house.needs))
    assert [row.ticket for row in (await read(house, lead, view="all", assignee="none")).rows] == [free]
    assert [row.ticket for row in (await read(house, lead, view="all", assignee=lead.id)).rows] == [mine]
