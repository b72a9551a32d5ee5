"""Phrases that a customer types over several messages: a line or a word at a time, with "wait" or 等一下 in between.

messages.py reads one message; here the words of several are put together, in every way to read them, and the best reading is taken.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby, pairwise, product
from operator import attrgetter

from truepenny.intake.screen.findings import Finding
from truepenny.intake.screen.phrases import cues
from truepenny.intake.screen.phrases.judge import SHORTEST, SOME, settled, widened
from truepenny.intake.screen.phrases.messages import Message, Reading, Word, read_message
from truepenny.intake.screen.phrases.row import Found, Part
from truepenny.intake.screen.phrases.rows import LONG, Budget, lengths_of, windows
from truepenny.intake.screen.phrases.search import finding, merged
from truepenny.intake.screen.phrases.wordlists import WordList, word_lists

BETWEEN = 3  # messages in a row that have nothing to do with a phrase and do not end it


@dataclass(frozen=True, slots=True)
class Candidate:
    """A row of words over several messages as one phrase. good: nothing better is to be expected."""

    words: Sequence[Word]
    part: Part
    good: bool
    score: tuple[bool, int, bool, bool, int]


def find_across(texts: Sequence[str]) -> list[list[Finding]]:
    """Phrases that span several of one customer's consecutive messages, oldest first: the findings of each message, with positions in it
    and the number of words there as size. What is whole within one message is not among them: find_phrases finds that."""
    messages = [read_message(text) for text in texts]
    named = any(message.named for message in messages if message)
    budget = Budget()
    candidates = [
        candidate
        for one in word_lists()
        if any(message.lists & one.bit for message in messages if message)
        for row in _readings(messages, one.bit, named=named)
        for candidate in _judge(row, one, messages, budget, named=named)
    ]
    found: list[list[Found]] = [[] for _ in texts]
    for candidate in _best(candidates):
        for nth, words in groupby(candidate.words, attrgetter("message")):
            own = list(words)
            part = candidate.part
            found[nth].append(Found(own[0].start, own[-1].end, part.rule, part.certainty, len(own), part.rank))
    return [
        [finding(message.folded, one) for one in merged(each)] if message else [] for message, each in zip(messages, found, strict=True)
    ]


def _readings(messages: Sequence[Message | None], bit: int, *, named: bool) -> Iterable[list[Word]]:
    """The rows of one list over several messages in all ways to read these, each row once."""
    present = [message for message in messages if message]
    ways = product(
        (False, True),
        {False, any(message.small_talk for message in present)},
        {False, named and any(message.nearly & bit for message in present)},
        {False, named and any(message.glued for message in present)},
    )
    rows = (
        row for way in ways for row in _rows(messages, bit, Reading(*way)) if len(row) >= SHORTEST and row[0].message != row[-1].message
    )
    return {tuple((word.message, word.start) for word in row): row for row in rows}.values()


def _rows(messages: Sequence[Message | None], bit: int, reading: Reading) -> Iterator[list[Word]]:
    """The words of one list over all messages, from where they begin until other talk goes on."""
    row: list[Word] = []
    begun, idle = False, 0
    for nth, message in enumerate(messages):
        if message is None:
            yield row
            row, begun = [], False
        elif message.is_part(bit, reading):
            row, begun, idle = row + message.words(nth, bit, reading), True, 0
        elif message.small_talk and reading.quiet:
            continue
        elif begun:
            yield row + message.head(nth, bit)
            idle += 1
            if idle > BETWEEN:
                row, begun = message.tail(nth, bit), False
        else:
            row = message.tail(nth, bit)
    yield row


def _judge(row: list[Word], one: WordList, messages: Sequence[Message | None], budget: Budget, *, named: bool) -> Iterator[Candidate]:
    size = len(row)
    glued = any(message.glued for word in row if (message := messages[word.message]))
    breaks = [True, *(before.message != word.message for before, word in pairwise(row)), True]
    parts: list[Part] = []
    if all(word.known for word in row):
        valid = windows([word.text for word in row[:LONG]], one, budget, whole=glued) or []
        valid = [each for each in valid if row[each.first].message != row[each.end - 1].message]
        parts = settled([each for each in valid if breaks[each.first] and breaks[each.end]] or valid, breaks)
    loose = [part for part in parts if not (breaks[part.first] and breaks[part.end])]
    if loose and named and size - sum(part.end - part.first for part in parts) >= SOME:
        parts = widened(parts, 0, size, lengths_of(one))
    elif not parts and not glued and _likely(row, one, named=named):
        parts = [Part(0, size, one.scheme, "likely", size)]
    for part in parts:
        aligned = breaks[part.first] and breaks[part.end]
        common = sum(word.text in cues.COMMON for word in row[part.first : part.end])
        certain = part.certainty == "certain"
        score = (certain, part.rank, aligned, part.end - part.first in lengths_of(one), -common)
        yield Candidate(row[part.first : part.end], part, certain and aligned, score)


def _likely(row: Sequence[Word], one: WordList, *, named: bool) -> bool:
    """Whether a row without a true checksum may be a phrase with a slip: in talk of a phrase, or of a right length and not like talk."""
    size = len(row)
    if sum(word.known for word in row) < SHORTEST or size > LONG or 2 * len({word.text for word in row}) < size:
        return False
    return named or (size in lengths_of(one) and 3 * sum(word.text in cues.COMMON for word in row) <= size)


def _best(candidates: Sequence[Candidate]) -> list[Candidate]:
    """The best ones, and all that share words with one of these that is not good."""
    taken: list[Candidate] = []
    for candidate in sorted(candidates, key=attrgetter("score"), reverse=True):
        mine = {(word.message, word.start) for word in candidate.words}
        over = [one for one in taken if any((word.message, word.start) in mine for word in one.words)]
        if not over or (candidate.part.certainty == "certain" and not any(one.good for one in over)):
            taken.append(candidate)
    return taken
