"""A text as the search for phrases reads it: small letters, full-width and split accents folded, with the way back to its positions."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass

MARKS = "\u0300-\u036f\u3099\u309a\uff9e\uff9f"
# An escape of JSON; plain ASCII; the parts of one Korean syllable; a character and the marks that belong to it: what NFKC may make one
# character of.
CLUSTER = re.compile(
    r"\\u[0-9a-f]{4}|"
    rf"[\x00-\x5b\x5d-\x7f]+(?![{MARKS}])|"
    r"[\u1100-\u115f][\u1160-\u11a7]?[\u11a8-\u11ff]?|"
    rf".[{MARKS}]{{0,8}}",
    re.DOTALL | re.IGNORECASE,
)
BLANK = re.compile(r'\\[nrtbf"/]')  # escapes of JSON that part words
# Letters that NFKC changes, and marks: full-width, half-width, circled, mathematical, compatibility ideographs, Korean parts. Punctuation
# needs no folding here.
FOLDS = re.compile(
    rf"[{MARKS}\u1100-\u11ff\u249c-\u24e9\u2f00-\u2fdf\u3130-\u318f\uf900-\ufaff\ufb00-\ufb06\uff21-\uff5a\uff66-\uffdc\U0001d400-\U0001d7ff]"
)


@dataclass(frozen=True, slots=True)
class Folded:
    """text: what is searched. back: for each of its characters where that begins in the text that was given, and the whole length at the
    end; None where positions are the same."""

    text: str
    back: list[int] | None

    def span(self, start: int, end: int) -> tuple[int, int]:
        """The place in the text that was given; whole characters with their marks."""
        if self.back is None:
            return start, end
        after = end
        while self.back[after] == self.back[end - 1]:
            after += 1
        return self.back[start], self.back[after]


def fold(text: str) -> Folded:
    text = text.replace("’", "'")  # in words of Lojban
    if "\\" in text:
        text = BLANK.sub("  ", text)
    if "\\u" not in text and (text.isascii() or not FOLDS.search(text)):
        low = text.lower()
        return Folded(low if len(low) == len(text) else small(text), None)
    parts: list[str] = []
    back: list[int] = []
    for cluster in CLUSTER.finditer(text):
        whole = cluster[0]
        if whole.isascii() and not whole.startswith("\\u"):
            parts.append(whole.lower())
            back.extend(range(*cluster.span()))
        else:
            char = chr(int(whole.lstrip("\\uU"), 16)) if whole.isascii() else whole
            folded = small(unicodedata.normalize("NFKC", char))
            parts.append(folded)
            back.extend([cluster.start()] * len(folded))
    return Folded("".join(parts), [*back, len(text)])


def small(text: str) -> str:
    """Small letters, as many as there were: the one letter whose small form is two keeps its form."""
    return "".join(char.lower() if len(char.lower()) == 1 else char for char in text)
