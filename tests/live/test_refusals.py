"""Whatever a client says wrongly is refused by a named frame, in its language; nobody is cut off for it, and nothing is stored."""

from __future__ import annotations

import asyncio
import json
from typing import Any

import pytest
from tests.live.serving import Served, Visitor
from tests.live.speaking import Frame, SocketLine, check_frame, line_of, raw_socket
from websockets.asyncio.client import ClientConnection
from websockets.exceptions import ConnectionClosed, InvalidStatus

from truepenny.contracts.identity import TicketId
from truepenny.contracts.views import ClosingView
from truepenny.platform.web.i18n import load_catalog
from truepenny.surfaces.live.session import Desk
from truepenny.surfaces.live.socket import LiveSocket
from truepenny.tickets.actions.merge import merge
from truepenny.tickets.actions.solve import solve

pytestmark = pytest.mark.anyio


async def answer_to(socket: ClientConnection, raw: str | bytes) -> Frame:
    await socket.send(raw)
    async with asyncio.timeout(5):
        frame: Frame = json.loads(await socket.recv())
    check_frame(frame)
    return frame


BAD = {
    "not JSON": ("{", "bad_frame"),
    "no object": ("[]", "bad_frame"),
    "no type": ('{"id": "12345678"}', "bad_frame"),
    "a type of no frame": ('{"type": "dance"}', "bad_frame"),
    "an unknown field": ('{"type": "ping", "colour": "red"}', "bad_frame"),
    "a wrong type of field": ('{"type": "send", "id": "12345678", "text": 7}', "bad_frame"),
    "a client id that is too short": ('{"type": "send", "id": "short", "text": "x"}', "bad_frame"),
    "a client id of other characters": ('{"type": "send", "id": "<script>!", "text": "x"}', "bad_frame"),
    "a negative place": ('{"type": "follow", "ticket": "K7M24QDX", "after": -1}', "bad_frame"),
    "a place beyond all": ('{"type": "follow", "ticket": "K7M24QDX", "after": 2147483648}', "bad_frame"),
    "reading beyond all": ('{"type": "read", "ticket": "K7M24QDX", "seq": 2147483648}', "bad_frame"),
    "a cursor beyond all": ('{"type": "hello", "resume": {"tickets": {"K7M24QDX": 2147483648}}}', "bad_frame"),
    "a cursor before all": ('{"type": "hello", "resume": {"tickets": {"K7M24QDX": -1}}}', "bad_frame"),
    "an inbox beyond all": ('{"type": "hello", "resume": {"inbox": 9223372036854775808}}', "bad_frame"),
    "an inbox before all": ('{"type": "hello", "resume": {"inbox": -1}}', "bad_frame"),
    "a lone surrogate": ('{"type": "send", "id": "12345678", "text": "\\ud800"}', "bad_frame"),
    "deep nesting": ("[" * 5_000 + "]" * 5_000, "bad_frame"),
    "too large": (json.dumps({"type": "send", "id": "12345678", "text": "x" * 140_000}), "bad_frame"),
    "words that are too long": (json.dumps({"type": "send", "id": "12345678", "text": "x" * 20_001}), "bad_frame"),
    "no words": ('{"type": "send", "id": "12345678", "text": " \\u0000 "}', "empty"),
    "no ticket number": ('{"type": "send", "id": "12345678", "text": "x", "ticket": "K7M24QDY"}', "number_wrong"),
    "a ticket that is not there": ('{"type": "send", "id": "12345678", "text": "x", "ticket": "22222222"}', "ticket_not_found"),
    "a topic that is not there": ('{"type": "send", "id": "12345678", "text": "x", "topic": "gardening"}', "topic_unknown"),
    "a file that is not theirs": ('{"type": "send", "id": "12345678", "text": "x", "files": ["abc"]}', "file_gone"),
    "hello twice": ('{"type": "hello"}', "hello_twice"),
    "typing where they do not follow": ('{"type": "typing", "ticket": "22222222"}', "not_followed"),
    "reading where they do not follow": ('{"type": "read", "ticket": "22222222", "seq": 1}', "not_followed"),
    "looking, as a customer": ('{"type": "look", "ticket": "22222222"}', "agents_only"),
}


async def test_each_wrong_frame_is_refused_by_name_and_the_connection_stays(desk: Served) -> None:
    li = await desk.customer()
    async with line_of(desk, li) as line:
        said = len(line.frames)
        for name, (raw, code) in BAD.items():
            await line.socket.send(raw)
            heard = await line.until(lambda said=said: line.frames[said:])
            said = len(line.frames)
            assert (heard[0]["type"], heard[0].get("code")) == ("refused", code), name
            assert heard[0]["title"], name
        await line.send("ping")
        await line.next("pong")
        assert line.heard("event") == []
    assert await desk.house.portal.list_tickets(li.who) == []


async def test_a_frame_beyond_all_measure_ends_the_connection(desk: Served) -> None:
    async with line_of(desk, await desk.customer()) as line:
        await line.socket.send(json.dumps({"type": "send", "id": "12345678", "text": "x" * 300_000}))
        await asyncio.wait_for(line.closed.wait(), 5)
    assert line.socket.close_code == 1009


async def test_refusals_speak_the_language_of_the_hello(desk: Served) -> None:
    async with line_of(desk, await desk.customer(), language="zh-CN") as line:
        await line.socket.send('{"type": "dance"}')
        assert not (await line.next("refused"))["title"].split("dance")[0].isascii()
        await line.send("send", id="12345678", text="")
        refused = await line.next("refused", id="12345678")
        assert not refused["title"].isascii()


async def test_wrong_person_and_wrong_state(desk: Served) -> None:
    li, outsider, lin = await desk.customer(), await desk.customer("Outsider"), await desk.agent()
    ticket, other = TicketId((await desk.ticket(li)).ticket), TicketId((await desk.ticket(await desk.customer())).ticket)
    async with line_of(desk, li) as mine, line_of(desk, outsider) as theirs, line_of(desk, lin) as agent:
        await mine.send("send", id="it-is-mine", ticket=ticket, text="I may")
        await mine.next("accepted")
        await theirs.send("send", id="not-theirs", ticket=ticket, text="I may not")
        assert (await theirs.next("refused", id="not-theirs"))["code"] == "ticket_not_found"
        await theirs.send("follow", ticket=ticket)
        assert (await theirs.next("refused", ticket=ticket))["status"] == 404
        await agent.send("send", id="no-customer", ticket=ticket, text="by the wrong door")
        assert (await agent.next("refused"))["code"] == "customers_only"

        await desk.house.db.submit(solve(lin.who, ticket, needs=desk.house.needs, client_id="solve-01", closing=ClosingView(("done",))))
        await mine.send("send", id="still-not-1", ticket=ticket, text="still not there")
        assert (await mine.next("accepted", id="still-not-1"))["seq"] == 6
        second = TicketId((await mine_opens(mine))["ticket"])
        await desk.house.db.submit(merge(lin.who, second, needs=desk.house.needs, client_id="merge-01", into=ticket))
        await mine.send("send", id="into-merged", ticket=second, text="hello?")
        refused = await mine.next("refused", id="into-merged")
        assert (refused["code"], f"{ticket[:4]}-{ticket[4:]}" in refused["detail"]) == ("ticket_merged", True)
    assert other not in str(theirs.frames)


async def mine_opens(line: SocketLine) -> Frame:
    await line.send("send", id="open-second", text="another one")
    return await line.next("accepted", id="open-second")


async def test_a_private_link_opens_its_ticket_and_nothing_else(desk: Served) -> None:
    li = await desk.customer()
    async with line_of(desk, li) as line:
        await line.send("send", id="linked-one", text="mine by link")
        linked = await line.next("accepted", id="linked-one")
        await line.send("send", id="other-one", text="not by this link")
        other = await line.next("accepted", id="other-one")
    key = linked["guest_link"].rsplit("/", 1)[1]
    visitor = await desk.house.portal.sign_in_with_link(linked["ticket"], key, language="en", address="10.3.0.1")
    async with line_of(desk, Visitor(visitor.customer, visitor.token)) as line:
        await line.send("follow", ticket=linked["ticket"])
        await line.next("caught_up")
        await line.send("follow", ticket=other["ticket"])
        assert (await line.next("refused"))["code"] == "ticket_not_found"
        await line.send("send", id="a-new-one", text="may I?")
        assert (await line.next("refused", id="a-new-one"))["code"] == "link_is_for_one_ticket"
        await line.send("send", id="in-its-own", text="I may", ticket=linked["ticket"])
        await line.next("accepted", id="in-its-own")


async def test_too_fast_is_said_and_goes_by(desk: Served) -> None:
    async with line_of(desk, await desk.customer()) as line:
        for _ in range(80):
            await line.send("ping")
        refused = await line.next("refused")
        assert (refused["code"], refused["status"], refused["retry_after_s"]) == ("too_fast", 429, 3)
        await line.until(lambda: len(line.heard("pong")) + len(line.heard("refused")) == 80)
        heard = len(line.heard("pong"))
        async with asyncio.timeout(5):
            while len(line.heard("pong")) == heard:
                await asyncio.sleep(0.05)
                await line.send("ping")


@pytest.mark.parametrize(
    ("hello", "code"),
    [
        ('{"type": "ping"}', "hello_first"),
        ('{"type": "hello", "protocol": 2}', "protocol_unknown"),
        ('{"type": "hello"}', "signed_out"),
        ('{"type": "hello", "token": "made up"}', "signed_out"),
        ("what?", "bad_frame"),
        ('{"type": "hello", "resume": {"tickets": {"K7M24QDX": "all"}}}', "bad_frame"),
    ],
)
async def test_a_wrong_hello_is_answered_by_name_and_ends_the_connection(desk: Served, hello: str, code: str) -> None:
    async with raw_socket(desk) as socket:
        assert (await answer_to(socket, hello))["code"] == code
        with pytest.raises(ConnectionClosed):
            await asyncio.wait_for(socket.recv(), 5)
    assert desk.house.hub.peers == set()


async def test_who_says_no_hello_is_told_so_and_let_go(desk: Served) -> None:
    """With the patience of a test; ten seconds in life."""
    said: list[Any] = []

    async def receive() -> Any:
        if not said:
            said.append("connected")
            return {"type": "websocket.connect"}
        await asyncio.sleep(60)
        return {"type": "websocket.disconnect"}

    async def send(message: Any) -> None:
        said.append(message)

    await impatient(desk)({"headers": []}, receive, send)
    assert [part["type"] for part in said[1:]] == ["websocket.accept", "websocket.send", "websocket.close"]
    assert json.loads(said[2]["text"])["code"] == "hello_late"


def impatient(desk: Served) -> LiveSocket:
    house = desk.house
    catalog = load_catalog({})
    presence: Any = None
    whole = Desk(
        house.hub, presence, house.intake, house.people.sessions, house.people.customers, catalog, house.clock, house.metrics, 1,
        lambda ticket, key: "",
    )  # fmt: skip
    return LiveSocket(whole, is_own_origin=lambda scope: True, may_connect=lambda: True, hello_within_s=0.05)


async def test_a_page_of_another_site_cannot_speak_with_the_cookies_of_this_one(desk: Served) -> None:
    lin = await desk.agent()
    async with raw_socket(desk, cookie=lin.cookie, origin=desk.url) as own:
        assert (await answer_to(own, '{"type": "hello"}'))["type"] == "welcome"  # the premise
    with pytest.raises(InvalidStatus):
        async with raw_socket(desk, cookie=lin.cookie, origin="https://evil.example"):
            pass


async def test_cookies_that_cannot_be_read_hurt_nobody(desk: Served) -> None:
    li = await desk.customer()
    for cookie in ('tp_agent="; a=b; =;;;', "tp_customer=\x80abc", "x" * 4_000):
        async with raw_socket(desk, cookie=cookie) as socket:
            hello = json.dumps({"type": "hello", "token": li.token})
            assert (await answer_to(socket, hello))["type"] == "welcome"


async def test_a_session_that_ends_takes_its_connections_along(desk: Served) -> None:
    li, lin = await desk.customer(), await desk.agent()
    async with line_of(desk, li) as chat, line_of(desk, lin) as agent:
        await desk.house.portal.sign_out(li.who)
        await chat.send("ping")
        assert (await chat.next("bye"))["reason"] == "signed_out"
        found = await desk.house.people.sessions.find_agent(lin.cookie.partition("=")[2])
        assert found is not None
        await desk.house.people.sessions.end_session(found, found.session)  # said at once: a ping could come too late to be sent
        assert (await agent.next("bye"))["reason"] == "signed_out"
        for line in (chat, agent):
            await asyncio.wait_for(line.closed.wait(), 5)
    async with raw_socket(desk) as socket:
        assert (await answer_to(socket, json.dumps({"type": "hello", "token": li.token})))["code"] == "signed_out"
