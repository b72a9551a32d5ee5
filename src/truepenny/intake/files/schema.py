"""The tables of files. A row and its salt are all that ties an event's digest to bytes: once the row is erased, nothing is left to test
a guess with."""

from __future__ import annotations

from sqlalchemy import BigInteger, CheckConstraint, Column, Index, Integer, String, Table, Text

from truepenny.platform.db.schema import metadata

file = Table(
    "files",
    metadata,
    Column("id", String(32), primary_key=True),
    Column("uploader", String(80), nullable=False),
    Column("name", String(240), nullable=False),
    Column("media_type", String(100), nullable=False),
    Column("size", BigInteger, nullable=False),
    Column("width", Integer),
    Column("height", Integer),
    Column("state", String(8), nullable=False),
    Column("signature", String(200)),
    Column("blob", String(64)),
    Column("thumb", String(64)),
    Column("salt", String(32), nullable=False),
    Column("digest", String(64), nullable=False),
    Column("ticket", String(8)),
    Column("audience", String(8), nullable=False),
    Column("uploaded_at", BigInteger, nullable=False),
    Column("scanned_at", BigInteger),
    Column("carried_at", BigInteger),
    Column("seal", String(120)),
    Column("unread", String(8)),
    Column("removed", Text),
    CheckConstraint("state IN ('held', 'clean', 'rejected')", name="state"),
    CheckConstraint("audience IN ('uploader', 'ticket', 'desk', 'public')", name="audience"),
    Index("ix_files_uploader_carried_at", "uploader", "carried_at"),
    Index("ix_files_carried_at_uploaded_at", "carried_at", "uploaded_at"),
    Index("ix_files_ticket", "ticket"),
    Index("ix_files_state_scanned_at", "state", "scanned_at"),
    Index("ix_files_seal", "seal"),
)
"""uploader: contact or agent ID. carried_at: since when a message or note carries the file, null before. audience: who may fetch it.
ticket: the one it was uploaded for or, once it is carried, the one it is part of. digest: HMAC-SHA256 of the clear bytes under salt.
seal: the key that the stored bytes are enciphered with, itself sealed, in hex; as long as there is one, nobody gets the file. unread: why
its words could not all be checked for secrets (contracts.views.UnreadWhy). removed: what was taken out of it, JSON of records.TakenOut."""

file_blob = Table(
    "file_blobs",
    metadata,
    Column("address", String(64), primary_key=True),
    Column("uses", Integer, nullable=False),
    Column("burial_until", BigInteger, nullable=False),
    Index("ix_file_blobs_uses", "uses"),
)
"""uses: rows of file that point here. At 0 the bytes are deleted by whoever first claims the burial (burial_until: end of that claim);
only then does the row go. A blob under burial takes no new uses, so that nobody deletes what another has just stored again."""
