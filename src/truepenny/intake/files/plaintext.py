"""Whether a file is text that a person could read: UTF-8, UTF-16 with its mark, or GB 18030; no binary control characters."""

from __future__ import annotations

import codecs
from typing import BinaryIO

_PIECE = 256 * 1024
_BINARY = {*range(32)} - {*b"\t\n\r\f\x1b"} | {0x7F}


def is_text(file: BinaryIO) -> bool:
    return encoding_of(file) is not None


def encoding_of(file: BinaryIO) -> str | None:
    """utf-8, utf-8-sig, utf-16 or gb18030; None for what is no text. Reads the whole file, a piece at a time."""
    file.seek(0)
    head = file.read(4)
    if head.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return "utf-16" if _reads_as(file, "utf-16") else None
    utf8 = "utf-8-sig" if head.startswith(codecs.BOM_UTF8) else "utf-8"
    return next((encoding for encoding in (utf8, "gb18030") if _reads_as(file, encoding)), None)


def _reads_as(file: BinaryIO, encoding: str) -> bool:
    decoder = codecs.getincrementaldecoder(encoding)("strict")
    forbidden = dict.fromkeys(_BINARY)
    file.seek(0)
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
