"""winmail.dat: what Outlook packs its mail into (MS-OXTNEF). Bytes in; words and files out. Bounded, never raises.

Read are the body, the rich text, and each attachment with its name; everything else that Outlook notes is left out.
"""

from __future__ import annotations

import struct
from collections.abc import Iterator
from dataclasses import dataclass, field

from truepenny.channels.email.reading.charsets import decode
from truepenny.channels.email.reading.rtf import rtf_to_text, unpack

MOST_BYTES = 16 * 1024 * 1024
_SIGNATURE = 0x223E9F78
_MOST_FILES = 200
_MOST_PROPERTIES = 5_000
_MOST_TEXT = 1024 * 1024
_BODY, _CODEPAGE, _PROPERTIES = 0x800C, 0x9007, 0x9003
_STARTS_FILE, _FILE_DATA, _FILE_TITLE, _FILE_PROPERTIES = 0x9002, 0x800F, 0x8010, 0x9005
_FIXED = {2: 4, 3: 4, 4: 4, 5: 8, 6: 8, 7: 8, 10: 4, 11: 4, 20: 8, 64: 8, 72: 16}
_STRING, _UNICODE, _OBJECT, _BINARY = 0x1E, 0x1F, 0x0D, 0x102


@dataclass(slots=True)
class Packed:
    """A file in it. content is a view of what was given."""

    name: str = ""
    media_type: str = ""
    content_id: str = ""
    content: memoryview = field(default_factory=lambda: memoryview(b""))


@dataclass(slots=True)
class Unpacked:
    """text, html: "" where there is none. whole: False when it ended too early or broke the format."""

    text: str = ""
    html: str = ""
    files: list[Packed] = field(default_factory=list)
    whole: bool = True


def read_tnef(content: bytes) -> Unpacked | None:
    """None when it is no TNEF at all."""
    if len(content) < 6 or struct.unpack_from("<I", content)[0] != _SIGNATURE:
        return None
    found = Unpacked()
    codepage, rich = "cp1252", b""
    view = memoryview(content)
    try:
        for name, data in _attributes(view, found):
            if name == _CODEPAGE and len(data) >= 4:
                codepage = f"cp{struct.unpack_from('<I', data)[0]}"
            elif name == _BODY:
                found.text = found.text or _string(data, codepage)
            elif name == _PROPERTIES:
                for number, kind, value in _properties(data):
                    if number == 0x1000:
                        found.text = _text(kind, value, codepage)
                    elif number == 0x1013:
                        found.html = _text(kind, value, codepage)
                    elif number == 0x1009:
                        rich = bytes(value)
            elif name == _STARTS_FILE:
                if len(found.files) >= _MOST_FILES:
                    found.whole = False
                    break
                found.files.append(Packed())
            elif found.files:
                _file(found.files[-1], name, data, codepage)
    except struct.error:
        found.whole = False
    if rich and not (found.text or found.html):
        text, is_html = rtf_to_text(unpack(rich, _MOST_TEXT), _MOST_TEXT)
        found.html, found.text = (text, "") if is_html else ("", text)
    return found


def _attributes(view: memoryview, found: Unpacked) -> Iterator[tuple[int, memoryview]]:
    at = 6
    while at + 9 <= len(view):
        name, length = struct.unpack_from("<xHxxI", view, at)
        at += 9
        if at + length > len(view):
            found.whole = False
        yield name, view[at : at + length]
        at += length + 2
    found.whole = found.whole and at >= len(view)


def _file(file: Packed, name: int, data: memoryview, codepage: str) -> None:
    if name == _FILE_DATA:
        file.content = data
    elif name == _FILE_TITLE:
        file.name = file.name or _string(data, codepage)
    elif name == _FILE_PROPERTIES:
        for number, kind, value in _properties(data):
            if number == 0x3707 or (number in {0x3704, 0x3001} and not file.name):
                file.name = _text(kind, value, codepage) or file.name
            elif number == 0x370E:
                file.media_type = _text(kind, value, codepage)
            elif number == 0x3712:
                file.content_id = _text(kind, value, codepage).strip("<> ")
            elif number == 0x3701 and not file.content:
                file.content = value[16:] if kind == _OBJECT else value


def _properties(data: memoryview) -> Iterator[tuple[int, int, memoryview]]:
    """Number, type and first value of each MAPI property. Raises struct.error where the data ends too early."""
    count, at = struct.unpack_from("<I", data)[0], 4
    for _ in range(min(count, _MOST_PROPERTIES)):
        kind, number = struct.unpack_from("<HH", data, at)
        at += 4
        if number >= 0x8000:
            is_named = struct.unpack_from("<I", data, at + 16)[0]
            at += 20
            length = struct.unpack_from("<I", data, at)[0]
            at += 4 + (_padded(length) if is_named else 0)
        many, kind = kind & 0x1000, kind & 0xEFFF
        values = 1
        if many or kind not in _FIXED:
            values = struct.unpack_from("<I", data, at)[0]
            at += 4
        value, at = _value(data, at, kind, values)
        yield number, kind, value


def _value(data: memoryview, at: int, kind: int, values: int) -> tuple[memoryview, int]:
    if kind in _FIXED:
        size = _FIXED[kind]
        return data[at : at + size], at + size * values
    if kind not in {_STRING, _UNICODE, _OBJECT, _BINARY}:
        raise struct.error("a type that is not known, so its size is not either")
    first = data[:0]
    for index in range(values):
        length = struct.unpack_from("<I", data, at)[0]
        if index == 0:
            first = data[at + 4 : at + 4 + length]
        at += 4 + _padded(length)
    return first, at


def _padded(length: int) -> int:
    return (length + 3) // 4 * 4


def _text(kind: int, value: memoryview, codepage: str) -> str:
    if kind == _UNICODE:
        return bytes(value[:_MOST_TEXT]).decode("utf-16-le", "replace").rstrip("\0")
    return _string(value, codepage)


def _string(value: memoryview, codepage: str) -> str:
    return decode(bytes(value[:_MOST_TEXT]).rstrip(b"\0"), codepage)[0]
