"""One thread that does one thing after another, for code that blocks on a connection. It never holds up the end of the process."""

from __future__ import annotations

import asyncio
import contextlib
import queue
import threading
from collections.abc import Callable
from typing import Any, TypeVar

T = TypeVar("T")
_Job = tuple[asyncio.AbstractEventLoop, asyncio.Future[Any], Callable[[], Any], Callable[[Any], object] | None]


class Worker:
    def __init__(self, name: str) -> None:
        self._jobs: queue.SimpleQueue[_Job | None] = queue.SimpleQueue()
        self._last: Callable[[], object] | None = None
        self._thread = threading.Thread(target=self._work, name=name, daemon=True)
        self._thread.start()

    def do(self, job: Callable[[], T], *, unwanted: Callable[[T], object] | None = None) -> asyncio.Future[T]:
        """What the job gives or raises. Cancelled, it goes on all the same, and what it gives goes to unwanted."""
        loop = asyncio.get_running_loop()
        answer: asyncio.Future[T] = loop.create_future()
        self._jobs.put((loop, answer, job, unwanted))
        return answer

    def end(self, last: Callable[[], object]) -> None:
        """After the jobs that were given, and this one, which must not raise. Does not wait."""
        self._last = last
        self._jobs.put(None)

    def _work(self) -> None:
        while (asked := self._jobs.get()) is not None:
            loop, answer, job, unwanted = asked
            try:
                result, error = job(), None
            except BaseException as raised:
                result, error = None, raised
            with contextlib.suppress(RuntimeError):  # the loop was closed: nobody waits any more
                loop.call_soon_threadsafe(_settle, answer, result, error, unwanted)
            del asked, job, result, error, unwanted
        if self._last is not None:
            self._last()


def _settle(answer: asyncio.Future[Any], result: Any, error: BaseException | None, unwanted: Callable[[Any], object] | None) -> None:
    if answer.cancelled():
        if error is None and unwanted is not None:
            unwanted(result)
    elif error is None:
        answer.set_result(result)
    else:
        answer.set_exception(error)
