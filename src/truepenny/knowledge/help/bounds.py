"""Refuses Markdown that would take long to read, before anybody reads it: too long, or made of marks more than of words.

Counts only. What passes is read in less than 200 ms on an ordinary machine (./bench/run pages: markup_worst_ms).
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Final

from truepenny.contracts.errors import Refused

MAX_CHARS: Final = 200_000
MOST_CELLS: Final = 5_000
MOST_UNSEEN: Final = 2_000
MOST_LIST_MARKS: Final = 2_500
"""Several may stand in one line, each a list in the one before."""
MOST: Final[Mapping[str, int]] = {
    "\n": 2_000, "[": 2_000, "]": 3_000, "!": 5_000, "<": 1_500, ">": 5_000, "*": 6_000, "_": 6_000, "~": 4_000, "`": 4_000,
    "&": 4_000, "\\": 4_000, "|": 8_000, ":::": 120,
}  # fmt: skip
"""How often each mark may stand in one text. A long article has a tenth of it."""
MOST_STOPS: Final = 20_000
"""Signs at which the reader of a line stops to look for marks, whether they are any or not."""
MOST_SHARES: Final = 2
"""Of all marks together, each as a share of what may be there of it."""
_ROW_OF_MARKS = re.compile(r"^[ \t>*+\d.)]*[|:-][ \t|:-]*$", re.MULTILINE)
_STOP = re.compile(r"[\n!#$%&*+\-:<=>@\[\\\]^_`{}~]")
_LIST_MARK = re.compile(r"(?:^|(?<=[ \t>]))(?:[-+*]|\d{1,9}[.)])[ \t]", re.MULTILINE)
_UNSEEN = re.compile("[\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f-\u009f\u061c\u200c-\u200f\u2028-\u202e\u2061-\u206f\ufff9-\ufffb]")


def check_bounds(markdown: str) -> None:
    """Raises Refused 400 body_too_long or body_too_intricate, naming the field body."""
    if len(markdown) > MAX_CHARS:
        raise Refused(
            400,
            "body_too_long",
            "This text is too long.",
            "Use at most {limit} characters, or make two articles of it.",
            params={"limit": MAX_CHARS},
            field="body",
        )
    if _is_intricate(markdown) or _has_many_cells(markdown) or _is_full_of_unseen(markdown):
        raise Refused(
            400,
            "body_too_intricate",
            "This text has more lines, links, marks or tables than can be shown.",
            "Take some out, or make two articles of it.",
            field="body",
        )


def _is_intricate(markdown: str) -> bool:
    """One kind of mark too often, or several kinds that together take as long."""
    shares = [markdown.count(mark) / most for mark, most in MOST.items()]
    shares.append(sum(1 for _ in _STOP.finditer(markdown)) / MOST_STOPS)
    shares.append(sum(1 for _ in _LIST_MARK.finditer(markdown)) / MOST_LIST_MARKS)
    return max(shares) > 1 or sum(shares) > MOST_SHARES


def _has_many_cells(markdown: str) -> bool:
    """Counts at most: the columns of each row of marks times the lines below it. Empty cells that a table adds by itself cost most."""
    cells = 0
    for row in _ROW_OF_MARKS.finditer(markdown):
        end = markdown.find("\n\n", row.end())
        cells += (row[0].count("|") + 1) * (markdown.count("\n", row.end(), end if end >= 0 else len(markdown)) + 1)
        if cells > MOST_CELLS:
            return True
    return False


def _is_full_of_unseen(markdown: str) -> bool:
    return (not markdown.isascii() and sum(1 for _ in _UNSEEN.finditer(markdown)) > MOST_UNSEEN) or markdown.count("\0") > MOST_UNSEEN
