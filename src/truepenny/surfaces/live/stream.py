"""The twin of the WebSocket for networks that break it: an event stream out, POSTs in. Stateless: any node may answer either.

POST /live/stream   body: a hello frame; answer: text/event-stream, one server frame a `data:` line, `:` lines as heartbeat
POST /live/frames   body: {"token": ..., "frames": [...]}; answer: {"frames": [...]}, an accepted, refused or pong for each that needs one
Frames about following and presence act on the session's event streams at this process.
"""

from __future__ import annotations

import asyncio
import logging
import time
from collections.abc import AsyncIterator, Callable, Sequence
from typing import Any, Literal

import msgspec
from litestar import Request, Response, post
from litestar.response import Stream

from truepenny.channels.webchat.parse import fault_of, parse_frame
from truepenny.contracts.errors import Malformed, Refused
from truepenny.contracts.identity import Principal
from truepenny.contracts.live import HEARTBEAT_S, AnyClientFrame, AnyServerFrame, Hello, Ping, Pong, Send
from truepenny.platform.buckets import Bucket, Buckets
from truepenny.platform.web.guest_origins import allow_guests
from truepenny.platform.web.router import Router
from truepenny.surfaces.live import session
from truepenny.surfaces.live.peer import BURST, FRAMES_PER_S, Peer, knows
from truepenny.surfaces.live.session import Desk
from truepenny.surfaces.live.socket import bad_frame, cookies_of

log = logging.getLogger(__name__)
MAX_FRAMES = 50


class Frames(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    frames: list[AnyClientFrame]
    token: str | None = None
    language: str = "en"
    side: Literal["agent", "customer"] | None = None


class Answers(msgspec.Struct, frozen=True):
    frames: list[AnyServerFrame]


def routes(desk: Desk, *, is_own_origin: Callable[[Any], bool], guests: Sequence[str]) -> list[Router]:
    """guests: origins whose pages carry the widget."""
    pace = Buckets(lambda: Bucket(per_s=FRAMES_PER_S, most=BURST))

    @post("/stream", status_code=200, include_in_schema=False)
    async def stream(request: Request[Any, Any, Any]) -> Stream:
        hello = _parse(await request.body())
        outlet = await _open(desk, request, hello, own=is_own_origin(request.scope))
        return Stream(outlet, media_type="text/event-stream", headers={"cache-control": "no-store", "x-accel-buffering": "no"})

    @post("/frames", status_code=200, include_in_schema=False)
    async def frames(request: Request[Any, Any, Any]) -> Response[Answers]:
        try:
            said = msgspec.json.decode(await request.body(), type=Frames)
        except msgspec.MsgspecError as wrong:
            raise bad_frame(Malformed(fault_of(wrong))) from wrong
        if len(said.frames) > MAX_FRAMES:
            raise Refused(413, "too_many_frames", "Too many frames in one request.", "Send at most {limit} at a time.",
                          params={"limit": MAX_FRAMES})  # fmt: skip
        own = is_own_origin(request.scope)
        found = await session.find_principal(desk, Hello(token=said.token, side=said.side), cookies_of(request.scope) if own else {})  # type: ignore[arg-type]
        if found is None:
            raise session.signed_out(None)
        principal, token = found
        voice = _Voice(desk, principal, token, language=said.language)
        answers = [await voice.say(frame, paced=pace.take(token)) for frame in said.frames]
        return Response(Answers([answer for answer in answers if answer is not None]), headers={"cache-control": "no-store"})

    return [Router("/live", route_handlers=[stream, frames], middleware=[allow_guests(guests)])]


async def _open(desk: Desk, request: Request[Any, Any, Any], hello: Hello, *, own: bool) -> AsyncIterator[bytes]:
    found = await session.find_principal(desk, hello, cookies_of(request.scope) if own else {})  # type: ignore[arg-type]
    if found is None:
        raise session.signed_out(hello.side)
    return _Stream(desk, *found, hello=hello).frames()


class _Stream:
    """One event stream: a peer, and what waits for its request to send."""

    def __init__(self, desk: Desk, principal: Principal, token: str, *, hello: Hello) -> None:
        self._desk = desk
        self._hello = hello
        self._waiting: asyncio.Queue[bytes | None] = asyncio.Queue(maxsize=100)
        self._request = asyncio.current_task()
        self._begun: asyncio.Task[None] | None = None
        language = session.language_of(desk, hello.language)
        self._room = asyncio.Event()
        self._peer = Peer(
            principal, language=language, token=token, offer=self._offer, wait=self._wait_for_room, close=self._close, streams=True
        )

    async def frames(self) -> AsyncIterator[bytes]:
        """Until the peer is cut and all is said. The server itself sees to the heartbeat of those who cannot send one."""
        self._desk.metrics.sockets.labels(knows(self._peer.principal)).inc()
        self._begun = asyncio.create_task(self._begin())
        beat_s = HEARTBEAT_S / 2
        due = time.monotonic() + beat_s
        try:
            while not (self._peer.closed and self._waiting.empty()):
                left_s = due - time.monotonic()
                if left_s <= 0:
                    due = time.monotonic() + beat_s
                    await session.handle(self._desk, self._peer, Ping())
                    yield b": still here\n\n"
                    continue
                try:
                    async with asyncio.timeout(left_s):
                        frame = await self._waiting.get()
                except TimeoutError:
                    continue
                self._room.set()
                if frame is None:
                    return
                yield b"data: " + frame + b"\n\n"
        finally:
            self._leave()

    def _offer(self, frame: bytes) -> bool:
        if self._waiting.full():
            return False
        self._waiting.put_nowait(frame)
        return True

    async def _wait_for_room(self) -> None:
        self._room.clear()
        await self._room.wait()

    async def _begin(self) -> None:
        try:
            await session.begin(self._desk, self._peer, self._hello.resume)
        except Exception as error:
            log.error("an event stream could not begin", exc_info=error)
            self._peer.cut("resume", resume_in_ms=1_000)

    def _close(self) -> None:
        """The last frame was queued. Who has let the queue fill up does not read: the request is given up."""
        if not self._waiting.full():
            self._waiting.put_nowait(None)
        elif self._request is not None:
            self._leave()
            self._request.cancel()

    def _leave(self) -> None:
        begun, self._begun = self._begun, None
        if begun is not None:
            begun.cancel()
            session.leave(self._desk, self._peer)


# Frames that come by POST


class _Voice:
    """What one request may say: for itself, and for the event streams of the same session at this process."""

    def __init__(self, desk: Desk, principal: Principal, token: str, *, language: str) -> None:
        self._desk = desk
        self._principal = principal
        self._language = session.language_of(desk, language)
        self._streams = desk.hub.streams_of(token)

    async def say(self, frame: AnyClientFrame, *, paced: bool) -> AnyServerFrame | None:
        """The answer to a frame that needs one. A refusal is an answer."""
        try:
            if not paced:
                raise session.too_fast()
            return await self._say(frame)
        except Exception as error:
            return session.refusal(self._desk, error, self._language, frame)

    async def _say(self, frame: AnyClientFrame) -> AnyServerFrame | None:
        match frame:
            case Send():
                return await session.accept(self._desk, self._principal, frame)
            case Ping():
                return Pong(self._desk.clock.now_us())
            case Hello():
                raise Refused(409, "hello_twice", "This connection has begun already.", "Send hello once, as the first frame.")
        if self._streams:
            for peer in self._streams:
                await session.act(self._desk, peer, frame)
        else:
            await session.act_from_afar(self._desk, self._principal, frame)
        return None


def _parse(body: bytes) -> Hello:
    try:
        return session.check_hello(parse_frame(body))
    except Malformed as wrong:
        raise bad_frame(wrong) from wrong
