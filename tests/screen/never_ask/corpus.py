"""The labelled corpus: what must be stopped and what must go out, in Chinese and English.

tune.*: the rules were made with these. judge.*: written afterwards. Lines hold \\n for a line end and \\uXXXX for what cannot be seen.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

FOLDER = Path(__file__).parent
Half = Literal["tune", "judge"]
HALVES: tuple[Half, ...] = ("tune", "judge")
_ESCAPE = re.compile(r"\\(n|u[0-9a-f]{4})")


@dataclass(frozen=True, slots=True)
class Line:
    """item: what the words ask for, "" for innocent words. language: zh or en."""

    item: str
    text: str
    language: str


def load(half: Half, kind: Literal["asks", "innocents"]) -> list[Line]:
    lines = []
    for path in sorted(FOLDER.glob(f"{half}.{kind}.*.txt")):
        for line in path.read_text(encoding="utf-8").splitlines():
            if line and not line.startswith("#"):
                item, text = line.split("\t", 1) if kind == "asks" else ("", line)
                lines.append(Line(item, _plain(text), path.name.split(".")[2]))
    return lines


def load_forms(language: str) -> tuple[list[str], list[str]]:
    """Ways to ask, with {} for what is asked for; and what may stand there."""
    forms, items = (FOLDER / f"forms.{language}.txt").read_text(encoding="utf-8").split("--\n")
    return [line for line in forms.splitlines() if not line.startswith("#")], items.splitlines()


def _plain(text: str) -> str:
    return _ESCAPE.sub(lambda found: "\n" if found[1] == "n" else chr(int(found[1][1:], 16)), text)
