"""Two versions of a text side by side in one: lines that stayed, came, went, and within a changed line the words that did. Pure."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from typing import Final, Literal

Kind = Literal["same", "added", "removed", "changed", "skipped"]
AROUND: Final = 2
"""So many unchanged lines are shown around a change."""
MOST_TOKENS: Final = 1500
_TOKEN = re.compile(r"[a-zA-Z0-9_]+|\s+|.", re.DOTALL)


@dataclass(frozen=True, slots=True)
class Part:
    """A stretch of a line. kind: same, added or removed."""

    kind: Kind
    text: str


@dataclass(frozen=True, slots=True)
class Line:
    """kind skipped: lines that stayed and are not shown, as many as count says."""

    kind: Kind
    parts: tuple[Part, ...] = ()
    count: int = 1


def compare(before: str, after: str) -> list[Line]:
    """What has to be done to before to make after of it; empty when they are the same. Takes up to a second for 10,000 lines."""
    old, new = before.split("\n"), after.split("\n")
    if old == new:
        return []
    lines: list[Line] = []
    blocks = SequenceMatcher(None, old, new).get_opcodes()
    for n, (what, i, j, k, m) in enumerate(blocks):
        if what == "equal":
            lines += _around(old[i:j], first=n == 0, last=n == len(blocks) - 1)
        else:
            lines += _changed(old[i:j], new[k:m])
    return lines


def _around(same: Sequence[str], *, first: bool, last: bool) -> Iterator[Line]:
    head, tail = 0 if first else AROUND, 0 if last else AROUND
    if len(same) <= head + tail + 1:
        head, tail = len(same), 0
    yield from (Line("same", (Part("same", text),)) for text in same[:head])
    if len(same) > head + tail:
        yield Line("skipped", count=len(same) - head - tail)
    yield from (Line("same", (Part("same", text),)) for text in same[len(same) - tail :] if tail)


def _changed(old: Sequence[str], new: Sequence[str]) -> Iterator[Line]:
    """Lines that stand at the same place are compared word by word while they have something in common."""
    paired = min(len(old), len(new))
    for before, after in zip(old[:paired], new[:paired], strict=True):
        parts = _words(before, after)
        if parts is not None:
            yield Line("changed", parts)
        else:
            yield Line("removed", (Part("removed", before),))
            yield Line("added", (Part("added", after),))
    yield from (Line("removed", (Part("removed", text),)) for text in old[paired:])
    yield from (Line("added", (Part("added", text),)) for text in new[paired:])


def _words(before: str, after: str) -> tuple[Part, ...] | None:
    """None when too little stayed for a reader to find it again."""
    old, new = _TOKEN.findall(before), _TOKEN.findall(after)
    if not before.strip() or not after.strip() or max(len(old), len(new)) > MOST_TOKENS:
        return None
    matcher = SequenceMatcher(None, old, new, autojunk=False)
    stayed = sum(len("".join(old[i : i + size]).strip()) for i, _, size in matcher.get_matching_blocks())
    if 2 * stayed < max(len(before), len(after)):
        return None
    parts: list[Part] = []
    for what, i, j, k, m in matcher.get_opcodes():
        if what == "equal":
            parts.append(Part("same", "".join(old[i:j])))
            continue
        if i < j:
            parts.append(Part("removed", "".join(old[i:j])))
        if k < m:
            parts.append(Part("added", "".join(new[k:m])))
    return tuple(parts)
