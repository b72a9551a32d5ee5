"""Where in a label a name stands: whole, as a part, or with slips. Pure; weigh.py decides what that means."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache

from truepenny.trust.lookalikes.distance import nearest
from truepenny.trust.lookalikes.lures import Rest, read_rest
from truepenny.trust.lookalikes.names import Name
from truepenny.trust.lookalikes.shapes import Traced, fold, trace

MOST = 80
"""Characters of a label; longer ones are no names (63 is the limit of DNS)."""

_BETWEEN = re.compile(r"[-_. ]+")
_BETWEEN_WITH_DIGITS = re.compile(r"[-_. 0-9]+")
_TAIL = re.compile(r"[^\W\d_\u3400-\u9fff]*$")
_HEAD = re.compile(r"^[^\W\d_\u3400-\u9fff]*")
_EDGE_DIGITS = re.compile(r"^[013-9]+|[0-9]+$")
"""2fa is a word."""


@dataclass(frozen=True, slots=True)
class Match:
    """seen: the stretch that matched. cost: 0 when it has the name's shape. raw: letter by letter our name. begins, ends: at a word's edge.
    before, after: what stands beside it."""

    seen: str
    cost: float
    raw: bool
    begins: bool
    ends: bool
    rest: Rest
    before: str
    after: str

    @property
    def whole(self) -> bool:
        return not self.before and not self.after

    @property
    def apart(self) -> bool:
        """Whether hyphens, digits or Chinese set it off on both sides."""
        return (not self.before or _open(self.before[-1])) and (not self.after or _open(self.after[0]))

    @property
    def numbered(self) -> bool:
        return any(char.isdigit() for char in self.before + self.after)

    @property
    def run(self) -> str:
        """The stretch of letters in which it lies."""
        return self.tail + self.seen + self.head

    @property
    def tail(self) -> str:
        """The letters glued to its front."""
        return "".join(_TAIL.findall(self.before)[:1])

    @property
    def head(self) -> str:
        """The letters glued to its end."""
        return "".join(_HEAD.findall(self.after)[:1])


def matches(name: Name, label: str, *, same: bool = False) -> Iterator[Match]:
    """label: plain (shapes.py). All places of the same shape; without one the nearest, unless only the same will do."""
    label = label[:MOST]
    if name.han:
        start = label.find(name.text)
        if start >= 0:
            yield _match(label, start, start + len(name.text), 0.0, name)
        return
    traced = trace(label)
    start, found = traced.text.find(name.key), False
    while start >= 0:
        found = True
        yield _at(name, label, traced, start, start + len(name.key), 0.0)
        start = traced.text.find(name.key, start + 1)
    if found or same or len(traced.text) < len(name.key) - 2 or not _may_be_near(name.key, traced.text):
        return
    near = nearest(name.key, traced.text, within=reach(len(name.text)))
    if near is not None and near.end > near.start:
        yield _at(name, label, traced, near.start, near.end, max(near.cost, 0.01))


def reach(length: int) -> float:
    """How far a name of this length may be at all."""
    return 0.7 if length <= 3 else 1.0 if length <= 5 else 1.75 if length == 6 else 2.25 if length <= 8 else 2.7


def _may_be_near(key: str, text: str) -> bool:
    missing = len(set(key) - set(text))
    return missing <= (1 if len(key) <= 5 else 2 if len(key) <= 8 else 3)


def _at(name: Name, label: str, traced: Traced, start: int, end: int, cost: float) -> Match:
    return _match(label, traced.at[start], traced.at[end], cost, name)


def _match(label: str, first: int, last: int, cost: float, name: Name) -> Match:
    while last > first and label[last - 1] in "-_. ":
        last -= 1
    seen, before, after = label[first:last], label[:first], label[last:]
    begins, ends = _begins(before), _ends(after)
    if not begins and len(seen) > len(name.text) and seen[0] == seen[1] and _begins(before + seen[0]):
        before, seen, begins = before + seen[0], seen[1:], True
    if not ends and len(seen) > len(name.text) and seen[-1] == seen[-2] and _ends(seen[-1] + after):
        after, seen, ends = seen[-1] + after, seen[:-1], True
    if not ends and after[0] == seen[-1] and _ends(after[1:]):
        seen, after, ends = seen + after[0], after[1:], True
    rest = _beside(before, apart=_open(before[-1:])) | _beside(after, apart=_open(after[:1]))
    return Match(seen, cost, re.sub(r"[-.]", "", seen) == name.text, begins, ends, rest, before, after)


def _begins(before: str) -> bool:
    return not before or _open(before[-1]) or _beside(before, apart=False).whole


def _ends(after: str) -> bool:
    return not after or _open(after[0]) or _beside(after, apart=False).whole


def _open(char: str) -> bool:
    return not char.isalpha() or "\u3400" <= char <= "\u9fff"


@lru_cache(maxsize=4096)
def _beside(text: str, *, apart: bool) -> Rest:
    """The words in what stands beside a name; numbers count as nothing, but digits inside a word as letters (l0gin)."""
    found = read_rest((fold(_EDGE_DIGITS.sub("", part)) for part in _BETWEEN.split(text)), apart=apart)
    if found.whole or not any(char.isdigit() for char in text):
        return found
    return read_rest((fold(part) for part in _BETWEEN_WITH_DIGITS.split(text)), apart=apart)
