"""find_phrases: from a text to findings. A cheap look at which words are in any list decides whether anything else is done."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace

from truepenny.intake.screen.findings import Finding
from truepenny.intake.screen.phrases import cues, han, labels
from truepenny.intake.screen.phrases.folding import fold
from truepenny.intake.screen.phrases.judge import SHORTEST, Found, Part, Row, Surroundings, judge, trimmed
from truepenny.intake.screen.phrases.rows import LONG, ROW, Budget, rows
from truepenny.intake.screen.phrases.tokens import Tokens, tokens_of, words_of
from truepenny.intake.screen.phrases.wordlists import masks, word_lists

PIECE = 6  # the longer piece of twelve words of which one in the middle is misspelt


def find_phrases(text: str) -> list[Finding]:
    """Recovery phrases in a text, in order, not overlapping; positions in the text as given. kind is recovery_phrase, unit words.

    certain: a checksum holds. likely: a row of list words that is written, or called, a phrase."""
    folded = fold(text)
    found = list(_found(folded.text))
    return [
        Finding(*folded.span(one.start, one.end), "recovery_phrase", one.rule, one.certainty, one.size, "words") for one in merged(found)
    ]


def _found(text: str) -> Iterator[Found]:
    words = words_of(text)
    cued = cues.has_cue(text, words)
    shortest = PIECE if cued or ("11" in text and "10" in text) else SHORTEST
    if labels.possible(text, words):
        yield from (replace(one, labelled=True) for one in _labelled(text))
    if bytes(map(masks().__contains__, words)).find(b"\1" * shortest) >= 0:
        tokens = tokens_of(text)
        yield from in_rows(tokens, shortest, Surroundings.of(tokens), Budget())
    if cued and not text.isascii() and han.named(text, words):
        yield from (Found(start, end, one.rule, "certain", end - start) for start, end, one in han.clauses(text))


def in_rows(tokens: Tokens, shortest: int, around: Surroundings, budget: Budget) -> Iterator[Found]:
    lists = {one.bit: one for one in word_lists()}
    for bit, first, end in rows(tokens.known, shortest):
        one = lists[bit]
        if end - first >= SHORTEST and not budget.take(ROW):
            yield Found(tokens.spans[first][0], tokens.spans[end - 1][1], one.scheme, "likely", end - first)
            continue
        row = Row(tokens, range(first, end), one)
        found = list(judge(row, around, budget)) if len(row) >= SHORTEST else []
        yield from found or list(_with_last(tokens, row, around, budget)) or _with_slips(tokens, row, around)


def _with_last(tokens: Tokens, row: Row, around: Surroundings, budget: Budget) -> Iterator[Found]:
    """The row and what follows after "and"."""
    end = row.places[-1] + 1
    if len(row) < SHORTEST or end + 1 >= len(tokens.words) or tokens.words[end] not in cues.CONJUNCTIONS:
        return
    places = [*row.places, *_on(tokens, row.one.bit, end + 1)]
    if len(places) > len(row):
        yield from judge(Row(tokens, places, row.one), around, budget)


def _with_slips(tokens: Tokens, row: Row, around: Surroundings) -> Iterator[Found]:
    """The row and the next ones in the same list, single words that are in no list between them, where the text names a phrase."""
    bit, first, end = row.one.bit, row.places[0], row.places[-1] + 1
    slips = 0
    if row.one.scheme == "electrum1":
        return
    while end - first < LONG and end + 1 < len(tokens.known) and tokens.known[end + 1] & bit and (slips + 1) * PIECE <= end - first:
        end, slips = end + 1 + len(_on(tokens, bit, end + 1)), slips + 1
    if slips and end - first - slips >= SHORTEST:
        whole = Row(tokens, range(first, end), row.one)
        if whole.regular() and (around.name(whole) or whole.numbered()):
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
            numbered = labels.numbered(tokens.words, text, tokens.spans, row.places)
            yield from judge(row, around, budget, named=numbered)
    if text.count("第") >= labels.REPEATED:
        tokens = tokens_of(labels.without_han_labels(text))
        yield from in_rows(tokens, SHORTEST, Surroundings.of(tokens), budget)


def merged(found: Iterable[Found]) -> list[Found]:
    """In order, overlapping ones made one: with the name and size of the surest, then labelled, then longest."""
    result: list[Found] = []
    for one in sorted(found, key=lambda one: (one.start, -one.end)):
        if result and one.start < result[-1].end:
            before = result.pop()
            best = min(before, one, key=lambda each: (each.certainty != "certain", not each.labelled, -each.size))
            one = replace(best, start=before.start, end=max(before.end, one.end))
        result.append(one)
    return result
