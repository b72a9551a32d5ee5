"""find_phrases: from a text to findings. A cheap look at which words are in any list decides whether anything else is done."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import replace

from truepenny.intake.screen.findings import Finding
from truepenny.intake.screen.phrases import cues, han, labels, shortened
from truepenny.intake.screen.phrases.folding import Folded, fold
from truepenny.intake.screen.phrases.joined_rows import FEW, PIECE, in_pieces, with_last, with_slips
from truepenny.intake.screen.phrases.judge import SHORTEST, Surroundings, judge
from truepenny.intake.screen.phrases.row import Found, Row
from truepenny.intake.screen.phrases.rows import ROW, Budget, differing, rows
from truepenny.intake.screen.phrases.tokens import Tokens, tokens_of, words_of
from truepenny.intake.screen.phrases.wordlists import lists_by_bit, masks

# Words in any list (1) or in none (0): what makes it worth looking closer. Chinese ones may be glued to others at both ends.
NAMED = re.compile(rb"\x01{4}")
CUED = re.compile(rb"\x01{6}")
HINT = re.compile(rb"\x01{11}|\x01{6}\x00{1,4}\x01{6}")
HINT_GLUED = re.compile(rb"\x01{9}|\x01{6}\x00{1,4}\x01{6}")

LABELLED = 2  # adds so much to the rank
STRAY = 3  # words with the same labels beside a phrase; more are a list of something else, where nobody names a phrase


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
    named = cued and cues.surely_named(text, words)
    if named:
        hint = NAMED
    elif cued or ("11" in text and "10" in text):
        hint = CUED
    else:
        hint = HINT if text.isascii() else HINT_GLUED
    made: list[Tokens] = []

    def tokens() -> Tokens:
        """Made when the first one asks; functools.cache would cost a message without a phrase as much as its words do."""
        if not made:
            made.append(tokens_of(text))
        return made[0]

    if labels.possible(text, words):
        yield from (replace(one, rank=one.rank + LABELLED) for one in _labelled(tokens()))
    if hint.search(bytes(map(masks().__contains__, words))):
        yield from _in_text(tokens())
    if max(map(len, words), default=0) >= shortened.JOINED.start:
        yield from shortened.joined(tokens(), Budget())
    if cued and bytes(map(shortened.LETTERS.__ge__, map(len, words))).find(b"\1" * shortened.FEWEST) >= 0:
        yield from shortened.abbreviated(tokens(), Surroundings.of(tokens()))
    if cued and cues.is_eastern(words):
        yield from han.clauses(tokens(), surely_named=named)


def _in_text(tokens: Tokens) -> Iterator[Found]:
    around, budget = Surroundings.of(tokens), Budget()
    found = list(in_rows(tokens, around, budget))
    yield from found
    if tokens.is_glued():
        sizes = {one.size for one in found}
        loosened = in_rows(tokens.loosened(), Surroundings([], []), budget)
        yield from (one for one in loosened if one.certainty == "certain" and one.size not in sizes)


def in_rows(tokens: Tokens, around: Surroundings, budget: Budget) -> Iterator[Found]:
    lists = lists_by_bit()
    pieces: dict[int, list[tuple[int, int]]] = {}
    for bit, first, end in rows(tokens.known, FEW if around.names else PIECE):
        one = lists[bit]
        pieces.setdefault(bit, []).append((first, end))
        if end - first < PIECE:
            continue
        if end - first >= SHORTEST and not budget.take(ROW):
            row = Row(tokens, range(first, end), one)
            if not row.of_few_words() or differing(row.words):
                yield Found(tokens.spans[first][0], tokens.spans[end - 1][1], one.scheme, "likely", end - first)
            continue
        row = with_last(tokens, Row(tokens, range(first, end), one))
        found = judge(row, around, budget) if len(row) >= SHORTEST else []
        yield from found
        if not any(one.rank for one in found):
            yield from with_slips(tokens, row, around, budget)
    for bit, parts in pieces.items():
        yield from in_pieces(tokens, lists[bit], parts, around, budget)


def _labelled(tokens: Tokens) -> Iterator[Found]:
    around, budget = Surroundings([], []), Budget()
    lists = lists_by_bit()
    for places in labels.rows(tokens.words):
        for bit, first, end in rows([tokens.known[place] for place in places], SHORTEST):
            row = Row(tokens, places[first:end], lists[bit])
            named = labels.numbered(tokens, row.places)
            if named or row.various():
                found = judge(row, around, budget, named=named)
                if len(row) - sum(one.size for one in found) <= STRAY or Surroundings.of(tokens).name(row):
                    yield from found
    if tokens.text.count("第") >= labels.REPEATED:
        tokens = tokens_of(labels.without_han_labels(tokens.text))
        yield from in_rows(tokens, Surroundings.of(tokens), budget)


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
