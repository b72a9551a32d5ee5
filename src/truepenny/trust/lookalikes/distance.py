"""How far a name is from the nearest stretch of a text, by the kinds of slips that impostors make. Pure.

A letter more costs less when it doubles its neighbour, a vowel for a vowel less than a letter for any other.
"""

from __future__ import annotations

from dataclasses import dataclass

_VOWELS = frozenset("aeoluy")
"""l stands for i as well: texts come folded (shapes.py)."""
_PAIRS = "ck kq cq sz sc bd pq gq uv vw nm nh hb lt tf td xk xs ce co gj bp yj yv rn"
_ALIKE = frozenset(_PAIRS.split()) | frozenset(pair[::-1] for pair in _PAIRS.split())
_NEXT = {
    "q": "wa", "w": "qes", "e": "wrd", "r": "etf", "t": "ryg", "y": "tuh", "u": "yij", "o": "plk", "p": "ol", "a": "qsz", "s": "awdxz",
    "d": "sefcx", "f": "drgvc", "g": "fthbv", "h": "gyjnb", "j": "huknm", "k": "jiolm", "l": "kopu", "z": "asx", "x": "zsdc", "c": "xdfv",
    "v": "cfgb", "b": "vghn", "n": "bhjm", "m": "njk",
}  # fmt: skip
DOUBLED, VOWEL, ALIKE, SWAPPED, MISSING, ADDED, OTHER = 0.3, 0.65, 0.65, 0.7, 0.9, 0.85, 1.0


@dataclass(frozen=True, slots=True)
class Near:
    """text[start:end] is the nearest stretch; cost: 0 when it is the name itself."""

    cost: float
    start: int
    end: int


def nearest(name: str, text: str, *, within: float) -> Near | None:
    """The cheapest stretch of text, the longest of equals; None when none costs within or less. Both folded, name not empty."""
    width = len(text)
    above: list[tuple[float, int]] = [(0.0, column) for column in range(width + 1)]
    before: list[tuple[float, int]] = []
    for row, wanted in enumerate(name):
        cost, start = above[0]
        line = [(cost + MISSING, start)]
        lowest = line[0][0]
        for column, seen in enumerate(text):
            cost, start = above[column]
            if wanted != seen:
                cost += _swap(wanted, seen)
            best, origin = cost, start
            cost, start = above[column + 1]
            if (cost := cost + (DOUBLED if row and name[row - 1] == wanted else MISSING)) < best:
                best, origin = cost, start
            cost, start = line[column]
            if (cost := cost + (DOUBLED if column and text[column - 1] == seen else ADDED)) < best:
                best, origin = cost, start
            if row and column and wanted == text[column - 1] and name[row - 1] == seen != wanted:
                cost, start = before[column - 1]
                if (cost := cost + SWAPPED) < best:
                    best, origin = cost, start
            line.append((best, origin))
            if best < lowest:
                lowest = best
        if lowest > within:
            return None
        before, above = above, line
    end = min(range(width + 1), key=lambda column: (above[column][0], above[column][1] - column))
    cost, start = above[end]
    return Near(cost, start, end) if cost <= within else None


def _swap(wanted: str, seen: str) -> float:
    if wanted in _VOWELS and seen in _VOWELS:
        return VOWEL
    if wanted + seen in _ALIKE:
        return ALIKE
    return 0.85 if seen in _NEXT.get(wanted, "") else OTHER
