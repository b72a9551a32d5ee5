"""Backup and restore: online beside a writing desk, offline, with PostgreSQL; damage is seen, nothing is written over."""

from __future__ import annotations

import asyncio
import shutil
import sqlite3
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from sqlalchemy import Connection, func, insert, select

from truepenny.intake.park import park
from truepenny.intake.park_schema import parked
from truepenny.main.backup import backup, backup_commands
from truepenny.main.backup_manifest import MANIFEST, Manifest
from truepenny.main.database_command import read_once, write_now
from truepenny.main.restore import restore
from truepenny.main.trouble import BUSY, CommandFailed
from truepenny.platform.control.server import ControlServer
from truepenny.platform.crypto import Keyring, load_or_create_keyring
from truepenny.platform.db.choose import make_database
from truepenny.platform.db.database import Database
from truepenny.platform.settings import Settings

WORDS = "withdrawal 5f3c is missing"


def _quiet(line: str) -> None:
    pass


def _make_tables(conn: Connection) -> None:
    parked.create(conn)


def _furnish(settings: Settings) -> Keyring:
    """What a desk leaves on disk beside the database: a secret, a file, an anchor, and a file that is still on its way."""
    keyring = load_or_create_keyring(settings.secret_file)
    blob = settings.blob_dir / "ab" / "cdef"
    blob.parent.mkdir(parents=True)
    blob.write_bytes(b"a screenshot")
    (blob.parent / ".half-written").write_bytes(b"...")
    settings.anchors_path.write_text('{"position": 1}\n')
    return keyring


def _count(conn: Connection) -> int:
    return conn.execute(select(func.count()).select_from(parked)).scalar_one()


def _park(conn: Connection, keyring: Keyring) -> None:
    park(conn, keyring, channel="webchat", reason="parse", payload=WORDS.encode(), now_us=1, keep_days=30)


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    return Settings(data_dir=tmp_path / "data")


@pytest.fixture
async def desk(settings: Settings) -> AsyncIterator[Database]:
    """A running desk as far as a backup can tell: it has the file, and answers on its control socket."""
    db = make_database(settings)
    await db.start()
    await db.write(_make_tables)
    control = ControlServer(settings.control_socket, backup_commands(settings))
    await control.start()
    yield db
    await control.stop()
    await db.stop()


def _stopped_desk(settings: Settings) -> Keyring:
    assert settings.sqlite_path is not None
    keyring = _furnish(settings)
    settings.sqlite_path.touch()
    write_now(settings, _make_tables)
    write_now(settings, lambda conn: _park(conn, keyring))
    return keyring


def _backup(settings: Settings, target: Path, *, with_secret: bool = False) -> Manifest:
    return backup(settings, target, with_secret=with_secret, say=_quiet)


@pytest.mark.anyio
async def test_the_running_desk_makes_the_copy_and_goes_on_writing(desk: Database, settings: Settings, tmp_path: Path) -> None:
    keyring = _furnish(settings)
    await desk.write(lambda conn: _park(conn, keyring))
    copying = asyncio.create_task(asyncio.to_thread(_backup, settings, tmp_path / "copy"))
    written = 1
    while not copying.done():
        await desk.write(lambda conn: _park(conn, keyring))
        written += 1
        await asyncio.sleep(0)
    manifest = await copying
    assert set(manifest.files) == {"truepenny.db", "blobs/ab/cdef", "anchors.jsonl"}
    with sqlite3.connect(tmp_path / "copy" / "truepenny.db") as copy:
        (copied,) = copy.execute("SELECT count(*) FROM parked").fetchone()
    assert 1 <= copied <= written
    assert await desk.read(_count) == written
    assert not (tmp_path / "copy.partial").exists()


def test_there_and_back(settings: Settings, tmp_path: Path) -> None:
    _stopped_desk(settings)
    manifest = _backup(settings, tmp_path / "copy", with_secret=True)
    assert manifest.secret_fingerprint == load_or_create_keyring(settings.secret_file).fingerprint()
    elsewhere = Settings(data_dir=tmp_path / "other machine")
    restore(elsewhere, tmp_path / "copy", force=False, say=_quiet)
    assert asyncio.run(read_once(elsewhere, _count)) == 1
    assert (elsewhere.blob_dir / "ab" / "cdef").read_bytes() == b"a screenshot"
    assert elsewhere.anchors_path.read_text() == '{"position": 1}\n'
    assert load_or_create_keyring(elsewhere.secret_file).fingerprint() == manifest.secret_fingerprint


def test_what_is_restored_can_at_no_moment_be_read_by_others(settings: Settings, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    _stopped_desk(settings)
    _backup(settings, tmp_path / "copy", with_secret=True)
    real, modes = shutil.copyfile, dict[str, int]()

    def copy_and_look(source: Path, target: Path) -> None:
        real(source, target)
        modes[target.name] = target.stat().st_mode & 0o777

    monkeypatch.setattr(shutil, "copyfile", copy_and_look)
    elsewhere = Settings(data_dir=tmp_path / "other machine")
    restore(elsewhere, tmp_path / "copy", force=False, say=_quiet)
    assert elsewhere.secret_file.name in modes
    assert set(modes.values()) == {0o600}


def test_what_was_erased_is_not_in_a_backup(settings: Settings, tmp_path: Path) -> None:
    _stopped_desk(settings)
    row = {"id": "x", "at": 1, "expires_at": 1, "channel": "webchat", "reason": WORDS, "payload": b""}
    write_now(settings, lambda conn: conn.execute(insert(parked).values(row)) and None)
    write_now(settings, lambda conn: conn.execute(parked.delete().where(parked.c.id == "x")) and None)
    _backup(settings, tmp_path / "copy")
    assert WORDS.encode() not in (tmp_path / "copy" / "truepenny.db").read_bytes()


def test_a_backup_never_writes_over_anything(settings: Settings, tmp_path: Path) -> None:
    _stopped_desk(settings)
    _backup(settings, tmp_path / "copy")
    with pytest.raises(CommandFailed, match="is not empty") as caught:
        _backup(settings, tmp_path / "copy")
    assert caught.value.code == BUSY
    with pytest.raises(CommandFailed, match="nothing to back up"):
        _backup(Settings(data_dir=tmp_path / "empty"), tmp_path / "second")


def test_a_restore_moves_aside_what_is_there_only_when_told_to(settings: Settings, tmp_path: Path) -> None:
    keyring = _stopped_desk(settings)
    _backup(settings, tmp_path / "copy")
    write_now(settings, lambda conn: _park(conn, keyring))
    with pytest.raises(CommandFailed, match="the target is not empty") as caught:
        restore(settings, tmp_path / "copy", force=False, say=_quiet)
    assert caught.value.code == BUSY
    assert asyncio.run(read_once(settings, _count)) == 2
    restore(settings, tmp_path / "copy", force=True, say=_quiet)
    assert asyncio.run(read_once(settings, _count)) == 1
    assert list(settings.data_dir.glob("truepenny.db.before-*"))
    assert list(settings.data_dir.glob("blobs.before-*"))


@pytest.mark.parametrize("damage", ["changed", "missing", "is not in the manifest", "lies outside"])
def test_a_damaged_backup_is_refused_and_touches_nothing(settings: Settings, tmp_path: Path, damage: str) -> None:
    _stopped_desk(settings)
    _backup(settings, tmp_path / "copy", with_secret=True)
    blob = tmp_path / "copy" / "blobs" / "ab" / "cdef"
    if damage == "changed":
        blob.write_bytes(b"another thing")
    elif damage == "missing":
        blob.unlink()
    elif damage == "is not in the manifest":
        (blob.parent / "evil").write_bytes(b"")
    else:
        manifest = tmp_path / "copy" / MANIFEST
        manifest.write_text(manifest.read_text().replace("blobs/ab/cdef", "../../etc/passwd"))
    elsewhere = Settings(data_dir=tmp_path / "other")
    with pytest.raises(CommandFailed, match=damage):
        restore(elsewhere, tmp_path / "copy", force=False, say=_quiet)
    assert not elsewhere.data_dir.exists()


def test_the_secret_must_be_the_one_of_the_backup(settings: Settings, tmp_path: Path) -> None:
    _stopped_desk(settings)
    _backup(settings, tmp_path / "copy")
    elsewhere = Settings(data_dir=tmp_path / "other")
    with pytest.raises(CommandFailed, match="put your copy of the secret file there first"):
        restore(elsewhere, tmp_path / "copy", force=False, say=_quiet)
    load_or_create_keyring(elsewhere.secret_file)
    with pytest.raises(CommandFailed, match="is not the secret that this backup was made with"):
        restore(elsewhere, tmp_path / "copy", force=False, say=_quiet)
    shutil.copy(settings.secret_file, elsewhere.secret_file)
    restore(elsewhere, tmp_path / "copy", force=False, say=_quiet)
    assert asyncio.run(read_once(elsewhere, _count)) == 1


@pytest.mark.anyio
async def test_a_running_desk_is_not_restored_over(desk: Database, settings: Settings, tmp_path: Path) -> None:
    _furnish(settings)
    await asyncio.to_thread(_backup, settings, tmp_path / "copy")
    with pytest.raises(CommandFailed, match="the desk is running: stop it first"):
        await asyncio.to_thread(restore, settings, tmp_path / "copy", force=True, say=_quiet)


@pytest.mark.postgresql
def test_there_and_back_on_postgresql(postgresql_url: str, tmp_path: Path) -> None:
    settings = Settings(data_dir=tmp_path / "data", database_url=postgresql_url)
    keyring = _furnish(settings)
    write_now(settings, _make_tables)
    write_now(settings, lambda conn: _park(conn, keyring))
    manifest = _backup(settings, tmp_path / "copy")
    assert "truepenny.pgdump" in manifest.files
    write_now(settings, lambda conn: _park(conn, keyring))
    with pytest.raises(CommandFailed, match="the target is not empty"):
        restore(settings, tmp_path / "copy", force=False, say=_quiet)
    restore(settings, tmp_path / "copy", force=True, say=_quiet)
    assert asyncio.run(read_once(settings, _count)) == 1
    with pytest.raises(CommandFailed, match="change database_url"):
        restore(Settings(data_dir=tmp_path / "other"), tmp_path / "copy", force=False, say=_quiet)
