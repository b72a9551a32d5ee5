"""Those who do not read, do not speak, or go without a word: they are let go, nobody else waits for them, and they lose nothing."""

from __future__ import annotations

import asyncio
import contextlib
import json
import socket
import time

import pytest
from tests.live.serving import Served, Visitor, serving
from tests.live.speaking import Copy, line_of, raw_socket
from tests.live.streaming import stream_of

from truepenny.contracts.identity import Agent, TicketId
from truepenny.main.chores import sweep
from truepenny.platform.settings import Settings
from truepenny.surfaces.live import peer
from truepenny.surfaces.live.peer import DRAIN_S
from truepenny.tickets.actions.reply import reply

pytestmark = pytest.mark.anyio


async def flood(desk: Served, agent: Agent, ticket: TicketId, megabytes: float) -> int:
    """So many bytes of answers; gives the last seq."""
    words = "x" * 19_000
    jobs = [
        desk.house.db.submit(reply(agent, ticket, client_id=f"flood-{n:05}-{ticket}", text=words, needs=desk.house.needs))
        for n in range(int(megabytes * 1_000_000 / len(words)))
    ]
    return max(receipt.seq for receipt in await asyncio.gather(*jobs))


def deaf_socket(desk: Served) -> socket.socket:
    """With a small window, so that what is not read shows soon."""
    ear = socket.socket()
    ear.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4_096)
    ear.setblocking(False)
    return ear


async def open_deaf(desk: Served, visitor: Visitor, ticket: str) -> socket.socket:
    """A WebSocket that says hello and then never reads."""
    loop, ear = asyncio.get_running_loop(), deaf_socket(desk)
    await loop.sock_connect(ear, ("127.0.0.1", desk.port))
    shake = (
        f"GET /live HTTP/1.1\r\nHost: 127.0.0.1:{desk.port}\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
        "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\nSec-WebSocket-Version: 13\r\n\r\n"
    )
    await loop.sock_sendall(ear, shake.encode())
    assert b" 101 " in await loop.sock_recv(ear, 300)
    hello = json.dumps({"type": "hello", "token": visitor.token, "resume": {"tickets": {ticket: 0}}}).encode()
    assert len(hello) < 65_536
    await loop.sock_sendall(ear, b"\x81\xfe" + len(hello).to_bytes(2, "big") + bytes(4) + hello)
    return ear


async def until(true: object, within_s: float = 8.0) -> None:
    assert callable(true)
    async with asyncio.timeout(within_s):
        while not true():
            await asyncio.sleep(0.02)


async def open_deaf_stream(desk: Served, visitor: Visitor, ticket: str) -> socket.socket:
    """An event stream that is never read."""
    loop, ear = asyncio.get_running_loop(), deaf_socket(desk)
    await loop.sock_connect(ear, ("127.0.0.1", desk.port))
    hello = json.dumps({"type": "hello", "token": visitor.token, "resume": {"tickets": {ticket: 0}}})
    head = f"POST /live/stream HTTP/1.1\r\nHost: 127.0.0.1:{desk.port}\r\nContent-Length: {len(hello)}\r\n\r\n"
    await loop.sock_sendall(ear, (head + hello).encode())
    return ear


async def test_who_reads_nothing_is_cut_off_and_others_do_not_wait(desk: Served) -> None:
    """One WebSocket and one stream that nobody reads, and a customer who reads all: nine megabytes at once, then a return."""
    li, lin = await desk.customer(), await desk.agent()
    ticket = TicketId((await desk.ticket(li)).ticket)
    ears = [await open_deaf(desk, li, ticket), await open_deaf_stream(desk, li, ticket)]
    try:
        await until(lambda: len(desk.house.hub.peers) == 2)
        deaf = set(desk.house.hub.peers)
        async with line_of(desk, li, resume={"tickets": {ticket: 0}}) as other:
            await other.next("caught_up")
            begun = time.monotonic()
            last = await flood(desk, lin.who, ticket, 9)
            await other.until(lambda: last in other.copy.tickets[ticket]["events"])
            assert time.monotonic() - begun < DRAIN_S, "they do not wait for the deaf"
            await until(lambda: not deaf & desk.house.hub.peers, within_s=DRAIN_S + 8)
            assert other.heard("bye") == []
        known = Copy()
        async with line_of(desk, li, resume={"tickets": {ticket: 0}}, copy=known) as back:
            await back.next("caught_up", seq=last)
        assert len(known.tickets[ticket]["events"]) == last, "they come back and have lost nothing"
    finally:
        for ear in ears:
            ear.close()
    await until(lambda: not desk.house.hub.peers)


async def test_who_reads_a_byte_a_moment_is_served_as_far_as_it_goes(desk: Served, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(peer, "DRAIN_S", 60.0)  # longer than a busy machine takes for twenty replies
    li, lin = await desk.customer(), await desk.agent()
    ticket = TicketId((await desk.ticket(li)).ticket)
    ear = await open_deaf(desk, li, ticket)
    try:
        await until(lambda: desk.house.hub.peers)
        loop = asyncio.get_running_loop()
        begun = time.monotonic()
        answers = [
            asyncio.create_task(desk.house.db.submit(reply(lin.who, ticket, client_id=f"slowly-{n:03}", text="hi", needs=desk.house.needs)))
            for n in range(20)
        ]
        read = b""
        for _ in range(100):
            read += await loop.sock_recv(ear, 1)
            await asyncio.sleep(0.002)
        await asyncio.gather(*answers)
        assert time.monotonic() - begun < peer.DRAIN_S, "nobody waits for it"
        assert b"welcome" in read
        assert len(desk.house.hub.peers) == 1, "slow is no reason to be cut off"
    finally:
        ear.close()


async def test_who_is_silent_for_two_heartbeats_is_swept_and_who_speaks_is_not(desk: Served) -> None:
    li = await desk.customer()
    async with line_of(desk, li) as silent, line_of(desk, li) as speaking:
        later = time.monotonic() + 55
        await speaking.send("ping")
        await speaking.next("pong")
        for peer in desk.house.hub.peers:
            peer.heard_at += 0.0
        loud = max(desk.house.hub.peers, key=lambda peer: peer.heard_at)
        loud.heard_at += 50
        sweep(desk.house, later)
        assert silent.heard("bye") == []
        sweep(desk.house, later + 10)
        assert (await silent.next("bye"))["reason"] == "silent"
        await speaking.send("ping")
        await speaking.next("pong")


async def test_who_goes_without_a_word_leaves_nothing_behind(desk: Served) -> None:
    li, lin = await desk.customer(), await desk.agent()
    ticket = (await desk.ticket(li)).ticket
    for _ in range(5):
        async with raw_socket(desk, cookie=lin.cookie) as line:
            await line.send(json.dumps({"type": "hello", "resume": {"tickets": {ticket: 0}, "inbox": 0}}))
            await line.recv()
            line.transport.abort()
        with contextlib.suppress(ConnectionError):
            async with stream_of(desk, li, resume={"tickets": {ticket: 0}}):
                pass
    hub = desk.house.hub
    await until(lambda: not hub.peers and not hub.followers)


async def test_a_stopping_desk_says_bye_and_when_to_come_back(sqlite_settings: Settings) -> None:
    async with serving(sqlite_settings) as desk:
        li = await desk.customer()
        async with line_of(desk, li) as chat, stream_of(desk, li) as stream:
            desk.server.should_exit = True
            for line in (chat, stream):
                bye = await line.next("bye")
                assert (bye["reason"], bye["resume_in_ms"] > 0) == ("stopping", True)
                await asyncio.wait_for(line.closed.wait(), 5)
