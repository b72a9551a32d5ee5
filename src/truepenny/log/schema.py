"""Tables of the log. event refuses UPDATE and DELETE by triggers on both databases; content is deleted by erasure alone."""

from __future__ import annotations

from sqlalchemy import (
    BigInteger,
    CheckConstraint,
    Column,
    Connection,
    Integer,
    LargeBinary,
    SmallInteger,
    String,
    Table,
    Text,
    UniqueConstraint,
)  # fmt: skip
from sqlalchemy import event as sa_event

from truepenny.platform.db.schema import metadata

event = Table(
    "event",
    metadata,
    Column("position", BigInteger, primary_key=True, autoincrement=False),
    Column("ticket_id", String(8), nullable=False),
    Column("seq", Integer, nullable=False),
    Column("kind", String(24), nullable=False),
    Column("version", SmallInteger, nullable=False),
    Column("at", BigInteger, nullable=False),
    Column("actor", LargeBinary, nullable=False),
    Column("body", LargeBinary, nullable=False),
    Column("dedupe_key", LargeBinary(16), nullable=False),
    Column("digest", LargeBinary(32), nullable=False),
    Column("seal", LargeBinary(16), nullable=False),
    UniqueConstraint("ticket_id", "seq"),
    UniqueConstraint("dedupe_key"),
    CheckConstraint("seq >= 1", name="seq"),
)

content = Table(
    "content",
    metadata,
    Column("id", String(32), primary_key=True),
    Column("ticket_id", String(8), nullable=False),
    Column("salt", LargeBinary(16), nullable=False),
    Column("body", Text, nullable=False),
)

log_head = Table(
    "log_head",
    metadata,
    Column("id", Integer, primary_key=True, autoincrement=False),
    Column("position", BigInteger, nullable=False),
    Column("seal", LargeBinary(16), nullable=False),
)
"""One row (id 1): the last position given and the seal over all events so far. Its row lock puts commits in the order of positions."""

anchor = Table(
    "anchor",
    metadata,
    Column("position", BigInteger, primary_key=True, autoincrement=False),
    Column("at", BigInteger, nullable=False),
    Column("seal", LargeBinary(16), nullable=False),
    Column("signature", LargeBinary(64), nullable=False),
)

ticket_head = Table(
    "ticket_head",
    metadata,
    Column("ticket_id", String(8), primary_key=True),
    Column("seq", Integer, nullable=False),
    Column("digest", LargeBinary(32), nullable=False),
    Column("state", LargeBinary, nullable=False),
    sqlite_with_rowid=False,
)
"""Where each ticket's chain stands, and its folded state (opaque here; tickets/state.py knows it)."""

EVENT_TRIGGERS = {
    "sqlite": (
        "CREATE TRIGGER event_no_update BEFORE UPDATE ON event BEGIN SELECT RAISE(ABORT, 'events are never changed'); END",
        "CREATE TRIGGER event_no_delete BEFORE DELETE ON event BEGIN SELECT RAISE(ABORT, 'events are never deleted'); END",
    ),
    "postgresql": (
        (
            "CREATE OR REPLACE FUNCTION event_is_append_only() RETURNS trigger LANGUAGE plpgsql AS "
            "$$ BEGIN RAISE EXCEPTION 'events are never changed or deleted'; END $$"
        ),
        (
            "CREATE TRIGGER event_no_change BEFORE UPDATE OR DELETE OR TRUNCATE ON event "
            "FOR EACH STATEMENT EXECUTE FUNCTION event_is_append_only()"
        ),
    ),
}
"""Statements by dialect, for the migrations; create_all runs them too."""

START_LOG_HEAD = {
    "sqlite": "INSERT INTO log_head (id, position, seal) VALUES (1, 0, zeroblob(16))",
    "postgresql": "INSERT INTO log_head (id, position, seal) VALUES (1, 0, decode(repeat('00', 16), 'hex'))",
}
"""The row that every log begins with."""


@sa_event.listens_for(event, "after_create")
def _guard_events(_table: Table, conn: Connection, **_more: object) -> None:
    for statement in EVENT_TRIGGERS[conn.dialect.name]:
        conn.exec_driver_sql(statement)


@sa_event.listens_for(log_head, "after_create")
def _begin_log(_table: Table, conn: Connection, **_more: object) -> None:
    conn.exec_driver_sql(START_LOG_HEAD[conn.dialect.name])
