"""What is different, as parts to be marked on a page: acmex-support.example beside acmex.example marks "-support". Pure."""

from __future__ import annotations

from dataclasses import dataclass
from difflib import SequenceMatcher

MOST = 120


@dataclass(frozen=True, slots=True)
class Part:
    text: str
    differs: bool


def mark(seen: str, ours: str) -> tuple[Part, ...]:
    """seen in parts, in order; joined they are seen. Where a letter of ours is missing, the next one is marked."""
    head, tail = seen[:MOST], seen[MOST:]
    at = head.lower().find(ours.lower()) if ours else -1
    if at >= 0:
        flags = [not at <= place < at + len(ours) for place in range(len(head))]
    else:
        (name, ending), (our_name, our_ending) = _in_two(head), _in_two(ours[:MOST])
        flags = _flags(name, our_name) + [ending.lower() != our_ending.lower()] * len(ending)
    return tuple(_joined(head, flags)) + ((Part(tail, differs=True),) if tail else ())


def _in_two(text: str) -> tuple[str, str]:
    name, dot, ending = text.rpartition(".")
    return (name, dot + ending) if name else (text, "")


def _flags(seen: str, ours: str) -> list[bool]:
    """For each character: whether it differs. What is alike by chance (two letters between differences) counts as different."""
    flags = [True] * len(seen)
    for what, start, end, _, _ in SequenceMatcher(None, seen.lower(), ours.lower(), autojunk=False).get_opcodes():
        if what == "equal" and (end - start > 2 or start == 0 or end - start > len(ours) // 3):
            flags[start:end] = [False] * (end - start)
    if seen and not any(flags) and len(seen) < len(ours):
        missing = next((at for at, (one, other) in enumerate(zip(seen.lower(), ours.lower(), strict=False)) if one != other), len(seen) - 1)
        flags[missing] = True
    return flags


def _joined(text: str, flags: list[bool]) -> list[Part]:
    parts: list[Part] = []
    for char, differs in zip(text, flags, strict=True):
        if parts and parts[-1].differs == differs:
            parts[-1] = Part(parts[-1].text + char, differs)
        else:
            parts.append(Part(char, differs))
    return parts
