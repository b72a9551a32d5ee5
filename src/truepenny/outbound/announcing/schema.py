"""Who asked for announcements by mail."""

from __future__ import annotations

from sqlalchemy import BigInteger, Column, Index, LargeBinary, String, Table, Text

from truepenny.platform.db.schema import metadata

subscribers = Table(
    "subscribers",
    metadata,
    Column("id", String(32), primary_key=True),
    Column("address_key", LargeBinary(16), nullable=False, unique=True),
    Column("address_sealed", LargeBinary, nullable=False),
    Column("language", String(12), nullable=False),
    Column("wish", Text, nullable=False),
    Column("asked_wish", Text),
    Column("confirm_hash", String(64)),
    Column("confirm_until", BigInteger, nullable=False),
    Column("confirmed_at", BigInteger),
    Column("asked_at", BigInteger, nullable=False),
)
"""One row an address. address_key: its keyed digest. wish: JSON of subscribers.Wish, what is sent; asked_wish: what is sent once the link
in the mail was used. confirm_hash: of that link's key, until confirm_until. confirmed_at NULL: nobody has shown yet that the address is
theirs."""
Index("ix_subscribers_confirm", subscribers.c.confirm_hash)
