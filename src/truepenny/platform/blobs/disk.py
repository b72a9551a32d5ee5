"""A folder of blobs, named by a keyed digest of their bytes: <root>/ab/cdef....

A blob appears whole or not at all: it is flushed to disk, then renamed into place. Names and sizes are all that a listing of the
folder shows; who lists it learns nothing about the contents, not even by hashing a file of their own.
"""

from __future__ import annotations

import asyncio
import errno
import hmac
import os
import shutil
from collections.abc import AsyncIterator
from pathlib import Path
from typing import BinaryIO

PIECE = 256 * 1024
_ADDRESS_LENGTH = 64


class DiskBlobs:
    """key: 32 secret bytes that make the addresses; a store opened with another key finds nothing."""

    def __init__(self, root: Path, key: bytes) -> None:
        self._root = root
        self._key = key
        root.mkdir(parents=True, exist_ok=True, mode=0o700)

    async def address_of(self, path: Path) -> str:
        if os.stat(path).st_size <= PIECE:  # handing so little to a thread takes longer
            return keyed_digest(path, self._key)
        return await asyncio.to_thread(keyed_digest, path, self._key)

    async def put(self, path: Path, address: str) -> None:
        await asyncio.to_thread(_move_in, path, self._place(address))

    async def size(self, address: str) -> int:
        return (await asyncio.to_thread(self._place(address).stat)).st_size

    async def read(self, address: str, *, start: int = 0, length: int | None = None) -> AsyncIterator[bytes]:
        file = await _opened(self._place(address))
        try:
            await asyncio.to_thread(file.seek, start)
            left = length
            while left is None or left > 0:
                piece = await asyncio.to_thread(file.read, PIECE if left is None else min(PIECE, left))
                if not piece:
                    return
                if left is not None:
                    left -= len(piece)
                yield piece
        finally:
            file.close()

    async def delete(self, address: str) -> None:
        await asyncio.to_thread(_remove, self._place(address))

    def _place(self, address: str) -> Path:
        if len(address) != _ADDRESS_LENGTH or not set(address) <= set("0123456789abcdef"):
            raise FileNotFoundError(errno.ENOENT, "not an address of a blob")
        return self._root / address[:2] / address[2:]


def keyed_digest(path: Path, key: bytes) -> str:
    """HMAC-SHA256 of a file's bytes, 64 hex digits."""
    digest = hmac.new(key, digestmod="sha256")
    with path.open("rb") as file:
        while piece := file.read(PIECE):
            digest.update(piece)
    return digest.hexdigest()


async def _opened(path: Path) -> BinaryIO:
    """For reading. Who goes away while it is opened leaves no open file behind."""
    opening = asyncio.ensure_future(asyncio.to_thread(_open, path))
    try:
        return await asyncio.shield(opening)
    except asyncio.CancelledError:
        opening.add_done_callback(_close)
        raise


def _open(path: Path) -> BinaryIO:
    return path.open("rb")


def _close(opening: asyncio.Future[BinaryIO]) -> None:
    if not opening.cancelled() and opening.exception() is None:
        opening.result().close()


def _move_in(source: Path, place: Path) -> None:
    if place.exists():
        source.unlink()
        return
    place.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    source.chmod(0o600)
    _flush(source)
    try:
        source.replace(place)
    except OSError as wrong:
        if wrong.errno != errno.EXDEV:
            raise
        _copy_in(source, place)
    _flush(place.parent)


def _copy_in(source: Path, place: Path) -> None:
    beside = place.with_name(f".{place.name}.{os.getpid()}")
    try:
        shutil.copyfile(source, beside)
        beside.chmod(0o600)
        _flush(beside)
        beside.replace(place)
    finally:
        beside.unlink(missing_ok=True)
    source.unlink()


def _remove(place: Path) -> None:
    place.unlink(missing_ok=True)
    if place.parent.exists():
        _flush(place.parent)


def _flush(path: Path) -> None:
    fd = os.open(path, os.O_RDONLY)
    try:
        os.fsync(fd)
    finally:
        os.close(fd)
