"""One process per database file: the lock that the desk holds while it runs, for those who work on the file when it does not."""

from __future__ import annotations

import contextlib
import fcntl
import os
from collections.abc import Iterator
from pathlib import Path

from truepenny.platform.db.database import DatabaseBusy


@contextlib.contextmanager
def hold_file(path: Path) -> Iterator[None]:
    """Holds the lock of the database file at path. Raises DatabaseBusy when a desk, or another command, has it."""
    path.parent.mkdir(parents=True, exist_ok=True)
    fd = os.open(f"{path}.lock", os.O_RDWR | os.O_CREAT, 0o600)
    try:
        try:
            fcntl.flock(fd, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as busy:
            raise DatabaseBusy(f"{path} is open in another process: stop that desk, or let it do the work") from busy
        yield
    finally:
        os.close(fd)
