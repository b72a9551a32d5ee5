"""find_phrases: from a text to findings. A cheap look at which words are in any list decides whether anything else is done."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from functools import cache, partial
from itertools import islice, product, takewhile

from truepenny.intake.screen.findings import Finding
from truepenny.intake.screen.phrases import cues, han, labels, shortened
from truepenny.intake.screen.phrases.folding import Folded, fold
from truepenny.intake.screen.phrases.judge import LEADING, SHORTEST, Surroundings, judge, trimmed
from truepenny.intake.screen.phrases.row import Found, Part, Row
from truepenny.intake.screen.phrases.rows import LONG, ROW, Budget, lengths_of, rows, windows
from truepenny.intake.screen.phrases.tokens import Tokens, tokens_of, words_of
from truepenny.intake.screen.phrases.wordlists import WordList, masks, word_lists

PIECE = 6  # the longer piece of twelve words of which one in the middle is misspelt
FEW = 4  # the shortest piece of a phrase that other words cut, where a phrase is named
BETWEEN = 4  # such other words
MOST_PIECES = 6
MOST_LEADS, MOST_TRAILS = 3, 2
MOST_WAYS = 144
# Words in any list (1) or in none (0): what makes it worth looking closer. Chinese ones may be glued to others at both ends.
NAMED = re.compile(rb"\x01{4}")
CUED = re.compile(rb"\x01{6}")
HINT = re.compile(rb"\x01{11}|\x01{6}\x00{1,4}\x01{6}")
HINT_GLUED = re.compile(rb"\x01{9}|\x01{6}\x00{1,4}\x01{6}")

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
    named = cued and cues.surely_named(text, words)
    if named:
        hint = NAMED
    elif cued or ("11" in text and "10" in text):
        hint = CUED
    else:
        hint = HINT if text.isascii() else HINT_GLUED
    tokens = cache(partial(tokens_of, text))
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
    lists = {one.bit: one for one in word_lists()}
    pieces: dict[int, list[tuple[int, int]]] = {}
    for bit, first, end in rows(tokens.known, FEW if around.names else PIECE):
        one = lists[bit]
        pieces.setdefault(bit, []).append((first, end))
        if end - first < PIECE:
            continue
        if end - first >= SHORTEST and not budget.take(ROW):
            yield Found(tokens.spans[first][0], tokens.spans[end - 1][1], one.scheme, "likely", end - first)
            continue
        row = _with_last(tokens, Row(tokens, range(first, end), one))
        found = judge(row, around, budget) if len(row) >= SHORTEST else []
        yield from found
        if not any(one.rank for one in found):
            yield from _with_slips(tokens, row, around, budget)
    for bit, parts in pieces.items():
        yield from _in_pieces(tokens, lists[bit], parts, around, budget)


def _in_pieces(tokens: Tokens, one: WordList, pieces: list[tuple[int, int]], around: Surroundings, budget: Budget) -> Iterator[Found]:
    """Phrases that a few other words cut: "first half: ... second half: ..."."""
    for place in range(len(pieces) - 1):
        group = pieces[place : place + MOST_PIECES]
        for count in range(2, len(group) + 1):
            if group[count - 1][0] - group[count - 2][1] > BETWEEN:
                break
            yield from _as_one(tokens, one, group[:count], around, budget)


def _as_one(tokens: Tokens, one: WordList, pieces: list[tuple[int, int]], around: Surroundings, budget: Budget) -> Iterator[Found]:
    """The pieces as one phrase, each with or without words at its beginning that may only lead up to it."""
    ways = product(*(_ends(tokens.words, first, end) for first, end in pieces))
    for way in islice(ways, MOST_WAYS):
        if not budget.take(1):
            return
        places = [place for first, end in way for place in range(first, end)]
        if len(places) not in lengths_of(one):
            continue
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


def _with_last(tokens: Tokens, row: Row) -> Row:
    """The row and what follows after "and"."""
    end = row.places[-1] + 1
    if len(row) < SHORTEST or end + 1 >= len(tokens.words) or tokens.words[end] not in cues.CONJUNCTIONS:
        return row
    return Row(tokens, [*row.places, *_on(tokens, row.one.bit, end + 1)], row.one)


def _with_slips(tokens: Tokens, row: Row, around: Surroundings, budget: Budget) -> Iterator[Found]:
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


def _labelled(tokens: Tokens) -> Iterator[Found]:
    around, budget = Surroundings([], []), Budget()
    lists = {one.bit: one for one in word_lists()}
    for places in labels.rows(tokens.words):
        for bit, first, end in rows([tokens.known[place] for place in places], SHORTEST):
            row = Row(tokens, places[first:end], lists[bit])
            named = labels.numbered(tokens, row.places)
            if named or 2 * len(set(row.words)) >= len(row):
                yield from judge(row, around, budget, named=named)
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
