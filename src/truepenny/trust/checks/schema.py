"""The tables of reports: what was reported, by whose ticket, and what is known to be false. Nothing of a check that was not reported."""

from __future__ import annotations

from sqlalchemy import BigInteger, Column, ForeignKey, Index, Integer, String, Table, Text, UniqueConstraint, text

from truepenny.platform.db.schema import metadata

check_finding = Table(
    "check_finding",
    metadata,
    Column("id", String(32), primary_key=True),
    Column("key", String(300), nullable=False, unique=True),
    Column("family", String(300), nullable=False),
    Column("kind", String(20), nullable=False),
    Column("shown", String(300), nullable=False),
    Column("ours", String(300), nullable=False),
    Column("trick", String(12), nullable=False),
    Column("first_at", BigInteger, nullable=False),
    Column("last_at", BigInteger, nullable=False),
    Column("outcome", String(10), nullable=False),
    Column("settled_at", BigInteger, nullable=True),
    Column("settled_by", String(40), nullable=True),
    Index("ix_check_finding_last_at", "last_at"),
    Index("ix_check_finding_family", "family"),
)
"""A campaign: all reports of one registered domain, mail address, handle or number. key: kind and value in one plain form; family: the same
for names of one shape. outcome: open, fake, not_ours, ours."""

check_report = Table(
    "check_report",
    metadata,
    Column("id", String(32), primary_key=True),
    Column("finding_id", String(32), ForeignKey("check_finding.id"), nullable=False),
    Column("ticket_id", String(8), nullable=False),
    Column("at", BigInteger, nullable=False),
    Column("shown", String(300), nullable=False),
    Column("state", String(16), nullable=False),
    Column("language", String(12), nullable=False),
    Column("gave", String(8), nullable=False),
    Column("headers", Text, nullable=False),
    Column("digest", String(64), nullable=False),
    Column("told", Integer, nullable=False),
    UniqueConstraint("finding_id", "ticket_id"),
    Index("ix_check_report_ticket_id", "ticket_id"),
)
"""One report of a campaign. shown: this variant. state: the verdict at the time. gave: none, data, money. headers: of a mail, those of
its way only (none of the reporter's own). digest: SHA-256 of what was pasted, after the screen. told: 1 when the reporter heard the
outcome."""

known_false = Table(
    "known_false",
    metadata,
    Column("id", String(32), primary_key=True),
    Column("key", String(300), nullable=False),
    Column("kind", String(20), nullable=False),
    Column("shown", String(300), nullable=False),
    Column("reason", String(300), nullable=False),
    Column("added_at", BigInteger, nullable=False),
    Column("added_by", String(40), nullable=False),
    Column("removed_at", BigInteger, nullable=True),
    Column("removed_by", String(40), nullable=True),
    Column("removed_reason", String(300), nullable=False),
    Index("ix_known_false_key", "key"),
    # what counts stands there once, whoever adds it at the same moment
    Index("uq_known_false_live", "key", unique=True, sqlite_where=text("removed_at is null"), postgresql_where=text("removed_at is null")),
)
"""What is known to be false. A row that was removed stays as its history; one that counts has no removed_at."""
