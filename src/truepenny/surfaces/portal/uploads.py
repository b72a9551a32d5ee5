"""A form that came with files, held until it is known whose it is: small files in memory, larger ones enciphered on their way to the disk.

In: the body of a request. Out: its fields, and uploads to read from. Nobody has looked into these files yet, so nothing of them may lie
anywhere in clear.
"""

from __future__ import annotations

import asyncio
import tempfile
from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import BinaryIO

from truepenny.intake.files.sealed import Sealed
from truepenny.intake.files.staging import refused_storage
from truepenny.surfaces.upload_form import Field, FileBegins, FilePiece, UploadForm, unreadable

IN_MEMORY = 1024 * 1024
MAX_FIELD_BYTES = 512 * 1024
_PIECE = 1 << 16


@dataclass(slots=True)
class Upload:
    """filename: as the sender wrote it."""

    filename: str
    _head: bytearray = field(default_factory=bytearray)
    _writing: BinaryIO | None = None
    _reading: BinaryIO | None = None

    async def write(self, piece: bytes) -> None:
        """Raises Refused when the disk does not take it."""
        if self._writing is None and len(self._head) + len(piece) <= IN_MEMORY:
            self._head += piece
            return
        with refused_storage():
            await asyncio.to_thread(self._append, piece)

    async def pieces(self) -> AsyncIterator[bytes]:
        """All of it, from the beginning."""
        if self._writing is None or self._reading is None:
            for at in range(0, len(self._head), _PIECE):
                yield bytes(self._head[at : at + _PIECE])
            return
        await asyncio.to_thread(self._rewind)
        while piece := await asyncio.to_thread(self._reading.read, _PIECE):
            yield piece

    async def leave_memory(self) -> None:
        """Enciphered on the disk from here on, however small. Raises Refused when the disk does not take it."""
        if self._writing is None:
            with refused_storage():
                await asyncio.to_thread(self._append, b"")

    def close(self) -> None:
        for file in (self._writing, self._reading):
            if file is not None:
                file.close()

    def _append(self, piece: bytes) -> None:
        if self._writing is None:
            self._writing, self._reading = _nameless()
            self._writing.write(self._head)
            self._head.clear()
        self._writing.write(piece)

    def _rewind(self) -> None:
        if self._writing is not None and self._reading is not None:
            self._writing.flush()
            self._reading.seek(0)


def _nameless() -> tuple[BinaryIO, BinaryIO]:
    """Both ends of a sealed file that is in no folder any more, and goes with them."""
    with tempfile.NamedTemporaryFile() as place:
        sealed = Sealed(Path(place.name))
        return sealed.open("wb"), sealed.open("rb")


async def read_parts(content_type: str, body: AsyncIterator[bytes], *, most_files: int) -> tuple[list[tuple[str, str]], list[Upload]]:
    """Fields in order, and what was chosen in the field "files". Raises Refused for what is not such a form."""
    form = UploadForm(content_type, file="files", longest_field=MAX_FIELD_BYTES)
    fields: list[tuple[str, str]] = []
    uploads: list[Upload] = []
    try:
        async for piece in body:
            for found in form.feed(piece):
                match found:
                    case FileBegins(name):
                        uploads.append(Upload(name))
                    case FilePiece(content) if len(uploads) <= most_files:
                        await uploads[-1].write(content)
                    case Field(name, value):
                        fields.append((name, value))
        if not form.complete:
            raise unreadable()
    except BaseException:
        for upload in uploads:
            upload.close()
        raise
    return fields, [upload for upload in uploads if upload.filename]
