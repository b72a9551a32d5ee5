"""Two nodes on one PostgreSQL: what is written at one is heard at once at the other, and who loses a node goes on at the other."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack
from pathlib import Path

import pytest
from tests.live.serving import Served, serving
from tests.live.speaking import Copy, line_of
from tests.live.streaming import stream_of
from tests.log.test_two_nodes import pair_settings
from tests.postgresql_server import MakeUrl

from truepenny.contracts.identity import Role, TicketId
from truepenny.surfaces.live import hub
from truepenny.tickets.actions.reply import reply
from truepenny.tickets.actions.triage import set_team

pytestmark = [pytest.mark.anyio, pytest.mark.postgresql]


@pytest.fixture
async def stack() -> AsyncIterator[AsyncExitStack]:
    """What is entered here is left at the end, or before."""
    async with AsyncExitStack() as found:
        yield found


@pytest.fixture
async def nodes(make_migrated: MakeUrl, tmp_path: Path, stack: AsyncExitStack) -> tuple[Served, Served]:
    first, second = pair_settings(make_migrated(), tmp_path)
    return await stack.enter_async_context(serving(first)), await stack.enter_async_context(serving(second))


@pytest.fixture
def without_a_second_look(monkeypatch: pytest.MonkeyPatch) -> None:
    """What no notice tells of stays unheard."""
    monkeypatch.setattr(hub, "LOOK_AGAIN_S", 3_600.0)


@pytest.mark.usefixtures("without_a_second_look")  # set up before the nodes
async def test_an_agent_at_one_node_sees_at_once_what_a_customer_writes_at_another(nodes: tuple[Served, Served]) -> None:
    a, b = nodes
    li, lin = await b.customer(), await a.agent()
    async with (
        line_of(b, li) as chat,
        stream_of(b, li) as second_tab,
        line_of(a, lin, resume={"inbox": 0}) as desk,
        line_of(a, li) as third_tab,
    ):
        await chat.send("send", id="written-at-b", text="hello from b")
        ticket = TicketId((await chat.next("accepted"))["ticket"])
        row = (await desk.until(lambda: [frame for frame in desk.heard("inbox") if frame.get("rows")]))[-1]["rows"][0]
        assert row["ticket"] == ticket
        await desk.send("follow", ticket=ticket)
        await desk.event("message_received")
        for tab in (second_tab, third_tab):
            await tab.event("message_received")

        await desk.send("look", ticket=ticket)
        await desk.send("typing", ticket=ticket)
        assert (await chat.next("typing", mode="reply"))["actor"]["id"] == lin.who.id
        await a.house.db.submit(reply(lin.who, ticket, client_id="from-node-a", text="hello from a", needs=a.house.needs))
        for tab in (chat, second_tab, third_tab):
            assert (await tab.event("message_sent"))["text"] == "hello from a"
        await chat.send("read", ticket=ticket, seq=3)
        await desk.next("marks", customer_read=3)
        await chat.send("typing", ticket=ticket)
        await desk.next("typing", mode="reply")


async def test_who_looks_or_writes_a_note_at_one_node_is_no_business_of_the_customer_at_another(nodes: tuple[Served, Served]) -> None:
    a, b = nodes
    li, lin, wu = await b.customer(), await a.agent(), await b.agent("Wu")
    ticket = TicketId((await b.ticket(li)).ticket)
    cursors = {"tickets": {ticket: 2}}
    async with line_of(b, li, resume=cursors) as chat, line_of(a, lin, resume=cursors) as desk, line_of(b, wu, resume=cursors) as other:
        for line in (chat, desk, other):
            await line.next("caught_up")
        await desk.send("look", ticket=ticket)
        await other.until(lambda: [frame for frame in other.heard("presence") if frame.get("agents")])
        await desk.send("typing", ticket=ticket, mode="note")
        await other.until(lambda: [f for f in other.heard("presence") if f.get("agents") and f["agents"][0].get("typing") == "note"])
        await desk.send("ping")
        await desk.next("pong")
        assert chat.heard("typing") == []
        await desk.send("typing", ticket=ticket, mode="reply")
        await chat.next("typing", mode="reply")
        await desk.send("typing", ticket=ticket, mode="note")
        assert (await chat.next("typing")).get("mode", "") == "", "they stopped writing to the customer"
        await desk.send("typing", ticket=ticket, mode="")
        await desk.send("typing", ticket=ticket, mode="reply")
        await chat.next("typing", mode="reply")
        assert len(chat.heard("typing")) == 3


async def test_an_agent_who_may_not_see_a_ticket_is_not_shown_as_looking_at_it(nodes: tuple[Served, Served]) -> None:
    a, b = nodes
    li, lead = await b.customer(), await b.agent("Wu", role=Role.LEAD)
    team = await b.house.people.teams.add("Withdrawals", by=lead.who.id)
    outsider, member = await a.agent("Zhao"), await a.agent("Qian", teams=(team,))
    ticket = TicketId((await b.ticket(li)).ticket)
    await b.house.db.submit(set_team(lead.who, ticket, client_id="a-team-01", team=team, needs=b.house.needs))
    cursors = {"tickets": {ticket: 2}}
    async with (
        line_of(b, lead, resume=cursors) as desk,
        line_of(a, outsider) as nosy,
        line_of(a, member, resume=cursors) as mine,
    ):
        await desk.next("caught_up")
        await mine.next("caught_up")
        await nosy.send("look", ticket=ticket)
        await nosy.send("ping")
        await nosy.next("pong")
        await mine.send("look", ticket=ticket)
        shown = await desk.until(lambda: [frame for frame in desk.heard("presence") if frame.get("agents")])
        assert [one["agent"] for one in shown[-1]["agents"]] == [member.who.id]
    assert nosy.heard("presence") == []


async def test_replies_held_at_one_node_show_at_the_other_and_go_out_once(nodes: tuple[Served, Served]) -> None:
    a, b = nodes
    li, lin, wu = await a.customer(), await a.agent(), await b.agent("Wu")
    ticket = TicketId((await a.ticket(li)).ticket)
    async with line_of(a, li, resume={"tickets": {ticket: 2}}) as chat, line_of(b, wu, resume={"tickets": {ticket: 2}}) as desk:
        await a.house.held.hold(lin.who, ticket, client_id="held-at-a", text="soon")
        await desk.until(lambda: [frame for frame in desk.heard("held") if frame.get("replies")])
        await chat.event("message_sent", client_id="held-at-a")
        await desk.until(lambda: not desk.heard("held")[-1].get("replies"))
        await asyncio.gather(*(node.house.held.send_due() for node in (a, b, a, b)))
    assert [event["kind"] for event in chat.events()].count("message_sent") == 1


async def test_who_loses_a_node_goes_on_at_the_other(nodes: tuple[Served, Served], stack: AsyncExitStack) -> None:
    """The node stops; a client that was cut off without a word resumes just the same, see test_slow.py."""
    a, b = nodes
    li, lin = await a.customer(), await a.agent()
    ticket = TicketId((await a.ticket(li)).ticket)
    known = Copy()
    async with line_of(b, li, resume={"tickets": {ticket: 0}}, copy=known) as chat:
        await chat.next("caught_up")
        b.server.should_exit = True
        assert (await chat.next("bye"))["reason"] == "stopping"
        await asyncio.wait_for(chat.closed.wait(), 5)
    await a.house.db.submit(reply(lin.who, ticket, client_id="meanwhile-1", text="meanwhile", needs=a.house.needs))
    async with line_of(a, li, resume=known.cursors(), copy=known) as chat:
        assert (await chat.event("message_sent"))["text"] == "meanwhile"
        await chat.send("send", id="go-on-at-a", ticket=ticket, text="still here")
        await chat.next("accepted")
    assert sorted(known.tickets[ticket]["events"]) == [1, 2, 3, 4, 5]


async def test_a_lost_notice_costs_a_delay_and_no_message(nodes: tuple[Served, Served]) -> None:
    """The listening connection of one node is cut; it looks at the log by itself."""
    a, b = nodes
    li, lin = await b.customer(), await a.agent()
    ticket = TicketId((await a.ticket(li)).ticket)
    async with line_of(b, li, resume={"tickets": {ticket: 0}}) as chat:
        await chat.next("caught_up")
        cut = (
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity "
            "WHERE query ILIKE '%listen%' AND pid <> pg_backend_pid() AND datname = current_database()"
        )
        await a.house.db.read(lambda conn: conn.exec_driver_sql(cut).all())
        await a.house.db.submit(reply(lin.who, ticket, client_id="unnoticed", text="did you hear?", needs=a.house.needs))
        assert (await chat.event("message_sent"))["text"] == "did you hear?"
