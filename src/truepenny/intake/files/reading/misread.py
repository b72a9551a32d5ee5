"""Recovery phrases and keys in pictures, where no checksum helps: a recogniser of characters loses or misreads letters, and breaks a key
where the screen did. Also the numbers of words that a signing device shows as a QR code.

Twelve listed words in a row count by themselves: in half a million words of prose there was one such row, and it was a repetition. Where
the picture speaks of a phrase, ten of twelve are enough.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import cache

from truepenny.intake.screen.phrases.wordlists import read_words

_LETTERS = re.compile(r"[a-z]+")
_SPEAKS_OF_IT = re.compile(r"phrase|seed|mnemonic|recovery|backup|助记词|恢复短语|备份", re.IGNORECASE)
_SEED_QR = re.compile(r"(?:\d{4}){12}(?:\d{12}){0,4}")
_KEY = re.compile(r"[5KL9c][0-9A-Za-z]{50,51}|[xyzt]prv[0-9A-Za-z]{90,120}")
_LONG = re.compile(r"[0-9A-Za-z]{16,}")
_HEX = frozenset("0123456789abcdefABCDEF")
_HEX_MEANT = str.maketrans("OoQDlIiSsZzGgT", "00001115522997")
_HEX_SIZES = range(60, 69)
_HEX_SURE = 0.9
_SIZES = (24, 21, 18, 15, 12)
_ROW, _ROW_WITH_CUE = 12, 10
_DISTINCT = 4
"""No two English words of BIP-39 begin with the same four letters."""


def phrase_in(written: Sequence[str]) -> int:
    """The number of words of the phrase that is among these words, 0 where there is none. Numbers between them do not count."""
    letters = ["".join(_LETTERS.findall(word.lower())) for word in written if any(one.isalpha() for one in word)]
    listed = [_is_listed(one) for one in letters]
    needed = _ROW_WITH_CUE if _SPEAKS_OF_IT.search(" ".join(written)) else _ROW
    length = longest = 0
    for at in range(len(listed) - _ROW + 1):
        if sum(listed[at : at + _ROW]) >= needed and listed[at]:
            length = length + 1 if length else _ROW
            longest = max(longest, length)
        elif not listed[at]:
            length = 0
    return next((size for size in _SIZES if size <= longest), 0)


def key_in(written: Sequence[str]) -> int:
    """The length of a word that has the shape of a private key in base 58, 0 where there is none; no other code is as long."""
    return next((len(word) for word in written if _KEY.fullmatch(word) and len(set(map(_sort, word))) == 3), 0)


def mended(lines: Sequence[Sequence[str]]) -> list[list[str]]:
    """The lines with keys as they were: one that was broken over several lines whole again, figures and letters of hex told apart."""
    whole: list[list[str]] = []
    for line in lines:
        alone = len(line) == 1 and _LONG.fullmatch(line[0]) is not None
        if alone and whole and len(whole[-1]) == 1 and _LONG.fullmatch(whole[-1][0]):
            whole[-1] = [whole[-1][0] + line[0]]
        else:
            whole.append(list(line))
    return [[_as_hex(word) for word in line] for line in whole]


def _as_hex(word: str) -> str:
    digits = word.removeprefix("0x").removeprefix("Ox")
    if len(digits) not in _HEX_SIZES or sum(letter in _HEX for letter in digits) < _HEX_SURE * len(digits):
        return word
    return digits.translate(_HEX_MEANT)


def _sort(letter: str) -> str:
    return "0" if letter.isdigit() else "A" if letter.isupper() else "a"


def words_of_seed_qr(text: str) -> str | None:
    """The phrase behind a code that is a row of four-digit numbers of words (SeedQR), else None."""
    if not _SEED_QR.fullmatch(text):
        return None
    numbers = [int(text[at : at + 4]) for at in range(0, len(text), 4)]
    listed = _listed()
    return " ".join(listed[number] for number in numbers) if max(numbers) < len(listed) else None


def _is_listed(letters: str) -> bool:
    """Whether it is a word of the list; the figure one before it may have been read as a letter, and one later letter wrongly."""
    for tried in (letters, letters[1:] if letters[:1] in ("l", "i") else ""):
        meant = _by_beginning().get(tried[:_DISTINCT])
        if tried in _known() or (len(tried) > _DISTINCT and meant is not None and abs(len(meant) - len(tried)) <= 1):
            return True
    return False


@cache
def _listed() -> tuple[str, ...]:
    return tuple(read_words("bip39-en"))


@cache
def _known() -> frozenset[str]:
    return frozenset(_listed())


@cache
def _by_beginning() -> dict[str, str]:
    return {word[:_DISTINCT]: word for word in _listed()}
