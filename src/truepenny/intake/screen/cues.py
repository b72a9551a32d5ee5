"""Where cue words stand, and which of two kinds of them is nearer to a value.

Distances count characters between the edge of the word and the edge of the value. A clause that ends in between adds 20, a line that ends
40: in "txid: A (new line) private key: B" the words before A speak of A.
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Sequence

from truepenny.intake.screen.rules import RULES, Near
from truepenny.intake.screen.view import Cues, View

CLAUSE = 20
LINE = 40
MARGIN = 48
"""A word that reaches out of a window is still read whole."""
ASKED_PER_CHARACTERS = 1_000
_CLAUSE_END = re.compile(r"[,;!?。]|\. ")
_SENTENCE_END = re.compile(r"[!?。]|\. ")
Word = tuple[str, bool, bool]
"""The letters, and whether an ASCII letter may not touch them before and after."""


def word(written: str) -> Word:
    """'order*' may go on; '*hash*' may stand within a word."""
    letters = written.strip("*")
    left = not written.startswith("*") and letters[0].isascii() and letters[0].isalnum()
    right = not written.endswith("*") and letters[-1].isascii() and letters[-1].isalnum()
    return letters, left, right


LISTS: dict[str, Sequence[Word]] = {name: tuple(map(word, words)) for name, words in RULES.cues.items()}


def find_cues(lower: str, words: Iterable[Word]) -> Cues:
    """All places, by their end. A letter or digit before a word, or a letter after it, makes it another word."""
    found: Cues = []
    for one in words:
        letters = one[0]
        at = lower.find(letters)
        while at >= 0:
            end = at + len(letters)
            if _stands_alone(lower, at, end, one):
                found.append((at, end))
            at = lower.find(letters, end)
    found.sort(key=_end)
    return found


def _stands_alone(lower: str, at: int, end: int, one: Word) -> bool:
    _, left, right = one
    if left and at and lower[at - 1].isascii() and lower[at - 1].isalnum():
        return False
    return not (right and end < len(lower) and lower[end].isascii() and lower[end].isalpha())


def _end(cue: tuple[int, int]) -> int:
    return cue[1]


def nearest(view: View, span: tuple[int, int], near: Near) -> int | None:
    """The distance of the nearest cue within the windows; None: there is none."""
    distances = []
    for name in near.cues:
        cues = _cues_around(view, span, near, name)
        distances.append(distance(view, span, cues, before=near.before, after=near.after, sentence=near.sentence))
    return min((found for found in distances if found is not None), default=None)


def cues_of(view: View, name: str) -> Cues:
    """All cues of a list in the text; found once for a view."""
    found = view.cues.get(name)
    if found is None:
        found = view.cues[name] = find_cues(view.lower, LISTS[name])
    return found


def _cues_around(view: View, span: tuple[int, int], near: Near, name: str) -> Cues:
    """Of a long text only what is around the span is gone through, until that was asked so often that the whole is cheaper."""
    asked = view.asked.get(name, 0) + 1
    if name in view.cues or asked * ASKED_PER_CHARACTERS > len(view.text):
        return cues_of(view, name)
    view.asked[name] = asked
    begin = max(0, span[0] - near.before - MARGIN)
    around = find_cues(view.lower[begin : span[1] + near.after + MARGIN], LISTS[name])
    return [(start + begin, end + begin) for start, end in around]


def distance(view: View, span: tuple[int, int], cues: Cues, *, before: int, after: int, sentence: bool = False) -> int | None:
    """The same for cues that were found; before and after: the windows. sentence: not over the end of one."""
    start, end = span
    gaps: list[tuple[int, int]] = []
    last = bisect_right(cues, start, key=_end) - 1
    if last >= 0 and start - cues[last][1] <= before:
        gaps.append((cues[last][1], start))
    following = bisect_left(cues, end, lo=last + 1, key=_begin)
    if following < len(cues) and cues[following][0] - end <= after:
        gaps.append((end, cues[following][0]))
    if sentence:
        gaps = [gap for gap in gaps if not _SENTENCE_END.search(view.text, *gap)]
    return min((_between(view.text, *gap) for gap in gaps), default=None)


def _begin(cue: tuple[int, int]) -> int:
    return cue[0]


def _between(text: str, begin: int, end: int) -> int:
    between = text[begin:end]
    if "\n" in between:
        return end - begin + LINE
    return end - begin + CLAUSE if _CLAUSE_END.search(between) else end - begin
