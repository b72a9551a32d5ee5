"""Recovery phrases for the tests, made by packages that know nothing of the screen; and what is left of a text after screening."""

from __future__ import annotations

import random
import re
import unicodedata
from functools import cache
from itertools import pairwise

from mnemonic import Mnemonic

from truepenny.intake.screen.findings import Finding
from truepenny.intake.screen.phrases import find_phrases

LANGUAGES = {
    "en": "english",
    "zh-hans": "chinese_simplified",
    "zh-hant": "chinese_traditional",
    "cs": "czech",
    "fr": "french",
    "it": "italian",
    "ja": "japanese",
    "ko": "korean",
    "pt": "portuguese",
    "es": "spanish",
}
LENGTHS = (12, 15, 18, 21, 24)


@cache
def bip39(language: str) -> Mnemonic:
    return Mnemonic(LANGUAGES[language])


def phrase(language: str, length: int, seed: int = 0) -> list[str]:
    """The words of a valid BIP-39 phrase; the same seed gives the same phrase."""
    entropy = random.Random(f"{language} {length} {seed}").randbytes(length * 4 // 3)
    return unicodedata.normalize("NFC", bip39(language).to_mnemonic(entropy)).split()


def with_a_slip(language: str, length: int, seed: int = 0) -> list[str]:
    """A phrase with two neighbours exchanged, so that its checksum fails."""
    words = phrase(language, length, seed)
    for place in range(length - 1):
        slip = [*words[:place], words[place + 1], words[place], *words[place + 2 :]]
        if not bip39(language).check(unicodedata.normalize("NFKD", " ".join(slip))):
            return slip
    raise AssertionError("every exchange gives a valid phrase")


def without_accents(text: str) -> str:
    """As people type Spanish or French where the keyboard has no accents; other scripts as they are."""
    return "".join(plain if (plain := unicodedata.normalize("NFD", char)[0]).isascii() else char for char in text)


def left(text: str, findings: list[Finding]) -> str:
    """The text without what was found; each finding leaves a mark."""
    for one in reversed(findings):
        text = f"{text[: one.start]}\N{BULLET}{text[one.end :]}"
    return text


def neighbours_left(words: list[str], text: str) -> list[tuple[str, str]]:
    """Which two neighbours of a phrase still stand in a text, with nothing but separators between them."""

    def bare(some: str) -> str:
        return unicodedata.normalize("NFKC", some).casefold()

    text = bare(text)
    return [(a, b) for a, b in pairwise(words) if re.search(rf"{re.escape(bare(a))}[\W\d_]*{re.escape(bare(b))}", text)]


def only(text: str) -> Finding:
    """The one finding in a text."""
    found = find_phrases(text)
    assert len(found) == 1, found
    return found[0]
