"""The one process in which pictures are decoded: started when the first picture comes, ended when none came for a while or after many,
and started anew when a picture has killed it. One picture at a time; others wait, and are declined when too many wait.
"""

from __future__ import annotations

import asyncio
import multiprocessing
from concurrent.futures import ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from pathlib import Path

from truepenny.contracts.errors import Refused
from truepenny.intake.files.redraw import MAX_PIXELS, Drawn, Unreadable, redraw, restrain

MAX_TASKS = 200
IDLE_S = 60.0
MAX_WAITING = 32


class Drawing:
    """Use draw() from one event loop; close() at the end. seconds: how long one picture may take."""

    def __init__(self, *, seconds: float = 20.0, idle_s: float = IDLE_S) -> None:
        self._seconds = seconds
        self._idle_s = idle_s
        self._pool: ProcessPoolExecutor | None = None
        self._done = 0
        self._waiting = 0
        self._turn = asyncio.Lock()
        self._rest: asyncio.TimerHandle | None = None

    async def draw(self, source: Path, claimed: str, *, target: Path, thumb: Path, max_side: int = 0) -> Drawn:
        """Writes target and thumb without metadata. Raises Refused: 422 for a bad picture, 503 when it cannot be done now."""
        if self._waiting >= MAX_WAITING:
            raise _busy()
        self._waiting += 1
        try:
            async with self._turn:
                outcome = await self._drawn(source, claimed, target, thumb, max_side)
        finally:
            self._waiting -= 1
        if isinstance(outcome, Unreadable):
            raise _too_many_pixels() if outcome.why == "too_large" else _broken()
        return outcome

    def close(self) -> None:
        """Ends the process; the next picture starts a new one."""
        if self._rest is not None:
            self._rest.cancel()
            self._rest = None
        pool, self._pool, self._done = self._pool, None, 0
        if pool is not None:
            pool.shutdown(wait=False, cancel_futures=True)

    async def _drawn(self, source: Path, claimed: str, target: Path, thumb: Path, max_side: int) -> Drawn | Unreadable:
        if self._rest is not None:
            self._rest.cancel()
        if self._pool is None:
            spawn = multiprocessing.get_context("spawn")
            self._pool = ProcessPoolExecutor(max_workers=1, mp_context=spawn, initializer=restrain)
        try:
            future = self._pool.submit(redraw, source, claimed, target=target, thumb=thumb, seconds=self._seconds, max_side=max_side)
            async with asyncio.timeout(self._seconds + 15):
                outcome = await asyncio.wrap_future(future)
        except MemoryError:
            self.close()
            raise _too_many_pixels() from None
        except (BrokenProcessPool, TimeoutError):
            self.close()
            raise _died() from None
        except asyncio.CancelledError:
            self.close()
            raise
        self._done += 1
        if self._done >= MAX_TASKS:
            self.close()
        else:
            self._rest = asyncio.get_running_loop().call_later(self._idle_s, self.close)
        return outcome


def _broken() -> Refused:
    return Refused(
        422,
        "picture_broken",
        "This picture cannot be opened.",
        "It may have been saved incompletely. Open it on your device, take a screenshot of it, and send that.",
        field="file",
    )


def _too_many_pixels() -> Refused:
    return Refused(
        422,
        "picture_too_large",
        "This picture has too many pixels.",
        "Pictures of up to {megapixels} million pixels work. Make it smaller, or send a screenshot of the part that matters.",
        params={"megapixels": MAX_PIXELS // 1_000_000},
        field="file",
    )


def _died() -> Refused:
    return Refused(
        503,
        "picture_failed",
        "This picture could not be prepared.",
        "Try once more. If it fails again, send a screenshot of it instead.",
        field="file",
        retry_after_s=5,
    )


def _busy() -> Refused:
    return Refused(
        503,
        "pictures_busy",
        "Many pictures are coming in at this moment.",
        "Your file was not saved. Try again in a few seconds.",
        field="file",
        retry_after_s=10,
    )
