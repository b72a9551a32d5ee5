"""Rows of words that are all in one list: where they are, and which parts of one pass the checksum of a recovery phrase."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from truepenny.intake.screen.phrases import checks
from truepenny.intake.screen.phrases.wordlists import WordList, bare_words, numbers, prefixes

LONG = 64  # no prose has so many words of one list in a row; of such a row nothing is computed, all of it is removed
WINDOWS = 4000  # computed for one text; in a text that needs more every further row is removed whole
WAYS = 20_000  # to put pieces together that are tried in one text
LONGEST = 33  # words of any phrase
DIFFERING = 12  # words
EXAMPLES = (1, 8)
ROW = 10  # what looking at a row costs, in windows


@dataclass(slots=True)
class Budget:
    left: int = WINDOWS
    ways: int = WAYS

    def take_way(self) -> bool:
        self.ways -= 1
        return self.ways >= 0

    def take(self, windows: int) -> bool:
        self.left -= windows
        return self.left >= 0


@dataclass(frozen=True, slots=True)
class Window:
    """Words first to end, end not included, of a row pass the checksum of a rule."""

    first: int
    end: int
    rule: str


def rows(known: Sequence[int], shortest: int) -> Iterator[tuple[int, int, int]]:
    """(bit, first, end) of every longest row of words in one list, of at least so many words."""
    for stretch in re.finditer(rb"\x01{%d,}" % shortest, bytes(map(bool, known))):
        yield from _rows(known[stretch.start() : stretch.end()], shortest, stretch.start())


def _rows(known: Sequence[int], shortest: int, offset: int) -> Iterator[tuple[int, int, int]]:
    begun: dict[int, int] = {}
    before = 0
    for place, mask in enumerate([*known, 0], offset):
        changed = before ^ mask
        before = mask
        while changed:
            bit = changed & -changed
            changed ^= bit
            if mask & bit:
                begun[bit] = place
            elif place - begun[bit] >= shortest:
                yield bit, begun[bit], place


ELECTRUM = {"bip39-en": " ", "bip39-es": " ", "bip39-ja": "", "bip39-zh-hans": "", "monero-pt": " "}
"""The lists that Electrum uses, and what it puts between words before it takes their sum."""
LENGTHS: dict[str, tuple[int, ...]] = {
    "bip39": (*checks.BIP39_LENGTHS, checks.POLYSEED_LENGTH, checks.ALGORAND_LENGTH),
    "slip39": checks.SLIP39_LENGTHS,
    "electrum1": checks.ELECTRUM1_LENGTHS,
    "monero": checks.MONERO_LENGTHS,
}


def lengths_of(one: WordList) -> tuple[int, ...]:
    """How many words a whole phrase of a list may have."""
    return LENGTHS[one.scheme]


def windows(words: Sequence[str], one: WordList, budget: Budget, *, whole: bool = False) -> list[Window] | None:
    """All parts of a row of words of one list that are whole phrases, or only all of it; None if there are too many to compute."""
    if not budget.take(sum(max(0, len(words) - length + 1) for length in lengths_of(one))):
        return None
    row = [numbers(one.name)[word] for word in words]
    found = (Window(first, first + length, rule) for rule, length, firsts in _scans(row, one, whole=whole) for first in firsts)
    return [window for window in found if differ(words[window.first : window.end])]


def differ(words: Sequence[str]) -> bool:
    """Whether the words differ as those of a phrase do. Those of an export or a log are the same few, and one in sixteen windows of them
    passes a checksum. The examples of the specifications say one word, or eight, over and over, up to
    the last one."""
    if 4 * len(set(words)) >= 3 * len(words):
        return True
    last = len(words) - 1
    return any(
        words[last] != words[last % period] and all(word == words[place % period] for place, word in enumerate(words[:-1]))
        for period in EXAMPLES
    )


def differing(words: Sequence[str]) -> list[tuple[int, int]]:
    """first and end of the parts of a long row within which the words differ."""
    parts: list[tuple[int, int]] = []
    within = Counter(words[: DIFFERING - 1])
    for end in range(DIFFERING, len(words) + 1):
        first = end - DIFFERING
        within[words[end - 1]] += 1
        if 4 * len(within) >= 3 * DIFFERING:
            parts[-1:] = [(parts[-1][0], end)] if parts and first <= parts[-1][1] else [*parts[-1:], (first, end)]
        within[words[first]] -= 1
        if not within[words[first]]:
            del within[words[first]]
    return parts


def _scans(row: Sequence[int], one: WordList, *, whole: bool) -> Iterator[tuple[str, int, Iterator[int]]]:
    def fitting(lengths: Sequence[int]) -> list[int]:
        return [length for length in lengths if length == len(row) or (length < len(row) and not whole)]

    if one.scheme == "bip39":
        yield from (("bip39", length, checks.bip39(row, length)) for length in fitting(checks.BIP39_LENGTHS))
        yield from (("polyseed", length, checks.polyseed(row)) for length in fitting((checks.POLYSEED_LENGTH,)))
    if one.name == "bip39-en":
        yield from (("algorand", length, checks.algorand(row)) for length in fitting((checks.ALGORAND_LENGTH,)))
    if one.scheme == "slip39":
        yield from (("slip39", length, checks.slip39(row, length)) for length in fitting(checks.SLIP39_LENGTHS))
    if one.scheme in ("monero", "electrum1"):
        starts = [prefixes(one.name)[number] for number in row]
        for length in fitting(checks.MONERO_LENGTHS):
            yield "monero" if length == max(checks.MONERO_LENGTHS) else "mymonero", length, checks.monero(starts, length)
    if one.name in ELECTRUM:
        words = [bare_words(one.name)[number] for number in row]
        yield from (("electrum", length, checks.electrum(words, length, ELECTRUM[one.name])) for length in fitting(checks.ELECTRUM_LENGTHS))
