"""A text as the detectors see it, with the way back to its own code points.

In: what a customer wrote. Out: a View: compatibility characters folded (NFKC), zero-width characters dropped, a lower-cased twin, and a
map of where the letters and digits stand. Plain ASCII costs nothing but the twin and the map.
"""

from __future__ import annotations

import re
import unicodedata
from array import array
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field

Cues = list[tuple[int, int]]


@dataclass(frozen=True, slots=True)
class Edges:
    """For each code point of a rewritten text: where it began and ended in the text that it was rewritten from."""

    starts: array[int]
    ends: array[int]


@dataclass(slots=True)
class View:
    """text and lower have the same length; runs and digits have a byte for each code point of them: "a" where there is an ASCII
    letter or digit, "0" where there is a digit. steps lead back to the text as it was given; cues keeps where the words of a list
    stand, asked how often that was asked before it was kept."""

    text: str
    lower: str
    runs: bytes
    digits: bytes
    steps: tuple[Edges, ...] = ()
    cues: dict[str, Cues] = field(default_factory=dict)
    asked: dict[str, int] = field(default_factory=dict)

    def origin(self, start: int, end: int) -> tuple[int, int]:
        """The span of the given text from which text[start:end] was made; end must be greater than start."""
        for step in self.steps:
            start, end = step.starts[start], step.ends[end - 1]
        return start, end


def view_of(text: str, steps: tuple[Edges, ...] = ()) -> View:
    """A view of text as it stands; steps: how it came about, the last step first."""
    shape = text.encode("ascii", "replace")
    return View(text, lowered(text), shape.translate(_RUNS), shape.translate(_DIGITS), steps)


def without_words(view: View, spans: Iterable[tuple[int, int]]) -> View:
    """The same text, of whose words in these spans none is a cue for what stands near them."""
    pieces: list[str] = []
    at = 0
    for start, end in sorted(spans):
        pieces += (view.lower[at:start], _LETTER.sub(" ", view.lower[max(at, start) : end]))
        at = max(at, end)
    return View(view.text, "".join([*pieces, view.lower[at:]]), view.runs, view.digits, view.steps) if pieces else view


def fold(text: str, steps: tuple[Edges, ...] = ()) -> View:
    """The view with compatibility characters and zero-width characters folded away."""
    if text.isascii():
        return view_of(text, steps)
    folded = _ALONE.sub(_fold_alone, text)
    if _HIDDEN.search(folded) or not unicodedata.is_normalized("NFKC", folded):
        folded, edges = rewrite(folded, _CLUSTER, _fold_cluster)
        steps = (edges, *steps)
    return view_of(folded, steps)


def lowered(text: str) -> str:
    """Lower-cased without a change of length."""
    lower = text.lower()
    return lower if len(lower) == len(text) else text.translate(_ASCII_LOWER)


def rewrite(text: str, pattern: re.Pattern[str], new: Callable[[re.Match[str]], str]) -> tuple[str, Edges]:
    """Puts new(match) for every match of pattern, and remembers where everything came from."""
    pieces: list[str] = []
    starts, ends = array("L"), array("L")
    at = 0
    for match in pattern.finditer(text):
        put = new(match)
        if put == match[0]:
            continue
        begin, stop = match.span()
        pieces += (text[at:begin], put)
        starts.extend(range(at, begin))
        ends.extend(range(at + 1, begin + 1))
        starts.extend([begin] * len(put))
        ends.extend([stop] * len(put))
        at = stop
    pieces.append(text[at:])
    starts.extend(range(at, len(text)))
    ends.extend(range(at + 1, len(text) + 1))
    return "".join(pieces), Edges(starts, ends)


_LETTER = re.compile(r"\S")
_RUNS = bytes(97 if chr(byte).isalnum() and byte < 128 else 32 for byte in range(256))
_DIGITS = bytes(48 if 48 <= byte < 58 else 32 for byte in range(256))
_ASCII_LOWER = {upper: upper + 32 for upper in range(65, 91)}

# Zero-width characters, direction marks, soft hyphens, joiners, fillers, variation selectors, the keycap's frame, tags.
_HIDDEN_RANGES = (
    "\u00ad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180f\u200b-\u200f\u202a-\u202e\u2060-\u206f\u20e3\u3164\ufe00-\ufe0f\ufeff\uffa0"
    "\U000e0000-\U000e0fff"
)
_HIDDEN = re.compile(f"[{_HIDDEN_RANGES}]")
_COMBINING = (
    "\u0300-\u036f\u0483-\u0489\u0591-\u05bd\u064b-\u065f\u1ab0-\u1aff\u1dc0-\u1dff\u20d0-\u20e2\u20e4-\u20ff\u3099\u309a\ufe20-\ufe2f"
)
# A base with its marks, a Korean syllable from its parts, or what is hidden. ASCII, Han and Kana without marks stay as they are.
_CLUSTER = re.compile(
    f"[{_HIDDEN_RANGES}]+|[\u1100-\u1112][\u1161-\u1175][\u11a8-\u11c2]?|[^\x00-\x7f\u3041-\u3096\u30a1-\u30fa\u4e00-\u9fff][{_COMBINING}]*"
    f"|.[{_COMBINING}]+",
    re.DOTALL,
)


def _fold_cluster(match: re.Match[str]) -> str:
    return _HIDDEN.sub("", unicodedata.normalize("NFKC", match[0]))


def _alone() -> dict[str, str]:
    """Common characters whose folded form is one character: they fold without a change of position. The ellipsis is held to be one full
    stop."""
    table = {"\u2026": "."}
    for first, last in (
        (0xA0, 0xFF),
        (0x2000, 0x206F),
        (0x2070, 0x214F),
        (0x2460, 0x24FF),
        (0x3000, 0x303F),
        (0xFF01, 0xFFEF),
    ):
        for code in range(first, last + 1):
            new = unicodedata.normalize("NFKC", chr(code))
            if new != chr(code) and len(new) == 1 and not _HIDDEN.match(new):
                table[chr(code)] = new
    return table


_ALONE_TABLE = _alone()
# One range beyond the BMP instead of a thousand characters: those are looked at one by one for each character of a text.
_ALONE = re.compile("[" + "".join(re.escape(char) for char in _ALONE_TABLE if char < "\uffff") + "\U0001d400-\U0001d7ff]")


def _fold_alone(match: re.Match[str]) -> str:
    return _ALONE_TABLE.get(match[0], match[0])
