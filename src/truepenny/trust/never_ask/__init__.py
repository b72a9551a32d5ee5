"""What an agent may never ask a customer for, found in what the agent writes (docs/adr/0012-never-ask.md).

In: a text in Chinese, English or both. Out: every sentence that asks for a password, a code, a key, a phrase, card details, a transfer,
remote access, less protection or a private chat; with its place in the text. Warnings against all that are no asks. Pure and linear.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Final, Literal, get_args

from truepenny.trust.never_ask.deeds import Deed, find_channel, find_remote, find_weakening
from truepenny.trust.never_ask.handed import find_handed
from truepenny.trust.never_ask.lexicon import DEEDS, SPELLING
from truepenny.trust.never_ask.sentences import Frame, Sentence, split
from truepenny.trust.never_ask.transfers import find_transfer

Item = Literal[
    "password", "funds_password", "code", "api_secret", "private_key", "recovery_phrase", "master_key", "card",
    "transfer", "remote_access", "weaken_security", "other_channel",
]  # fmt: skip
ITEMS: Final[tuple[Item, ...]] = get_args(Item)
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


@dataclass(frozen=True, slots=True)
class Ask:
    """text[start:end] asks for item, in the sentence text[sentence[0]:sentence[1]]; all count code points of the text as given.

    certain: nothing in the sentence speaks for a warning. What is not certain may be education that the rules misread.
    """

    start: int
    end: int
    item: Item
    sentence: tuple[int, int]
    certain: bool


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
