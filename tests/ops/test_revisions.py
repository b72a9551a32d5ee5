"""The revisions that we ship make exactly the tables of the code, on both databases, and guard the log."""

from __future__ import annotations

import asyncio

import pytest
from sqlalchemy import Connection, text
from sqlalchemy.exc import DBAPIError

from truepenny.main.database_command import read_once, write_once
from truepenny.main.tables import SCRIPTS, WANTED, all_tables, is_compared, schema_current
from truepenny.main.trouble import CommandFailed
from truepenny.main.version import VERSION
from truepenny.platform.db.migrate import alembic_config, check_state, migrate, read_state
from truepenny.platform.settings import Settings


def test_the_tables_of_the_revisions_are_those_of_the_code(empty_settings: Settings) -> None:
    from alembic.autogenerate import compare_metadata
    from alembic.migration import MigrationContext

    tables = all_tables()
    asyncio.run(migrate(empty_settings, SCRIPTS, tables))

    def differences(conn: Connection) -> list[object]:
        return list(compare_metadata(MigrationContext.configure(conn, opts={"compare_type": True, "include_object": is_compared}), tables))

    assert asyncio.run(read_once(empty_settings, differences)) == [], "run tools/new-revision"
    assert asyncio.run(read_once(empty_settings, schema_current))
    state = asyncio.run(read_once(empty_settings, lambda conn: read_state(conn, WANTED)))
    check_state(state, VERSION)
    assert state.oldest_code


def test_the_newest_revision_is_the_head_and_there_is_one() -> None:
    from alembic.script import ScriptDirectory

    assert ScriptDirectory.from_config(alembic_config(SCRIPTS, {})).get_heads() == [WANTED]


@pytest.mark.parametrize("statement", ["UPDATE event SET seq = 2", "DELETE FROM event"])
def test_the_database_itself_refuses_to_change_events(empty_settings: Settings, statement: str) -> None:
    asyncio.run(migrate(empty_settings, SCRIPTS, all_tables()))
    columns = "position, ticket_id, seq, kind, version, at, actor, body, dedupe_key, digest, seal"
    row = "1, 'K7M24QDX', 1, 'opened', 1, 1, :b, :b, :b, :b, :b"

    def add(conn: Connection) -> None:
        conn.execute(text(f"INSERT INTO event ({columns}) VALUES ({row})"), {"b": b"0" * 16})

    asyncio.run(write_once(empty_settings, add))
    with pytest.raises((DBAPIError, CommandFailed), match="never"):
        asyncio.run(write_once(empty_settings, lambda conn: conn.execute(text(statement)) and None))
    assert asyncio.run(read_once(empty_settings, lambda conn: conn.execute(text("SELECT count(*) FROM event")).scalar_one())) == 1
