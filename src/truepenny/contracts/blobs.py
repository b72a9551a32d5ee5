"""Where the bytes of files live: by content, under an address that tells an outsider nothing. A folder, or object storage.

A store knows no names, types, owners or people; it never decides who may read.
"""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path
from typing import Protocol


class BlobStore(Protocol):
    """Addresses are lower-case hex, the same for the same bytes, made with a key: nobody without it can test a guess.

    All methods raise OSError when the store is full or away, with errno.ENOSPC or errno.EDQUOT for full.
    """

    async def address_of(self, path: Path) -> str:
        """The address that this local file's bytes have or would have."""
        ...

    async def put(self, path: Path, address: str) -> None:
        """Stores a complete local file, durably, in one step; uses the local file up. Free when the address is there already."""
        ...

    async def size(self, address: str) -> int:
        """Bytes stored; raises FileNotFoundError."""
        ...

    def read(self, address: str, *, start: int = 0, length: int | None = None) -> AsyncIterator[bytes]:
        """The bytes in pieces of at most 256 KiB; raises FileNotFoundError before the first piece."""
        ...

    async def delete(self, address: str) -> None:
        """Forgets the bytes. Free when they are not there."""
        ...
