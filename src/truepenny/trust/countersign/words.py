"""The words of the countersign: 256 plain things, each with an English and a Chinese name, and two of them for each asking.

In: what the words are bound to. Out: which two. No word is one of BIP-39 or SLIP-39, and within a language none sounds like another
(tests/countersign/test_words.py); so nothing of it can be taken for a recovery phrase or a code, and it is easily said over a bad line.
"""

from __future__ import annotations

import hashlib
import hmac
import re
import unicodedata
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from truepenny.platform.crypto import Keyring

Pair = tuple[int, int]
"""The two words, by their place in the list."""
_LIST = Path(__file__).parent / "words.txt"
_BETWEEN = re.compile(r"[\s\-_·・•,，、;；+&/.。]+")
MAX_TYPED = 80


@dataclass(frozen=True, slots=True)
class Word:
    """pinyin: how the Chinese name is said."""

    en: str
    zh: str
    pinyin: str

    def named(self, language: str) -> str:
        return self.zh if language.startswith("zh") else self.en


@cache
def load_words() -> tuple[Word, ...]:
    return tuple(Word(*line.split()) for line in _LIST.read_text(encoding="utf-8").splitlines())


def draw_pair(keyring: Keyring, *bound: str) -> Pair:
    """Two different words that follow from what they are bound to and from our secret, and from nothing else."""
    drawn = hmac.new(keyring.derive("countersign words"), "\0".join(bound).encode(), hashlib.sha256).digest()
    n = len(load_words())
    first = int.from_bytes(drawn[:8]) % n
    second = int.from_bytes(drawn[8:16]) % (n - 1)
    return first, second + (second >= first)


def parse_pair(typed: str) -> Pair | None:
    """The two words that somebody typed, in either language, in any case, with or without a space between Chinese ones; None for others."""
    folded = unicodedata.normalize("NFKC", typed[:MAX_TYPED]).casefold().strip()
    parts = [part for part in _BETWEEN.split(folded) if part]
    if len(parts) == 1:
        parts = _cut(parts[0])
    if len(parts) != 2:
        return None
    places = _places()
    first, second = places.get(parts[0]), places.get(parts[1])
    return None if first is None or second is None else (first, second)


def _cut(run: str) -> list[str]:
    """Chinese words that were written in one run."""
    places = _places()
    return next(([run[:at], run[at:]] for at in range(2, len(run) - 1) if run[:at] in places and run[at:] in places), [])


@cache
def _places() -> dict[str, int]:
    return {name: place for place, word in enumerate(load_words()) for name in (word.en, word.zh)}
