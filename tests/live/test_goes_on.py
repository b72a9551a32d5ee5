"""What goes on in the background goes on after a failure that nobody foresaw."""

from __future__ import annotations

import asyncio
from typing import Any

import pytest
from tests.live.serving import Served
from tests.live.speaking import line_of
from tests.log.writing import Boom

from truepenny.log import anchors
from truepenny.surfaces.live import hub, inbox_feed

pytestmark = pytest.mark.anyio


class Stumbling:
    """A function that fails when it is first called, and keeps what it was called with."""

    def __init__(self, real: Any) -> None:
        self.real = real
        self.calls: list[tuple[Any, ...]] = []

    def __call__(self, *given: Any, **more: Any) -> Any:
        self.calls.append(given)
        if len(self.calls) == 1:
            raise Boom
        return self.real(*given, **more)


async def until_called(stumbling: Stumbling, times: int) -> None:
    async with asyncio.timeout(5):
        while len(stumbling.calls) < times:
            await asyncio.sleep(0.02)


async def test_the_look_at_the_log_is_repeated_and_takes_a_long_silence_in_pieces(desk: Served, monkeypatch: pytest.MonkeyPatch) -> None:
    await desk.ticket(await desk.customer())
    await desk.ticket(await desk.customer("Mei"))
    house = desk.house.hub
    stumbling, read = Stumbling(hub.load_position), Stumbling(hub.list_range)
    read.calls.append(())
    monkeypatch.setattr(hub, "load_position", stumbling)
    monkeypatch.setattr(hub, "list_range", read)
    monkeypatch.setattr(hub, "LOOK_AGAIN_S", 0.02)
    monkeypatch.setattr(hub, "RANGE", 3)
    monkeypatch.setattr(house, "_position", 0)
    house.spawn(house._look_again_forever())
    await until_called(stumbling, 3)
    assert [(first, last) for _, first, last in read.calls[1:]] == [(1, 3), (4, 4)]


async def test_an_anchor_that_failed_does_not_end_the_anchoring(desk: Served, monkeypatch: pytest.MonkeyPatch) -> None:
    anchoring = desk.house.anchoring
    await anchoring.stop()
    await desk.ticket(await desk.customer())
    stumbling = Stumbling(anchors.make_anchor)
    monkeypatch.setattr(anchors, "make_anchor", stumbling)
    monkeypatch.setattr(anchoring, "_every_s", 0.02)
    await anchoring.start()
    await until_called(stumbling, 2)


async def test_an_inbox_that_we_fail_on_does_not_keep_the_rows_from_the_others(desk: Served, monkeypatch: pytest.MonkeyPatch) -> None:
    li, lin, wu = await desk.customer(), await desk.agent(), await desk.agent("Wu")
    async with line_of(desk, lin, resume={"inbox": 0}) as first, line_of(desk, wu, resume={"inbox": 0}) as second:
        await first.next("inbox")
        await second.next("inbox")
        monkeypatch.setattr(inbox_feed, "load_rows", Stumbling(inbox_feed.load_rows))
        ticket = (await desk.ticket(li)).ticket

        def told() -> list[Any]:
            return [row for line in (first, second) for frame in line.heard("inbox") for row in frame.get("rows", ())]

        async with asyncio.timeout(5):
            while not told():
                await asyncio.sleep(0.02)
        assert [row["ticket"] for row in told()] == [ticket]
        assert len(first.heard("bye")) + len(second.heard("bye")) == 1, "and the other is told to resume"


async def test_an_event_that_we_fail_to_show_is_read_from_the_log_instead(desk: Served, monkeypatch: pytest.MonkeyPatch) -> None:
    li, lin = await desk.customer(), await desk.agent()
    ticket = (await desk.ticket(li)).ticket
    async with line_of(desk, li, resume={"tickets": {ticket: 2}}) as chat, line_of(desk, lin, resume={"tickets": {ticket: 2}}) as agent:
        await chat.next("caught_up")
        await agent.next("caught_up")
        stumbling = Stumbling(hub.render_event)
        monkeypatch.setattr(hub, "render_event", stumbling)
        await chat.send("send", id="shown-late", ticket=ticket, text="hello?")
        await agent.event("message_received", client_id="shown-late")
        await chat.event("message_received", client_id="shown-late")
        await chat.send("send", id="shown-at-once", ticket=ticket, text="hello again")
        assert (await agent.event("message_received", client_id="shown-at-once"))["seq"] == 4
    assert stumbling.calls, "the premise: it was tried"
