"""find_phrases: from a text to findings. A cheap look at which words are in any list decides whether anything else is done."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace

from truepenny.intake.screen.findings import Finding
from truepenny.intake.screen.phrases import cues, han, labels, shortened
from truepenny.intake.screen.phrases.folding import Folded, fold
from truepenny.intake.screen.phrases.judge import SHORTEST, Surroundings, judge, trimmed
from truepenny.intake.screen.phrases.row import Found, Part, Row
from truepenny.intake.screen.phrases.rows import LONG, ROW, Budget, rows
from truepenny.intake.screen.phrases.tokens import Tokens, tokens_of, words_of
from truepenny.intake.screen.phrases.wordlists import masks, word_lists

PIECE = 6  # the longer piece of twelve words of which one in the middle is misspelt
GLUED = 2  # words at the ends of a Chinese row that may be glued to others

LABELLED = 2  # adds so much to the rank


def find_phrases(text: str) -> list[Finding]:
    """Recovery phrases in a text, in order, not overlapping; positions in the text as given. kind is recovery_phrase, unit words.

    certain: a checksum holds. likely: a row of list words that is written, or called, a phrase."""
    folded = fold(text)
    return [finding(folded, one) for one in merged(_found(folded.text))]


def finding(folded: Folded, one: Found) -> Finding:
    return Finding(*folded.span(one.start, one.end), "recovery_phrase", one.rule, one.certainty, one.size, "words")


def _found(text: str) -> Iterator[Found]:
    words = words_of(text)
    cued = cues.has_cue(text, words)
    shortest = PIECE if cued or ("11" in text and "10" in text) else SHORTEST if text.isascii() else SHORTEST - GLUED
    if labels.possible(text, words):
        yield from (replace(one, rank=one.rank + LABELLED) for one in _labelled(text))
    if bytes(map(masks().__contains__, words)).find(b"\1" * shortest) >= 0:
        yield from _in_text(tokens_of(text), shortest)
    if max(map(len, words), default=0) >= shortened.JOINED.start:
        yield from shortened.joined(tokens_of(text), Budget())
    if cued and bytes(map(shortened.LETTERS.__ge__, map(len, words))).find(b"\1" * shortened.FEWEST) >= 0:
        tokens = tokens_of(text)
        yield from shortened.abbreviated(tokens, Surroundings.of(tokens))
    if cued and not text.isascii() and han.named(text, words):
        yield from han.clauses(tokens_of(text))


def _in_text(tokens: Tokens, shortest: int) -> Iterator[Found]:
    around, budget = Surroundings.of(tokens), Budget()
    yield from in_rows(tokens, shortest, around, budget)
    if tokens.is_glued():
        found = in_rows(tokens.loosened(), SHORTEST + 1, Surroundings([], []), budget)
        yield from (one for one in found if one.certainty == "certain")


def in_rows(tokens: Tokens, shortest: int, around: Surroundings, budget: Budget) -> Iterator[Found]:
    lists = {one.bit: one for one in word_lists()}
    for bit, first, end in rows(tokens.known, shortest):
        one = lists[bit]
        if end - first >= SHORTEST and not budget.take(ROW):
            yield Found(tokens.spans[first][0], tokens.spans[end - 1][1], one.scheme, "likely", end - first)
            continue
        row = _with_last(tokens, Row(tokens, range(first, end), one))
        found = judge(row, around, budget) if len(row) >= SHORTEST else []
        yield from found or _with_slips(tokens, row, around, budget)


def _with_last(tokens: Tokens, row: Row) -> Row:
    """The row and what follows after "and"."""
    end = row.places[-1] + 1
    if len(row) < SHORTEST or end + 1 >= len(tokens.words) or tokens.words[end] not in cues.CONJUNCTIONS:
        return row
    return Row(tokens, [*row.places, *_on(tokens, row.one.bit, end + 1)], row.one)


def _with_slips(tokens: Tokens, row: Row, around: Surroundings, budget: Budget) -> Iterator[Found]:
    """The row and the next ones in the same list, single words that are not in it between them, where the text names a phrase."""
    bit, first, end = row.one.bit, row.places[0], row.places[-1] + 1
    slips = 0
    if row.one.scheme == "electrum1" or (budget.left <= 0 and not around.cues):
        return
    while end - first < LONG and end + 1 < len(tokens.known) and tokens.known[end + 1] & bit and (slips + 1) * PIECE <= end - first:
        end, slips = end + 1 + len(_on(tokens, bit, end + 1)), slips + 1
    if slips == 0 or end - first - slips < SHORTEST:
        return
    whole = Row(tokens, range(first, end), row.one)
    named = around.name(whole)
    if not budget.take(ROW):
        if named:
            yield whole.found(Part(0, len(whole), row.one.scheme, "likely", len(whole)))
    elif (named or whole.numbered()) and whole.regular():
        first, end = trimmed(whole, [])
        yield whole.found(Part(first, end, row.one.scheme, "likely", end - first))


def _on(tokens: Tokens, bit: int, place: int) -> range:
    """The words from place on that are in the list."""
    end = place
    while end < len(tokens.known) and tokens.known[end] & bit:
        end += 1
    return range(place, end)


def _labelled(text: str) -> Iterator[Found]:
    tokens = tokens_of(text)
    around, budget = Surroundings([], []), Budget()
    lists = {one.bit: one for one in word_lists()}
    for places in labels.rows(tokens.words):
        for bit, first, end in rows([tokens.known[place] for place in places], SHORTEST):
            row = Row(tokens, places[first:end], lists[bit])
            named = labels.numbered(tokens, row.places)
            if named or 2 * len(set(row.words)) >= len(row):
                yield from judge(row, around, budget, named=named)
    if text.count("第") >= labels.REPEATED:
        tokens = tokens_of(labels.without_han_labels(text))
        yield from in_rows(tokens, SHORTEST, Surroundings.of(tokens), budget)


def merged(found: Iterable[Found]) -> list[Found]:
    """In order, overlapping ones made one: with the name and size of the surest, then of the best guess, then of the longest."""
    result: list[Found] = []
    for one in sorted(found, key=lambda one: (one.start, -one.end)):
        if result and one.start < result[-1].end:
            before = result.pop()
            best = min(before, one, key=lambda each: (each.certainty != "certain", -each.rank, -each.size))
            one = replace(best, start=before.start, end=max(before.end, one.end))
        result.append(one)
    return result
