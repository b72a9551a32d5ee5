"""Phrases that a customer types over several messages: a line or a word at a time, with "wait" or 等一下 in between.

messages.py reads one message; here the words of several are put together, in every way to read them, and the best reading is taken.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import combinations, groupby, pairwise, product
from operator import attrgetter

from truepenny.intake.screen.findings import Finding
from truepenny.intake.screen.phrases import cues, han
from truepenny.intake.screen.phrases.judge import MUCH, SHORTEST, SOME, settled, widened
from truepenny.intake.screen.phrases.messages import FEW, Message, Reading, Word, read_message
from truepenny.intake.screen.phrases.row import Found, Part
from truepenny.intake.screen.phrases.rows import LONG, Budget, lengths_of, windows
from truepenny.intake.screen.phrases.search import finding, merged
from truepenny.intake.screen.phrases.wordlists import WordList, word_lists

NEAR = 2  # messages between the name of a phrase and Chinese that nothing parts
DOUBTFUL = 4  # single words that may be small talk, as many as all ways to read them are tried
BETWEEN = 3  # messages in a row that have nothing to do with a phrase and do not end it


@dataclass(frozen=True, slots=True)
class Candidate:
    """A row of words over several messages as one phrase. good: nothing better is to be expected."""

    words: Sequence[Word]
    part: Part
    good: bool
    score: tuple[bool, int, bool, bool]


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
        {False, named and any(message.nearly & bit for message in present)},
        {False, named and any(message.glued for message in present)},
        {False, any(not message.lists & bit and len(message.tail(0, bit)) >= FEW for message in present)},
        _silences(messages, bit),
    )
    rows = (
        row for way in ways for row in _rows(messages, bit, Reading(*way)) if len(row) >= SHORTEST and row[0].message != row[-1].message
    )
    return {tuple((word.message, word.start) for word in row): row for row in rows}.values()


def _silences(messages: Sequence[Message | None], bit: int) -> list[frozenset[int]]:
    """Which messages may be small talk: none of them, all that say more than one word, and with these any of the single words."""
    talk = {nth for nth, message in enumerate(messages) if message and message.small_talk}
    single = [nth for nth in talk if (message := messages[nth]) and message.lists & bit and len(message.tokens.words) == 1]
    sure = frozenset(talk.difference(single))
    some = [single, []] if len(single) > DOUBTFUL else [each for size in range(len(single) + 1) for each in combinations(single, size)]
    return list(dict.fromkeys([frozenset(), *(sure.union(each) for each in some)]))


def _rows(messages: Sequence[Message | None], bit: int, reading: Reading) -> Iterator[list[Word]]:
    """The words of one list over all messages, from where they begin until other talk goes on."""
    row: list[Word] = []
    begun, idle = False, 0
    for nth, message in enumerate(messages):
        if message is None:
            yield row
            row, begun = [], False
        elif nth in reading.silent:
            continue
        elif message.is_part(bit, reading):
            row, begun, idle = row + message.words(nth, bit, reading), True, 0
        elif begun and reading.tails and len(tail := message.tail(nth, bit)) >= FEW:
            row, idle = row + tail, 0
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
    if glued and not _glued_may_be(row, messages):
        return
    breaks = [True, *(before.message != word.message for before, word in pairwise(row)), True]
    parts: list[Part] = []
    if all(word.known for word in row):
        valid = windows([word.text for word in row[:LONG]], one, budget, whole=glued) or []
        valid = [each for each in valid if row[each.first].message != row[each.end - 1].message]
        valid = [each for each in valid if named or 2 * _common(row[each.first : each.end]) < each.end - each.first]
        parts = settled([each for each in valid if breaks[each.first] and breaks[each.end]] or valid, breaks)
    loose = [part for part in parts if not (breaks[part.first] and breaks[part.end])]
    spare = size - sum(part.end - part.first for part in parts)
    if parts and (spare >= MUCH or (loose and named and spare >= SOME)):
        parts = widened(parts, 0, size, lengths_of(one))
    elif not parts and not glued and _likely(row, one, named=named):
        parts = [Part(0, size, one.scheme, "likely", size)]
    for part in parts:
        aligned = breaks[part.first] and breaks[part.end]
        certain = part.certainty == "certain"
        score = (certain, part.rank, aligned, part.end - part.first in lengths_of(one))
        yield Candidate(row[part.first : part.end], part, certain and aligned, score)


def _glued_may_be(row: Sequence[Word], messages: Sequence[Message | None]) -> bool:
    """Chinese that nothing parts: only just after or before a message that names a phrase, and not if it reads like ordinary text."""
    near = messages[max(0, row[0].message - NEAR) : row[-1].message + 1 + NEAR]
    return any(message.surely_named for message in near if message) and not han.reads_ordinary("".join(word.text for word in row))


def _likely(row: Sequence[Word], one: WordList, *, named: bool) -> bool:
    """Whether a row without a true checksum may be a phrase with a slip: not like talk, and in talk of a phrase or of a right length."""
    size = len(row)
    if one.scheme == "electrum1" and not (named and size in lengths_of(one)):
        return False
    if sum(word.known for word in row) < SHORTEST or size > LONG or 2 * len({word.text for word in row}) < size:
        return False
    return 3 * _common(row) <= size and (named or size in lengths_of(one))


def _common(words: Sequence[Word]) -> int:
    return sum(word.text in cues.COMMON for word in words)


def _best(candidates: Sequence[Candidate]) -> list[Candidate]:
    """The best ones, all that are as good, and all certain ones that share words with one of these that is not good."""
    taken: list[Candidate] = []
    for candidate in sorted(candidates, key=attrgetter("score"), reverse=True):
        mine = {(word.message, word.start) for word in candidate.words}
        over = [one for one in taken if any((word.message, word.start) in mine for word in one.words)]
        if all(one.score == candidate.score or (candidate.score[0] and not one.good) for one in over):
            taken.append(candidate)
    return taken
