"""One file under examination: readers hand in every text that they find in it; what is kept is which secrets those held, and what could not
be read. Also keeps the limits: bytes unpacked, pictures, depth, time.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace

from truepenny.contracts.secrets import Removed
from truepenny.contracts.views import UnreadWhy
from truepenny.intake.files.reading.ocr import Ocr
from truepenny.intake.files.reading.order import in_order, unbroken
from truepenny.intake.screen.findings import Finding

MAX_UNPACKED = 192 * 1024 * 1024
MAX_PART = 64 * 1024 * 1024
MAX_PICTURES = 60
MAX_LISTED = 50
"""So many secrets of one file are named; all are taken out."""
_PIECE, _BEFORE, _AFTER = 256 * 1024, 1024, 32 * 1024
_SHORT = 200_000
_GRAVEST: Sequence[UnreadWhy] = ("too_much", "failed", "locked", "broken", "ocr", "part", "sound")

Find = Callable[[str], Sequence[Finding]]
"""Sorted findings that do not overlap, positions in code points."""


def _no_label(rule: str, language: str) -> str:
    return ""


@dataclass(frozen=True, slots=True)
class Screen:
    """find: the detector with the operator's rules of the moment. placeholder: what stands where a secret was, in a language. label_of:
    what an operator's rule calls what it finds, "" for rules that are built in. All of them are sent to another process."""

    find: Find
    placeholder: Callable[[Removed, str], str]
    label_of: Callable[[str, str], str] = _no_label

    def removed(self, found: Finding, language: str) -> Removed:
        return Removed(found.kind, found.size, found.unit, self.label_of(found.rule, language))


class TooMuch(Exception):
    """The file holds more than is unpacked or looked at."""


class TooSlow(Exception):
    """The time is over."""


@dataclass(slots=True)
class Look:
    """until: on time.monotonic's clock. deep: how many containers are around what is read now. named: hashes and numbers that the file
    itself shows to be no secrets (order.named_in)."""

    screen: Screen
    language: str
    ocr: Ocr | None
    until: float
    deep: int = 0
    pictures: int = 0
    unpacked: int = 0
    asks: int = 0
    removed: list[Removed] = field(default_factory=list)
    whys: set[UnreadWhy] = field(default_factory=set)
    named: set[str] = field(default_factory=set)

    def take(self, text: str) -> None:
        """Screens a text that is not going to be redacted. Raises what find raises."""
        self.note(text, self.find(text))
        if len(text) <= _SHORT:
            for other in filter(None, (in_order(text), unbroken(text))):
                self.note(other, self.screen.find(other))

    def find(self, text: str) -> Iterator[Finding]:
        """Findings of a text of any length, a piece at a time: memory stays bounded. Of a secret longer than 32 kB the end may stay.

        Raises TooSlow, and what the detector raises.
        """
        if len(text) <= _PIECE + _AFTER:
            self.check_time()
            yield from self.screen.find(text)
            return
        past = 0
        for at in range(0, len(text), _PIECE):
            self.check_time()
            start = max(0, at - _BEFORE)
            for found in self.screen.find(text[start : at + _PIECE + _AFTER]):
                begins, ends = start + found.start, start + found.end
                if past <= begins and at <= begins < at + _PIECE:
                    past = ends
                    yield replace(found, start=begins, end=ends)

    def check_time(self) -> None:
        """Raises TooSlow."""
        if time.monotonic() > self.until:
            raise TooSlow

    def note(self, text: str, findings: Iterable[Finding]) -> None:
        for found in findings:
            if self.is_named(text, found):
                continue
            if found.certainty == "ask":
                self.asks += 1
            else:
                self.put(self.screen.removed(found, self.language))

    def is_named(self, text: str, found: Finding) -> bool:
        """Whether the file itself shows that this is no secret; of what is certain, nothing can."""
        doubtful = found.certainty == "ask" or (found.certainty == "likely" and found.kind == "card_number")
        return doubtful and text[found.start : found.end].lower().removeprefix("0x") in self.named

    def put(self, removed: Removed) -> None:
        """The first of each kind: the same secret shows in several readings, and not always whole."""
        if all(one.kind != removed.kind for one in self.removed):
            self.removed.append(removed)

    def miss(self, why: UnreadWhy) -> None:
        """A part that could not be read."""
        self.whys.add(why)

    @property
    def unread(self) -> UnreadWhy | None:
        return next((why for why in _GRAVEST if why in self.whys), None)

    def spend(self, size: int, *, of_part: int) -> None:
        """So many more bytes were unpacked; of_part: how many of this part by now. Raises TooMuch, TooSlow."""
        self.check_time()
        self.unpacked += size
        if of_part > MAX_PART or self.unpacked > MAX_UNPACKED:
            raise TooMuch

    def count_picture(self) -> None:
        """One more picture is going to be looked at. Raises TooMuch, TooSlow."""
        self.check_time()
        self.pictures += 1
        if self.pictures > MAX_PICTURES:
            raise TooMuch
