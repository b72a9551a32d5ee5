"""Every mail that was taken: by which it is known again, and where its bytes lie. Words and addresses only sealed or hashed."""

from __future__ import annotations

from sqlalchemy import BigInteger, Boolean, Column, Index, Integer, LargeBinary, String, Table

from truepenny.platform.db.schema import metadata

mails = Table(
    "mails",
    metadata,
    Column("id", String(32), primary_key=True),
    Column("ticket_id", String(8), nullable=False),
    Column("seq", Integer, nullable=False),
    Column("at", BigInteger, nullable=False),
    Column("dated_at", BigInteger),
    Column("sender_key", LargeBinary(16), nullable=False),
    Column("message_key", LargeBinary(16), nullable=False),
    Column("content_key", LargeBinary(16), nullable=False),
    Column("sender_sealed", LargeBinary, nullable=False),
    Column("message_id_sealed", LargeBinary, nullable=False),
    Column("vouched", Boolean, nullable=False),
    Column("automatic", Boolean, nullable=False),
    Column("raw_sealed", LargeBinary),
    Column("raw_blob", String(80)),
    Column("raw_key", LargeBinary),
    Column("raw_size", BigInteger, nullable=False),
)
"""sender_key, message_key, content_key: keyed digests of the sender's address, of its Message-ID, and of what it says and carries.
raw_sealed: the bytes, sealed, when they are few; else raw_blob, raw_key: the sealed bytes in the blob store, and their key, sealed. All
NULL when they are not kept."""
Index("ix_mails_content", mails.c.sender_key, mails.c.content_key, mails.c.at)
Index("ix_mails_sender", mails.c.sender_key, mails.c.at)
Index("ix_mails_message", mails.c.message_key)
Index("ix_mails_ticket", mails.c.ticket_id, mails.c.seq)

mail_storms = Table(
    "mail_storms",
    metadata,
    Column("sender_key", LargeBinary(16), primary_key=True),
    Column("ticket_id", String(8), nullable=False),
    Column("mails", Integer, nullable=False),
    Column("last_at", BigInteger, nullable=False),
)
"""Senders who wrote very much in a short time: the ticket that gathers their mails, and how many it holds."""
