"""The bytes of a WebSocket, by hand: however the network cuts them up, the desk understands the same."""

from __future__ import annotations

import asyncio
import json
import struct
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import pytest
from tests.live.serving import Served
from tests.live.speaking import Frame

pytestmark = pytest.mark.anyio
TEXT, CONTINUED, PING, LAST = 0x1, 0x0, 0x9, 0x80
MASK = b"\x11\x22\x33\x44"
UPGRADE = (
    "GET /live HTTP/1.1\r\nHost: 127.0.0.1:{port}\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
    "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\nSec-WebSocket-Version: 13\r\n\r\n"
)


def framed(payload: bytes, *, kind: int = TEXT | LAST, mask: bytes = MASK) -> bytes:
    """A frame as a client sends it: masked."""
    size = len(payload)
    if size < 126:
        head = struct.pack("!BB", kind, LAST | size)
    elif size < 65_536:
        head = struct.pack("!BBH", kind, LAST | 126, size)
    else:
        head = struct.pack("!BBQ", kind, LAST | 127, size)
    return head + mask + bytes(byte ^ mask[n % 4] for n, byte in enumerate(payload))


def say(**frame: object) -> bytes:
    return json.dumps(frame, ensure_ascii=False).encode()


def send(name: str, text: str = "hello") -> bytes:
    return say(type="send", id=name, text=text, ticket=None)


class Bare:
    """A client that writes bytes and reads frames."""

    def __init__(self, served: Served, token: str, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self.hello = framed(say(type="hello", protocol=1, token=token))
        self._upgrade = UPGRADE.format(port=served.port).encode()
        self.control: list[tuple[int, bytes]] = []
        self._reader = reader
        self._writer = writer

    async def write(self, *parts: bytes) -> None:
        """Each part in a segment of its own."""
        for part in parts:
            self._writer.write(part)
            await self._writer.drain()
            await asyncio.sleep(0.005)

    async def upgrade(self) -> None:
        await self.write(self._upgrade)
        assert b" 101 " in await self._reader.readuntil(b"\r\n\r\n")

    async def next(self) -> tuple[int, bytes]:
        """(first byte, payload)."""
        async with asyncio.timeout(10):
            kind, size = await self._reader.readexactly(2)
            if size == 126:
                size = int.from_bytes(await self._reader.readexactly(2), "big")
            elif size == 127:
                size = int.from_bytes(await self._reader.readexactly(8), "big")
            return kind, await self._reader.readexactly(size)

    async def until(self, kind: str) -> Frame:
        while True:
            first, payload = await self.next()
            if first != TEXT | LAST:
                self.control.append((first, payload))
            elif json.loads(payload)["type"] == kind:
                frame: Frame = json.loads(payload)
                return frame

    async def accepted(self, count: int) -> list[str]:
        return [(await self.until("accepted"))["id"] for _ in range(count)]


@asynccontextmanager
async def bare_client(served: Served) -> AsyncIterator[Bare]:
    visitor = await served.customer()
    reader, writer = await asyncio.open_connection("127.0.0.1", served.port)
    try:
        yield Bare(served, visitor.token, reader, writer)
    finally:
        writer.close()


async def test_a_frame_may_come_byte_by_byte_and_many_in_one_segment(served: Served) -> None:
    async with bare_client(served) as client:
        await client.upgrade()
        await client.write(*(client.hello[n : n + 1] for n in range(8)), client.hello[8:])
        await client.until("welcome")
        long = framed(send("message-long", "提币没有到账 " * 30))
        assert long[1] == LAST | 126, "the premise: its head has two more bytes"
        await client.write(long[:3], long[3:7], long[7:50], long[50:])
        assert await client.accepted(1) == ["message-long"]
        together = b"".join(framed(send(f"message-{n:04}")) for n in range(20))
        await client.write(together[:-9], together[-9:] + framed(b"", kind=PING | LAST))
        assert await client.accepted(20) == [f"message-{n:04}" for n in range(20)]


async def test_fragments_and_pings_between_them_are_one_message(served: Served) -> None:
    async with bare_client(served) as client:
        await client.upgrade()
        await client.write(client.hello)
        await client.until("welcome")
        whole = send("in-fragments", "一二三")
        first, second = framed(whole[:10], kind=TEXT), framed(whole[10:], kind=CONTINUED | LAST)
        await client.write(first[:5], first[5:] + framed(b"still there", kind=PING | LAST) + second + framed(send("in-one-piece")))
        assert await client.accepted(2) == ["in-fragments", "in-one-piece"]
        assert client.control == [(0x8A, b"still there")]


@pytest.mark.parametrize(
    ("bad", "code"),
    [
        (framed(b'{"type":"ping\xff"}'), 1007),
        (struct.pack("!BBQ", TEXT | LAST, LAST | 127, 10_000_000) + MASK, 1009),
        (b"\x81\x05hello", 1002),
        (framed(b"half", kind=TEXT) + framed(b"{}"), 1002),
        (b"\xc1\x80" + MASK, 1002),
    ],
    ids=["no utf-8", "far too large", "not masked", "a message inside another", "a flag that nobody agreed on"],
)
async def test_what_breaks_the_rules_of_the_wire_ends_the_connection_with_its_code(served: Served, bad: bytes, code: int) -> None:
    async with bare_client(served) as client:
        await client.upgrade()
        await client.write(client.hello)
        await client.until("welcome")
        await client.write(bad)
        while True:
            kind, payload = await client.next()
            if kind == 0x88:
                break
        assert int.from_bytes(payload[:2], "big") == code
    async with bare_client(served) as another:
        await another.upgrade()
        await another.write(another.hello)
        await another.until("welcome")


async def test_who_sends_far_ahead_is_read_no_further_and_loses_nothing(served: Served) -> None:
    async with bare_client(served) as client:
        await client.upgrade()
        await client.write(client.hello + b"".join(framed(send(f"ahead-{n:04}", "x" * 2000)) for n in range(50)))
        assert await client.accepted(50) == [f"ahead-{n:04}" for n in range(50)]
