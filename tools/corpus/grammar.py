"""Texts from templates: files of sections, one template a line, {slots} that are filled in; and the marks around what is secret.

Marks: what stands between two of them is a labelled span. spans() takes them out and says where they were.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from pathlib import Path
from random import Random

OPEN, CLOSE = "⟦", "⟧"
_SLOT = re.compile(r"\{([a-z0-9_]+)\}")
Slots = Mapping[str, Callable[[Random], str]]


def mark(value: str) -> str:
    return value if OPEN in value else f"{OPEN}{value}{CLOSE}"


def spans(text: str) -> tuple[str, list[list[int]]]:
    """(text without marks, [[start, end], ...] in code points)."""
    plain: list[str] = []
    found: list[list[int]] = []
    length = 0
    for piece in re.split(f"([{OPEN}{CLOSE}])", text):
        if piece == OPEN:
            found.append([length, -1])
        elif piece == CLOSE:
            found[-1][1] = length
        else:
            plain.append(piece)
            length += len(piece)
    assert all(end > start for start, end in found), text
    return "".join(plain), found


def read_sections(path: Path) -> dict[str, list[str]]:
    sections: dict[str, list[str]] = {}
    current = ""
    for line in path.read_text().splitlines():
        if line.startswith("[") and line.endswith("]") and re.fullmatch(r"\[=?[a-z_0-9]+\]", line):
            current = line[1:-1]
            sections[current] = []
        elif line and not line.startswith("# "):
            sections[current].append(line.replace("\\n", "\n").replace("\\t", "\t"))
    return sections


def fill(rng: Random, template: str, slots: Slots, given: Mapping[str, str] | None = None) -> str:
    """given first, then slots; an unknown slot is a mistake in the template."""
    known = given or {}

    def one(match: re.Match[str]) -> str:
        name = match[1]
        return known[name] if name in known else slots[name](rng)

    return _SLOT.sub(one, template)
