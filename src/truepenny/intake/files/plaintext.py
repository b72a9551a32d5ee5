"""Whether a file is text that a person could read: UTF-8, UTF-16 with its mark, or GB 18030; no binary control characters."""

from __future__ import annotations

import codecs
from pathlib import Path

_PIECE = 256 * 1024
_BINARY = {*range(32)} - {*b"\t\n\r\f\x1b"} | {0x7F}


def is_text(path: Path) -> bool:
    """Reads the whole file, a piece at a time."""
    with path.open("rb") as file:
        head = file.read(4)
    if head.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return _reads_as(path, "utf-16")
    return _reads_as(path, "utf-8-sig") or _reads_as(path, "gb18030")


def _reads_as(path: Path, encoding: str) -> bool:
    decoder = codecs.getincrementaldecoder(encoding)("strict")
    forbidden = dict.fromkeys(_BINARY)
    with path.open("rb") as file:
        while True:
            piece = file.read(_PIECE)
            try:
                words = decoder.decode(piece, final=not piece)
            except UnicodeError:
                return False
            if len(words.translate(forbidden)) != len(words):
                return False
            if not piece:
                return True
