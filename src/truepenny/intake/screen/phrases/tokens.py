"""The words of a folded text: single runs of letters, each script for itself, with their places and the lists that they are in.

A Chinese character counts as a word where it stands alone between other things, as wallets write it; in running text it does not.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from itertools import repeat

from truepenny.intake.screen.phrases.wordlists import masks

LATIN = re.compile(r"[a-z]+")
WORD = re.compile(r"[a-zß-öø-ÿĀ-ɏ]+|[\u3400-\u9fff\uf900-\ufaff々〇]+|[\u3041-\u309f]+|[\uac00-\ud7a3]+|[а-яё]+")


@dataclass(frozen=True, slots=True)
class Tokens:
    """words[i] stands at text[spans[i][0]:spans[i][1]]; known[i] has the bits of the lists that it is in, 0 for none."""

    text: str
    words: list[str]
    spans: list[tuple[int, int]]
    known: list[int]

    def gap(self, place: int) -> str:
        """What stands between a word and the next one."""
        return self.text[self.spans[place][1] : self.spans[place + 1][0]]


def words_of(text: str) -> list[str]:
    return (LATIN if text.isascii() else WORD).findall(text)


def tokens_of(text: str) -> Tokens:
    found = list((LATIN if text.isascii() else WORD).finditer(text))
    words = [one[0] for one in found]
    return Tokens(text, words, [one.span() for one in found], list(map(masks().get, words, repeat(0))))
