"""Blobs in the memory of this process: for tests and trials. full makes it refuse like a full disk."""

from __future__ import annotations

import asyncio
import errno
from collections.abc import AsyncIterator
from pathlib import Path

from truepenny.platform.blobs.disk import PIECE, keyed_digest


class MemoryBlobs:
    def __init__(self, key: bytes = bytes(32)) -> None:
        self._key = key
        self.kept: dict[str, bytes] = {}
        self.full = False

    async def address_of(self, path: Path) -> str:
        return await asyncio.to_thread(keyed_digest, path, self._key)

    async def put(self, path: Path, address: str) -> None:
        if self.full:
            raise OSError(errno.ENOSPC, "no space left")
        self.kept[address] = await asyncio.to_thread(path.read_bytes)
        await asyncio.to_thread(path.unlink)

    async def size(self, address: str) -> int:
        return len(self._find(address))

    async def read(self, address: str, *, start: int = 0, length: int | None = None) -> AsyncIterator[bytes]:
        wanted = self._find(address)[start : None if length is None else start + length]
        for at in range(0, len(wanted), PIECE):
            yield wanted[at : at + PIECE]

    async def delete(self, address: str) -> None:
        self.kept.pop(address, None)

    def _find(self, address: str) -> bytes:
        if address not in self.kept:
            raise FileNotFoundError(errno.ENOENT, "no such blob")
        return self.kept[address]
