"""Up to where each mailbox was fetched. The mark moves only when everything up to it is on disk."""

from __future__ import annotations

from sqlalchemy import BigInteger, Column, Integer, String, Table, Text

from truepenny.platform.db.schema import metadata

mailbox_marks = Table(
    "mailbox_marks",
    metadata,
    Column("mailbox", String(200), primary_key=True),
    Column("uidvalidity", BigInteger, nullable=False),
    Column("last_uid", BigInteger, nullable=False),
    Column("changed_at", BigInteger, nullable=False),
    Column("trouble", Text),
    Column("left_out", Integer, nullable=False, default=0),
    Column("lease_node", String(100)),
    Column("lease_until", BigInteger, nullable=False, default=0),
)
"""mailbox: user, host and folder, without a password. trouble: why it cannot be fetched at this moment, for doctor and the admin pages.
left_out: mails that stay in it for good, because they are too large or their server does not give them out. lease_node: who fetches it."""
