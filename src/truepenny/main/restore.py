"""`truepenny restore FOLDER`: checks every sum of a backup, puts everything in its place, and verifies the chains.

It never writes over anything: with --force, what is there is moved aside (files) or replaced in one transaction (PostgreSQL).
"""

from __future__ import annotations

import asyncio
import contextlib
import shutil
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path

from sqlalchemy import Connection, inspect

import truepenny.main.postgresql_programs as postgresql
from truepenny.main.backup_manifest import ANCHORS, BLOBS, DATABASE_FILE, SECRET, Manifest, check_sums, read_manifest
from truepenny.main.database_command import read_once
from truepenny.main.tables import WANTED
from truepenny.main.trouble import BUSY, CommandFailed
from truepenny.main.version import VERSION
from truepenny.platform.control.client import desk_runs
from truepenny.platform.crypto import SecretFileWrong, load_or_create_keyring
from truepenny.platform.db.database import DatabaseBusy
from truepenny.platform.db.file_lock import hold_file
from truepenny.platform.settings import Settings

Say = Callable[[str], None]


def restore(settings: Settings, source: Path, *, force: bool, say: Say) -> Manifest:
    """Puts the backup at source in place. Raises CommandFailed; before the sums are checked nothing is touched."""
    manifest = read_manifest(source)
    kind = "postgresql" if settings.database_url else "sqlite"
    if manifest.database != kind:
        raise CommandFailed(f"this backup holds a {manifest.database} database and the settings name {kind}: change database_url")
    if manifest.revision > WANTED:
        raise CommandFailed(f"this backup was made by Truepenny {manifest.version} and this is {VERSION}: install that version first")
    if desk_runs(settings.control_socket):
        raise CommandFailed("the desk is running: stop it first", code=BUSY)
    say(f"checking {len(manifest.files)} files")
    if wrong := check_sums(source, manifest):
        raise CommandFailed(f"the backup is damaged: {'; '.join(wrong[:5])}" + (f" and {len(wrong) - 5} more" if len(wrong) > 5 else ""))
    _check_secret(settings, source, manifest)
    with _holding(settings):
        _clear(settings, force=force, say=say)
        say("restoring the database")
        _restore_database(settings, source, replace=force)
        say("restoring files")
        _restore_files(settings, source)
    return manifest


def _check_secret(settings: Settings, source: Path, manifest: Manifest) -> None:
    """The same secret must be here, or come with the backup: without it nothing that was sealed can be opened again."""
    here, carried = settings.secret_file, source / SECRET
    if not here.exists():
        if not carried.exists():
            raise CommandFailed(f"{here} does not exist and the backup was made without it: put your copy of the secret file there first")
        return
    try:
        fingerprint = load_or_create_keyring(here).fingerprint()
    except SecretFileWrong as wrong:
        raise CommandFailed(str(wrong)) from wrong
    if fingerprint != manifest.secret_fingerprint:
        raise CommandFailed(
            f"{here} is not the secret that this backup was made with "
            f"({fingerprint}, not {manifest.secret_fingerprint}): put the right one there"
        )


@contextlib.contextmanager
def _holding(settings: Settings) -> Iterator[None]:
    if settings.sqlite_path is None:
        yield
        return
    try:
        with hold_file(settings.sqlite_path):
            yield
    except DatabaseBusy as busy:
        raise CommandFailed(str(busy), code=BUSY) from busy


def _clear(settings: Settings, *, force: bool, say: Say) -> None:
    """Makes room, or says what is in the way."""
    paths = [settings.blob_dir, settings.anchors_path]
    if settings.sqlite_path is not None:
        paths += [settings.sqlite_path, *(settings.sqlite_path.with_name(settings.sqlite_path.name + end) for end in ("-wal", "-shm"))]
    in_the_way = [path for path in paths if path.exists() and (path.is_file() or any(path.iterdir()))]
    tables = 0 if settings.sqlite_path is not None else asyncio.run(read_once(settings, _count_tables))
    if not force and (in_the_way or tables):
        what = str(in_the_way[0]) if in_the_way else f"a database with {tables} tables"
        raise CommandFailed(f"the target is not empty ({what}): give --force to move aside what is there", code=BUSY)
    stamp = datetime.now(UTC).strftime("%Y%m%d-%H%M%S")
    for path in in_the_way:
        aside = path.with_name(f"{path.name}.before-{stamp}")
        path.rename(aside)
        say(f"moved {path} to {aside}")


def _count_tables(conn: Connection) -> int:
    return len(inspect(conn).get_table_names())


def _restore_database(settings: Settings, source: Path, *, replace: bool) -> None:
    if settings.sqlite_path is None:
        postgresql.load(settings.database_url, source / DATABASE_FILE["postgresql"], replace=replace)
        return
    _copy(source / DATABASE_FILE["sqlite"], settings.sqlite_path)


def _restore_files(settings: Settings, source: Path) -> None:
    if not settings.secret_file.exists():
        _copy(source / SECRET, settings.secret_file)
    if (source / ANCHORS).exists():
        _copy(source / ANCHORS, settings.anchors_path)
    blobs = source / BLOBS
    for path in sorted(blobs.rglob("*")) if blobs.exists() else []:
        if path.is_file():
            _copy(path, settings.blob_dir / path.relative_to(blobs))


def _copy(source: Path, target: Path) -> None:
    target.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    target.touch(mode=0o600)  # before there is anything in it to read
    target.chmod(0o600)
    shutil.copyfile(source, target)
