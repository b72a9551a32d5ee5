"""Tables of the inbox."""

from __future__ import annotations

from sqlalchemy import BigInteger, Boolean, Column, Index, Integer, SmallInteger, String, Table, Text

from truepenny.platform.db.schema import metadata

NEVER = 1 << 62
"""waiting_key of a ticket that does not wait, so that it sorts after all that do."""

SLOT_BITS = 22
"""The orders by activity are indexed by activity_at >> SLOT_BITS, 4.2 seconds: the messages of a lively conversation then change no index,
and a page sorts at most the tickets of its slots."""

inbox = Table(
    "inbox",
    metadata,
    Column("ticket_id", String(8), primary_key=True),
    Column("position", BigInteger, nullable=False),
    Column("activity_at", BigInteger, nullable=False),
    Column("activity_slot", BigInteger, nullable=False),
    Column("preview", String(32)),
    Column("preview_by", String(8), nullable=False),
    Column("assurance", SmallInteger, nullable=False),
    Column("waiting_key", BigInteger, nullable=False),
    Column("status", String(8), nullable=False),
    Column("live", Boolean, nullable=False),
    Column("assignee", String(12)),
    Column("team", String(32)),
    Column("priority", String(2), nullable=False),
    Column("tags", Text, nullable=False),
    Column("subject", String(32), nullable=False),
    Column("contact", String(32), nullable=False),
    Column("channel", String(12), nullable=False),
    Column("language", String(12), nullable=False),
    Column("topic", String(40)),
    Column("opened_at", BigInteger, nullable=False),
    Column("confirmed", Boolean),
    Column("merged_into", String(8)),
    sqlite_with_rowid=False,
)
Index("ix_inbox_activity", inbox.c.activity_slot)
Index("ix_inbox_waiting", inbox.c.waiting_key, inbox.c.ticket_id)
Index("ix_inbox_priority", inbox.c.priority, inbox.c.waiting_key, inbox.c.ticket_id)
# Each view in each of its orders: a first page costs the same however many tickets there are. A message moves only those by
# activity, and these seldom.
Index("ix_inbox_assignee", inbox.c.assignee, inbox.c.live, inbox.c.activity_slot)
Index("ix_inbox_assignee_waiting", inbox.c.assignee, inbox.c.live, inbox.c.waiting_key, inbox.c.ticket_id)
Index("ix_inbox_assignee_priority", inbox.c.assignee, inbox.c.live, inbox.c.priority, inbox.c.waiting_key, inbox.c.ticket_id)
Index("ix_inbox_team", inbox.c.team, inbox.c.live, inbox.c.activity_slot)
Index("ix_inbox_team_waiting", inbox.c.team, inbox.c.live, inbox.c.waiting_key, inbox.c.ticket_id)
Index("ix_inbox_team_priority", inbox.c.team, inbox.c.live, inbox.c.priority, inbox.c.waiting_key, inbox.c.ticket_id)
Index("ix_inbox_status", inbox.c.status, inbox.c.activity_slot)
Index("ix_inbox_status_waiting", inbox.c.status, inbox.c.waiting_key, inbox.c.ticket_id)
Index("ix_inbox_status_priority", inbox.c.status, inbox.c.priority, inbox.c.waiting_key, inbox.c.ticket_id)
Index("ix_inbox_contact", inbox.c.contact)

inbox_count = Table(
    "inbox_count",
    metadata,
    Column("assignee", String(12), primary_key=True),
    Column("team", String(32), primary_key=True),
    Column("status", String(8), primary_key=True),
    Column("n", Integer, nullable=False),
    sqlite_with_rowid=False,
)
"""How many tickets there are; nobody and no team are the empty string."""
