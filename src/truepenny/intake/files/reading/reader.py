"""What the house asks about the words of a file: some processes apart, the program that reads pictures if it is there, and time limits.

Whatever goes wrong there (a crash, a time-out, no memory) is an answer: the file was not read.
"""

from __future__ import annotations

import asyncio
import logging
import os
import time
from collections.abc import Callable, Sequence
from functools import partial
from typing import TypeVar

from truepenny.contracts.errors import Refused
from truepenny.contracts.secrets import Removed
from truepenny.intake.files.apart import IDLE_S, Apart, Busy, Died
from truepenny.intake.files.names import without_secrets
from truepenny.intake.files.reading.examine import Outcome, examine
from truepenny.intake.files.reading.look import Screen
from truepenny.intake.files.reading.ocr import Ocr, find_ocr
from truepenny.intake.files.sealed import Source, Target
from truepenny.intake.screen.findings import Finding

R = TypeVar("R")
S = TypeVar("S")
log = logging.getLogger(__name__)
CleanName = tuple[str, tuple[Removed, ...]]
FindOcr = Callable[[Sequence[str]], Ocr | None]
SECONDS = 40.0
GRACE_S = 8.0
PATIENT_SECONDS = 600.0
_AT_ONCE_S = 0.5


class Reader:
    """Use read() from one event loop; close() at the end. screen: asked for at each file, for an operator may change the rules.

    languages: offered to customers. seconds: how long one file may take; what notices the time itself says what it found until then, what
    does not is killed grace_s later.
    """

    def __init__(
        self, screen: Callable[[], Screen], *, languages: Sequence[str], seconds: float = SECONDS, grace_s: float = GRACE_S,
        idle_s: float = IDLE_S, find: FindOcr = find_ocr,
    ) -> None:  # fmt: skip
        self._screen = screen
        self._languages = languages
        self._seconds = seconds
        self._find_ocr = find
        self._ocr: Ocr | None = None
        at_once = max(1, (os.cpu_count() or 1) // 2)
        self._patient = Apart(seconds=PATIENT_SECONDS, idle_s=idle_s)
        self._aparts = [Apart(seconds=seconds + grace_s, idle_s=idle_s) for _ in range(at_once)]

    def close(self) -> None:
        for apart in (*self._aparts, self._patient):
            apart.close()

    async def sees(self) -> bool:
        """Whether the words in pictures can be read now."""
        return await self._eyes() is not None

    def wake(self) -> None:
        """A file is coming in: what is going to read it gets ready meanwhile."""
        self._apart().wake(partial(self._screen().find, ""))

    async def read(self, source: Source, *, language: str, redacted: Target | None, hashes: bool = False) -> Outcome:
        """See examine. Raises Refused when too many files wait."""
        return (await self._read(self._apart(), source, self._seconds, language=language, redacted=redacted, hashes=hashes))[0]

    async def read_named(
        self, source: Source, name: str, *, language: str, redacted: Target | None, hashes: bool = False
    ) -> tuple[Outcome, CleanName]:
        """read and clean_name in one: what goes to another process and comes back costs more than reading a small file."""
        apart = self._apart()
        outcome, cleaned = await self._read(apart, source, self._seconds, name=name, language=language, redacted=redacted, hashes=hashes)
        return outcome, cleaned or await self.clean_name(name, language)

    async def read_again(self, source: Source, *, language: str = "") -> Outcome:
        """With time to spare, for a file that nobody waits for; it cannot be changed any more."""
        return (await self._read(self._patient, source, PATIENT_SECONDS - GRACE_S, language=language, redacted=None, hashes=False))[0]

    async def _read(
        self, apart: Apart, source: Source, seconds: float, *, language: str, redacted: Target | None, hashes: bool, name: str | None = None
    ) -> tuple[Outcome, CleanName | None]:
        """The name is None when none was given, and when the process is gone."""
        screen, cleaned = self._screen(), None
        work = partial(
            examine, source, screen=screen, ocr=await self._eyes(), language=language, redacted=redacted, seconds=seconds, hashes=hashes
        )
        try:
            if name is None:
                outcome = await self._run(apart, work)
            else:
                outcome, cleaned = await self._run(apart, partial(_both, work, partial(_clean_name, name, screen, language)))
        except (Died, MemoryError) as gone:
            outcome = Outcome(unread="failed", fault=type(gone).__name__)
        finally:
            self._forget_eyes()
        if outcome.fault:
            log.error("a file could not be read", extra={"reason": outcome.fault})
        return outcome, cleaned

    async def clean_name(self, name: str, language: str) -> CleanName:
        """A file's name without secrets, and what those were; no name at all when it cannot be screened. Raises Refused as read does."""
        try:
            return await self._run(self._apart(), partial(_clean_name, name, self._screen(), language))
        except (Died, MemoryError) as gone:
            log.error("the name of a file could not be read", extra={"reason": type(gone).__name__})
            return "", ()

    def _apart(self) -> Apart:
        return min(self._aparts, key=lambda one: one.waiting)

    async def _run(self, apart: Apart, work: Callable[[], R]) -> R:
        """A process that was killed while it had nothing to do is told by the next work, which did not kill it: that gets a second try."""
        begun = time.monotonic()
        try:
            try:
                return await apart.run(work)
            except Died:
                if time.monotonic() - begun > _AT_ONCE_S:
                    raise
                return await apart.run(work)
        except Busy:
            raise _busy() from None

    async def _eyes(self) -> Ocr | None:
        if self._ocr is None:
            self._ocr = await asyncio.to_thread(self._find_ocr, self._languages)
        return self._ocr

    def _forget_eyes(self) -> None:
        """The program may have been removed meanwhile; looking for it is cheap."""
        if self._ocr is not None and not os.access(self._ocr.program, os.X_OK):
            self._ocr = None


def _both(work: Callable[[], R], other: Callable[[], S]) -> tuple[R, S]:
    return work(), other()


def _clean_name(name: str, screen: Screen, language: str) -> CleanName:
    return without_secrets(name, screen.find, partial(_describe, screen, language))


def _describe(screen: Screen, language: str, found: Finding) -> tuple[Removed, str]:
    removed = screen.removed(found, language)
    return removed, screen.placeholder(removed, language)


def _busy() -> Refused:
    return Refused(
        503,
        "files_busy",
        "Many files are being checked at this moment.",
        "Your file was not saved. Try again in a few seconds.",
        field="file",
        retry_after_s=10,
    )
