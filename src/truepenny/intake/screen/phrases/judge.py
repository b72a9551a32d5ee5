"""Judges a row of words of one list: is it a recovery phrase, which part of it, and how sure is that."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import takewhile

from truepenny.intake.screen.phrases.cues import COMMON, LEAD, ORDINALS, WIDER, cue_near, cue_places
from truepenny.intake.screen.phrases.row import Found, Part, Row
from truepenny.intake.screen.phrases.rows import LONG, Budget, Window, differing, lengths_of, windows
from truepenny.intake.screen.phrases.tokens import Tokens
from truepenny.intake.screen.phrases.wordlists import WordList

SHORTEST = 11  # a phrase of twelve words of which one is missing or misspelt
MUCH = 6  # so many words beside a true window are no accident: the rest of a phrase with a slip in it
SOME = 3  # the same where a phrase is named; fewer where the window is so short that it may be true by accident
WEAK = 18  # words
LEADING = COMMON | WIDER | LEAD | ORDINALS


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


def judge(row: Row, around: Surroundings, budget: Budget, *, named: bool = False) -> list[Found]:
    """named: the way it is written (labels) already says that it is a phrase."""
    parts = row.parts_that_differ()
    if parts is not None:
        return [found for first, end in parts for found in _judge(row.part(first, end), around, budget, named=named)]
    return _judge(row, around, budget, named=named)


def _judge(row: Row, around: Surroundings, budget: Budget, *, named: bool) -> list[Found]:
    readings = [] if named or len(row) > LONG else row.numbered()
    if not readings:
        return list(map(row.found, _parts_of(row, budget, named=named or around.name(row))))
    found: list[Found] = []
    for part, counted in readings:
        found += [*_reordered(part, counted, budget), *map(part.found, _parts_of(part, budget, named=True, counted=True))]
        if any(one.rank for one in found):
            return found
    return found + list(map(row.found, _parts_of(row, budget, named=True)))


def _reordered(row: Row, counted: Sequence[int], budget: Budget) -> Iterator[Found]:
    """A phrase written in two or more columns, read by its numbers."""
    order = sorted(range(len(row)), key=counted.__getitem__)
    if order == list(range(len(row))):
        return
    for one in windows([row.words[nth] for nth in order], row.one, budget, whole=True) or ():
        yield row.found(Part(0, len(row), one.rule, "certain", len(row), rank=1))


def _parts_of(row: Row, budget: Budget, *, named: bool, counted: bool = False) -> list[Part]:
    """counted: the words are numbered, so that the row begins and ends where it does."""
    if len(set(row.words)) == 1:
        return []
    valid = windows(row.words[:LONG], row.one, budget)
    if valid is None or len(row) > LONG:
        if row.of_few_words() and not differing(row.words):
            return []
        return [Part(0, len(row), row.one.scheme, "certain" if valid else "likely", len(row))]
    parts = settled(valid if named else [one for one in valid if not reads_as_prose(row, one)], row.breaks())
    first, end = (0, len(row)) if counted else trimmed(row, parts)
    size = end - first
    if parts:
        spare = size - sum(part.end - part.first for part in parts)
        enough = 1 if named else MUCH if not row.by_itself() else SOME if parts[0].size >= WEAK else 1
        return widened(parts, first, end, lengths_of(row.one)) if spare >= enough else parts
    part = row.part(first, end)
    if may_be(size, row.one) and part.various() and part.regular() and (named or part.by_itself()):
        return [Part(first, end, row.one.scheme, "likely", size)]
    if row.one.scheme == "electrum1" and named:
        return [
            Part(*each, row.one.scheme, "likely", each[1] - each[0]) for each in row.segments() if each[1] - each[0] in lengths_of(row.one)
        ]
    return []


def may_be(size: int, one: WordList) -> bool:
    """Whether so many words may be a phrase of the list with a slip in it."""
    return size >= SHORTEST if one.scheme != "electrum1" else size in lengths_of(one)


def settled(valid: list[Window], breaks: Sequence[bool]) -> list[Part]:
    """The true windows of a row, best first: ends that stand out in the text, then length. One that overlaps a better one widens it, since
    either may be the phrase, unless the better one is set apart at both ends and nothing parts it within."""
    parts: list[Part] = []
    for one in sorted(valid, key=lambda one: (-breaks[one.first] - breaks[one.end], one.first - one.end, one.first)):
        over = [part for part in parts if part.first < one.end and one.first < part.end]
        if over and any(framed(part, breaks) for part in over):
            continue
        if over:
            over[0].first, over[0].end = min(over[0].first, one.first), max(over[0].end, one.end)
        else:
            part = Part(one.first, one.end, one.rule, "certain", one.end - one.first)
            part.rank = int(part.size == len(breaks) - 1 or framed(part, breaks))
            parts.append(part)
    return sorted(parts, key=lambda part: part.first)


def framed(part: Part, breaks: Sequence[bool]) -> bool:
    return breaks[part.first] and breaks[part.end] and not any(breaks[part.first + 1 : part.end])


def widened(parts: list[Part], first: int, end: int, lengths: Sequence[int]) -> list[Part]:
    """The parts, over all words from first to end."""
    edges = [min(first, parts[0].first), *(part.first for part in parts[1:]), max(end, parts[-1].end)]
    for part, low, high in zip(parts, edges, edges[1:], strict=False):
        part.first, part.end = low, high
        part.size = high - low if high - low in lengths else part.size
    return parts


def trimmed(row: Row, parts: Sequence[Part]) -> tuple[int, int]:
    """first and end of the row without what only leads up to a phrase ("my seed phrase: ...") or follows it ("... please help"). Without a
    true window, only as far as that gives it a right length."""
    low, high = (parts[0].first, max(part.end for part in parts)) if parts else (len(row), 0)
    first, end = 0, len(row)
    colons = [nth for nth in range(1, len(row)) if row.before(nth).rstrip().endswith((":", "：", "="))]
    if 0 < len(colons) <= 2 and colons[-1] <= min(4, low):
        first = colons[-1]
    if parts and end - first - sum(part.end - part.first for part in parts) >= MUCH:
        return first, end
    usual = None if parts else row.usual_gap() or None
    ahead = takewhile(lambda nth: row.words[nth] in LEADING and row.gap_kind(nth + 1) != usual, range(first, low))
    behind = takewhile(lambda nth: row.words[nth] in COMMON and row.gap_kind(nth) != usual, range(end - 1, high - 1, -1))
    leads, follows = first + sum(1 for _ in ahead), end - sum(1 for _ in behind)
    if parts:
        return leads, follows
    ways = ((begin, stop) for begin in range(first, leads + 1) for stop in range(end, follows - 1, -1))
    right = (way for way in ways if way[1] - way[0] in lengths_of(row.one))
    return min(right, key=lambda way: (end - way[1], way[0] - first), default=(first, end))


def reads_as_prose(row: Row, window: Window) -> bool:
    """Whether a true window is half made of the commonest words, in a row of words that only spaces part."""
    words = row.words[window.first : window.end]
    if 2 * sum(word in COMMON for word in words) < len(words):
        return False
    return not any(row.breaks()[window.first + 1 : window.end])
