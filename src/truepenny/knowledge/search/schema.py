"""Tables of the search over what is published: the index, the words that mean the same, and what was looked for in vain."""

from __future__ import annotations

from sqlalchemy import BigInteger, Column, Integer, LargeBinary, String, Table, Text

from truepenny.platform.db.schema import metadata
from truepenny.platform.search.schema import index_tables

PUBLISHED = index_tables("search_published")
"""Articles and announcements as readers may find them, one entry a language. It can be made anew from what is published."""

search_synonyms = Table(
    "search_synonyms",
    metadata,
    Column("id", String(32), primary_key=True),
    Column("words", Text, nullable=False),
    Column("changed_at", BigInteger, nullable=False),
    Column("changed_by", String(40), nullable=False),
)
"""A row a group of words that mean the same. words: JSON, as their editor wrote them."""

search_marks = Table(
    "search_marks",
    metadata,
    Column("name", String(40), primary_key=True),
    Column("value", BigInteger, nullable=False),
)
"""synonyms: raised with each change of them. starter: when the first ones came. published: version of the text rules of the index.
published_puts: how often it was written, and the lock between nodes that write it."""

search_misses = Table(
    "search_misses",
    metadata,
    Column("week", Integer, primary_key=True),
    Column("language", String(12), primary_key=True),
    Column("asked_key", LargeBinary(16), primary_key=True),
    Column("n", Integer, nullable=False),
    Column("first_place", LargeBinary(16), nullable=False),
    Column("words", String(80)),
    Column("asked_at", BigInteger, nullable=False),
)
"""Searches that found nothing, by week since 1970 (days // 7). asked_key, first_place: keyed sums of the words and of the network of who
asked first. words: NULL until somebody in another network has looked for the same."""
