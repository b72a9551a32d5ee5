"""What a backup folder says of itself: format, version, kind of database, fingerprint of the secret, and a SHA-256 of each file.

manifest.json   truepenny.db | truepenny.pgdump   anchors.jsonl   blobs/ab/cdef...   secret.key (only when asked for)
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from pathlib import Path
from typing import Literal

import msgspec

from truepenny.main.trouble import CommandFailed

MANIFEST = "manifest.json"
FORMAT = 1
DATABASE_FILE = {"sqlite": "truepenny.db", "postgresql": "truepenny.pgdump"}
ANCHORS = "anchors.jsonl"
BLOBS = "blobs"
SECRET = "secret.key"  # noqa: S105 - the name of a file


class FileSum(msgspec.Struct, frozen=True):
    size: int
    sha256: str


class Manifest(msgspec.Struct, frozen=True):
    """files: path inside the folder -> size and sum. at: microseconds."""

    format: int
    version: str
    at: int
    database: Literal["sqlite", "postgresql"]
    revision: str
    secret_fingerprint: str
    files: dict[str, FileSum]

    @property
    def bytes(self) -> int:
        return sum(file.size for file in self.files.values())


def write_manifest(folder: Path, manifest: Manifest) -> None:
    text = msgspec.json.format(msgspec.json.encode(manifest), indent=1)
    (folder / MANIFEST).write_bytes(text + b"\n")


def read_manifest(folder: Path) -> Manifest:
    """Raises CommandFailed when the folder is no backup, or one of a newer format."""
    try:
        manifest = msgspec.json.decode((folder / MANIFEST).read_bytes(), type=Manifest)
    except FileNotFoundError:
        raise CommandFailed(f"{folder} is not a backup: it has no {MANIFEST}") from None
    except msgspec.MsgspecError as wrong:
        raise CommandFailed(f"{folder / MANIFEST} cannot be read: {wrong}") from wrong
    if manifest.format > FORMAT:
        raise CommandFailed(f"this backup was made by Truepenny {manifest.version}, which is newer: install that version first")
    return manifest


def sum_file(path: Path) -> FileSum:
    with path.open("rb") as file:
        digest = hashlib.file_digest(file, "sha256")
        return FileSum(size=file.tell(), sha256=digest.hexdigest())


def list_files(folder: Path) -> Iterator[str]:
    """Every file of the backup but the manifest, in order, relative, with forward slashes."""
    for path in sorted(folder.rglob("*")):
        name = path.relative_to(folder).as_posix()
        if path.is_file() and name != MANIFEST:
            yield name


def check_sums(folder: Path, manifest: Manifest) -> list[str]:
    """What differs from the manifest: one line a file, empty when all is as it was written."""
    wrong = [f"{name} is not in the manifest" for name in list_files(folder) if name not in manifest.files]
    for name, expected in manifest.files.items():
        path = folder / name
        if not path.resolve().is_relative_to(folder.resolve()):
            wrong.append(f"{name} lies outside of the backup")
        elif not path.is_file():
            wrong.append(f"{name} is missing")
        elif sum_file(path) != expected:
            wrong.append(f"{name} was changed")
    return wrong
