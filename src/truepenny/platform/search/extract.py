"""The place in a text that answers a query, with what was found marked: parts of the ORIGINAL text, never HTML."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from functools import lru_cache

from truepenny.platform.search.query import Query, Term
from truepenny.platform.search.text import normalise

Part = tuple[str, bool]
"""Text, and whether it is what was looked for."""
CUT = "…"
MAX_TEXT = 200_000
"""Characters of a text that are looked at."""
LOOK_BACK = 24
"""How far before the first hit an extract begins."""


def extract(text: str, query: Query, width: int = 160) -> list[Part]:
    """At most about width characters around the densest hits; the beginning of the text when there are none."""
    text = text[:MAX_TEXT]
    spans = find_spans(text, query)
    start, end = _window(text, spans, width)
    parts: list[Part] = [(CUT, False)] if start else []
    at = start
    for left, right, _ in spans:
        if left < at or right > end:
            continue
        parts += [(text[at:left], False)] if left > at else []
        parts.append((text[left:right], True))
        at = right
    parts += [(text[at:end], False)] if at < end else []
    return [*parts, (CUT, False)] if end < len(text) else parts


def find_spans(text: str, query: Query) -> list[tuple[int, int, int]]:
    """Where the query's words stand in the original text: start, end, and which word it is. In order, none within another."""
    pattern = _pattern(query)
    if pattern is None:
        return []
    normal = normalise(text)
    places = None if len(normal) == len(text) else _places(text)
    if places is not None:
        normal = places[0]
    found = []
    for match in pattern.finditer(normal):
        left, right = match.span()
        if places is not None:
            left, right = places[1][left], places[1][right - 1] + 1
        found.append((left, right, int((match.lastgroup or "g0")[1:])))
    return found


def _places(text: str) -> tuple[str, list[int]]:
    """The normalised text, and which character of the original each of its characters comes from. Signs go with the letter before them."""
    normal: list[str] = []
    origins: list[int] = []
    for place, letter in enumerate(text):
        folded = "" if unicodedata.combining(letter) else normalise(letter)
        normal.append(folded)
        origins += [place] * len(folded)
    return "".join(normal), origins


@lru_cache(maxsize=256)
def _pattern(query: Query) -> re.Pattern[str] | None:
    groups = []
    for number, word in enumerate(query.words):
        terms = sorted((_of_term(term) for term in word.terms), key=len, reverse=True)
        if terms:
            groups.append(f"(?P<g{number}>{'|'.join(terms)})")
    return re.compile("|".join(groups)) if groups else None


def _of_term(term: Term) -> str:
    pieces = [re.escape(piece) for piece in re.findall(r"\w+", term.text)]
    text = r"[\W_]*".join(pieces)
    if term.text[:1].isascii() and term.text[:1].isalnum():
        text = rf"(?<![a-z0-9]){text}"
    if term.prefix:
        return text + "[a-z0-9]*"
    return rf"{text}(?![a-z0-9])" if term.text[-1:].isascii() and term.text[-1:].isalnum() else text


def _window(text: str, spans: Sequence[tuple[int, int, int]], width: int) -> tuple[int, int]:
    """From where to where: the window with the most different words in it, then the most hits, then the earliest."""
    if len(text) <= width:
        return 0, len(text)
    best, best_worth = 0, (0, 0)
    last = 0
    for first, (left, _, _) in enumerate(spans[:400]):
        last = max(last, first)
        while last < len(spans) and spans[last][1] <= left + width - LOOK_BACK:
            last += 1
        inside = spans[first:last]
        worth = len({word for _, _, word in inside}), len(inside)
        if worth > best_worth:
            best, best_worth = left, worth
    start = max(0, best - LOOK_BACK) if best_worth[1] else 0
    start = min(start, len(text) - width)
    end = start + width
    return _to_word(text, start, back=False), _to_word(text, end, back=True)


def _to_word(text: str, place: int, *, back: bool) -> int:
    """The nearest beginning (or end) of a word in scripts with spaces, not far off."""
    if place in (0, len(text)) or not (text[place - 1].isascii() and text[place].isascii()):
        return place
    for step in range(16):
        at = place - step if back else place + step
        if not 0 < at < len(text):
            break
        if back and text[at].isspace():
            return at
        if not back and text[at - 1].isspace():
            return at
    return place
