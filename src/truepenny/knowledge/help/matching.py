"""Which articles may answer what somebody is writing, told by titles and summaries alone: where no search is at hand.

In: published heads, words, a topic. Out: heads, the best first; none where the words fit nothing. Pure.
"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Sequence
from functools import lru_cache
from typing import Final

from truepenny.knowledge.help.versions import Head
from truepenny.platform.search.idle_words import IDLE
from truepenny.platform.search.inflections import inflections
from truepenny.platform.search.text import grams

_IN_SUMMARY: Final = 0.5
"""What a word of the summary says beside one of the title."""
_LEAST: Final = 0.34
"""The share of what the words could say that an article has to hold, so that nothing is offered at random."""
_OF_TOPIC: Final = 0.5
"""What the chosen topic adds."""


def fitting(heads: Sequence[Head], words: str, topic: str | None, *, limit: int) -> list[Head]:
    """Those of the topic come in the order of the help centre; words that somebody typed move the fitting ones up."""
    rarity = _rarity(heads)
    asked = [(gram, inflections(gram)) for gram in dict.fromkeys(grams(words)) if gram not in IDLE]
    sought = [_Word({form: rarity[form] for form in (gram, *others) if form in rarity}) for gram, others in asked]
    whole = sum(word.weight for word in sought)
    scored: list[tuple[float, int, Head]] = []
    for place, head in enumerate(heads):
        share = sum(word.found_in(head) for word in sought) / whole if whole else 0.0
        of_topic = topic is not None and topic in head.topics
        if of_topic or share >= _LEAST:
            scored.append((-(share + (_OF_TOPIC if of_topic else 0.0)), place, head))
    return [head for _, _, head in sorted(scored, key=lambda one: one[:2])][:limit]


class _Word:
    """One word of what was typed, by the forms of it that articles have and what each says."""

    __slots__ = ("forms", "weight")

    def __init__(self, forms: dict[str, float]) -> None:
        self.forms = forms
        self.weight = max(forms.values(), default=0.0)

    def found_in(self, head: Head) -> float:
        """Its weight where the title has it, half of that where only the summary does."""
        if not self.forms.keys().isdisjoint(_grams(head.title)):
            return self.weight
        return self.weight * _IN_SUMMARY if not self.forms.keys().isdisjoint(_grams(head.summary)) else 0.0


def _rarity(heads: Sequence[Head]) -> dict[str, float]:
    """By gram: what it says, nothing if every other article has it."""
    counts: Counter[str] = Counter()
    for head in heads:
        counts.update(_grams(head.title) | _grams(head.summary))
    return {gram: max(0.0, math.log(len(heads) / (2 * count))) for gram, count in counts.items()}


@lru_cache(maxsize=4096)
def _grams(text: str) -> frozenset[str]:
    return frozenset(grams(text))
