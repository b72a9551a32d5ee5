"""What one search asks of a database: a query with all that bounds it, and how much of the query must be there."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import combinations

from sqlalchemy import ColumnElement

from truepenny.platform.search.query import Query, Word

Where = Callable[[ColumnElement[int]], ColumnElement[bool]]
"""Takes the column of an entry's id, gives the condition under which the asker may find it."""
MAX_COMBINED = 6
"""At most so many words are tried in all their combinations."""


@dataclass(frozen=True, slots=True)
class Asked:
    """least: so many of the words must be there; 0 means all. any_of: one of these facets at least; all_of: each of them.
    before: only ids below it. heads: only title and summary are looked at. newest: the highest ids first.
    unordered: whichever come first, else those that the database likes best. apart: words of a phrase that was not quoted need not
    stand side by side."""

    query: Query
    least: int = 0
    where: Where | None = None
    any_of: Sequence[str] = ()
    all_of: Sequence[str] = ()
    before: int | None = None
    heads: bool = False
    newest: bool = False
    unordered: bool = False
    apart: bool = False

    def ways(self) -> list[tuple[Word, ...]]:
        """The sets of words of which one must be there as a whole."""
        words = self.query.words
        if not self.least or self.least >= len(words):
            return [words]
        if self.least == 1:
            return [(word,) for word in words]
        return list(combinations(words[:MAX_COMBINED], min(self.least, MAX_COMBINED)))
