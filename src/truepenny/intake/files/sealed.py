"""A local file whose bytes are enciphered on their way to the disk: what comes in unread never lies there in clear, not even after a crash.

AES-256-CTR under a key that belongs to one file and is written nowhere in clear. It reads like any other file, from any place in it, in
whichever process was given the key. Nothing here proves that bytes were not altered: the digest in the file's row does.
"""

from __future__ import annotations

import hmac
import io
import os
import secrets
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, BinaryIO, Literal, Protocol, cast

from cryptography.hazmat.primitives.ciphers import Cipher
from cryptography.hazmat.primitives.ciphers.algorithms import AES
from cryptography.hazmat.primitives.ciphers.modes import CTR

if TYPE_CHECKING:
    from _typeshed import ReadableBuffer, WriteableBuffer

_BLOCK = 16
_BUFFER = 256 * 1024


class Source(Protocol):
    """Something to read from: a path, or a sealed file."""

    def open(self, mode: Literal["rb"], /) -> BinaryIO: ...


class Target(Protocol):
    """Something to write to: a path, or a sealed file."""

    def open(self, mode: Literal["wb"], /) -> BinaryIO: ...


@dataclass(frozen=True, slots=True)
class Sealed:
    """key: 32 bytes, for this file alone."""

    path: Path
    key: bytes = field(repr=False, default_factory=lambda: secrets.token_bytes(32))

    def open(self, mode: Literal["rb", "wb"], /) -> BinaryIO:
        """Clear bytes out of it or into it. Raises OSError."""
        if mode == "wb":
            return cast("BinaryIO", io.BufferedWriter(_Writer(self), _BUFFER))
        return cast("BinaryIO", io.BufferedReader(_Reader(self), _BUFFER))


Staged = Sealed | Path
"""A file of the staging folder, sealed or in clear."""


def digest_of(source: Source, salt: bytes) -> str:
    """HMAC-SHA256 of the clear bytes, 64 hex digits."""
    digest = hmac.new(salt, digestmod="sha256")
    with source.open("rb") as file:
        while piece := file.read(_BUFFER):
            digest.update(piece)
    return digest.hexdigest()


def open_bytes(key: bytes, sealed: bytes) -> bytes:
    """The clear bytes of a whole sealed file."""
    return _cipher_at(key, 0).decryptor().update(sealed)


class _Reader(io.RawIOBase):
    def __init__(self, sealed: Sealed) -> None:
        super().__init__()
        self._key = sealed.key
        self._file = sealed.path.open("rb", buffering=0)
        self._cipher = _cipher_at(self._key, 0).decryptor()

    def readable(self) -> bool:
        return True

    def seekable(self) -> bool:
        return True

    def tell(self) -> int:
        return self._file.tell()

    def seek(self, offset: int, whence: int = os.SEEK_SET, /) -> int:
        at = self._file.seek(offset, whence)
        self._cipher = _cipher_at(self._key, at // _BLOCK).decryptor()
        self._cipher.update(bytes(at % _BLOCK))
        return at

    def readinto(self, into: WriteableBuffer, /) -> int:
        view = memoryview(into).cast("B")
        piece = self._file.read(len(view)) or b""
        view[: len(piece)] = self._cipher.update(piece)
        return len(piece)

    def close(self) -> None:
        self._file.close()
        super().close()


class _Writer(io.RawIOBase):
    def __init__(self, sealed: Sealed) -> None:
        super().__init__()
        self._file = sealed.path.open("wb", buffering=0)
        self._cipher = _cipher_at(sealed.key, 0).encryptor()

    def writable(self) -> bool:
        return True

    def write(self, piece: ReadableBuffer, /) -> int:
        left = memoryview(self._cipher.update(bytes(piece)))
        length = len(left)
        while left:
            left = left[self._file.write(left) or 0 :]
        return length

    def close(self) -> None:
        self._file.close()
        super().close()


def _cipher_at(key: bytes, block: int) -> Cipher[CTR]:
    return Cipher(AES(key), CTR(block.to_bytes(_BLOCK, "big")))
