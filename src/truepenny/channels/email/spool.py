"""Files that hold a large mail while it comes in: readable by the owner only, gone as soon as it is taken, and swept after a crash."""

from __future__ import annotations

import contextlib
import os
import secrets
import time
from pathlib import Path
from typing import BinaryIO

from truepenny.contracts.mail import RawMail

SPOOL_ABOVE = 256 * 1024
"""Bytes of a mail that may lie in memory."""
OLD_S = 3600.0


class Spool:
    """folder: made when it is needed."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def new_file(self) -> tuple[Path, BinaryIO]:
        self.folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        path = self.folder / f"{os.getpid()}-{secrets.token_hex(8)}.eml"
        descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        return path, os.fdopen(descriptor, "wb")

    def find(self, name: str) -> Path:
        """A file that another process of ours has put here. Raises FileNotFoundError, also for a name that leads elsewhere."""
        path = self.folder / name
        if path.name != name or path.is_symlink() or not path.is_file():
            raise FileNotFoundError(name)
        return path

    def sweep(self) -> int:
        """Removes what a process left that is no more, and what nobody touched for an hour; gives how many."""
        swept = 0
        for path in self.folder.glob("*.eml"):
            with contextlib.suppress(FileNotFoundError):
                if not _runs(path.name.partition("-")[0]) or time.time() - path.stat().st_mtime > OLD_S:
                    path.unlink()
                    swept += 1
        return swept


class Incoming:
    """Bytes of one mail, piece by piece: in memory at first, in a file of the spool from SPOOL_ABOVE on.

    finish() gives the mail and lets go of it; drop() forgets it. After either it is used no more.
    """

    def __init__(self, spool: Spool) -> None:
        self._spool = spool
        self._pieces: list[bytes] = []
        self._path: Path | None = None
        self._file: BinaryIO | None = None
        self.size = 0

    def write(self, piece: bytes) -> None:
        self.size += len(piece)
        if self._file is None and self.size > SPOOL_ABOVE:
            self._path, self._file = self._spool.new_file()
            self._file.write(b"".join(self._pieces))
            self._pieces.clear()
        if self._file is None:
            self._pieces.append(piece)
        else:
            self._file.write(piece)

    def finish(self) -> RawMail:
        if self._file is None or self._path is None:
            return RawMail(b"".join(self._pieces))
        self._file.close()
        mail = RawMail(self._path)
        self._file = None
        return mail

    def drop(self) -> None:
        self._pieces.clear()
        if self._file is not None and self._path is not None:
            self._file.close()
            self._file = None
            self._path.unlink(missing_ok=True)


def _runs(pid: str) -> bool:
    if not pid.isdigit():
        return False
    try:
        os.kill(int(pid), 0)
    except ProcessLookupError:
        return False
    except (PermissionError, OverflowError):
        return True
    return True
