"""What people call a recovery phrase: words that make a row of list words a phrase even where its checksum fails (../lists/cues.json)."""

from __future__ import annotations

import json
import re
from bisect import bisect_left
from collections.abc import Iterator
from itertools import compress, count

from truepenny.intake.screen.phrases.wordlists import FOLDER

_CUES = json.loads((FOLDER / "cues.json").read_text("utf-8"))
NAMES: frozenset[str] = frozenset(_CUES["names"])
"""Sure names of a phrase, one word each."""
WIDER: frozenset[str] = NAMES | frozenset(_CUES["wider"])
"""Names that ordinary text uses too: enough where eleven words of one list stand in a row."""
COMMON: frozenset[str] = frozenset(_CUES["common"])
"""Words of sentences, whether a list has them or not."""
ORDINALS: frozenset[str] = frozenset(_CUES["ordinals"]) | frozenset("abcdefghijklmnopqrstuvwx")
LEAD: frozenset[str] = frozenset(_CUES["lead"])
"""What stands before a phrase or in the label of a word, beside names and ordinals."""
SMALL_TALK: frozenset[str] = frozenset(_CUES["small_talk"])
"""Whole messages that people send between two parts of a phrase; words parted by one space."""
OF_PHRASE: frozenset[str] = frozenset(_CUES["of_phrase"])
PHRASE: frozenset[str] = frozenset(_CUES["phrase"])
"""One of the first and then, at once, one of the second make a sure name: recovery phrase."""
CONJUNCTIONS: frozenset[str] = frozenset(_CUES["conjunctions"])
HAN: re.Pattern[str] = re.compile(_CUES["han"])
HAN_NAMES: re.Pattern[str] = re.compile(_CUES["han_names"])
HAN_LABEL: re.Pattern[str] = re.compile(_CUES["han_label"])
COUNTED = re.compile(r"\b(?:12|13|24|25) ?words\b")
BEFORE, AFTER = 400, 200  # characters between a cue and the phrase


def is_eastern(words: list[str]) -> bool:
    """Whether any word is of a script after the European ones: only there do the Chinese and Japanese names need to be looked for."""
    return max(words, default="") >= "\u3041"


def has_cue(text: str, words: list[str]) -> bool:
    """Whether a folded text names a phrase anywhere; words are its words."""
    return not WIDER.isdisjoint(words) or (is_eastern(words) and HAN.search(text) is not None)


def cue_places(text: str, words: list[str], spans: list[tuple[int, int]], *, sure: bool) -> list[int]:
    """Where a folded text names a phrase, ascending. sure: only by names that mean nothing else."""
    names, han = (NAMES, HAN_NAMES) if sure else (WIDER, HAN)
    places = [start for start, _ in compress(spans, map(names.__contains__, words))]
    if sure:
        places += [spans[place][0] for place in _pairs(words)] + [one.start() for one in COUNTED.finditer(text)]
    if is_eastern(words):
        places += [one.start() for one in han.finditer(text)]
    return sorted(places)


def surely_named(text: str, words: list[str]) -> bool:
    """Whether a folded text names a phrase by what means nothing else."""
    if not NAMES.isdisjoint(words) or any(True for _ in _pairs(words)) or COUNTED.search(text):
        return True
    return is_eastern(words) and HAN_NAMES.search(text) is not None


def _pairs(words: list[str]) -> Iterator[int]:
    return (place for place in compress(count(), map(PHRASE.__contains__, words[1:])) if words[place] in OF_PHRASE)


def cue_near(places: list[int], start: int, end: int, *, before: int = BEFORE, after: int = AFTER) -> bool:
    first = bisect_left(places, start - before)
    return first < len(places) and places[first] < end + after
