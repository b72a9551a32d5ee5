"""The order of the best: BM25 over title, summary and text with their weights, reckoned by us for the matches that a database offers.

The same on both databases. What was typed counts more than a word of the same meaning; a title that is what was typed comes first.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from truepenny.platform.search.query import Query, Word

WEIGHTS = (8.0, 4.0, 1.0)
"""Of title, summary and text."""
MEANT = 0.7
"""What a word of the same meaning counts against the one that was typed."""
K1 = 1.5
B = 0.6
USUAL_LENGTH = 1_200
"""Characters of a text that is neither short nor long."""
MAX_BODY = 20_000
RECENT = 0.6
"""How much more an entry of this moment counts than a very old one, where being recent counts."""


@dataclass(frozen=True, slots=True)
class Candidate:
    """A match with its texts, normalised. at: microseconds UTC."""

    id: int
    key: str
    at: int
    title: str
    summary: str
    body: str


@dataclass(frozen=True, slots=True)
class _Sought:
    """What is counted of one word: surfaces with what each is worth, none of which holds another. apart: the pieces of phrases, which count
    where none of the surfaces is there."""

    surfaces: tuple[tuple[str, float], ...]
    apart: tuple[tuple[tuple[str, ...], float], ...]
    weight: float


def score_all(
    query: Query, candidates: Sequence[Candidate], *, rarity: Mapping[Word, float] | None = None, recent_us: int = 0, now_us: int = 0
) -> list[tuple[Candidate, float]]:
    """The candidates with their scores, the best first; the newer of two equal ones.

    rarity: what each word weighs against the others, 1.0 where nothing is said. recent_us: after so long, half the credit for being recent
    is gone.
    """
    sought = [_Sought(_surfaces(word), _pieces(word), (rarity or {}).get(word, 1.0)) for word in query.words]
    idle = [word.terms[0].text for word in query.idle]
    typed = " ".join(query.typed.split())
    scored = []
    for one in candidates:
        score = sum(word.weight * _score(word, one) for word in sought)
        score += _title_bonus(sought, idle, typed, one) * (score > 0)
        if recent_us:
            score *= 1 + RECENT * 0.5 ** (max(0, now_us - one.at) / recent_us)
        scored.append((one, score))
    scored.sort(key=lambda found: (-found[1], -found[0].id))
    return scored


def rarity_of(matches: int, entries: int) -> float:
    """What a word weighs that so many of the entries have."""
    return math.log(1 + (entries - matches + 0.5) / (matches + 0.5))


def _surfaces(word: Word) -> tuple[tuple[str, float], ...]:
    first = word.terms[0].text
    texts = list(dict.fromkeys(term.text for term in word.terms))
    forms = {
        term.text for term in word.terms if len(term.text) > 2 and first[: max(3, len(first) - 3)] == term.text[: max(3, len(first) - 3)]
    }
    kept = [one for one in texts if not any(other != one and other in one for other in texts)]
    return tuple((one, 1.0 if one == first or one in forms or one in first else MEANT) for one in kept)


def _pieces(word: Word) -> tuple[tuple[tuple[str, ...], float], ...]:
    return tuple((term.tokens, MEANT * (1.0 if place == 0 else MEANT)) for place, term in enumerate(word.terms) if not term.fixed)


def _score(word: _Sought, one: Candidate) -> float:
    length = 1 - B + B * len(one.body) / USUAL_LENGTH
    found = 0.0
    for surface, worth in word.surfaces:
        found += worth * WEIGHTS[0] * min(2, one.title.count(surface))
        found += worth * WEIGHTS[1] * min(2, one.summary.count(surface))
        found += worth * WEIGHTS[2] * one.body.count(surface, 0, MAX_BODY) / length
    for pieces, worth in word.apart if not found else ():
        found += worth * WEIGHTS[0] * sum(piece in one.title for piece in pieces) / len(pieces)
        found += worth * WEIGHTS[2] * min(one.body.count(piece, 0, MAX_BODY) for piece in pieces) / length
    return found / (found + K1)


def _title_bonus(sought: Sequence[_Sought], idle: Sequence[str], typed: str, one: Candidate) -> float:
    """For how much of the title was asked for, and for what was typed as it stands."""
    if not one.title:
        return 0.3 if typed and typed in one.body else 0.0
    covered = sum(max((len(surface) * worth for surface, worth in word.surfaces if surface in one.title), default=0.0) for word in sought)
    bonus = 0.6 * min(1.0, covered / len(one.title)) + 0.04 * sum(said in one.title for said in idle)
    if typed in one.title:
        return bonus + 0.6
    return bonus + (0.2 if typed in one.summary or typed in one.body else 0.0)
