"""`truepenny backup FOLDER`: a consistent copy of everything, while the desk goes on.

SQLite: a reader's snapshot, compacted into a new file (what was erased is not in it), taken by the running desk when there is
one. PostgreSQL: pg_dump. The database comes first and the files after it, so that every file that the copy speaks of is there.
The folder gets its name when it is complete; a broken-off backup is called FOLDER.partial.
"""

from __future__ import annotations

import asyncio
import os
import shutil
import sqlite3
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import truepenny.main.postgresql_programs as postgresql
from truepenny.main.backup_manifest import (
    ANCHORS,
    BLOBS,
    DATABASE_FILE,
    FORMAT,
    MANIFEST,
    SECRET,
    Manifest,
    list_files,
    sum_file,
    write_manifest,
)
from truepenny.main.database_command import read_once
from truepenny.main.tables import schema_state
from truepenny.main.trouble import BUSY, CommandFailed
from truepenny.main.version import VERSION
from truepenny.platform.clock import SystemClock
from truepenny.platform.control.client import ask_desk, desk_runs
from truepenny.platform.control.server import Command
from truepenny.platform.control.wire import ControlRefused
from truepenny.platform.crypto import load_or_create_keyring
from truepenny.platform.db.database import DatabaseBusy
from truepenny.platform.db.file_lock import hold_file
from truepenny.platform.settings import Settings

Say = Callable[[str], None]


def backup(settings: Settings, target: Path, *, with_secret: bool, say: Say) -> Manifest:
    """Makes the backup. Raises CommandFailed; then nothing is at target."""
    target = target.resolve()
    if target.exists() and any(target.iterdir()):
        raise CommandFailed(f"{target} is not empty: give a folder that does not exist yet", code=BUSY)
    if target.is_relative_to(settings.blob_dir.resolve()):
        raise CommandFailed(f"{target} lies inside of what is backed up: give another folder")
    if not settings.secret_file.exists():
        raise CommandFailed(f"there is nothing to back up: {settings.secret_file} does not exist")
    fingerprint = load_or_create_keyring(settings.secret_file).fingerprint()
    partial = target.with_name(target.name + ".partial")
    shutil.rmtree(partial, ignore_errors=True)
    partial.mkdir(parents=True, mode=0o700)
    kind = "postgresql" if settings.database_url else "sqlite"
    say(f"copying the database ({kind})")
    _copy_database(settings, partial / DATABASE_FILE[kind])
    say("copying files")
    _copy_files(settings.blob_dir, partial / BLOBS)
    if (settings.anchors_path).exists():
        shutil.copyfile(settings.anchors_path, partial / ANCHORS)
    if with_secret:
        shutil.copyfile(settings.secret_file, partial / SECRET)
        (partial / SECRET).chmod(0o600)
    manifest = Manifest(
        format=FORMAT,
        version=VERSION,
        at=SystemClock().now_us(),
        database="postgresql" if settings.database_url else "sqlite",
        revision=_revision(settings, partial),
        secret_fingerprint=fingerprint,
        files={name: sum_file(partial / name) for name in list_files(partial)},
    )
    write_manifest(partial, manifest)
    _flush_all(partial)
    if target.exists():
        target.rmdir()
    partial.rename(target)
    return manifest


def snapshot_sqlite(source: Path, target: Path) -> None:
    """One consistent, compacted copy of a database that others may be writing. A reader: it neither commits nor checkpoints."""
    if target.exists():
        raise FileExistsError(target)
    conn = sqlite3.connect(f"{source.resolve().as_uri()}?mode=ro", uri=True, isolation_level=None, timeout=60)
    before = os.umask(0o077)
    try:
        conn.execute("VACUUM INTO ?", (str(target),))
    finally:
        os.umask(before)
        conn.close()


def backup_commands(settings: Settings) -> dict[str, Command]:
    """The part of the running desk, for its control socket: {"command": "backup", "to": path of a file that does not exist}."""

    async def take(arguments: Mapping[str, Any]) -> None:
        if settings.sqlite_path is None:
            raise ControlRefused("this desk is on PostgreSQL: use pg_dump")
        target = Path(str(arguments.get("to", "")))
        if not target.is_absolute():
            raise ControlRefused("the copy needs an absolute path")
        try:
            await asyncio.to_thread(snapshot_sqlite, settings.sqlite_path, target)
        except (sqlite3.Error, OSError) as error:
            raise ControlRefused(f"the copy failed: {error}") from error

    return {"backup": take}


def _copy_database(settings: Settings, target: Path) -> None:
    if settings.sqlite_path is None:
        postgresql.dump(settings.database_url, target)
        return
    if not settings.sqlite_path.exists():
        raise CommandFailed(f"there is nothing to back up: {settings.sqlite_path} does not exist")
    _check_space(settings.sqlite_path, target.parent)
    if desk_runs(settings.control_socket):
        try:
            ask_desk(settings.control_socket, "backup", {"to": str(target.absolute())})
        except (ControlRefused, ConnectionError) as error:
            raise CommandFailed(f"the running desk could not make the copy: {error}") from error
        return
    try:
        with hold_file(settings.sqlite_path):
            snapshot_sqlite(settings.sqlite_path, target)
    except DatabaseBusy as busy:
        raise CommandFailed(f"{busy}; its control socket {settings.control_socket} does not answer", code=BUSY) from busy
    except sqlite3.Error as error:
        raise CommandFailed(f"SQLite cannot copy {settings.sqlite_path}: {error}") from error


def _check_space(source: Path, folder: Path) -> None:
    needed, free = source.stat().st_size, shutil.disk_usage(folder).free
    if free < needed * 1.05:
        raise CommandFailed(f"{folder} has {free // 2**20} MiB free and the copy may need {needed // 2**20} MiB: use another disk")


def _copy_files(source: Path, target: Path) -> None:
    """Complete files only: those under way have names that begin with a dot."""
    if not source.exists():
        return
    for path in sorted(source.rglob("*")):
        inside = path.relative_to(source)
        if not path.is_file() or any(part.startswith(".") for part in inside.parts):
            continue
        (target / inside.parent).mkdir(parents=True, exist_ok=True, mode=0o700)
        try:
            shutil.copyfile(path, target / inside)
        except FileNotFoundError:
            continue  # erased while we copied


def _revision(settings: Settings, partial: Path) -> str:
    """Of the copy, not of the original, which may move on meanwhile."""
    if settings.sqlite_path is None:
        return asyncio.run(read_once(settings, schema_state)).found or ""
    conn = sqlite3.connect(partial / DATABASE_FILE["sqlite"])
    try:
        row = conn.execute("SELECT version_num FROM alembic_version").fetchone()
    except sqlite3.OperationalError:
        return ""
    finally:
        conn.close()
    return str(row[0]) if row else ""


def _flush_all(folder: Path) -> None:
    for path in [*folder.rglob("*"), folder]:
        fd = os.open(path, os.O_RDONLY)
        try:
            os.fsync(fd)
        finally:
            os.close(fd)
    assert (folder / MANIFEST).exists()
