"""A client of the live protocol, written from docs/live-protocol.md; every frame that it hears is held against docs/asyncapi.json."""

from __future__ import annotations

import asyncio
import contextlib
import json
from collections.abc import AsyncIterator, Callable, Mapping
from contextlib import asynccontextmanager
from functools import cache
from pathlib import Path
from types import MappingProxyType
from typing import Any

from jsonschema import Draft202012Validator
from tests.live.serving import Colleague, Served, Visitor
from websockets.asyncio.client import ClientConnection, connect
from websockets.exceptions import ConnectionClosed

ASYNCAPI = Path(__file__).parents[2] / "docs" / "asyncapi.json"
Frame = dict[str, Any]
WAIT_S = 8.0
NO_CURSORS: Mapping[str, Any] = MappingProxyType({})


@cache
def load_document() -> Frame:
    document: Frame = json.loads(ASYNCAPI.read_text(encoding="utf-8"))
    return document


@cache
def validator(side: str, kind: str) -> Draft202012Validator:
    document = load_document()
    payload = document["components"]["messages"][f"{side}.{kind}"]["payload"]
    return Draft202012Validator({**payload, "components": document["components"]})


def check_frame(frame: Frame, side: str = "server") -> None:
    """The frame is of the protocol, and holds nothing that the document does not name."""
    document = load_document()
    errors = [error.message for error in validator(side, frame["type"]).iter_errors(frame)]
    assert errors == [], (frame, errors)
    name = document["components"]["messages"][f"{side}.{frame['type']}"]["payload"]["$ref"].rsplit("/", 1)[1]
    assert set(frame) <= set(document["components"]["schemas"][name]["properties"]), frame


class Copy:
    """What a client knows: built from frames alone, the same whatever the way."""

    def __init__(self) -> None:
        self.tickets: dict[str, Frame] = {}
        self.inbox: int | None = None

    def hear(self, frame: Frame) -> None:
        match frame["type"]:
            case "event":
                event = frame["event"]
                self._of(event["ticket"])["events"][event["seq"]] = event
                if event["kind"] == "erased":
                    lost = self._of(event["ticket"])["events"].get(event["erased_seq"])
                    if lost is not None:
                        lost.pop("text", None)
                        lost["erased"] = True
            case "ticket":
                self._of(frame["ticket"]["ticket"])["head"] = frame["ticket"]
            case "marks":
                self._of(frame["ticket"])["marks"] = frame
            case "caught_up":
                self._of(frame["ticket"])["seq"] = frame["seq"]
            case "inbox":
                self.inbox = frame["position"]
            case _:
                pass

    def _of(self, ticket: str) -> Frame:
        return self.tickets.setdefault(ticket, {"events": {}, "head": None, "marks": None, "seq": 0})

    def cursors(self) -> Frame:
        """What to say in the next hello."""
        return {"tickets": {ticket: max([known["seq"], *known["events"]], default=0) for ticket, known in self.tickets.items()}}


class Line:
    """One connection. frames: all that was heard."""

    def __init__(self, copy: Copy | None = None) -> None:
        self.frames: list[Frame] = []
        self.copy = copy or Copy()
        self.closed = asyncio.Event()
        self._taken: set[int] = set()
        self._news = asyncio.Event()

    def hear(self, frame: Frame) -> None:
        check_frame(frame)
        self.frames.append(frame)
        self.copy.hear(frame)
        self._news.set()

    def end(self) -> None:
        self.closed.set()
        self._news.set()

    async def send(self, kind: str, **fields: Any) -> None:
        raise NotImplementedError

    async def next(self, kind: str, **wanted: Any) -> Frame:
        """The first frame of this type, with these fields, that was not given out before."""

        def find() -> Frame | None:
            for n, frame in enumerate(self.frames):
                if n not in self._taken and frame["type"] == kind and wanted.items() <= frame.items():
                    self._taken.add(n)
                    return frame
            return None

        return await self.until(find)

    async def event(self, kind: str, **wanted: Any) -> Frame:
        """The first event of this kind, with these fields, that was not given out before."""

        def find() -> Frame | None:
            for n, frame in enumerate(self.frames):
                if n not in self._taken and frame["type"] == "event" and {"kind": kind, **wanted}.items() <= frame["event"].items():
                    self._taken.add(n)
                    found: Frame = frame["event"]
                    return found
            return None

        return await self.until(find)

    async def until(self, find: Callable[[], Any]) -> Any:
        async with asyncio.timeout(WAIT_S):
            while True:
                found = find()
                if found:
                    return found
                if self.closed.is_set():
                    raise AssertionError(f"the connection ended first; heard were {[frame['type'] for frame in self.frames]}")
                self._news.clear()
                await self._news.wait()

    def heard(self, kind: str) -> list[Frame]:
        return [frame for frame in self.frames if frame["type"] == kind]

    def events(self) -> list[Frame]:
        return [frame["event"] for frame in self.frames if frame["type"] == "event"]


class SocketLine(Line):
    def __init__(self, socket: ClientConnection, copy: Copy | None = None) -> None:
        super().__init__(copy)
        self.socket = socket

    async def send(self, kind: str, **fields: Any) -> None:
        frame = {"type": kind, **fields}
        check_frame(frame, "client")
        await self.socket.send(json.dumps(frame))

    async def listen(self) -> None:
        with contextlib.suppress(ConnectionClosed):
            async for raw in self.socket:
                assert isinstance(raw, str), "frames are text"
                self.hear(json.loads(raw))
        self.end()


@asynccontextmanager
async def raw_socket(served: Served, *, cookie: str = "", origin: str | None = None) -> AsyncIterator[ClientConnection]:
    """A WebSocket on which nothing was said."""
    headers = {"Cookie": cookie} if cookie else {}
    async with connect(f"ws://127.0.0.1:{served.port}/live", additional_headers=headers, origin=origin, compression=None) as socket:  # type: ignore[arg-type]
        yield socket


@asynccontextmanager
async def line_of(
    served: Served, who: Visitor | Colleague, *, resume: Mapping[str, Any] = NO_CURSORS, copy: Copy | None = None, language: str = "en"
) -> AsyncIterator[SocketLine]:
    """A connection that was welcomed."""
    cookie = who.cookie if isinstance(who, Colleague) else ""
    async with raw_socket(served, cookie=cookie) as socket:
        line = SocketLine(socket, copy)
        token = {"token": who.token} if isinstance(who, Visitor) else {}
        await line.send("hello", protocol=1, language=language, resume=dict(resume), **token)
        listening = asyncio.create_task(line.listen())
        try:
            await line.next("welcome")
            yield line
        finally:
            await socket.close()
            await listening
