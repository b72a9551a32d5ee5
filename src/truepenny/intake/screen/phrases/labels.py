"""Phrases whose words are each announced: "word 1 is abandon, word 2 is ability", "1st abandon 2nd ability", 第一个：的，第二个：一."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from itertools import pairwise
from operator import is_

from truepenny.intake.screen.phrases.cues import HAN_LABEL, ORDINALS
from truepenny.intake.screen.phrases.tokens import Tokens

HAN_ORDINAL = re.compile("第[一二三四五六七八九十]{1,3}.{0,3}|[一二三四五六七八九十]{1,3}")
HAN_NUMBERS = "一二三四五六七八九十第"
REPEATED = 7  # at least so many words of a text with labels are there more than once, or count
STRIDES = range(2, 11)  # a word of the phrase is every second, third ... of the text


def possible(text: str, words: Sequence[str]) -> bool:
    """Whether a text may have labels at all: cheap."""
    if text.count("第") >= REPEATED:
        return True
    different = set(words)
    return len(words) >= 22 and (len(words) - len(different) >= REPEATED or len(ORDINALS & different) >= REPEATED or "十一" in different)


def is_ordinal(word: str) -> bool:
    return word in ORDINALS or (word[0] in HAN_NUMBERS and HAN_ORDINAL.fullmatch(word) is not None)


def rows(words: Sequence[str]) -> Iterator[list[int]]:
    """Places of every second, third ... word where the words between them are the same each time; ordinal numbers count as the same."""
    places = [place for place, word in enumerate(words) if word != "twenty"]
    ordinals = set(filter(is_ordinal, set(words)))
    one: dict[str, str] = {}  # of each word, for words are compared by identity, which is faster
    same = ["#" if words[place] in ordinals else one.setdefault(words[place], words[place]) for place in places]
    for stride in STRIDES:
        alike = bytes(map(is_, same, same[stride:]))
        if alike.find(b"\1" * (stride - 1)) < 0:
            continue
        for match in re.finditer(rb"(?s)(?:\x01{%d}.){9,}\x01{%d}" % (stride - 1, stride - 1), alike):
            first, end = max(0, match.start() - stride), min(match.end() + stride + 1, len(same))
            columns = (range(first + offset, end, stride) for offset in range(stride))
            yield from ([places[each] for each in column] for column in columns if 0 in alike[column.start : match.end() : stride])


def numbered(tokens: Tokens, places: Sequence[int]) -> bool:
    """Whether each word of a row has a number in its label, in digits or words."""
    return all(
        any(map(is_ordinal, tokens.words[before + 1 : place]))
        or any(char.isdigit() for char in tokens.text[tokens.spans[before][1] : tokens.spans[place][0]])
        for before, place in pairwise(places)
    )


def without_han_labels(text: str) -> str:
    """The text with 第一个词是 and the like blanked."""
    return HAN_LABEL.sub(lambda match: " " * len(match[0]), text)
