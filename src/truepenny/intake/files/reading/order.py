"""The same words in another order: how a person reads a grid, which a file or a recogniser of characters writes down otherwise."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from truepenny.intake.screen.checks.cards import luhn

FEWEST = 12
"""No recovery phrase is shorter."""
# From the beginning of a word only, and without going back into it: else the time grows with the square of its length.
_BROKEN = re.compile(r"(?<![\w+/=&%?:.@-])[\w+/=&%?:.@-]{20,}+(?:[ \t]*+\r?\n[ \t]*+[\w+/=&%?:.@-]++)++", re.ASCII)
_BREAK = re.compile(r"(?<=[\w+/=&%?:.@-]{20})[ \t]*\r?\n[ \t]*(?=[\w+/=&%?:.@-])", re.ASCII)
_CUE = 60
_LONGEST_WORD = 16
_OF_HASHES = re.compile(r"tx|hash|block|digest|sha-?256|哈希|交易 ?ID|交易号|区块", re.IGNORECASE)
_OF_IDS = re.compile(r"order|trade|ticket|number|\bid\b|uid|no\.|单号|编号|流水|用户", re.IGNORECASE)
_NUMBER = re.compile(r"[0-9]{12,20}")
_HASH = re.compile(r"(?:0x)?([0-9a-fA-F]{64})")
_NUMBERED = re.compile(r"(?<![\w.,])([1-9]\d?)[ \t]*+[.)\]:：、．#-]?\s*+([^\W\d_]+)")


def in_order(text: str) -> str | None:
    """The words that carry the numbers 1, 2, 3 ... in the order of these, when there are at least twelve; else None."""
    words: dict[int, str] = {}
    for found in _NUMBERED.finditer(text):
        words.setdefault(int(found[1]), found[2])
    last = next(n for n in range(1, 101) if n not in words) - 1
    return " ".join(words[n] for n in range(1, last + 1)) if last >= FEWEST else None


def unbroken(text: str) -> str | None:
    """Long words that were broken at the end of a line, whole again, each with the words before it; None when there are none."""
    whole = [_BREAK.sub("", text[max(0, found.start() - _CUE) : found.end()]) for found in _BROKEN.finditer(text)]
    return "\n".join(whole) or None


def columns(rows: Sequence[Sequence[str]]) -> Iterator[str]:
    """The plain words of a table read downwards: each column with at least twelve, and all columns one after the other."""
    width = max((len(row) for row in rows), default=0)
    if width < 2:
        return
    down = [[cell for row in rows if n < len(row) and _is_word(cell := row[n].strip())] for n in range(width)]
    yield from ("\n".join(column) for column in down if len(column) >= FEWEST)
    if sum(map(len, down)) >= FEWEST:
        yield "\n".join(cell for column in down for cell in column)


def _is_word(cell: str) -> bool:
    """What may be a word of a phrase, with its number perhaps: everything else is found in its row."""
    return len(cell) <= _LONGEST_WORD and any(letter.isalpha() for letter in cell)


def named_in(rows: Sequence[Sequence[str]]) -> Iterator[str]:
    """What a table itself shows to be no secret: 64 hex digits below a head that says hash, in small letters; long numbers below one that
    says order or id; and long numbers in any column where they are too many to be cards and most of them do not add up as cards do."""
    for n in range(max((len(row) for row in rows), default=0)):
        head = rows[0][n] if n < len(rows[0]) else ""
        cells = [row[n].strip() for row in rows[1:] if n < len(row)]
        if _OF_HASHES.search(head):
            yield from (found[1].lower() for found in map(_HASH.fullmatch, cells) if found)
        numbers = [cell for cell in cells if _NUMBER.fullmatch(cell)]
        if _OF_IDS.search(head) or (len(numbers) >= FEWEST and sum(map(luhn, numbers)) < len(numbers) / 2):
            yield from numbers
