"""Whoever was away, for however long, ends with the same state as someone who begins afresh."""

from __future__ import annotations

import copy
import itertools
from collections.abc import Iterator
from typing import Any

import pytest
from anyio.from_thread import start_blocking_portal
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from tests.live.serving import Served, serving
from tests.live.speaking import Copy, line_of
from tests.log.conftest import module_settings
from tests.projections.deeds import Stage, do, set_stage

from truepenny.contracts.identity import Role, TicketId
from truepenny.platform.settings import Settings
from truepenny.projections.inbox.query import Filter, load_page, load_position
from truepenny.tickets.actions.erase import erase
from truepenny.tickets.actions.note import note
from truepenny.tickets.actions.reply import reply

__all__ = ["module_settings"]
_names = itertools.count(1)
quick = settings(max_examples=15, deadline=None, suppress_health_check=list(HealthCheck))


class Standing:
    """A served desk in a thread of its own."""

    def __init__(self, portal: Any, served: Served) -> None:
        self.portal = portal
        self.served = served


@pytest.fixture(scope="module")
def standing_desk(module_settings: Settings) -> Iterator[Standing]:
    with start_blocking_portal("asyncio") as portal, portal.wrap_async_context_manager(serving(module_settings)) as served:
        yield Standing(portal, served)


@pytest.fixture(scope="module")
def told(standing_desk: Standing) -> tuple[Any, ...]:
    """A ticket with words, notes, answers and erasures: the customer, a lead, the ticket and its last seq."""

    async def tell() -> tuple[Any, ...]:
        served = standing_desk.served
        li, lead = await served.customer(), await served.agent(role=Role.LEAD)
        ticket = TicketId((await served.ticket(li)).ticket)
        needs, db = served.house.needs, served.house.db
        seq = 2
        for n in range(8):
            verb = note if n % 3 == 1 else reply
            seq = (await db.submit(verb(lead.who, ticket, client_id=f"words-{n:03}", text=f"words {n}", needs=needs))).seq
        for n, gone in enumerate((3, 5)):
            seq = (await db.submit(erase(lead.who, ticket, client_id=f"erase-{n:03}", seq=gone, reason="asked for", needs=needs))).seq
        return li, lead, ticket, seq

    found: tuple[Any, ...] = standing_desk.portal.call(tell)
    return found


@pytest.fixture(scope="module")
def stage(standing_desk: Standing) -> Stage:
    found: Stage = standing_desk.portal.call(set_stage, standing_desk.served.house)
    return found


def cut_to(whole: Copy, ticket: str, seq: int) -> Copy:
    """What a client had when the ticket had come to seq: later events, and what they erased, are as if they had not been."""
    known = Copy()
    known.tickets = copy.deepcopy(whole.tickets)
    events = known.tickets[ticket]["events"]
    for later in [events.pop(n) for n in list(events) if n > seq]:
        if later["kind"] == "erased" and later["erased_seq"] in events:
            events[later["erased_seq"]].pop("erased")
            events[later["erased_seq"]]["text"] = "words that are erased since"
    known.tickets[ticket] |= {"head": None, "marks": None, "seq": seq}
    return known


async def catch_up(served: Served, who: Any, ticket: str, known: Copy) -> Copy:
    async with line_of(served, who, resume=known.cursors(), copy=known) as line:
        await line.next("caught_up", ticket=ticket)
    return known


@quick
@given(seq=st.integers(0, 14), as_agent=st.booleans())
def test_a_resume_from_any_cursor_gives_the_state_of_a_fresh_start(
    standing_desk: Standing, told: tuple[Any, ...], seq: int, as_agent: bool
) -> None:
    li, lead, ticket, last = told
    who = lead if as_agent else li

    async def story() -> None:
        served = standing_desk.served
        begun = Copy()
        begun.tickets[ticket] = {"events": {}, "head": None, "marks": None, "seq": 0}
        fresh = await catch_up(served, who, ticket, begun)
        assert (8 in fresh.tickets[ticket]["events"]) is as_agent, "one of the notes"
        away = cut_to(fresh, ticket, min(seq, last))
        back = await catch_up(served, who, ticket, away)
        for state in (fresh.tickets[ticket], back.tickets[ticket]):
            state["marks"] = None  # moves by itself when the customer gets more
        assert back.tickets == fresh.tickets

    standing_desk.portal.call(story)


@quick
@given(cursor=st.integers(15, 2**31 - 1) | st.just(2**31 - 1))
def test_a_cursor_beyond_the_log_begins_anew(standing_desk: Standing, told: tuple[Any, ...], cursor: int) -> None:
    """The log came out of a backup: what the client has beyond its end does not exist, and caught_up says where the end is."""
    li, _, ticket, last = told

    async def story() -> None:
        async with line_of(standing_desk.served, li, resume={"tickets": {ticket: cursor}}) as line:
            assert (await line.next("caught_up"))["seq"] == last
            assert line.events()[0]["seq"] == 1

    standing_desk.portal.call(story)


@quick
@given(pauses=st.lists(st.integers(0, 3), min_size=1, max_size=6))
def test_who_comes_and_goes_while_others_write_misses_nothing_and_gets_nothing_twice(
    standing_desk: Standing, told: tuple[Any, ...], pauses: list[int]
) -> None:
    li, lead, ticket, _ = told

    async def story() -> None:
        served, known = standing_desk.served, Copy()
        known.tickets[ticket] = {"events": {}, "head": None, "marks": None, "seq": 0}
        sent = []
        for pause in pauses:
            async with line_of(served, li, resume=known.cursors(), copy=known) as line:
                for n in range(pause):
                    name = f"live-{next(_names):06}"
                    sent.append(
                        (await served.house.db.submit(reply(lead.who, ticket, client_id=name, text=name, needs=served.house.needs))).seq
                    )
                    if n % 2:
                        await line.event("message_sent", client_id=name)
                seqs = [event["seq"] for event in line.events()]
                assert seqs == sorted(set(seqs))
        await catch_up(served, li, ticket, known)
        assert set(sent) <= set(known.tickets[ticket]["events"])

    standing_desk.portal.call(story)


@settings(max_examples=10, deadline=None, suppress_health_check=list(HealthCheck))
@given(
    script=st.lists(
        st.tuples(st.sampled_from(["receive", "assign", "set_team", "solve", "set_tags", "note"]), st.integers(0, 2), st.integers(0, 29)),
        max_size=8,
    )
)
def test_an_inbox_resumed_is_the_inbox_read_afresh(standing_desk: Standing, stage: Stage, script: list[tuple[str, int, int]]) -> None:
    """Of an agent of no team, from whose sight tickets come and go."""

    async def story() -> None:
        served = standing_desk.served
        agent = await served.agent("Zhao")

        def see(conn: Any) -> dict[str, int]:
            return {row.ticket: row.position for row in load_page(conn, agent.who, Filter(view="all"), after=None, limit=200).rows}

        stage.tickets[:] = [TicketId((await served.ticket(await served.customer())).ticket) for _ in range(3)]
        rows = await served.house.db.read(see)
        position = await served.house.db.read(load_position)
        for deed in script:
            await do(stage, *deed)
        async with line_of(served, agent, resume={"inbox": position}) as line:
            frame = await line.next("inbox")
        assert not frame.get("reset")
        for row in frame.get("rows", ()):
            rows[row["ticket"]] = row["position"]
        for gone in frame.get("gone", ()):
            rows.pop(gone, None)
        assert rows == await served.house.db.read(see)

    standing_desk.portal.call(story)


@pytest.mark.anyio
async def test_an_inbox_that_was_away_too_long_or_knows_too_much_is_told_to_begin_anew(desk: Served) -> None:
    li, lin = await desk.customer(), await desk.agent()
    await desk.ticket(li)
    for position in (9_999, 2**63 - 1):
        async with line_of(desk, lin, resume={"inbox": position}) as line:
            frame = await line.next("inbox")
        assert frame["reset"] is True
        assert frame["position"] == 2


@pytest.mark.anyio
async def test_a_ticket_followed_twice_is_caught_up_twice(desk: Served) -> None:
    li = await desk.customer()
    ticket = (await desk.ticket(li)).ticket
    async with line_of(desk, li) as line:
        for after in (0, 1, 0):
            await line.send("follow", ticket=ticket, after=after)
        await line.until(lambda: line.heard("caught_up"))
        await line.send("ping")
        await line.next("pong")
        assert 1 <= len(line.heard("caught_up")) <= 3
        await line.send("unfollow", ticket=ticket)
        await line.send("ping")
        await line.next("pong")
        before = len(line.events())
        await desk.house.portal.write(li.who, ticket, client_id="from-portal", text="hello", files=[])
        await line.send("ping")
        await line.next("pong")
        assert len(line.events()) == before, "no longer followed"
