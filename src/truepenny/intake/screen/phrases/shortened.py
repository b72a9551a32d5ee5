"""Phrases written without what a wallet can do without: only the first letters of each word, or no space between the words."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache, reduce
from operator import or_

from truepenny.intake.screen.phrases.judge import Surroundings, trimmed
from truepenny.intake.screen.phrases.row import Found, Part, Row
from truepenny.intake.screen.phrases.rows import LONG, Budget, lengths_of, rows, windows
from truepenny.intake.screen.phrases.tokens import Tokens
from truepenny.intake.screen.phrases.wordlists import WordList, masks, numbers, read_words, word_lists

LETTERS = 4  # make a word of most lists unique
FEWEST = 12  # words
JOINED = range(24, 301)  # letters in a row that may be a whole phrase
LONGEST = 16  # letters of a word in any list
WAYS = 8  # to cut a row of letters into words that are followed up


@cache
def beginnings() -> dict[str, dict[str, str]]:
    """For each list of letters the first letters of a word to the word."""
    return {
        one.name: {word[:LETTERS]: word for word in numbers(one.name)}
        for one in word_lists()
        if one.scheme in ("bip39", "slip39") and read_words(one.name)[0][0] < "\u0250"
    }


def abbreviated(tokens: Tokens, around: Surroundings) -> Iterator[Found]:
    """Rows of the first four letters of words, where the text names a phrase."""
    lists = {one.name: one for one in word_lists()}
    for name, words in beginnings().items():
        one = lists[name]
        known = bytes(map(words.keys().__contains__, tokens.words))  # a beginning has no more than LETTERS
        for _, first, end in rows(known, FEWEST):
            if end - first > LONG:
                continue
            row = Row(tokens, range(first, end), one)
            first, end = trimmed(row, [])
            if end - first in lengths_of(one) and row.various() and row.regular() and around.name(row):
                yield row.found(Part(first, end, one.scheme, "likely", end - first))


def joined(tokens: Tokens, budget: Budget) -> Iterator[Found]:
    """Rows of letters that are nothing but words of one list, as many as a phrase has. Chinese is not read so: any text would pass."""
    for place in [place for place, word in enumerate(tokens.words) if len(word) >= JOINED.start]:
        (start, end), word = tokens.spans[place], tokens.words[place]
        if end - start in JOINED and not "\u3400" <= word[0] <= "\u9fff":
            lists = _cuttable(word, budget)
            for one in word_lists():
                if lists & one.bit:
                    yield from _cut(word, start, one, budget)


def _cuttable(text: str, budget: Budget) -> int:
    """The bits of the lists into whose words the text can be cut."""
    known = masks()
    reached = [-1] + [0] * len(text)
    for end in range(1, len(text) + 1):
        begins = [begin for begin in range(max(0, end - LONGEST), end) if reached[begin]]
        if not begins or not budget.take(1):
            return 0
        reached[end] = reduce(or_, (reached[begin] & known.get(text[begin:end], 0) for begin in begins))
    return reached[-1]


def _cut(text: str, start: int, one: WordList, budget: Budget) -> Iterator[Found]:
    ways = [way for way in _cuts(text, one) if len(way) in lengths_of(one)]
    checked = [found[0].rule for way in ways if (found := windows(way, one, budget, whole=True))]
    if ways:
        yield Found(start, start + len(text), (checked or [one.scheme])[0], "certain" if checked else "likely", len(ways[0]))


def _cuts(text: str, one: WordList) -> list[list[str]]:
    """Ways to cut a text into words of a list."""
    known = numbers(one.name)
    ways: list[list[list[str]]] = [[[]], *([] for _ in text)]
    for end in range(1, len(text) + 1):
        for begin in range(max(0, end - LONGEST), end):
            if ways[begin] and text[begin:end] in known:
                ways[end] += [[*way, text[begin:end]] for way in ways[begin]][: WAYS - len(ways[end])]
    return ways[-1]
