"""Tables of the search over what is published."""

from __future__ import annotations

from truepenny.platform.search.schema import index_tables

PUBLISHED = index_tables("search_published")
"""Articles and announcements as readers may find them, one entry a language. It can be made anew from what is published."""
