"""The twin of the WebSocket for networks that break it: an event stream out, POSTs in. Stateless: any node may answer either.

POST /live/stream   body: a hello frame; answer: text/event-stream, one server frame a `data:` line, `:` lines as heartbeat
POST /live/frames   body: {"token": ..., "frames": [...]}; answer: {"frames": [...]}, an accepted, refused or pong for each that needs one
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable, Sequence
from typing import Any

import msgspec
from litestar import Request, Response, Router, post
from litestar.response import Stream

from truepenny.channels.webchat.parse import fault_of, parse_frame
from truepenny.contracts.errors import Malformed, Refused
from truepenny.contracts.live import HEARTBEAT_S, AnyClientFrame, AnyServerFrame, Hello, Ping, Pong, Send
from truepenny.platform.web.guest_origins import allow_guests
from truepenny.surfaces.live import session
from truepenny.surfaces.live.peer import Peer, knows
from truepenny.surfaces.live.session import Desk
from truepenny.surfaces.live.socket import bad_frame, cookies_of

MAX_FRAMES = 50


class Frames(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    frames: list[AnyClientFrame]
    token: str | None = None
    language: str = "en"


class Answers(msgspec.Struct, frozen=True):
    frames: list[AnyServerFrame]


def routes(desk: Desk, *, is_own_origin: Callable[[Any], bool], guests: Sequence[str]) -> list[Router]:
    """guests: origins whose pages carry the widget."""

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
        found = await session.find_principal(desk, Hello(token=said.token), cookies_of(request.scope) if own else {})  # type: ignore[arg-type]
        if found is None:
            raise _signed_out()
        peer = _relay(desk, found, said.language)
        answers = [answer for frame in said.frames if (answer := await _answer(desk, peer, frame)) is not None]
        return Response(Answers(answers), headers={"cache-control": "no-store"})

    return [Router("/live", route_handlers=[stream, frames], middleware=[allow_guests(guests)])]


async def _open(desk: Desk, request: Request[Any, Any, Any], hello: Hello, *, own: bool) -> AsyncIterator[bytes]:
    found = await session.find_principal(desk, hello, cookies_of(request.scope) if own else {})  # type: ignore[arg-type]
    if found is None:
        raise _signed_out()
    waiting: asyncio.Queue[bytes | None] = asyncio.Queue(maxsize=100)
    principal, token = found
    peer = Peer(principal, language=hello.language, token=token, send=waiting.put, close=lambda: _end(waiting))

    async def outlet() -> AsyncIterator[bytes]:
        desk.metrics.sockets.labels(knows(principal)).inc()
        begun = asyncio.create_task(session.begin(desk, peer, hello.resume))
        try:
            while True:
                try:
                    frame = await asyncio.wait_for(waiting.get(), HEARTBEAT_S / 2)
                except TimeoutError:
                    await session.handle(desk, peer, Ping())
                    yield b": still here\n\n"
                    continue
                if frame is None:
                    return
                yield b"data: " + frame + b"\n\n"
        finally:
            begun.cancel()
            session.leave(desk, peer)

    return outlet()


def _end(waiting: asyncio.Queue[bytes | None]) -> None:
    if not waiting.full():
        waiting.put_nowait(None)


def _relay(desk: Desk, found: Any, language: str) -> Peer:
    """A peer for one request: it may speak for every connection of the same person."""
    principal, token = found

    async def nowhere(_frame: bytes) -> None:
        return None

    peer = Peer(principal, language=language, token=token, send=nowhere, close=lambda: None)
    for other in desk.hub.peers:
        if other.token == token:
            peer.following.update(other.following)
    return peer


async def _answer(desk: Desk, peer: Peer, frame: AnyClientFrame) -> AnyServerFrame | None:
    try:
        if isinstance(frame, Send):
            return await session.accept(desk, peer.principal, frame)
        if isinstance(frame, Ping):
            return Pong(desk.clock.now_us())
        await session.act(desk, peer, frame)
    except Exception as error:
        return session.refusal(desk, error, peer.language, frame)
    return None


def _parse(body: bytes) -> Hello:
    try:
        frame = parse_frame(body)
    except Malformed as wrong:
        raise bad_frame(wrong) from wrong
    if not isinstance(frame, Hello):
        raise Refused(400, "hello_first", "The first frame must be hello.", "See the live protocol.")
    return frame


def _signed_out() -> Refused:
    return Refused(401, "signed_out", "You are signed out.", "Sign in again: your messages are still here.")
