"""Finds the asks in a text: sentence by sentence, each item of what is never asked for by the words that name it and what is done to it.

Importing this reads all rules (some 200 ms), so the package does it with the first text. Pure and linear.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from typing import Final

from truepenny.trust.never_ask.asks import ITEMS, Ask, Item
from truepenny.trust.never_ask.deeds import Deed, find_channel, find_remote, find_weakening
from truepenny.trust.never_ask.handed import find_handed
from truepenny.trust.never_ask.lexicon import DEEDS, SPELLING
from truepenny.trust.never_ask.sentences import Frame, Sentence, split
from truepenny.trust.never_ask.transfers import find_transfer

_NAMES: Final[dict[str, Item]] = {name: name for name in ITEMS}
_ENDS: Final = re.compile(r"[.!?;。！？；…]*[”’」』》\")）]*")
_Find = Callable[[Sentence], Deed | None]
_DEEDS: Final[tuple[tuple[str, Item, frozenset[str], _Find], ...]] = (
    ("transfer", "transfer", DEEDS["transfer"].firsts("pay", "out", "fee", "buy"), find_transfer),
    ("remote", "remote_access", DEEDS["remote"].firsts("act", "tool"), find_remote),
    ("weaken", "weaken_security", DEEDS["weaken"].firsts("protection"), find_weakening),
    ("channel", "other_channel", DEEDS["channel"].firsts("messenger", "full"), find_channel),
)
"""Which words to read a sentence with, what it may ask for, and the words without which it does not."""


def find_asks(text: str) -> list[Ask]:
    """In order of their place; at most one ask for each item in a sentence."""
    units = SPELLING.read(text)
    spans = split(units)
    frames = [Frame(units, span) for span in spans]
    found: dict[tuple[int, str], Ask] = {}
    for n, start, end, item, certain in (*find_handed(frames), *_deeds(frames)):
        at, whole = spans[n].start, frames[n].units
        sentence = whole[0].start, _ENDS.match(text, whole[-1].end).end()  # type: ignore[union-attr]
        ask = Ask(units[at + start].start, units[at + end - 1].end, _NAMES[item], sentence, certain)
        found.setdefault((n, item), ask)
    return sorted(found.values(), key=lambda ask: (ask.start, ask.end))


def _deeds(frames: Sequence[Frame]) -> Iterator[tuple[int, int, int, Item, bool]]:
    for name, item, begins, find in _DEEDS:
        for n, frame in enumerate(frames):
            if not begins.isdisjoint(frame.texts) and (deed := find(Sentence(frame, DEEDS[name]))) is not None:
                yield n, deed.start, deed.end, item, deed.certain
