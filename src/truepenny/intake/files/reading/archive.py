"""Archives: every entry in memory, one after the other, within limits of number, size and ratio. Nothing is unpacked to the disk.

An archive may hold files of the kinds that we take, and office files their pictures; an archive inside an archive is not opened.
"""

from __future__ import annotations

import io
import zipfile
import zlib
from collections.abc import Callable
from typing import BinaryIO

from truepenny.intake.files.reading.look import Look, TooMuch
from truepenny.intake.files.reading.office import has_no_words, read_parts

ReadPart = Callable[[Look, bytes], None]
"""Reads one entry by its bytes."""

MAX_ENTRIES = 2_000
MAX_RATIO = 150
"""Text packs 3 to 20 times smaller; what packs better than this is made to burst."""
_RATIO_FROM = 2 * 1024 * 1024
_PIECE = 256 * 1024
_LOCKED = 0x1
_XML = (".xml", ".rels", ".vml")


def read_archive(look: Look, file: BinaryIO, *, office: bool, read_part: ReadPart) -> None:
    """Reads each entry; of an office file, its XML parts together. Raises TooMuch."""
    try:
        with zipfile.ZipFile(file) as archive:
            _read_entries(look, archive, office=office, read_part=read_part)
    except (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, UnicodeError, ValueError, OSError, RuntimeError):
        look.miss("broken")


def _read_entries(look: Look, archive: zipfile.ZipFile, *, office: bool, read_part: ReadPart) -> None:
    entries = archive.infolist()
    if len(entries) > MAX_ENTRIES:
        raise TooMuch
    if not office:
        look.take("\n".join(entry.filename for entry in entries))
        look.take(archive.comment.decode("utf-8", "replace"))
    parts: dict[str, bytes] = {}
    for entry in entries:
        if entry.is_dir() or (office and has_no_words(entry.filename)):
            continue
        if entry.flag_bits & _LOCKED:
            look.miss("locked")
            continue
        content = _unpacked(look, archive, entry)
        if office and entry.filename.lower().endswith(_XML):
            parts[entry.filename] = content
        else:
            read_part(look, content)
    read_parts(look, parts)


def _unpacked(look: Look, archive: zipfile.ZipFile, entry: zipfile.ZipInfo) -> bytes:
    """Counts what really comes out; what the entry says of its size is not believed. Raises TooMuch."""
    out = io.BytesIO()
    with archive.open(entry) as packed:
        while piece := packed.read(_PIECE):
            look.spend(len(piece), of_part=out.tell() + len(piece))
            out.write(piece)
            if out.tell() > _RATIO_FROM and out.tell() > MAX_RATIO * max(1, entry.compress_size):
                raise TooMuch
    return out.getvalue()
