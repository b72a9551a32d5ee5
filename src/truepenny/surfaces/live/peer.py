"""A peer: one live connection, what it follows and how far it has got, and what waits to be sent to it."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Awaitable, Callable
from typing import ClassVar, Literal

import msgspec

from truepenny.contracts.identity import Agent, Customer, Principal, TicketId
from truepenny.contracts.live import AnyServerFrame, Bye, ByeReason
from truepenny.platform.buckets import Bucket

MAX_WAITING_BYTES = 2 * 1024 * 1024
"""A peer that lets more than this pile up is cut off; it resumes by its cursors and has lost nothing."""
ENOUGH_BYTES = 256 * 1024
"""With more than this waiting, what can be read from the log later is not queued as well."""
DRAIN_S = 5.0
_encoder = msgspec.json.Encoder()


def encode_frame(frame: AnyServerFrame) -> bytes:
    return _encoder.encode(frame)


class Following:
    """One ticket that a peer follows. cursor: the last seq sent. busy: being read from the log; live events only mark it stale.

    asked: from where the client wants to be caught up; None when that was done.
    """

    __slots__ = ("asked", "busy", "cursor", "peer", "stale", "ticket")

    def __init__(self, peer: Peer, ticket: TicketId, cursor: int) -> None:
        self.peer = peer
        self.ticket = ticket
        self.cursor = cursor
        self.asked: int | None = cursor
        self.busy = False
        self.stale = False


class Peer:
    """offer: puts one frame on the wire, or says False while the network is slow; wait: until it is worth offering again.

    close: ends the connection for good. streams: an event stream, whose client speaks by POST. proven_at: when the session was last
    seen to stand.
    """

    sent: ClassVar[int] = 0
    """Frames that this process has sent, for the metrics."""

    __slots__ = (
        "_close", "_flusher", "_low", "_offer", "_wait", "_waiting", "_waiting_bytes", "closed", "following", "heard_at",
        "language", "looking", "pace", "principal", "proven_at", "side", "streams", "token",
    )  # fmt: skip

    def __init__(
        self,
        principal: Principal,
        *,
        language: str,
        token: str,
        offer: Callable[[bytes], bool],
        wait: Callable[[], Awaitable[None]],
        close: Callable[[], None],
        streams: bool = False,
    ) -> None:
        self.principal = principal
        self.side: Literal["agent", "customer"] = "agent" if isinstance(principal, Agent) else "customer"
        self.streams = streams
        self.language = language
        self.token = token
        self.following: dict[TicketId, Following] = {}
        self.looking: TicketId | None = None
        self.heard_at = self.proven_at = time.monotonic()
        self.pace = Bucket(per_s=FRAMES_PER_S, most=BURST)
        self.closed = False
        self._offer = offer
        self._wait = wait
        self._close = close
        self._waiting: list[bytes] = []  # a deque would take a block of 64 places for each of thousands who wait for nothing
        self._waiting_bytes = 0
        self._flusher: asyncio.Task[None] | None = None
        self._low: asyncio.Event | None = None

    @property
    def is_behind(self) -> bool:
        return self._waiting_bytes > ENOUGH_BYTES

    async def drained(self) -> None:
        """Waits until the network has taken most of what is queued. Who takes too long is cut off."""
        if not self.is_behind or self.closed:
            return
        low = self._low = self._low or asyncio.Event()
        try:
            async with asyncio.timeout(DRAIN_S):
                await low.wait()
        except TimeoutError:
            self.cut("slow")

    def push(self, frame: bytes) -> None:
        """Sends an encoded frame, or queues it while the network is slow; never waits."""
        if self.closed or (not self._waiting and self._sends(frame)):
            return
        self._waiting.append(frame)
        self._waiting_bytes += len(frame)
        if self._waiting_bytes > MAX_WAITING_BYTES:
            self.cut("slow")
        elif self._flusher is None:
            self._flusher = asyncio.get_running_loop().create_task(self._flush())

    def push_frame(self, frame: AnyServerFrame) -> None:
        self.push(_encoder.encode(frame))

    def cut(self, reason: ByeReason, *, resume_in_ms: int = 500) -> None:
        """Says bye, as far as the network still takes it, and closes."""
        if self.closed:
            return
        self.closed = True
        self._no_longer_behind()
        if reason == "slow":
            self._waiting.clear()
        bye = _encoder.encode(Bye(reason, resume_in_ms))
        if self._waiting or not self._sends(bye):
            self._waiting.append(bye)
            self._flusher = self._flusher or asyncio.get_running_loop().create_task(self._flush())
            asyncio.get_running_loop().call_later(2.0 if reason == "slow" else 5.0, self._close)
        else:
            self._close()

    def _sends(self, frame: bytes) -> bool:
        """False when the frame has to wait. A connection that is gone takes everything."""
        try:
            if not self._offer(frame):
                return False
            Peer.sent += 1
        except (OSError, RuntimeError):
            self.closed = True
            self._waiting.clear()
            self._close()
        return True

    async def _flush(self) -> None:
        try:
            while self._waiting:
                if not self._sends(self._waiting[0]):
                    await self._wait()
                    continue
                if self._waiting:
                    self._waiting_bytes -= len(self._waiting.pop(0))
                if self._low is not None and not self.is_behind:
                    self._no_longer_behind()
            if self.closed:
                self._close()
        finally:
            self._flusher = None

    def _no_longer_behind(self) -> None:
        low, self._low = self._low, None
        if low is not None:
            low.set()

    def end(self) -> None:
        """The connection is gone."""
        self.closed = True
        self._no_longer_behind()
        self._waiting.clear()
        if self._flusher is not None:
            self._flusher.cancel()


FRAMES_PER_S = 20.0
BURST = 60.0


def knows(principal: Principal) -> str:
    """A word for metrics: agent or customer."""
    return "customer" if isinstance(principal, Customer) else "agent"
