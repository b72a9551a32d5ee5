"""The twin of the WebSocket, spoken with nothing but the standard library: one request that streams, others that post."""

from __future__ import annotations

import asyncio
import contextlib
import json
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from typing import Any

from tests.live.serving import Colleague, Served, Visitor
from tests.live.speaking import NO_CURSORS, Copy, Frame, Line, check_frame


async def request(
    served: Served, method: str, path: str, body: object = None, *, headers: Mapping[str, str] | None = None
) -> tuple[int, dict[str, str], bytes]:
    """Status, headers (lower case) and body of one request on a connection of its own."""
    reader, writer = await asyncio.open_connection("127.0.0.1", served.port)
    try:
        raw = body if isinstance(body, bytes) else b"" if body is None else json.dumps(body).encode()
        await begin(writer, served, method, path, raw, headers=headers or {})
        status, found = await read_head(reader)
        length = int(found.get("content-length", "0"))
        return status, found, await reader.readexactly(length) if length else b""
    finally:
        writer.close()


async def begin(writer: asyncio.StreamWriter, served: Served, method: str, path: str, raw: bytes, *, headers: Mapping[str, str]) -> None:
    told = {"host": f"127.0.0.1:{served.port}", "content-type": "application/json", "content-length": str(len(raw)), **headers}
    head = f"{method} {path} HTTP/1.1\r\n" + "".join(f"{name}: {value}\r\n" for name, value in told.items()) + "\r\n"
    writer.write(head.encode("latin-1") + raw)
    await writer.drain()


async def read_head(reader: asyncio.StreamReader) -> tuple[int, dict[str, str]]:
    head = (await asyncio.wait_for(reader.readuntil(b"\r\n\r\n"), 10)).decode("latin-1").split("\r\n")
    fields = (line.partition(":") for line in head[1:] if line)
    return int(head[0].split(" ")[1]), {name.lower(): value.strip() for name, _, value in fields}


class StreamLine(Line):
    def __init__(self, served: Served, who: Visitor | Colleague, copy: Copy | None = None) -> None:
        super().__init__(copy)
        self.served = served
        self.who = who
        self.beats = 0

    @property
    def headers(self) -> dict[str, str]:
        return {"cookie": self.who.cookie, "origin": self.served.url} if isinstance(self.who, Colleague) else {}

    @property
    def token(self) -> dict[str, str]:
        return {"token": self.who.token} if isinstance(self.who, Visitor) else {}

    async def post(self, *frames: Frame) -> list[Frame]:
        """The answers to some frames."""
        for frame in frames:
            check_frame(frame, "client")
        body = {**self.token, "frames": list(frames)}
        status, _, raw = await request(self.served, "POST", "/live/frames", body, headers=self.headers)
        assert status == 200, raw
        answers: list[Frame] = json.loads(raw)["frames"]
        for answer in answers:
            self.hear(answer)
        return answers

    async def send(self, kind: str, **fields: Any) -> None:
        await self.post({"type": kind, **fields})

    async def listen(self, reader: asyncio.StreamReader) -> None:
        rest = b""
        with contextlib.suppress(asyncio.IncompleteReadError, ConnectionError, ValueError):
            while size := int(await reader.readline(), 16):
                rest += (await reader.readexactly(size + 2))[:-2]
                *whole, rest = rest.split(b"\n\n")
                for part in whole:
                    if part.startswith(b"data: "):
                        self.hear(json.loads(part[6:]))
                    else:
                        assert part.startswith(b":")
                        self.beats += 1
        self.end()


@asynccontextmanager
async def stream_of(
    served: Served, who: Visitor | Colleague, *, resume: Mapping[str, Any] = NO_CURSORS, copy: Copy | None = None
) -> AsyncIterator[StreamLine]:
    """An event stream that was welcomed."""
    line = StreamLine(served, who, copy)
    reader, writer = await asyncio.open_connection("127.0.0.1", served.port)
    hello = json.dumps({"type": "hello", "resume": dict(resume), **line.token}).encode()
    await begin(writer, served, "POST", "/live/stream", hello, headers=line.headers)
    status, headers = await read_head(reader)
    assert (status, headers["content-type"].partition(";")[0]) == (200, "text/event-stream")
    listening = asyncio.create_task(line.listen(reader))
    try:
        await line.next("welcome")
        yield line
    finally:
        writer.close()
        await listening
