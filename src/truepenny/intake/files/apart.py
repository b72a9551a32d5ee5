"""A process apart, in which foreign files are opened: limited in memory, file size and time by the system, so that none can hurt the desk.

Started when the first work comes, ended when none came for a while or after many, and started anew when a file has killed it. One piece
of work at a time; others wait, and are declined when too many wait.
"""

from __future__ import annotations

import asyncio
import multiprocessing
import resource
import signal
from collections.abc import Callable, Iterator
from concurrent.futures import ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from contextlib import contextmanager
from functools import partial
from typing import TypeVar

from truepenny.platform.outliving import die_with_parent

R = TypeVar("R")
MAX_TASKS = 1_000
IDLE_S = 60.0
MAX_WAITING = 32
_MEMORY = 1536 * 1024 * 1024
_LARGEST_FILE = 256 * 1024 * 1024


class Busy(Exception):
    """Too many wait."""


class Died(Exception):
    """The work killed its process, or was killed because it took too long."""


class Apart:
    """Use run() from one event loop; close() at the end. seconds: how long one piece of work may take."""

    def __init__(self, *, seconds: float, idle_s: float = IDLE_S) -> None:
        self.seconds = seconds
        self._idle_s = idle_s
        self._pool: ProcessPoolExecutor | None = None
        self._done = 0
        self.waiting = 0
        self._turn = asyncio.Lock()
        self._rest: asyncio.TimerHandle | None = None

    async def run(self, work: Callable[[], R]) -> R:
        """work: a function of a module or a partial of one, sent to the process. Raises Busy, Died, MemoryError, or what it raises."""
        if self.waiting >= MAX_WAITING:
            raise Busy
        self.waiting += 1
        try:
            async with self._turn:
                return await self._run(work)
        finally:
            self.waiting -= 1

    def wake(self, work: Callable[[], object]) -> None:
        """Starts the process, if there is none, with something that gets it ready; nobody waits for that."""
        if self._pool is None:
            self._start().submit(work)
            self._rest = asyncio.get_running_loop().call_later(self._idle_s, self._drop)

    def _start(self) -> ProcessPoolExecutor:
        if self._pool is None:
            spawn = multiprocessing.get_context("spawn")
            self._pool = ProcessPoolExecutor(max_workers=1, mp_context=spawn, initializer=restrain)
        return self._pool

    def close(self) -> None:
        """Ends the process and waits until it has: a process that ends itself meanwhile would wait for it for ever."""
        self._drop(wait=True)

    def _drop(self, *, wait: bool = False) -> None:
        """Ends the process; the next work starts a new one."""
        if self._rest is not None:
            self._rest.cancel()
            self._rest = None
        pool, self._pool, self._done = self._pool, None, 0
        if pool is not None:
            pool.shutdown(wait=wait, cancel_futures=True)

    async def _run(self, work: Callable[[], R]) -> R:
        if self._rest is not None:
            self._rest.cancel()
        try:
            future = self._start().submit(partial(_timed, work, self.seconds))
            async with asyncio.timeout(self.seconds + 15):
                outcome = await asyncio.wrap_future(future)
        except (BrokenProcessPool, TimeoutError):
            self._drop()
            raise Died from None
        except (MemoryError, asyncio.CancelledError):
            self._drop()
            raise
        finally:
            self._settle()
        return outcome

    def _settle(self) -> None:
        self._done += 1
        if self._pool is None:
            return
        if self._done >= MAX_TASKS:
            self._drop()
        else:
            self._rest = asyncio.get_running_loop().call_later(self._idle_s, self._drop)


def restrain() -> None:
    """Called once in the new process, before any file."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    signal.signal(signal.SIGALRM, signal.SIG_DFL)
    resource.setrlimit(resource.RLIMIT_AS, (_MEMORY, _MEMORY))
    resource.setrlimit(resource.RLIMIT_FSIZE, (_LARGEST_FILE, _LARGEST_FILE))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    die_with_parent()


def _timed(work: Callable[[], R], seconds: float) -> R:
    with _killed_after(seconds):
        return work()


@contextmanager
def _killed_after(seconds: float) -> Iterator[None]:
    """The whole process is killed by the system's timer, in the middle of a decoder's loop if need be."""
    signal.setitimer(signal.ITIMER_REAL, seconds)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)
