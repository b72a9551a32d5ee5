"""All tables of the house in one MetaData, and their revisions: for migrate, doctor and the check at the start."""

from __future__ import annotations

import importlib
from pathlib import Path

from sqlalchemy import Connection, MetaData

import truepenny
from truepenny.platform.db.migrate import SchemaState, newest_revision, read_state
from truepenny.platform.db.schema import metadata

SCRIPTS = Path(__file__).parent / "migrations"
WANTED = newest_revision(SCRIPTS)


def all_tables() -> MetaData:
    """Imports every schema.py and *_schema.py of the package, so that no table is forgotten."""
    root = Path(truepenny.__file__).parent
    for file in sorted([*root.rglob("schema.py"), *root.rglob("*_schema.py")]):
        importlib.import_module(".".join(("truepenny", *file.relative_to(root).with_suffix("").parts)))
    return metadata


def is_compared(_thing: object, name: str | None, kind: str, _reflected: object, _other: object) -> bool:
    """For Alembic's include_object: False for what only one database has, SQLite's FTS5 tables and PostgreSQL's indexes of vectors."""
    return not ("_fts" in (name or "") if kind == "table" else kind == "index" and (name or "").endswith(("_heads", "_words")))


def schema_state(conn: Connection) -> SchemaState:
    return read_state(conn, WANTED)


def schema_current(conn: Connection) -> bool:
    """True when the tables are those of this code, or newer ones that it may work with (a roll-out in progress)."""
    state = schema_state(conn)
    return state.found is not None and state.found >= state.wanted
