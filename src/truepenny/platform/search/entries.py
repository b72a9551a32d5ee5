"""What goes into an index and what comes out of it; the same for both databases."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass

from truepenny.platform.search.text import characters, normalise

FACET = "¤"
"""Begins and joins the tokens of facets: no token of a text has it, and FTS5 takes it for a letter."""
_FACET_REST = re.compile(r"[^a-z0-9]+")
_WORD = re.compile(r"(?<![^\W_])[a-z]{3,24}(?![^\W_])")


@dataclass(frozen=True, slots=True)
class Entry:
    """A text to be found, as people wrote it. key: unique; of a numbered index the number in digits, which orders newest first.
    facets: exact marks, as facet() makes them. at: microseconds UTC, for rankings that prefer what is recent."""

    key: str
    title: str = ""
    summary: str = ""
    body: str = ""
    facets: tuple[str, ...] = ()
    at: int = 0


@dataclass(frozen=True, slots=True)
class Hit:
    """score: higher is better; only comparable within one answer. id: the number of the entry."""

    key: str
    score: float
    id: int


def facet(name: str, value: str) -> str:
    """An exact mark of an entry that a query can ask for, such as language zh."""
    return FACET + _FACET_REST.sub(FACET, f"{name} {value}".lower())


@dataclass(frozen=True, slots=True)
class Normal:
    """An entry's texts as the index keeps them."""

    title: str
    summary: str
    body: str
    facets: str

    @classmethod
    def of(cls, entry: Entry, more: Iterable[str] = ()) -> Normal:
        return cls(normalise(entry.title), normalise(entry.summary), normalise(entry.body), " ".join((*entry.facets, *more)))

    @property
    def texts(self) -> tuple[str, str, str]:
        return self.title, self.summary, self.body

    def all_characters(self) -> list[str]:
        return characters("\n".join(self.texts))


@dataclass(frozen=True, slots=True)
class Prepared:
    """An entry on its way in. cut: its columns as the database in hand takes them. words: the Latin ones, once each."""

    entry: Entry
    normal: Normal
    cut: tuple[str, ...]
    words: frozenset[str]


def words_in(one: Normal) -> frozenset[str]:
    """The Latin words of an entry."""
    return frozenset(word for said in one.texts for word in _WORD.findall(said))
