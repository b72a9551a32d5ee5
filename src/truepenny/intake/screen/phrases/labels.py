"""Phrases whose words are each announced: "word 1 is abandon, word 2 is ability", "1st abandon 2nd ability", 第一个：的，第二个：一."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from itertools import pairwise
from operator import eq

from truepenny.intake.screen.phrases.cues import HAN_LABEL, ORDINALS

HAN_ORDINAL = re.compile("第[一二三四五六七八九十]{1,3}.{0,3}")
REPEATED = 7  # at least so many words of a text with labels are there more than once


def possible(text: str, words: Sequence[str]) -> bool:
    return (len(words) >= 22 and (len(words) - len(set(words)) >= REPEATED or "seventh" in words)) or text.count("第") >= REPEATED


def rows(words: Sequence[str], strides: Sequence[int] = (2, 3, 4, 5, 6)) -> Iterator[list[int]]:
    """Places of every second, third ... word where the words between them are the same each time; ordinal numbers count as the same."""
    same = ["#" if word in ORDINALS or (word[0] == "第" and HAN_ORDINAL.fullmatch(word)) else word for word in words]
    for stride in strides:
        alike = bytes(map(eq, same, same[stride:]))
        for match in re.finditer(rb"(?s)(?:\x01{%d}.){9,}\x01{%d}" % (stride - 1, stride - 1), alike):
            first, end = max(0, match.start() - stride), min(match.end() + stride + 1, len(words))
            columns = (range(first + offset, end, stride) for offset in range(stride))
            yield from (list(column) for column in columns if 0 in alike[column.start : match.end() : stride])


def numbered(words: Sequence[str], text: str, spans: Sequence[tuple[int, int]], places: Sequence[int]) -> bool:
    """Whether each word of a row has a number in its label, in digits or words."""
    return all(
        any(word in ORDINALS or word[0] == "第" for word in words[before + 1 : place])
        or any(char.isdigit() for char in text[spans[before][1] : spans[place][0]])
        for before, place in pairwise(places)
    )


def without_han_labels(text: str) -> str:
    """The text with 第一个词是 and the like blanked."""
    return HAN_LABEL.sub(lambda match: " " * len(match[0]), text)
