"""The bytes of a part as they were before they were made fit for mail: base64, quoted-printable, uuencode, or as they are.

In steps of 256 kB straight from the raw mail, so that a large file is never in memory as a whole. Broken input is read as far as it goes.
"""

from __future__ import annotations

import binascii
import re
from collections.abc import Callable, Iterator

from truepenny.contracts.mail import RawMail

_STEP = 256 * 1024
_KEPT = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/="
_DROPPED = bytes(byte for byte in range(256) if byte not in _KEPT)
_STRANGE = bytes(byte for byte in range(256) if byte not in _KEPT + b" \t\r\n")
UU_BEGIN = re.compile(rb"(?:^|\n)begin(?:-base64)? [0-7]{3,4} ([^\r\n]{1,200})\r?\n")


def pieces_of(raw: RawMail, start: int, end: int, encoding: str) -> Iterator[bytes]:
    """encoding: in lower case, as in Content-Transfer-Encoding; an unknown one counts as none."""
    if encoding == "base64":
        return _base64(raw, start, end)
    if encoding == "quoted-printable":
        return _quoted_printable(raw, start, end)
    if encoding in {"x-uuencode", "uuencode", "x-uue", "uue"}:
        return _uuencode(raw, start, end)
    return (raw.slice(at, min(at + _STEP, end)) for at in range(start, end, _STEP))


def size_of(raw: RawMail, start: int, end: int, encoding: str) -> int:
    return sum(len(piece) for piece in pieces_of(raw, start, end, encoding))


def head_of(pieces: Callable[[], Iterator[bytes]], most: int) -> tuple[bytes, bool]:
    """The first `most` bytes, and whether there are more."""
    found: list[bytes] = []
    total = 0
    for piece in pieces():
        found.append(piece)
        total += len(piece)
        if total > most:
            return b"".join(found)[:most], True
    return b"".join(found), False


def looks_like(content: bytes, encoding: str) -> bool:
    """Whether the start of a part can be what its transfer encoding says."""
    if encoding != "base64":
        return True
    sample = content[:1024]
    return len(sample.translate(None, _STRANGE)) == len(sample) and b" " not in sample.strip()


def _base64(raw: RawMail, start: int, end: int) -> Iterator[bytes]:
    left = b""
    for at in range(start, end, _STEP):
        text = left + raw.slice(at, min(at + _STEP, end)).translate(None, _DROPPED)
        left = b""
        if b"=" in text:  # the end, or the end of one of several that were put behind one another
            *closed, left = text.split(b"=")
            for block in filter(None, closed):
                yield _block(block)
            text = left
        usable = len(text) - len(text) % 4
        left = text[usable:]
        if usable:
            yield binascii.a2b_base64(text[:usable])
    if len(left) > 1:
        yield _block(left)


def _block(text: bytes) -> bytes:
    if len(text) % 4 == 1:
        text = text[:-1]
    return binascii.a2b_base64(text + b"=" * (-len(text) % 4))


def _quoted_printable(raw: RawMail, start: int, end: int) -> Iterator[bytes]:
    left = b""
    for at in range(start, end, _STEP):
        text = left + raw.slice(at, min(at + _STEP, end))
        cut = len(text)
        if at + _STEP < end:
            cut = text.rfind(b"\n") + 1
            if cut < len(text) - 4096:  # one endless line: cut it where no "=XX" is divided
                cut = len(text) - 2 if b"=" in text[-2:] else len(text)
                cut = text.rfind(b"=", cut - 1, len(text)) if b"=" in text[-3:] else cut
        left = text[cut:]
        yield binascii.a2b_qp(text[:cut])
    if left:
        yield binascii.a2b_qp(left)


def _uuencode(raw: RawMail, start: int, end: int) -> Iterator[bytes]:
    """From the line "begin" if there is one, else from the start."""
    begin = UU_BEGIN.search(raw.view, start, min(end, start + _STEP))
    at, found = begin.end() if begin else start, b""
    del begin
    while at < end:
        window = raw.slice(at, min(at + _STEP, end))
        cut = window.rfind(b"\n") + 1 if at + len(window) < end else len(window)
        lines = window[: cut or len(window)].split(b"\n")
        for line in lines:
            line = line.rstrip(b"\r")
            if line.rstrip() == b"end":
                yield found
                return
            found += _uu_line(line)
        yield found
        found = b""
        at += cut or len(window)


def _uu_line(line: bytes) -> bytes:
    if not line or not 32 <= line[0] <= 96:
        return b""
    try:
        return binascii.a2b_uu(line)
    except binascii.Error:
        pass
    length = (line[0] - 32) & 63
    try:  # blanks at the end of lines were lost, or there are too many
        return binascii.a2b_uu(line[: 1 + (length * 4 + 2) // 3])
    except binascii.Error:
        return b""
