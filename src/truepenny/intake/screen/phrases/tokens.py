"""The words of a folded text: single runs of letters, each script for itself, with their places and the lists that they are in.

A Chinese character counts as a word where it stands alone between other things, as wallets write it; in running text it does not.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from itertools import groupby, pairwise, repeat

from truepenny.intake.screen.phrases.wordlists import masks

LATIN = re.compile(r"[a-z]+")
OTHERS = r"|[\u3400-\u9fff\uf900-\ufaff々〇]+|[\u3041-\u309f]+|[\u30a1-\u30ff]+|[\uac00-\ud7a3]+|[а-яё]+"
WORD = re.compile(r"[a-zß-öø-ÿĀ-ɏ]+" + OTHERS)
QUOTED = re.compile(r"[a-zß-öø-ÿĀ-ɏ]+(?:'[a-z]+)*" + OTHERS)
GLUED = frozenset(
    {10, 11, 12, 13, 14, 16, 17, 19, 20, 22, 23, 24}
)  # single characters of a Chinese phrase that is glued to others at its ends
HAN_AND = re.compile("([\u3400-\u9fff])[和与與及]([\u3400-\u9fff])")


@dataclass(frozen=True, slots=True)
class Tokens:
    """words[i] stands at text[spans[i][0]:spans[i][1]]; known[i] has the bits of the lists that it is in, 0 for none."""

    text: str
    words: list[str]
    spans: list[tuple[int, int]]
    known: list[int]

    @classmethod
    def at(cls, text: str, spans: list[tuple[int, int]]) -> Tokens:
        words = [text[start:end] for start, end in spans]
        return cls(text, words, spans, list(map(masks().get, words, repeat(0))))

    def after(self, place: int) -> Tokens:
        """Those that begin at a place in the text or after it."""
        return Tokens.at(self.text, [span for span in self.spans if span[0] >= place])

    def split_han(self) -> Tokens:
        """The same with every Chinese character a word."""
        han = ["\u3400" <= word[0] <= "\u9fff" for word in self.words]
        return Tokens.at(
            self.text,
            [
                piece
                for (start, end), alone in zip(self.spans, han, strict=True)
                for piece in ([(place, place + 1) for place in range(start, end)] if alone else [(start, end)])
            ],
        )

    def is_glued(self) -> bool:
        """Whether loosened() has anything to part."""
        return not self.text.isascii() and not GLUED.isdisjoint(self._single_rows())

    def loosened(self) -> Tokens:
        """The same with single Chinese characters parted from the words that they are glued to, at the ends of rows of single ones that
        have no right length without them: 助记词是的 一 是 ... 大谢谢."""
        return Tokens.at(self.text, list(self._loosened()))

    def _loosened(self) -> Iterator[tuple[int, int]]:
        row = self._single_rows()
        for place, (start, end) in enumerate(self.spans):
            follows = place > 0 and row[place - 1] in GLUED and self._is_close(place - 1)
            precedes = place + 1 < len(row) and row[place + 1] in GLUED and self._is_close(place)
            if row[place] or not (follows or precedes) or not "\u3400" <= self.words[place][0] <= "\u9fff":
                yield start, end
            elif follows and HAN_AND.fullmatch(self.words[place]):
                yield from ((start, start + 1), (start + 2, end))
            else:
                cuts = [start, *([start + 1] if follows else []), *([end - 1] if precedes else []), end]
                yield from ((a, b) for a, b in pairwise(cuts) if a < b)

    def _is_close(self, place: int) -> bool:
        """Whether no more than space or a comma stands between a word and the next."""
        return not self.text[self.spans[place][1] : self.spans[place + 1][0]].strip(" \t\u3000、,，")

    def _single_rows(self) -> list[int]:
        """For each word the length of the row of single Chinese characters that it stands in, 0 for none."""
        lengths: list[int] = []
        for alone, row in groupby(self.words, lambda word: len(word) == 1 and "\u3400" <= word <= "\u9fff"):
            length = len(list(row))
            lengths += [length if alone else 0] * length
        return lengths


def words_of(text: str) -> list[str]:
    pattern = _pattern(text)
    found: list[str] = pattern.findall(text)
    if pattern is not QUOTED:
        return found
    known = masks()
    return [piece for word in found for piece in ((word,) if "'" not in word or word in known else word.split("'"))]


def tokens_of(text: str) -> Tokens:
    pattern = _pattern(text)
    spans = [one.span() for one in pattern.finditer(text)]
    if pattern is QUOTED:
        spans = [piece for span in spans for piece in _pieces(text, *span)]
    return Tokens.at(text, spans)


def _pattern(text: str) -> re.Pattern[str]:
    """Words of lists that have an apostrophe are few (Lojban), so most texts are read without."""
    if "'" in text and any(word in text for word in _with_apostrophe()):
        return QUOTED
    return LATIN if text.isascii() else WORD


@cache
def _with_apostrophe() -> list[str]:
    return [word for word in masks() if "'" in word]


def _pieces(text: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    """A word with an apostrophe is one word only where a list has it."""
    if text.find("'", start, end) < 0 or text[start:end] in masks():
        yield start, end
        return
    for piece in text[start:end].split("'"):
        yield start, start + len(piece)
        start += len(piece) + 1
