"""Mail on its way out, and the registry of every mail that we ever sent."""

from __future__ import annotations

from sqlalchemy import BigInteger, Column, Index, Integer, LargeBinary, String, Table, UniqueConstraint, text

from truepenny.platform.db.schema import metadata

deliveries = Table(
    "deliveries",
    metadata,
    Column("id", String(32), primary_key=True),
    Column("what", String(12), nullable=False),
    Column("ticket_id", String(8)),
    Column("about_seq", Integer),
    Column("contact_id", String(32)),
    Column("language", String(12), nullable=False),
    Column("to_sealed", LargeBinary),
    Column("payload_sealed", LargeBinary),
    Column("state", String(10), nullable=False),
    Column("attempt", Integer, nullable=False),
    Column("created_at", BigInteger, nullable=False),
    Column("due_at", BigInteger, nullable=False),
    Column("tried_at", BigInteger),
    Column("lease_until", BigInteger, nullable=False),
    Column("code", String(40)),
    UniqueConstraint("ticket_id", "about_seq", "what"),
)
"""One row for one mail to one address. to_sealed NULL: the address of the ticket's customer when it is sent. payload_sealed: what stands
nowhere else (a sign-in code), gone once it was sent. state: queued, sending (a server is being asked: found like this after a crash, it
may have been sent), sent, failed (tried, will be again), bounced, given_up, dropped (nobody needs it, or it may not go). created_at: when
it was ordered. tried_at: first try of this order. due_at: when to try; of one that is over, when that was."""
Index("ix_deliveries_due", deliveries.c.state, deliveries.c.due_at)
Index(
    "ix_deliveries_codes", deliveries.c.state, deliveries.c.due_at, sqlite_where=text("what = 'code'"),
    postgresql_where=text("what = 'code'"),
)  # fmt: skip

sent_mails = Table(
    "sent_mails",
    metadata,
    Column("id", String(32), primary_key=True),
    Column("delivery_id", String(32), nullable=False),
    Column("message_key", LargeBinary(16), nullable=False, unique=True),
    Column("recipient_key", LargeBinary(16), nullable=False),
    Column("recipient_masked", String(300), nullable=False),
    Column("what", String(12), nullable=False),
    Column("ticket_id", String(8)),
    Column("about_seq", Integer),
    Column("agent_id", String(12)),
    Column("at", BigInteger, nullable=False),
    Column("digest", String(64), nullable=False),
    Column("verify_hash", String(64), nullable=False, unique=True),
)
"""The outbound registry: who, when, to whom, digest of the bytes. message_key, recipient_key: keyed digests of Message-ID and address.
Written before the server is asked to take the mail, with an empty digest; so what a crash leaves behind is still known as ours."""
Index("ix_sent_mails_recipient", sent_mails.c.recipient_key, sent_mails.c.at)
Index("ix_sent_mails_delivery", sent_mails.c.delivery_id)

notices_off = Table(
    "notices_off",
    metadata,
    Column("contact_id", String(32), primary_key=True),
    Column("since", BigInteger, nullable=False),
)
"""Contacts who want no notice by mail when they have an answer."""
