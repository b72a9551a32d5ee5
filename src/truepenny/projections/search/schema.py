"""Tables of the search in tickets. An entry's id is the position of the event that said it."""

from __future__ import annotations

from truepenny.platform.search.schema import index_tables

SAID = index_tables("search_ticket")
"""A read model: what agents may find of the words of tickets. It can be made anew from the log (truepenny search rebuild)."""
