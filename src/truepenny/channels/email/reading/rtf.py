"""The words of rich text as Outlook puts it into winmail.dat: unpacked (MS-OXRTFCP), then read (RTF 1.9, MS-OXRTFEX). Never raises.

Bounded in what it makes; pictures, fonts, colours and other destinations are left out.
"""

from __future__ import annotations

import re
import struct

from truepenny.channels.email.reading.charsets import decode

_FILLED = (
    rb"{\rtf1\ansi\mac\deff0\deftab720{\fonttbl;}{\f0\fnil \froman \fswiss \fmodern \fscript \fdecor MS Sans SerifSymbolArial"
    rb"Times New RomanCourier{\colortbl\red0\green0\blue0" + b"\r\n" + rb"\par \pard\plain\f0\fs20\b\i\u\tab\tx"
)
_RING = 4096
_TOKEN = re.compile(rb"\\([a-z]{1,32})(-?\d{1,10})? ?|\\'([0-9a-fA-F]{2})|\\([^a-z0-9'])|([{}])|([^\\{}\r\n]+)|[\r\n]+|\\", re.IGNORECASE)
_UNREAD = frozenset({
    b"fonttbl", b"colortbl", b"stylesheet", b"info", b"pict", b"header", b"footer", b"headerl", b"headerr", b"footerl", b"footerr",
    b"object", b"themedata", b"listtable", b"listoverridetable",
})  # fmt: skip
_LINES = {b"par": "\n", b"line": "\n", b"row": "\n", b"sect": "\n", b"page": "\n", b"tab": "\t", b"cell": "  "}
_SIGNS = {
    b"lquote": "‘", b"rquote": "’", b"ldblquote": "“", b"rdblquote": "”", b"bullet": "•", b"endash": "–", b"emdash": "—",
}  # fmt: skip


def unpack(packed: bytes, most: int) -> bytes:
    """Compressed RTF to RTF, at most `most` bytes; b"" when it is none."""
    if len(packed) < 16:
        return b""
    size, magic = struct.unpack_from("<4xII", packed)
    if magic == 0x414C454D:
        return packed[16 : 16 + min(size, most)]
    if magic != 0x75465A4C:
        return b""
    ring = bytearray(_FILLED) + bytearray(_RING - len(_FILLED))
    write, at, made = len(_FILLED), 16, bytearray()
    while at < len(packed) and len(made) < most:
        flags = packed[at]
        at += 1
        for bit in range(8):
            if flags >> bit & 1:
                if at + 2 > len(packed):
                    return bytes(made)
                word = packed[at] << 8 | packed[at + 1]
                at += 2
                start, length = word >> 4, (word & 15) + 2
                if start == write:
                    return bytes(made)
                for step in range(length):
                    byte = ring[(start + step) % _RING]
                    made.append(byte)
                    ring[write] = byte
                    write = (write + 1) % _RING
            elif at < len(packed):
                made.append(packed[at])
                ring[write] = packed[at]
                write, at = (write + 1) % _RING, at + 1
    return bytes(made)


class _Reader:
    """state: (unread, characters to skip after \\u, within a tag of HTML) of each open group."""

    def __init__(self, *, from_html: bool) -> None:
        self.from_html = from_html
        self.made: list[str] = []
        self.bytes = bytearray()
        self.codepage = "cp1252"
        self.unread, self.after_u, self.in_tag, self.rtf_only = False, 1, False, False
        self.skip = 0
        self.groups: list[tuple[bool, int, bool, bool]] = []
        self.starred = False

    def put(self, text: str) -> None:
        self.flush()
        if not self.hidden:
            self.made.append(text)

    def put_bytes(self, content: bytes) -> None:
        """Characters in the code page; those that only stand in for one of \\u are skipped."""
        skipped = min(self.skip, len(content))
        self.skip -= skipped
        if not self.hidden:
            self.bytes += content[skipped:]

    @property
    def hidden(self) -> bool:
        return self.unread or (self.rtf_only and not self.in_tag)

    def flush(self) -> None:
        if self.bytes:
            self.made.append(decode(bytes(self.bytes), self.codepage)[0])
            self.bytes.clear()

    def group(self, mark: bytes) -> None:
        self.flush()
        self.skip, self.starred = 0, False
        if mark == b"{":
            if len(self.groups) < 1000:
                self.groups.append((self.unread, self.after_u, self.in_tag, self.rtf_only))
        elif self.groups:
            self.unread, self.after_u, self.in_tag, self.rtf_only = self.groups.pop()

    def control(self, word: bytes, number: bytes | None) -> None:
        value = int(number) if number else None
        starred, self.starred = self.starred, False
        if word == b"htmltag" and self.from_html:
            self.unread, self.in_tag = False, True
        elif starred or word in _UNREAD:
            self.unread = True
        elif word == b"htmlrtf":
            self.flush()
            self.rtf_only = value != 0 and self.from_html
        elif word == b"u" and value is not None:
            if not self.skip:
                self.put(chr(value % 65536))
                self.skip = self.after_u
        elif word == b"uc":
            self.after_u = min(value or 0, 8)
        elif word == b"ansicpg" and value:
            self.codepage = f"cp{value}"
        elif word in _LINES:
            self.put(_LINES[word])
        elif word in _SIGNS:
            self.put(_SIGNS[word])


def rtf_to_text(rtf: bytes, most: int) -> tuple[str, bool]:
    """The text, and whether it is the HTML that the rich text was made of."""
    from_html = rb"\fromhtml" in rtf[:2000]
    reader = _Reader(from_html=from_html)
    made = 0
    for match in _TOKEN.finditer(rtf):
        word, number, code, sign, brace, text = match.groups()
        if brace:
            reader.group(brace)
        elif word:
            reader.control(word.lower(), number)
        elif code:
            reader.put_bytes(bytes((int(code, 16),)))
        elif text:
            reader.put_bytes(text)
            made += len(text)
        elif sign:
            _sign(reader, sign)
        if made > most:
            break
    reader.flush()
    found = "".join(reader.made).encode("utf-16", "surrogatepass").decode("utf-16", "replace")
    return found, from_html


def _sign(reader: _Reader, sign: bytes) -> None:
    if sign == b"*":
        reader.starred = True
    elif sign in b"\\{}":
        reader.put_bytes(sign)
    elif sign == b"~":
        reader.put(" ")
    elif sign in b"\r\n":
        reader.put("\n")
