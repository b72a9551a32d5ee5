"""The tables of people and sign-in. Secrets rest as hashes, personal details sealed; the record of changes is append-only."""

from __future__ import annotations

from typing import Final

from sqlalchemy import (
    BigInteger,
    Boolean,
    CheckConstraint,
    Column,
    Connection,
    ForeignKey,
    Index,
    Integer,
    LargeBinary,
    String,
    Table,
    Text,
    UniqueConstraint,
    event,
    text,
)

from truepenny.platform.db.schema import metadata

series = Table(
    "series",
    metadata,
    Column("name", String(20), primary_key=True),
    Column("last", BigInteger, nullable=False),
)
"""The last number given in each series of public numbers, so that none is given twice."""

agents = Table(
    "agents",
    metadata,
    Column("id", String(12), primary_key=True),
    Column("login", String(64), nullable=False, unique=True),
    Column("name", String(60), nullable=False),
    Column("skeleton", String(240), nullable=False, unique=True),
    Column("role", String(8), nullable=False),
    Column("language", String(12), nullable=False),
    Column("password_hash", String(200), nullable=False),
    Column("password_changed_at", BigInteger, nullable=False),
    Column("must_change_password", Boolean, nullable=False),
    Column("totp_sealed", LargeBinary, nullable=True),
    Column("totp_last_step", BigInteger, nullable=False),
    Column("created_at", BigInteger, nullable=False),
    Column("disabled_at", BigInteger, nullable=True),
    CheckConstraint("role in ('agent', 'lead', 'admin')", name="role"),
)

recovery_codes = Table(
    "recovery_codes",
    metadata,
    Column("agent_id", String(12), ForeignKey("agents.id"), primary_key=True),
    Column("code_hash", String(64), primary_key=True),
    Column("used_at", BigInteger, nullable=True),
)

teams = Table(
    "teams",
    metadata,
    Column("id", String(32), primary_key=True),
    Column("name", String(60), nullable=False),
    Column("name_key", String(120), nullable=False, unique=True),
    Column("created_at", BigInteger, nullable=False),
    Column("closed_at", BigInteger, nullable=True),
)

team_members = Table(
    "team_members",
    metadata,
    Column("team_id", String(32), ForeignKey("teams.id"), primary_key=True),
    Column("agent_id", String(12), ForeignKey("agents.id"), primary_key=True),
    Index(None, "agent_id"),
)

agent_sign_ins = Table(
    "agent_sign_ins",
    metadata,
    Column("token_hash", String(64), primary_key=True),
    Column("agent_id", String(12), ForeignKey("agents.id"), nullable=False),
    Column("stage", String(12), nullable=False),
    Column("totp_sealed", LargeBinary, nullable=True),
    Column("expires_at", BigInteger, nullable=False),
    CheckConstraint("stage in ('code', 'enrol', 'password')", name="stage"),
    Index(None, "agent_id"),
)
"""Sign-ins that are under way: the password was right, something else is still to come."""

agent_sessions = Table(
    "agent_sessions",
    metadata,
    Column("id", String(32), primary_key=True),
    Column("token_hash", String(64), nullable=False, unique=True),
    Column("agent_id", String(12), ForeignKey("agents.id"), nullable=False),
    Column("created_at", BigInteger, nullable=False),
    Column("last_seen_at", BigInteger, nullable=False),
    Column("expires_at", BigInteger, nullable=False),
    Column("address", String(45), nullable=False),
    Column("device", String(120), nullable=False),
    Column("ended_at", BigInteger, nullable=True),
    Index(None, "agent_id", "last_seen_at"),
)

contacts = Table(
    "contacts",
    metadata,
    Column("id", String(32), primary_key=True),
    Column("name", String(80), nullable=True),
    Column("language", String(12), nullable=False),
    Column("created_at", BigInteger, nullable=False),
)

identities = Table(
    "identities",
    metadata,
    Column("id", String(32), primary_key=True),
    Column("contact_id", String(32), ForeignKey("contacts.id"), nullable=False),
    Column("kind", String(8), nullable=False),
    Column("lookup_hash", String(64), nullable=False),
    Column("sealed", LargeBinary, nullable=False),
    Column("masked", String(300), nullable=False),
    Column("assurance", Integer, nullable=False),
    Column("created_at", BigInteger, nullable=False),
    CheckConstraint("kind in ('uid', 'email', 'phone', 'guest')", name="kind"),
    UniqueConstraint("contact_id", "kind", "lookup_hash"),
    Index(None, "kind", "lookup_hash"),
    # An account belongs to one contact; a mail address may be claimed by many until it is proven.
    Index("uq_identities_account", "lookup_hash", unique=True, sqlite_where=text("kind = 'uid'"), postgresql_where=text("kind = 'uid'")),
)

customer_sessions = Table(
    "customer_sessions",
    metadata,
    Column("id", String(32), primary_key=True),
    Column("token_hash", String(64), nullable=False, unique=True),
    Column("contact_id", String(32), ForeignKey("contacts.id"), nullable=False),
    Column("assurance", Integer, nullable=False),
    Column("only_ticket", String(8), nullable=True),
    Column("language", String(12), nullable=False),
    Column("created_at", BigInteger, nullable=False),
    Column("expires_at", BigInteger, nullable=False),
    Column("ended_at", BigInteger, nullable=True),
    Index(None, "contact_id"),
    Index(None, "expires_at"),
)

used_jti = Table(
    "used_jti",
    metadata,
    Column("jti_hash", String(64), primary_key=True),
    Column("expires_at", BigInteger, nullable=False),
    Index(None, "expires_at"),
)
"""One-time ids of exchange tokens that were used and have not expired."""

guest_links = Table(
    "guest_links",
    metadata,
    Column("key_hash", String(64), primary_key=True),
    Column("ticket_id", String(8), nullable=False),
    Column("contact_id", String(32), ForeignKey("contacts.id"), nullable=False),
    Column("edition", Integer, nullable=False),
    Column("created_at", BigInteger, nullable=False),
    Column("revoked_at", BigInteger, nullable=True),
    UniqueConstraint("ticket_id", "contact_id", "edition"),
)

mail_codes = Table(
    "mail_codes",
    metadata,
    Column("id", String(32), primary_key=True),
    Column("address_key", String(64), nullable=False),
    Column("address_sealed", LargeBinary, nullable=False),
    Column("code_hash", String(64), nullable=False),
    Column("language", String(12), nullable=False),
    Column("created_at", BigInteger, nullable=False),
    Column("expires_at", BigInteger, nullable=False),
    Column("tries_left", Integer, nullable=False),
    Column("used_at", BigInteger, nullable=True),
    Index(None, "address_key", "created_at"),
    Index(None, "expires_at"),
)
"""Sign-ins by mailed code that are under way: id lies in the browser that asked, the code in the mailbox; one is worth nothing alone."""

contact_phrases = Table(
    "contact_phrases",
    metadata,
    Column("contact_id", String(32), ForeignKey("contacts.id"), primary_key=True),
    Column("sealed", LargeBinary, nullable=False),
    Column("changed_at", BigInteger, nullable=False),
)
"""The words that a contact chose to see in every mail of ours, so that they know it from others'."""

tries = Table(
    "tries",
    metadata,
    Column("rule", String(24), primary_key=True),
    Column("key_hash", String(64), primary_key=True),
    Column("started_at", BigInteger, nullable=False),
    Column("taken", Integer, nullable=False),
    Column("paused_until", BigInteger, nullable=False),
    Index(None, "started_at"),
)
"""How often something was tried in the present window; shared by all nodes."""

audit = Table(
    "audit",
    metadata,
    Column("id", String(32), primary_key=True),
    Column("at", BigInteger, nullable=False),
    Column("who", String(40), nullable=False),
    Column("what", String(40), nullable=False),
    Column("subject", String(64), nullable=False),
    Column("detail", Text, nullable=False),
    Index(None, "at"),
    Index(None, "subject", "at"),
)
"""Who changed what, when. Append-only: triggers refuse UPDATE and DELETE on both databases."""

AUDIT_TRIGGERS: Final[dict[str, tuple[str, ...]]] = {
    "sqlite": (
        "CREATE TRIGGER audit_no_update BEFORE UPDATE ON audit BEGIN SELECT RAISE(ABORT, 'audit is append-only'); END",
        "CREATE TRIGGER audit_no_delete BEFORE DELETE ON audit BEGIN SELECT RAISE(ABORT, 'audit is append-only'); END",
    ),
    "postgresql": (
        """CREATE OR REPLACE FUNCTION audit_is_append_only() RETURNS trigger LANGUAGE plpgsql AS
        $$ BEGIN RAISE EXCEPTION 'audit is append-only'; END $$""",
        """CREATE TRIGGER audit_no_change BEFORE UPDATE OR DELETE OR TRUNCATE ON audit
        FOR EACH STATEMENT EXECUTE FUNCTION audit_is_append_only()""",
    ),
}
"""Statements by dialect, for the migrations; create_all runs them too."""


def _run_with_create(statement: str, dialect: str) -> None:
    @event.listens_for(audit, "after_create")
    def _create(_table: Table, conn: Connection, **_: object) -> None:
        if conn.dialect.name == dialect:
            conn.exec_driver_sql(statement)


for _dialect, _statements in AUDIT_TRIGGERS.items():
    for _statement in _statements:
        _run_with_create(_statement, _dialect)
