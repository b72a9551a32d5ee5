"""The words that impostors put beside a name: support, login, verify, 客服 ... Found whole, and with a slip (suport, loogin). Pure."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache, lru_cache
from pathlib import Path

from truepenny.trust.lookalikes.shapes import fold

_HAN = re.compile(r"[\u3400-\u9fff]")


@dataclass(frozen=True, slots=True)
class Lures:
    """strong, weak, filler: folded. slippery: strong ones that are found with a slip too. misspelt: what is left of those when a letter
    goes."""

    strong: frozenset[str]
    slippery: frozenset[str]
    weak: frozenset[str]
    filler: frozenset[str]
    misspelt: frozenset[str]
    han: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Rest:
    """What stands beside a name. whole: nothing but such words. lure: one of the strong ones is among them. weak: one of the weak ones.
    exact: the strong one is spelt as it should be."""

    whole: bool
    lure: bool
    weak: bool = False
    exact: bool = False

    def __or__(self, other: Rest) -> Rest:
        return Rest(self.whole and other.whole, self.lure or other.lure, self.weak or other.weak, self.exact or other.exact)


@cache
def word_set(name: str) -> frozenset[str]:
    """One list of words.toml."""
    return frozenset(_lists()[name].split())


@cache
def _lists() -> dict[str, str]:
    return tomllib.loads((Path(__file__).parent / "words.toml").read_text("utf-8"))


@cache
def lures() -> Lures:
    sure, weak = frozenset(map(fold, word_set("sure"))), frozenset(map(fold, word_set("weak")))
    often = frozenset(map(fold, word_set("strong")))
    slippery = frozenset(word for word in often if len(word) >= 5) | frozenset(word for word in sure if len(word) >= 7)
    filler = weak | frozenset(map(fold, word_set("filler")))
    misspelt = frozenset(left for word in slippery for left in _without_one(word))
    return Lures(often | sure, slippery, weak, filler, misspelt, tuple(sorted(word_set("han"), key=len, reverse=True)))


def read_rest(parts: Iterable[str], *, apart: bool) -> Rest:
    """parts: folded, what is left of a label without the name. apart: none is glued to it; one or two letters may be a country."""
    found = Rest(whole=True, lure=False)
    strong = lures().strong
    for part in parts:
        country = apart and 0 < len(part) <= 2 and part.isascii() and part not in strong
        found |= Rest(whole=True, lure=False, weak=True) if country else _read_part(part)
    return found


def has_han_lure(text: str) -> bool:
    return bool(_HAN.search(text)) and any(word in text for word in lures().han)


def is_lure(word: str) -> bool:
    """word: folded."""
    return word in lures().strong or _is_misspelt(word)


@lru_cache(maxsize=4096)
def _read_part(part: str) -> Rest:
    known, size = lures(), len(part)
    if not part or part in known.strong:
        return Rest(whole=True, lure=bool(part), exact=bool(part))
    best: list[Rest | None] = [Rest(whole=True, lure=False)] + [None] * size
    for end in range(1, size + 1):
        for start in range(max(0, end - 16), end):
            before, word = best[start], part[start:end]
            if before is None:
                continue
            strong = word in known.strong
            if strong or word in known.filler or (end - start == 1 and word in "xs"):
                here = before | Rest(whole=True, lure=strong, weak=word in known.weak, exact=strong)
                already = best[end]
                if already is None or (here.lure, here.weak) > (already.lure, already.weak):
                    best[end] = here
    if (found := best[size]) is not None:
        return found
    if has_han_lure(part):
        return Rest(whole=True, lure=True, exact=True)
    if _is_misspelt(part):
        return Rest(whole=True, lure=True)
    inside = any(word in part for word in known.slippery)
    return Rest(whole=False, lure=inside, exact=inside)


def _is_misspelt(word: str) -> bool:
    """A slippery word with one letter more, less, other or swapped."""
    if not 4 <= len(word) <= 15:
        return False
    known = lures()
    if word in known.misspelt:
        return True
    lefts = _without_one(word)
    return any(left in known.slippery for left in lefts) or (len(word) >= 5 and any(left in known.misspelt for left in lefts))


def _without_one(word: str) -> list[str]:
    return [word[:at] + word[at + 1 :] for at in range(len(word))]
