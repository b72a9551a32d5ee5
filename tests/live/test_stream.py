"""Where WebSockets do not get through, an event stream and POSTs tell the same stories."""

from __future__ import annotations

import asyncio
import json
from typing import Any

import pytest
from tests.live.serving import Served
from tests.live.speaking import Copy, line_of
from tests.live.streaming import request, stream_of

from truepenny.contracts.identity import TicketId
from truepenny.tickets.actions.reply import reply

pytestmark = pytest.mark.anyio


async def test_a_customer_and_an_agent_talk_over_streams(served: Served) -> None:
    li, lin, outsider = await served.customer(), await served.agent(), await served.customer("Outsider")
    async with stream_of(served, li) as chat, stream_of(served, lin, resume={"inbox": 0}) as desk, stream_of(served, outsider) as nosy:
        (accepted,) = await chat.post({"type": "send", "id": "by-stream-1", "text": "hello"})
        assert (accepted["type"], accepted["seq"]) == ("accepted", 2)
        (again,) = await chat.post({"type": "send", "id": "by-stream-1", "text": "hello"})
        assert again == accepted
        ticket = TicketId(accepted["ticket"])
        assert (await chat.event("message_received"))["client_id"] == "by-stream-1"
        await chat.next("caught_up", ticket=ticket)
        await desk.until(lambda: [frame for frame in desk.heard("inbox") if frame.get("rows")])
        await desk.send("follow", ticket=ticket)
        await desk.event("message_received")
        await desk.send("typing", ticket=ticket, mode="reply")
        await chat.next("typing", mode="reply")
        await served.house.db.submit(reply(lin.who, ticket, client_id="the-answer", text="hi", needs=served.house.needs))
        assert (await chat.event("message_sent"))["text"] == "hi"
        await chat.send("read", ticket=ticket, seq=3)
        await desk.next("marks", customer_read=3)
        await desk.send("unfollow", ticket=ticket)
        await chat.post({"type": "send", "id": "by-stream-2", "text": "bye", "ticket": ticket})
        await chat.event("message_received", client_id="by-stream-2")
        await desk.post({"type": "ping"})
        assert "by-stream-2" not in str(desk.events())
    assert [frame["type"] for frame in nosy.frames] == ["welcome"]
    await until_nobody_is_there(served)


async def until_nobody_is_there(served: Served) -> None:
    async with asyncio.timeout(5):
        while served.house.hub.peers or served.house.hub.followers:
            await asyncio.sleep(0.02)


async def test_a_stream_goes_on_where_a_socket_ended(desk: Served) -> None:
    li, lin = await desk.customer(), await desk.agent()
    ticket = TicketId((await desk.ticket(li)).ticket)
    known = Copy()
    async with line_of(desk, li, resume={"tickets": {ticket: 0}}, copy=known) as line:
        await line.next("caught_up")
    await desk.house.db.submit(reply(lin.who, ticket, client_id="while-away", text="hi", needs=desk.house.needs))
    async with stream_of(desk, li, resume=known.cursors(), copy=known) as stream:
        await stream.next("caught_up")
        assert [event["seq"] for event in stream.events()] == [3, 4]
    fresh = Copy()
    async with line_of(desk, li, resume={"tickets": {ticket: 0}}, copy=fresh) as line:
        await line.next("caught_up")
    assert known.tickets[ticket]["events"] == fresh.tickets[ticket]["events"]


async def test_posts_without_a_stream_here_count_where_they_can_and_say_so_where_not(desk: Served) -> None:
    """As when the stream is at another server."""
    li, lin, outsider = await desk.customer(), await desk.agent(), await desk.customer("Outsider")
    ticket = TicketId((await desk.ticket(li)).ticket)

    async def post(token: str, *frames: dict[str, Any]) -> list[dict[str, Any]]:
        status, _, raw = await request(desk, "POST", "/live/frames", {"token": token, "frames": list(frames), "language": "zh"})
        assert status == 200
        answers: list[dict[str, Any]] = json.loads(raw)["frames"]
        return answers

    async with line_of(desk, lin, resume={"tickets": {ticket: 0}}) as agent:
        assert await post(li.token, {"type": "read", "ticket": ticket, "seq": 2}, {"type": "typing", "ticket": ticket}) == []
        await agent.next("typing", mode="reply")
        await agent.next("marks", customer_read=2)
        (refused,) = await post(li.token, {"type": "follow", "ticket": ticket})
        assert refused["code"] == "stream_elsewhere"
        assert not refused["title"].isascii()
        (refused,) = await post(outsider.token, {"type": "read", "ticket": ticket, "seq": 2})
        assert refused["code"] == "ticket_not_found"
        (pong,) = await post(li.token, {"type": "ping"})
        assert pong["type"] == "pong"
    await until_nobody_is_there(desk)


async def test_refusals_of_the_twin(desk: Served) -> None:
    li = await desk.customer()

    async def code(path: str, body: Any, **headers: str) -> tuple[int, str]:
        status, found, raw = await request(desk, "POST", path, body, headers=headers)
        assert found["content-type"].startswith("application/problem+json"), raw
        return status, json.loads(raw)["code"]

    assert await code("/live/stream", {"type": "ping"}) == (400, "hello_first")
    assert await code("/live/stream", {"type": "hello", "protocol": 9}) == (400, "protocol_unknown")
    assert await code("/live/stream", {"type": "hello", "token": "made up"}) == (401, "signed_out")
    assert await code("/live/stream", b"{") == (400, "bad_frame")
    assert await code("/live/frames", {"frames": [], "colour": "red"}) == (400, "bad_frame")
    assert await code("/live/frames", {"token": "made up", "frames": []}) == (401, "signed_out")
    assert await code("/live/frames", {"token": li.token, "frames": [{"type": "ping"}] * 51}) == (413, "too_many_frames")
    assert await code("/live/frames", b"x" * (1024 * 1024 + 1)) == (413, "too_large")
    assert await code("/live/frames", {"token": li.token, "frames": []}, origin="https://evil.example") == (403, "not_allowed")


async def test_posting_too_fast_is_refused_frame_by_frame(desk: Served) -> None:
    li = await desk.customer()
    async with stream_of(desk, li) as stream:
        for _ in range(2):
            await stream.post(*[{"type": "ping"}] * 50)
        assert {frame["code"] for frame in stream.heard("refused")} == {"too_fast"}
        assert len(stream.heard("pong")) >= 60
