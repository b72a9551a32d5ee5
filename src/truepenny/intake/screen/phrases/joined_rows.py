"""Rows of list words joined with their neighbours: over a misspelt word, over a few other words, over "and" before the last one."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import islice, product, takewhile

from truepenny.intake.screen.phrases import cues
from truepenny.intake.screen.phrases.judge import LEADING, SHORTEST, Surroundings, trimmed
from truepenny.intake.screen.phrases.row import Found, Part, Row
from truepenny.intake.screen.phrases.rows import LONG, ROW, Budget, lengths_of, windows
from truepenny.intake.screen.phrases.tokens import Tokens
from truepenny.intake.screen.phrases.wordlists import WordList

PIECE = 6  # the longer piece of twelve words of which one in the middle is misspelt
FEW = 4  # the shortest piece of a phrase that other words cut, where a phrase is named
BETWEEN = 4  # such other words
MOST_PIECES = 6
MOST_LEADS, MOST_TRAILS = 3, 2
MOST_WAYS = 144


def in_pieces(tokens: Tokens, one: WordList, pieces: list[tuple[int, int]], around: Surroundings, budget: Budget) -> Iterator[Found]:
    """Phrases that a few other words cut: "first half: ... second half: ..."."""
    for place in range(len(pieces) - 1):
        group = pieces[place : place + MOST_PIECES]
        for count in range(2, len(group) + 1):
            if group[count - 1][0] - group[count - 2][1] > BETWEEN:
                break
            yield from _as_one(tokens, one, group[:count], around, budget)


def _as_one(tokens: Tokens, one: WordList, pieces: list[tuple[int, int]], around: Surroundings, budget: Budget) -> Iterator[Found]:
    """The pieces as one phrase, each with or without the words at its ends that may not belong to it."""
    ways = product(*(_ends(tokens.words, first, end) for first, end in pieces))
    for way in islice(ways, MOST_WAYS):
        if not budget.take_way():
            return
        if sum(end - first for first, end in way) not in lengths_of(one):
            continue
        places = [place for first, end in way for place in range(first, end)]
        row = Row(tokens, places, one)
        found = windows(row.words, one, budget, whole=True)
        if found:
            yield row.found(Part(0, len(row), found[0].rule, "certain", len(row), rank=1))
        elif row.words[0] not in LEADING and around.name(row) and one.scheme != "electrum1" and row.various():
            yield row.found(Part(0, len(row), one.scheme, "likely", len(row)))


def _ends(words: Sequence[str], first: int, end: int) -> list[tuple[int, int]]:
    """A piece with and without words of sentences at its ends."""
    ahead = sum(1 for _ in takewhile(LEADING.__contains__, words[first : first + MOST_LEADS]))
    behind = sum(1 for _ in takewhile(LEADING.__contains__, words[end - 1 : max(first, end - 1 - MOST_TRAILS) : -1]))
    return [(first + lead, end - trail) for lead in range(ahead + 1) for trail in range(behind + 1)]


def with_last(tokens: Tokens, row: Row) -> Row:
    """The row and what follows after "and"."""
    end = row.places[-1] + 1
    if len(row) < SHORTEST or end + 1 >= len(tokens.words) or tokens.words[end] not in cues.CONJUNCTIONS:
        return row
    return Row(tokens, [*row.places, *_on(tokens, row.one.bit, end + 1)], row.one)


def with_slips(tokens: Tokens, row: Row, around: Surroundings, budget: Budget) -> Iterator[Found]:
    """The row and its neighbours in the same list, single words that are not in it between them, where the text names a phrase."""
    bit, first, end = row.one.bit, row.places[0], row.places[-1] + 1
    slips = 0
    if row.one.scheme == "electrum1" or (budget.left <= 0 and not around.cues):
        return
    while end - first < LONG and (slips + 1) * PIECE <= end - first:
        after = len(_on(tokens, bit, end + 1)) if _may_be_slip(tokens, end) else 0
        before = len(_back(tokens, bit, first - 2)) if _may_be_slip(tokens, first - 1) else 0
        if not (after or before):
            break
        first, end = (first, end + 1 + after) if after >= before else (first - 1 - before, end)
        slips += 1
    if slips == 0 or end - first - slips < SHORTEST:
        return
    whole = Row(tokens, range(first, end), row.one)
    named = around.name(whole)
    if not budget.take(ROW):
        if named:
            yield whole.found(Part(0, len(whole), row.one.scheme, "likely", len(whole)))
    elif (named or whole.numbered()) and whole.various() and whole.regular():
        first, end = trimmed(whole, [])
        yield whole.found(Part(first, end, row.one.scheme, "likely", end - first))


def _may_be_slip(tokens: Tokens, place: int) -> bool:
    return 0 <= place < len(tokens.words) and tokens.words[place] not in LEADING


def _on(tokens: Tokens, bit: int, place: int) -> range:
    """The words from place on that are in the list."""
    end = place
    while end < len(tokens.known) and tokens.known[end] & bit:
        end += 1
    return range(place, end)


def _back(tokens: Tokens, bit: int, place: int) -> range:
    """The words up to place that are in the list."""
    first = place
    while first >= 0 and tokens.known[first] & bit:
        first -= 1
    return range(first + 1, place + 1)
