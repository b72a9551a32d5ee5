"""What was probably meant: for words that nothing has, the nearest ones that something has.

Latin words by their letters (symspellpy over the index's vocabulary), Chinese ones by their sound: the usual slip is another character of
the same sound. Suggestions are only candidates: who asks proves that they find something that the asker may see.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable, Sequence
from functools import cache
from importlib.resources import files
from itertools import islice
from typing import Any

from truepenny.platform.search.query import Query, Word
from truepenny.platform.search.text import is_unspaced, normalise

MAX_WORDS = 8_000
"""The most frequent words that are kept for comparing: some 20 MB, while they are used."""
MAX_DISTANCE = 2
PREFIX = 6
FRESH_S = 600.0
MIN_LETTERS = 4
CANDIDATES = 5
Finds = Callable[[Sequence[str]], Sequence[bool]]
"""Of each word whether it finds anything for this asker; asked for several at a time."""
AT_ONCE = 16


class Speller:
    """Holds the vocabulary of one index for some minutes after it was asked for."""

    def __init__(self) -> None:
        self._near: Any = None
        self._built = 0.0

    @property
    def stale(self) -> bool:
        """Whether learn() is due before the next suggestion."""
        return self._near is None or time.monotonic() - self._built > FRESH_S

    def learn(self, words: Iterable[tuple[str, int]], *, also: Iterable[str] = ()) -> None:
        """Takes the vocabulary: word and in how many entries it stands; also: the site's synonyms. Some tenths of a second, at most once
        in FRESH_S."""
        from symspellpy import SymSpell  # type: ignore[import-untyped]

        near = SymSpell(max_dictionary_edit_distance=MAX_DISTANCE, prefix_length=PREFIX)
        for word, n in islice(sorted(words, key=lambda one: -one[1]), MAX_WORDS):
            near.create_dictionary_entry(word, n)
        for word in {piece for phrase in also for piece in phrase.split() if piece.isascii() and piece.isalpha()}:
            near.create_dictionary_entry(word, 1)
        self._near, self._built = near, time.monotonic()

    def forget_when_stale(self) -> None:
        """Frees the memory when nobody has asked for a while."""
        if self._near is not None and self.stale:
            self._near = None

    def near(self, word: Word) -> list[str]:
        """Candidates for one word, the likeliest first; of another spelling than what was typed."""
        typed = word.terms[0].text
        if is_unspaced(typed):
            return by_sound(typed)
        if self._near is None or len(typed) < MIN_LETTERS or not (typed.isascii() and typed.isalpha()):
            return []
        from symspellpy import Verbosity

        distance = 1 if len(typed) < 6 else MAX_DISTANCE
        found = self._near.lookup(typed, Verbosity.ALL, max_edit_distance=distance)
        return [one.term for one in found if one.term != typed][:CANDIDATES]

    def suggest(self, query: Query, finds: Finds) -> str | None:
        """What was typed with each word that finds nothing replaced by the likeliest one that does; None when there is none."""
        said, changed = query.typed, False
        for word, is_found in zip(query.words, finds([word.terms[0].text for word in query.words]), strict=True):
            typed = word.terms[0].text
            if is_found:
                continue
            better = _first(self.near(word), finds)
            if better is None:
                return None
            said, changed = said.replace(typed, better, 1), True
        return said if changed else None


def _first(words: Sequence[str], finds: Finds) -> str | None:
    for start in range(0, len(words), AT_ONCE):
        some = words[start : start + AT_ONCE]
        for word, is_found in zip(some, finds(some), strict=True):
            if is_found:
                return word
    return None


def by_sound(word: str) -> list[str]:
    """The word with one character replaced by another of the same sound, each in turn."""
    sounds = _sounds()
    if not 2 <= len(word) <= 6:
        return []
    return [word[:place] + other + word[place + 1 :] for place, letter in enumerate(word) for other in sounds.get(letter, "")]


@cache
def _sounds() -> dict[str, str]:
    """Character to those that sound like it, from sounds.txt: a line a sound, tones apart or not."""
    found: dict[str, str] = {}
    for line in files(__package__).joinpath("sounds.txt").read_text("utf-8").splitlines():
        same = dict.fromkeys(normalise(line.partition(" ")[2].strip()))
        for letter in same:
            found[letter] = found.get(letter, "") + "".join(other for other in same if other != letter)
    return found
