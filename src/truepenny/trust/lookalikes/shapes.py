"""What text looks like: characters of other scripts by their prototypes (UTS 39), digits as letters, two letters that read as one. Pure.

skeleton: what the eye sees of any script. fold: coarser, for names: 0 is o, i is l, rn is m, doubled letters once, and so on.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from functools import cache, lru_cache
from pathlib import Path

from truepenny.platform.letters import plain_letter

_TABLE = Path(__file__).parent / "confusables.tsv"
_DIGITS = str.maketrans("0123456789|!$", "olzeasbtbglls")
_OF_PAIR = {"rn": "m", "vv": "w", "uu": "w", "cl": "d", "nn": "m"}
_BESIDE_THE_FILE = str.maketrans("ĸɴʀɢʟʙʜᴛᴍ", "knrglbhtm")
"""Prototypes of the file that are Latin letters of another height: people read them as the plain ones."""
_LATIN = re.compile(r"[A-Za-z]")


@cache
def _prototypes() -> dict[int, str]:
    """Small letters that the file leaves out look like their capitals do: addresses are written small."""
    table: dict[int, str] = {}
    for line in _TABLE.read_text("utf-8").split("\n")[1:]:
        prototype, _, sources = line.partition("\t")
        table |= dict.fromkeys(map(ord, sources), prototype)
    for capital in [chr(code) for code in table]:
        small = capital.lower()
        if len(small) == 1 and ord(small) > 0x7F:
            table.setdefault(ord(small), table[ord(capital)].lower())
    return {source: prototype.translate(_BESIDE_THE_FILE) for source, prototype in table.items()}


@lru_cache(maxsize=2048)
def skeleton(text: str) -> str:
    """As UTS 39, 4, for all characters outside ASCII; marks and invisible characters are dropped. ASCII stays: fold does the rest."""
    if text.isascii():
        return text
    found = unicodedata.normalize("NFD", text).translate(_prototypes())
    found = unicodedata.normalize("NFD", unicodedata.normalize("NFKC", found))
    return "".join(plain_letter(char) for char in found if unicodedata.category(char) not in ("Mn", "Me", "Cf", "Cc"))


@lru_cache(maxsize=4096)
def plain(text: str) -> str:
    """Lower case, by the looks of it; digits stay digits."""
    return skeleton(skeleton(text).casefold()).casefold()


def fold(text: str) -> str:
    """Equal for names that are taken for one another at a glance: digits as letters, rn as m, i as l, doubled letters once, no hyphens."""
    return trace(plain(text)).text


def mixes_scripts(text: str) -> bool:
    """Latin letters beside letters of another alphabet than Han: no name of a language is written so."""
    if text.isascii() or not _LATIN.search(text):
        return False
    letters = (unicodedata.name(char, "") for char in text if char.isalpha() and not char.isascii())
    return any(name.startswith(("CYRILLIC", "GREEK", "ARMENIAN", "CHEROKEE", "HEBREW", "ARABIC")) for name in letters)


@dataclass(frozen=True, slots=True)
class Traced:
    """text: folded and squeezed, without hyphens. at: where each of its characters begins in what was read, and the end."""

    text: str
    at: tuple[int, ...]


@lru_cache(maxsize=1024)
def trace(label: str) -> Traced:
    """The fold of a plain label that remembers where each character came from."""
    made: list[str] = []
    at: list[int] = []
    place, end, fresh = 0, len(label), True
    while place < end:
        char, step = label[place], 1
        if char in "-_. ":
            place, fresh = place + 1, True
            continue
        if label[place : place + 2] in _OF_PAIR:
            char, step = _OF_PAIR[label[place : place + 2]], 2
        char = char.translate(_DIGITS)
        char = "l" if char == "i" else char
        if fresh or made[-1] != char:
            made.append(char)
            at.append(place)
            fresh = False
        place += step
    return Traced("".join(made), (*at, end))
