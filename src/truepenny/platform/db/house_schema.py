"""Table of facts about the database itself. oldest_code: the oldest version of Truepenny that may work with it."""

from __future__ import annotations

from sqlalchemy import Column, String, Table

from truepenny.platform.db.schema import metadata

house = Table("house", metadata, Column("name", String(40), primary_key=True), Column("value", String(200), nullable=False))
OLDEST_CODE = "oldest_code"
