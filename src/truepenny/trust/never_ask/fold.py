"""Text to units that can be compared: small letters, simplified Chinese, no disguise; each unit knows where it stood.

In: a text as somebody wrote it. Out: units in order: a word of Latin letters or digits, one Chinese character, or one mark of
punctuation. Undone are full width, accents, letters that look the same, invisible characters, emoji, letters set apart, and digits
in place of letters. Every step is linear.
"""

from __future__ import annotations

import re
import tomllib
import unicodedata
from collections.abc import Collection
from importlib.resources import files
from itertools import pairwise
from typing import Final, NamedTuple

_LETTERS: Final = tomllib.loads((files(__package__) / "letters.toml").read_text(encoding="utf-8"))
_SAME: Final[dict[str, str]] = {pair[0]: pair[1] for kind in ("lookalikes", "simplified") for pair in _LETTERS[kind].split()}
_LEET: Final = str.maketrans({pair[0]: pair[1] for pair in _LETTERS["leet"].split()})
_HAN: Final = r"\u3400-\u4dbf\u4e00-\u9fff"
_UNIT: Final = re.compile(rf"[0-9]+(?:[.,:][0-9]+)+|[a-z0-9@$]+(?:\*+[a-z0-9@$]+)*|[{_HAN}]|[^\sa-z0-9@$*_/\\{_HAN}-]|\n")
_BETWEEN_HAN: Final = re.compile(rf"(?<=[{_HAN}])[ \t*·•_~^|\\'\-.,/+=]+(?=[{_HAN}])")
_APART: Final = re.compile(r"(?<![a-z0-9])[a-z0-9@$](?:([ \t.\-_*/+~·•]{1,2})[a-z0-9@$](?:\1[a-z0-9@$])+)(?![a-z0-9])")
_GAP: Final = re.compile(r"[ \t.\-_*/+~·•]+")
_UNUSUAL: Final = re.compile(r"[^ -~\n\t]|['`]")
_UNSEEN: Final = frozenset("'’‘`´ʼ\u115f\u1160\u3164\uffa0")
_LINE_ENDS: Final = frozenset("\r\n\u2028\u2029")
_PLAIN: dict[str, str] = {}


class Unit(NamedTuple):
    """text[start:end] of the original, and how it reads."""

    text: str
    start: int
    end: int


def fold(text: str, known: Collection[str] = frozenset()) -> list[Unit]:
    """known: the words that letters set apart, and digits in place of letters, may stand for."""
    letters, places = _letters(text)
    units: list[Unit] = []
    for found in _UNIT.finditer(letters):
        word, start, end = found[0], found.start(), found.end() - 1
        at, to = places[start], places[end] + 1
        if len(word) > 1 and word not in known:
            if to - at > len(word) and word.isascii():
                units += _parted(word, places[start : end + 1], known)
                continue
            word = _read(word, known)
        units.append(Unit(word, at, to))
    return units


def _letters(text: str) -> tuple[str, list[int]]:
    """The folded letters, and for each of them its index in the text."""
    if text.isascii() and _UNUSUAL.search(text) is None:
        letters, places = text.lower(), list(range(len(text)))
    else:
        folded = [_PLAIN[char] if char in _PLAIN else _remember(char) for char in text]
        letters = "".join(folded)
        places = [i for i, plain in enumerate(folded) for _ in plain]
    cuts = [found.span() for found in _BETWEEN_HAN.finditer(letters) if _parts_a_word(letters, *found.span())]
    letters, places = _without(cuts, letters, places)
    cuts = [gap.span() for run in _APART.finditer(letters) for gap in _GAP.finditer(letters, *run.span())]
    return _without(cuts, letters, places)


def _remember(char: str) -> str:
    if len(_PLAIN) > 50_000:
        _PLAIN.clear()
    _PLAIN[char] = plain = _plain(char)
    return plain


def _plain(char: str) -> str:
    """One character as it is compared: "" for what cannot be seen, a space for pictures."""
    code = ord(char)
    for first in (0x1F130, 0x1F150, 0x1F170, 0x1F1E6):  # squared, circled and flag letters that normalising leaves alone
        if first <= code < first + 26:
            return chr(code - first + ord("a"))
    return "".join(_part(part) for part in unicodedata.normalize("NFKD", char).lower())


def _part(part: str) -> str:
    category = unicodedata.category(part)
    if part in _LINE_ENDS:
        return "\n"
    if category in ("So", "Sk", "Zs") or part in "\t\u2800":
        return " "
    if part in _UNSEEN or category in ("Cc", "Mn", "Me", "Cf", "Cs", "Cn", "Co"):
        return ""
    return _SAME.get(part, part)


def _parts_a_word(letters: str, start: int, end: int) -> bool:
    """A single full stop or comma between Chinese characters ends a sentence, unless the characters beside it are parted alike."""
    sign = letters[start:end].strip()
    return sign not in (".", ",") or sign in (letters[end + 1 : end + 2], letters[start - 2 : start - 1])


def _without(cuts: list[tuple[int, int]], letters: str, places: list[int]) -> tuple[str, list[int]]:
    if not cuts:
        return letters, places
    kept: list[str] = []
    kept_places: list[int] = []
    at = 0
    for start, end in [*cuts, (len(letters), len(letters))]:
        kept.append(letters[at:start])
        kept_places += places[at:start]
        at = end
    return "".join(kept), kept_places


def _read(word: str, known: Collection[str]) -> str:
    """The word without stars in it, and with letters for digits where that makes it a known one."""
    word = word.replace("*", "")
    if word in known or word.isalpha() or not any("a" <= letter <= "z" for letter in word):
        return word
    read = word.translate(_LEET)
    return read if read in known else word


def _parted(word: str, places: list[int], known: Collection[str]) -> list[Unit]:
    """A word whose letters stood apart; a whole line of such letters is cut into the known words that fill it."""
    stars = [i for i, letter in enumerate(word) if letter != "*"]
    letters = "".join(word[i] for i in stars)
    at = [places[i] for i in stars]
    read = _read(letters, known)
    ends = [0] if read in known else _fill(letters.translate(_LEET), known)
    if len(ends) < 2:
        return [Unit(read, at[0], at[-1] + 1)]
    read = letters.translate(_LEET)
    return [Unit(read[a:b], at[a], at[b - 1] + 1) for a, b in pairwise(ends)]


def _fill(letters: str, known: Collection[str], longest: int = 20) -> list[int]:
    """Where the known words that fill these letters begin and end, [] when none do; the fewest words."""
    best: list[tuple[int, int] | None] = [(0, -1)] + [None] * len(letters)
    for end in range(1, len(letters) + 1):
        for begin in range(max(0, end - longest), end - 1):
            before = best[begin]
            if before is not None and letters[begin:end] in known:
                now = best[end]
                if now is None or before[0] + 1 < now[0]:
                    best[end] = (before[0] + 1, begin)
    if best[-1] is None:
        return []
    ends = [len(letters)]
    while ends[-1] > 0:
        step = best[ends[-1]]
        assert step is not None
        ends.append(step[1])
    return ends[::-1]
