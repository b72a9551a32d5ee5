"""Table of node pulses: when each node last proved that it can write."""

from __future__ import annotations

from sqlalchemy import BigInteger, Column, String, Table

from truepenny.platform.db.schema import metadata

node_pulse = Table("node_pulse", metadata, Column("node", String(120), primary_key=True), Column("at", BigInteger, nullable=False))
