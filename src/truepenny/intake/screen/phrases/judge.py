"""Judges a row of words of one list: is it a recovery phrase, which part of it, and how sure is that."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from truepenny.intake.screen.findings import Certainty
from truepenny.intake.screen.phrases.cues import COMMON, cue_near, cue_places
from truepenny.intake.screen.phrases.rows import LONG, Budget, Window, lengths_of, windows
from truepenny.intake.screen.phrases.tokens import Tokens
from truepenny.intake.screen.phrases.wordlists import WordList

SHORTEST = 11  # a phrase of twelve words of which one is missing or misspelt
MUCH = 6  # so many words beside a true window are no accident: the rest of a phrase with a slip in it
KINDS = 4  # of separators in one phrase
NOT_KIND = re.compile(r"[\d\s]+")
GLUE = "_-./'’@\\"
NUMBER = re.compile(r"\d+(?=\D*\Z)")


@dataclass(frozen=True, slots=True)
class Found:
    """text[start:end] of the folded text."""

    start: int
    end: int
    rule: str
    certainty: Certainty
    size: int
    labelled: bool = False


@dataclass(slots=True)
class Part:
    """Words first to end of a row, of which size are the phrase itself."""

    first: int
    end: int
    rule: str
    certainty: Certainty
    size: int


class Row:
    """A row of words of one list in a text. places: the numbers of its tokens; they need not follow one another (labels between them)."""

    def __init__(self, tokens: Tokens, places: Sequence[int], one: WordList) -> None:
        self.tokens, self.places, self.one = tokens, places, one
        self.words = [tokens.words[place] for place in places]
        self.start, self.end = tokens.spans[places[0]][0], tokens.spans[places[-1]][1]

    def __len__(self) -> int:
        return len(self.places)

    def found(self, part: Part) -> Found:
        start, end = self.tokens.spans[self.places[part.first]][0], self.tokens.spans[self.places[part.end - 1]][1]
        return Found(start, end, part.rule, part.certainty, part.size)

    def before(self, nth: int) -> str:
        """What stands before the nth word of the row, up to the word before it."""
        place = self.places[nth]
        return self.tokens.text[self.tokens.spans[place - 1][1] if place else 0 : self.tokens.spans[place][0]]

    def after(self) -> str:
        place = self.places[-1] + 1
        return self.tokens.text[self.end : self.tokens.spans[place][0] if place < len(self.tokens.spans) else None]

    def breaks(self) -> list[bool]:
        """Before each word and after the last one: does more than plain space part it from its neighbour."""
        inner = [_parts(self.before(nth)) for nth in range(1, len(self))]
        return [True, *inner, True]

    def regular(self) -> bool:
        """Whether few kinds of separators part the words; in program text some are glued with _ or - and others stand apart."""
        kinds = [NOT_KIND.sub("", self.before(nth)) for nth in range(1, len(self))]
        glued = sum(kind in GLUE and kind != "" and not self.before(nth).isspace() for nth, kind in enumerate(kinds, 1))
        return len(set(kinds)) <= KINDS and (glued == 0 or glued * 10 >= len(kinds) * 8)

    def numbered(self) -> list[int] | None:
        """The numbers before the words if they are a count from one of them on, in any order."""
        found = [NUMBER.search(self.before(nth)[-12:]) for nth in range(len(self))]
        counted = [int(one[0]) for one in found if one]
        if len(counted) < len(self) - 1 or len(counted) != len(set(counted)) or max(counted) - min(counted) != len(counted) - 1:
            return None
        return counted

    def by_itself(self) -> bool:
        """Whether the row is a block of its own, of a right length and of words that do not read as a sentence."""
        place = self.places[0]
        opened = place == 0 or "\n" in self.before(0) or self.before(0).rstrip(" \"'“”「").endswith((":", "："))
        after = self.after()
        closed = self.places[-1] == len(self.tokens.words) - 1 or "\n" in after
        return opened and closed and len(self) in lengths_of(self.one) and 3 * sum(word in COMMON for word in self.words) <= len(self)


def _parts(gap: str) -> bool:
    return "\n" in gap or not gap.isspace()


@dataclass(frozen=True, slots=True)
class Surroundings:
    """Where a text names a phrase: by words that ordinary text has too, and by sure names."""

    cues: list[int]
    names: list[int]

    @classmethod
    def of(cls, tokens: Tokens) -> Surroundings:
        wide, sure = (cue_places(tokens.text, tokens.words, tokens.spans, sure=each) for each in (False, True))
        return cls(wide, sure)

    def name(self, row: Row) -> bool:
        """Whether a phrase is named near the row. The words of Electrum 1 are so common that it takes a sure name."""
        return cue_near(self.names if row.one.scheme == "electrum1" else self.cues, row.start, row.end)


def judge(row: Row, around: Surroundings, budget: Budget, *, named: bool = False) -> Iterator[Found]:
    """named: the way it is written (labels, numbers) already says that it is a phrase."""
    numbered = row.numbered() if len(row) >= SHORTEST and not named else None
    named = named or numbered is not None or around.name(row)
    for part in _parts_of(row, budget, named=named):
        yield row.found(part)


def _parts_of(row: Row, budget: Budget, *, named: bool) -> list[Part]:
    if len(set(row.words)) == 1:
        return []
    if len(row) > LONG:
        valid = windows(row.words[:LONG], row.one, budget)
        return [Part(0, len(row), row.one.scheme, "certain" if valid else "likely", len(row))]
    valid = windows(row.words, row.one, budget)
    if valid is None:
        return [Part(0, len(row), row.one.scheme, "likely", len(row))]
    parts = settled(valid if named else [one for one in valid if not reads_as_prose(row, one)], row.breaks())
    first, end = trimmed(row, parts)
    if parts:
        spare = end - first - sum(part.end - part.first for part in parts)
        return widened(parts, first, end, lengths_of(row.one)) if spare >= MUCH or (spare and named) else parts
    if may_be(end - first, row.one) and 2 * len(set(row.words[first:end])) >= end - first and row.regular() and (named or row.by_itself()):
        return [Part(first, end, row.one.scheme, "likely", end - first)]
    return []


def may_be(size: int, one: WordList) -> bool:
    """Whether so many words may be a phrase of the list with a slip in it."""
    return size >= SHORTEST if one.scheme != "electrum1" else size in lengths_of(one)


def settled(valid: list[Window], breaks: Sequence[bool]) -> list[Part]:
    """The true windows of a row, best first: ends that stand out in the text, then length. One that overlaps a better one widens it, since
    either may be the phrase."""
    parts: list[Part] = []
    for one in sorted(valid, key=lambda one: (-breaks[one.first] - breaks[one.end], one.first - one.end, one.first)):
        over = [part for part in parts if part.first < one.end and one.first < part.end]
        if over:
            over[0].first, over[0].end = min(over[0].first, one.first), max(over[0].end, one.end)
        else:
            parts.append(Part(one.first, one.end, one.rule, "certain", one.end - one.first))
    return sorted(parts, key=lambda part: part.first)


def widened(parts: list[Part], first: int, end: int, lengths: Sequence[int]) -> list[Part]:
    """The parts, over all words from first to end."""
    edges = [min(first, parts[0].first), *(part.first for part in parts[1:]), max(end, parts[-1].end)]
    for part, low, high in zip(parts, edges, edges[1:], strict=False):
        part.first, part.end = low, high
        part.size = high - low if high - low in lengths else part.size
    return parts


def trimmed(row: Row, parts: Sequence[Part]) -> tuple[int, int]:
    """first and end of the row without what only leads up to a phrase ("my seed phrase: ...") or follows it ("... please help")."""
    low, high = (parts[0].first, max(part.end for part in parts)) if parts else (len(row), 0)
    first, end = 0, len(row)
    colons = [nth for nth in range(1, len(row)) if row.before(nth).rstrip().endswith((":", "：", "="))]
    if 0 < len(colons) <= 2 and colons[-1] <= min(4, low):
        first = colons[-1]

    def enough() -> bool:
        return end - first <= SHORTEST or (not parts and end - first in lengths_of(row.one))

    while first < low and row.words[first] in COMMON and not enough():
        first += 1
    while end > high and row.words[end - 1] in COMMON and not enough():
        end -= 1
    return first, end


def reads_as_prose(row: Row, window: Window) -> bool:
    """Whether a true window is half made of the commonest words, inside a longer row of words that only spaces part."""
    words = row.words[window.first : window.end]
    if 2 * sum(word in COMMON for word in words) < len(words):
        return False
    return not any(row.breaks()[window.first + 1 : window.end])
