"""The tables of the help centre. Words of a version are never changed after they are written; only its state moves on."""

from __future__ import annotations

from sqlalchemy import BigInteger, Boolean, Column, ForeignKey, Index, Integer, String, Table, Text, UniqueConstraint

from truepenny.platform.db.schema import metadata

help_categories = Table(
    "help_categories",
    metadata,
    Column("slug", String(60), primary_key=True),
    Column("place", Integer, nullable=False),
    Column("icon", String(40), nullable=False),
    Column("names", Text, nullable=False),
    Column("changed_at", BigInteger, nullable=False),
    Column("changed_by", String(40), nullable=False),
)
"""place: order among them. names: JSON, name by language. icon: a symbol of surfaces/assets/icons."""

help_articles = Table(
    "help_articles",
    metadata,
    Column("id", String(32), primary_key=True),
    Column("slug", String(80), nullable=False, unique=True),
    Column("category", String(60), ForeignKey("help_categories.slug"), nullable=False),
    Column("place", Integer, nullable=False),
    Column("topics", Text, nullable=False),
    Column("related", Text, nullable=False),
    Column("created_at", BigInteger, nullable=False),
    Column("created_by", String(40), nullable=False),
    Column("changed_at", BigInteger, nullable=False),
    Column("changed_by", String(40), nullable=False),
)
"""What the languages of an article share. topics: codes, related: slugs, each with spaces between. The slug stays for ever."""

help_versions = Table(
    "help_versions",
    metadata,
    Column("id", String(32), primary_key=True),
    Column("article_id", String(32), ForeignKey("help_articles.id"), nullable=False),
    Column("language", String(12), nullable=False),
    Column("number", Integer, nullable=False),
    Column("title", String(200), nullable=False),
    Column("summary", Text, nullable=False),
    Column("body", Text, nullable=False),
    Column("education", Text, nullable=False),
    Column("author", String(40), nullable=False),
    Column("at", BigInteger, nullable=False),
    Column("state", String(12), nullable=False),
    Column("moved_at", BigInteger, nullable=False),
    Column("moved_by", String(40), nullable=False),
    Column("note", Text, nullable=False),
    Column("approved_by", String(40), nullable=True),
    Column("publish_at", BigInteger, nullable=True),
    Column("change", String(12), nullable=True),
    Column("in_step_at", BigInteger, nullable=True),
    UniqueConstraint("article_id", "language", "number"),
    Index("ix_help_versions_published", "state", "publish_at"),
)
"""One row each time somebody saves: number counts 1, 2, 3 ... in each article and language, words stay as they are.

state: draft, review, approved, published, retired; published with publish_at still to come is scheduled, and of several that have come
the latest counts. change: meaning, small or caught_up. in_step_at: up to when it says what the other languages say. education: JSON,
sentences that read like asks. note: of who sent it back.
"""

help_news = Table(
    "help_news",
    metadata,
    Column("id", String(32), primary_key=True),
    Column("article_id", String(32), nullable=False),
    Column("language", String(12), nullable=False),
    Column("due_at", BigInteger, nullable=False, index=True),
)
"""What listeners, such as the search index, have not heard yet: readers see something else of this article from due_at on."""

help_marks = Table(
    "help_marks",
    metadata,
    Column("name", String(20), primary_key=True),
    Column("value", BigInteger, nullable=False),
)
"""changed: rises with each change, so that other nodes see it. starter: the starter articles were offered once, and never are again."""

help_counts = Table(
    "help_counts",
    metadata,
    Column("article_id", String(32), ForeignKey("help_articles.id"), primary_key=True),
    Column("language", String(12), primary_key=True),
    Column("day", Integer, primary_key=True),
    Column("reads", Integer, nullable=False),
    Column("yes", Integer, nullable=False),
    Column("no", Integer, nullable=False),
)
"""Readers by day (days since 1970, UTC): how often it was opened, and how often it helped or did not. Never who."""

help_words = Table(
    "help_words",
    metadata,
    Column("id", String(32), primary_key=True),
    Column("article_id", String(32), ForeignKey("help_articles.id"), nullable=False, index=True),
    Column("language", String(12), nullable=False),
    Column("at", BigInteger, nullable=False, index=True),
    Column("helped", Boolean, nullable=False),
    Column("words", Text, nullable=False),
)
"""What readers wrote beside their yes or no, screened. Kept for half a year."""
