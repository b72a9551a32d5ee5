"""What the words of the rules mean: every phrase of rules.toml in one tree, found in a text's units longest first.

In: units (fold.py). Out: marks, each with all the meanings of its phrase. A word that is no known one but a slip away from one is read
as that. Nothing is looked up outside this package, and nothing changes after import.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterable, Iterator, Sequence
from functools import cache
from importlib.resources import files
from itertools import product
from typing import Any, Final, NamedTuple

from truepenny.trust.never_ask.fold import Unit, fold

_RULES: Final = tomllib.loads((files(__package__) / "rules.toml").read_text(encoding="utf-8"))
WORDS: Final[dict[str, frozenset[str]]] = {name: frozenset(words.split()) for name, words in _RULES["grammar"].items()}
"""Single words by what they do in a sentence."""
_BRACES: Final = re.compile(r"\{([^{}]*)\}")
SLIP_FROM: Final = 6
"""Shorter words are too near to one another to be mistyped by a letter and still be known."""
_LONGEST_WORD: Final = 20
_END: Final = "\0"
"""Stands behind the last unit; no phrase holds it."""
_NOTHING: Final[frozenset[str]] = frozenset()


class Mark(NamedTuple):
    """units[start:end] is a phrase with these meanings, such as "give" or "item:code"."""

    start: int
    end: int
    means: frozenset[str]

    def has(self, meaning: str) -> bool:
        return meaning in self.means

    def any(self, meanings: frozenset[str]) -> bool:
        return not self.means.isdisjoint(meanings)


def expand(phrase: str) -> Iterator[str]:
    """From "{a,b,} c" come "a c", "b c" and "c"."""
    parts = _BRACES.split(phrase)
    choices = [part.split(",") if i % 2 else [part] for i, part in enumerate(parts)]
    for chosen in product(*choices):
        yield " ".join("".join(chosen).split())


@cache
def _units(phrase: str) -> tuple[str, ...]:
    return tuple(unit.text for unit in fold(phrase))


def _phrases(rules: dict[str, Any]) -> Iterator[tuple[str, str]]:
    """Meaning and phrase. A meaning is the name of its list; what may be asked for has "item:" before it."""
    for section, lists in rules.items():
        for name, phrases in lists.items():
            for phrase in phrases:
                for plain in expand(phrase):
                    yield (f"item:{name}" if section == "items" else name), plain


class Lexicon:
    """The phrases of some sections of the rules."""

    def __init__(self, *sections: str) -> None:
        self.words: set[str] = set()
        meanings: dict[tuple[str, ...], frozenset[str]] = {}
        pool: dict[Any, Any] = {}
        for meaning, phrase in _phrases({section: _RULES[section] for section in sections}):
            key = _units(phrase)
            if key:
                means = meanings.get(key, _NOTHING) | {meaning}
                meanings[key] = pool.setdefault(means, means)
        tree: dict[str, Any] = {}
        self._firsts: dict[str, set[str]] = {}
        for key, means in meanings.items():
            node = tree
            for text in key:
                node = node.setdefault(text, {})
            node[""] = means
            self.words.update(text for text in key if text.isascii() and len(text) > 1)
            for mean in means:
                self._firsts.setdefault(mean, set()).add(key[0])
        self._tree = _shared(tree, pool)

    def mark(self, texts: Sequence[str]) -> list[Mark]:
        """texts: of units, in order. Phrases do not overlap; the longest one at a place counts."""
        found: list[Mark] = []
        tree, fillers = self._tree, WORDS["fillers"]
        padded = (*texts, _END, _END)
        i, count = 0, len(texts)
        while i < count:
            node = tree.get(padded[i])
            i += 1
            if node is None:
                continue
            start, at, end, means = i - 1, i, 0, _NOTHING
            while node is not None:
                if "" in node:
                    end, means = at, node[""]
                text = padded[at]
                if text in fillers and text not in node:
                    at += 1
                    text = padded[at]
                node = node.get(text)
                at += 1
            if end:
                found.append(Mark(start, end, means))
                i = end
        return found

    def firsts(self, *meanings: str) -> frozenset[str]:
        """The first units of all phrases whose meaning begins with one of these."""
        return frozenset(first for mean, firsts in self._firsts.items() if mean.startswith(meanings) for first in firsts)


def _shared(node: Any, pool: dict[Any, Any]) -> Any:
    """The same tree with equal branches being one: most phrases end in the same ways, and the trees are most of what the rules weigh."""
    if not isinstance(node, dict):
        return node
    branches = {text: _shared(branch, pool) for text, branch in node.items()}
    return pool.setdefault(tuple((text, id(branch)) for text, branch in branches.items()), branches)


class Spelling:
    """Reads a text to units, with the known words for those that are a slip away."""

    def __init__(self, words: Iterable[str]) -> None:
        self._words = frozenset(words)
        self._slips = _slips(word for word in self._words if len(word) >= SLIP_FROM and word.isalpha())

    def read(self, text: str) -> list[Unit]:
        units = fold(text, self._words)
        for i, unit in enumerate(units):
            word = unit.text
            if SLIP_FROM - 1 <= len(word) <= _LONGEST_WORD and word.isascii() and word not in self._words:
                right = self._right(word)
                if right is not None:
                    units[i] = Unit(right, unit.start, unit.end)
        return units

    def _right(self, word: str) -> str | None:
        """The known word that one letter more, less, other or swapped makes of this."""
        if word.endswith("s") and word[:-1] in self._words:
            return None
        for cut in _cuts(word):
            for right in self._slips.get(cut, ()):
                if right[0] == word[0] and _is_slip(word, right):
                    return right
        return None


def _cuts(word: str) -> Iterator[str]:
    """The word, and what is left of it when one letter is missing."""
    yield word
    for i in range(len(word)):
        yield word[:i] + word[i + 1 :]


def _slips(words: Iterable[str]) -> dict[str, tuple[str, ...]]:
    """Each word under all that is left of it."""
    found: dict[str, tuple[str, ...]] = {}
    for word in sorted(words):
        for cut in set(_cuts(word)):
            found[cut] = (*found.get(cut, ()), word)
    return found


def _is_slip(word: str, right: str) -> bool:
    same = 0
    while same < min(len(word), len(right)) and word[same] == right[same]:
        same += 1
    rest, wanted = word[same:], right[same:]
    if len(rest) == len(wanted):
        return rest[1:] == wanted[1:] or (rest[:2] == wanted[1::-1] and rest[2:] == wanted[2:])
    return rest[1:] == wanted if len(rest) > len(wanted) else rest == wanted[1:]


HANDED: Final = Lexicon("items", "verbs", "words")
DEEDS: Final = {name: Lexicon(name, "words") for name in ("transfer", "remote", "weaken", "channel")}
SPELLING: Final = Spelling(HANDED.words.union(*(lexicon.words for lexicon in DEEDS.values())))
_units.cache_clear()
