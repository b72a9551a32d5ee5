"""Where a file lies while it comes in and is checked: a folder of this process, emptied behind itself. What nobody has read yet lies there
sealed, under a key that only this process's memory holds: a crash leaves nothing that could be read.

Each process holds a lock in its own folder; a folder whose lock is free belongs to a process that died, and is removed at the next start.
"""

from __future__ import annotations

import asyncio
import errno
import fcntl
import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from types import TracebackType
from typing import Any, BinaryIO, TypeVar

from truepenny.contracts.errors import Refused
from truepenny.intake.files.sealed import Sealed, Staged
from truepenny.platform.ids import new_id

R = TypeVar("R")
_BUFFER = 1024 * 1024
_AT_ONCE = 128 * 1024
"""Read and written without a thread: handing so little over takes longer."""
_LOCK = "lock"


async def aside(source: Staged, job: Callable[..., R], *args: Any) -> R:
    """Blocking work on a file: at once when it is a small one, else in a thread."""
    path = source.path if isinstance(source, Sealed) else source
    return job(*args) if path.stat().st_size <= _AT_ONCE else await asyncio.to_thread(job, *args)


class Staging:
    """root: a folder on the disk of the blobs, so that a finished file moves there by renaming. Blocking calls, made once."""

    def __init__(self, root: Path) -> None:
        root.mkdir(parents=True, exist_ok=True, mode=0o700)
        self._own = root / new_id()
        self._own.mkdir(mode=0o700)
        self._lock = (self._own / _LOCK).open("wb")
        fcntl.flock(self._lock, fcntl.LOCK_EX)
        for other in root.iterdir():
            if other != self._own:
                _remove_if_dead(other)

    def new_path(self) -> Path:
        return self._own / new_id()

    def close(self) -> None:
        shutil.rmtree(self._own, ignore_errors=True)
        self._lock.close()


def _remove_if_dead(folder: Path) -> None:
    try:
        with (folder / _LOCK).open("rb") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except FileNotFoundError:
        return  # another process is just making it
    except OSError:
        return
    shutil.rmtree(folder, ignore_errors=True)


class Draft:
    """One file on its way in. Use with async with: whatever happens, nothing of it stays in the staging folder."""

    def __init__(self, staging: Staging, *, max_bytes: int) -> None:
        self._staging = staging
        self._max_bytes = max_bytes
        self._waiting = bytearray()
        self._file: BinaryIO | None = None
        self._paths: list[Path] = []
        self._source = self.sealed()
        self.size = 0

    def plain(self) -> Path:
        """A further file beside it, removed with it: for bytes that were found to be fit for storing."""
        path = self._staging.new_path()
        self._paths.append(path)
        return path

    def sealed(self) -> Sealed:
        """A further file beside it, removed with it: for any bytes."""
        return Sealed(self.plain())

    async def __aenter__(self) -> Draft:
        with refused_storage():
            self._file = self._source.open("wb")
        return self

    async def __aexit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        if self._file is not None:
            with suppress(OSError):
                self._file.close()
        for path in self._paths:
            path.unlink(missing_ok=True)

    async def write(self, piece: bytes) -> None:
        """Raises Refused 413 at the first byte too many, 507 or 503 when the disk does not take it."""
        self.size += len(piece)
        if self.size > self._max_bytes:
            raise too_large(self._max_bytes)
        self._waiting += piece
        if len(self._waiting) >= _BUFFER:
            await self._flush()

    async def complete(self) -> Sealed:
        """The whole file, closed."""
        await self._flush()
        if self._file is not None:
            with refused_storage():
                self._file.close()
            self._file = None
        return self._source

    async def _flush(self) -> None:
        if self._waiting and self._file is not None:
            piece, self._waiting = bytes(self._waiting), bytearray()
            with refused_storage():
                if len(piece) <= _AT_ONCE:
                    self._file.write(piece)
                else:
                    await asyncio.to_thread(self._file.write, piece)


def too_large(max_bytes: int) -> Refused:
    return Refused(
        413,
        "file_too_large",
        "This file is too large.",
        "Files of up to {megabytes} MB work. Send a part of it, or a smaller version.",
        params={"megabytes": max(1, max_bytes // 1_048_576)},
        field="file",
    )


@contextmanager
def refused_storage() -> Iterator[None]:
    """Turns a full or failing disk into words for the sender."""
    try:
        yield
    except OSError as wrong:
        if wrong.errno in {errno.ENOSPC, errno.EDQUOT}:
            raise Refused(
                507,
                "storage_full",
                "We cannot keep files at this moment.",
                "Your file was not saved. Write to us without it; you can add it later.",
                retry_after_s=60,
            ) from wrong
        raise Refused(
            503,
            "storage_away",
            "We cannot keep files at this moment.",
            "Your file was not saved. Try again in a minute, or write to us without it.",
            retry_after_s=30,
        ) from wrong
