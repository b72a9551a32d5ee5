"""Migrations: from nothing to the newest revision and on, on both databases; what does not fit refuses and changes nothing."""

from __future__ import annotations

import asyncio
from pathlib import Path

import pytest
from sqlalchemy import MetaData, text

from truepenny.main.database_command import read_once, write_once
from truepenny.main.tables import SCRIPTS
from truepenny.platform.db.database import DatabaseBusy
from truepenny.platform.db.file_lock import hold_file
from truepenny.platform.db.house_schema import house
from truepenny.platform.db.migrate import SchemaState, SchemaWrong, check_state, migrate, newest_revision, read_state
from truepenny.platform.settings import Settings

_FIRST = """
import sqlalchemy as sa
from alembic import op
revision = "0001"
down_revision = None
oldest_code = "0.1.0"
def upgrade():
    op.create_table("house", sa.Column("name", sa.String(40), primary_key=True), sa.Column("value", sa.String(200), nullable=False))
    op.create_table("stones", sa.Column("id", sa.Integer, primary_key=True), sa.Column("weight", sa.Integer))
    op.create_table("walls", sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("stone", sa.Integer, sa.ForeignKey("stones.id", ondelete="CASCADE", name="fk_walls_stone")))
"""
_SECOND = """
import sqlalchemy as sa
from alembic import op
revision = "0002"
down_revision = "0001"
oldest_code = "0.2.0"
def upgrade():
    with op.batch_alter_table("stones", recreate="auto") as table:
        table.alter_column("weight", new_column_name="grams", existing_type=sa.Integer)
        table.create_check_constraint("heavy", "grams > 0")
"""
_BROKEN = _SECOND + "    op.execute('DROP TABLE nothing_of_that_name')\n"
METADATA = MetaData()


@pytest.fixture
def scripts(tmp_path: Path) -> Path:
    folder = tmp_path / "migrations"
    (folder / "versions").mkdir(parents=True)
    for name in ("env.py", "script.py.mako"):
        (folder / name).write_text((SCRIPTS / name).read_text())
    (folder / "versions" / "0001_first.py").write_text(_FIRST)
    return folder


@pytest.fixture(params=["sqlite", "postgresql"])
def settings(request: pytest.FixtureRequest, tmp_path: Path) -> Settings:
    url = request.getfixturevalue("postgresql_url") if request.param == "postgresql" else ""
    return Settings(data_dir=tmp_path / "data", database_url=url)


def _state(settings: Settings, wanted: str) -> SchemaState:
    return asyncio.run(read_once(settings, lambda conn: read_state(conn, wanted)))


def test_from_nothing_to_the_newest_and_on_with_the_rows_kept(settings: Settings, scripts: Path) -> None:
    assert asyncio.run(migrate(settings, scripts, METADATA)) == SchemaState(found=None, wanted="0001")
    asyncio.run(write_once(settings, lambda conn: conn.execute(text("INSERT INTO stones VALUES (1, 5)")) and None))
    asyncio.run(write_once(settings, lambda conn: conn.execute(text("INSERT INTO walls VALUES (1, 1)")) and None))

    (scripts / "versions" / "0002_second.py").write_text(_SECOND)
    assert _state(settings, newest_revision(scripts)).current is False
    before = asyncio.run(migrate(settings, scripts, METADATA))
    assert (before.found, before.wanted, before.oldest_code) == ("0001", "0002", "0.1.0")
    after = _state(settings, "0002")
    assert after == SchemaState(found="0002", wanted="0002", oldest_code="0.2.0")
    assert asyncio.run(read_once(settings, lambda conn: conn.execute(text("SELECT grams FROM stones")).scalar_one())) == 5
    assert asyncio.run(read_once(settings, lambda conn: conn.execute(text("SELECT count(*) FROM walls")).scalar_one())) == 1
    assert asyncio.run(migrate(settings, scripts, METADATA)).current


def test_a_move_that_breaks_changes_nothing(settings: Settings, scripts: Path) -> None:
    asyncio.run(migrate(settings, scripts, METADATA))
    (scripts / "versions" / "0002_second.py").write_text(_BROKEN)
    with pytest.raises(Exception, match="nothing_of_that_name"):
        asyncio.run(migrate(settings, scripts, METADATA))
    assert _state(settings, "0002").found == "0001"
    asyncio.run(read_once(settings, lambda conn: conn.execute(text("SELECT weight FROM stones")).all()))


def test_it_waits_for_nobody_who_has_the_file(tmp_path: Path, scripts: Path) -> None:
    settings = Settings(data_dir=tmp_path / "data")
    assert settings.sqlite_path is not None
    with hold_file(settings.sqlite_path), pytest.raises(DatabaseBusy):
        asyncio.run(migrate(settings, scripts, METADATA))


def test_who_may_work_with_which_tables() -> None:
    check_state(SchemaState(found="0002", wanted="0002", oldest_code="0.1.0"), "0.1.0")
    check_state(SchemaState(found="0003", wanted="0002", oldest_code="0.1.0"), "0.1.5")
    with pytest.raises(SchemaWrong, match=r"needs Truepenny 0\.10\.0 or newer, and this is 0\.9\.3"):
        check_state(SchemaState(found="0003", wanted="0002", oldest_code="0.10.0"), "0.9.3")
    with pytest.raises(SchemaWrong, match="run truepenny migrate"):
        check_state(SchemaState(found=None, wanted="0002"), "0.1.0")


def test_the_table_of_the_house_is_what_the_first_revision_makes() -> None:
    assert [column.name for column in house.columns] == ["name", "value"]
