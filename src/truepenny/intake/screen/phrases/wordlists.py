"""The word lists of recovery phrases, read from ../lists at first use: which lists a word is in, and its number there.

Words are keyed in small letters, NFC; those of Latin script also without their accents, as people type them. Nothing is read at import.
"""

from __future__ import annotations

import json
import unicodedata
from dataclasses import dataclass
from functools import cache
from pathlib import Path

FOLDER = Path(__file__).parent.parent / "lists"


@dataclass(frozen=True, slots=True)
class WordList:
    """scheme: bip39, slip39, electrum1 or monero. prefix: letters that make a word of it unique. bit: its place in a mask of lists."""

    name: str
    scheme: str
    words: int
    prefix: int
    bit: int
    sha256: str


@cache
def word_lists() -> tuple[WordList, ...]:
    entries = json.loads((FOLDER / "index.json").read_text("utf-8"))
    return tuple(WordList(**entry, bit=1 << place) for place, entry in enumerate(entries))


@cache
def lists_by_bit() -> dict[int, WordList]:
    return {one.bit: one for one in word_lists()}


def read_words(name: str) -> list[str]:
    """The words of a list in their order, as the list writes them."""
    return (FOLDER / f"{name}.txt").read_text("utf-8").split()


def plain(word: str) -> str:
    """A word of Latin script without its accents; any other as it is."""
    if word.isascii() or not "a" <= unicodedata.normalize("NFD", word)[0] <= "z":
        return word
    return "".join(char for char in unicodedata.normalize("NFD", word) if not unicodedata.combining(char))


@cache
def numbers(name: str) -> dict[str, int]:
    """Word to its number in the list, from 0."""
    found: dict[str, int] = {}
    for number, word in enumerate(read_words(name)):
        key = word.lower()
        found[key] = number
        found.setdefault(plain(key), number)
    return found


@cache
def masks() -> dict[str, int]:
    """Word to the bits of all lists that it is in."""
    found: dict[str, int] = {}
    same: dict[int, int] = {}
    for one in word_lists():
        for word in read_words(one.name):
            for key in {word.lower(), plain(word.lower())}:
                mask = found.get(key, 0) | one.bit
                found[key] = same.setdefault(mask, mask)
    return found


@cache
def prefixes(name: str) -> tuple[str, ...]:
    """What the checksum of Monero takes of each word."""
    (length,) = [one.prefix for one in word_lists() if one.name == name]
    return tuple(word[:length] for word in read_words(name))


@cache
def bare_words(name: str) -> tuple[str, ...]:
    """The words as Electrum takes their sum: NFKD, without what combines."""
    return tuple(
        "".join(char for char in unicodedata.normalize("NFKD", word.lower()) if not unicodedata.combining(char))
        for word in read_words(name)
    )
