"""winmail.dat and compressed rich text, packed here by the public description of their formats, to be unpacked by the desk."""

from __future__ import annotations

import struct

Property = tuple[int, int, bytes]


def attribute(level: int, number: int, kind: int, data: bytes) -> bytes:
    return struct.pack("<BHHI", level, number, kind, len(data)) + data + struct.pack("<H", sum(data) & 0xFFFF)


def properties(*each: Property) -> bytes:
    made = struct.pack("<I", len(each))
    for number, kind, value in each:
        made += struct.pack("<HH", kind, number)
        if number >= 0x8000:
            made += bytes(16) + struct.pack("<II", 0, 0x8501)
        if kind in {0x1E, 0x1F, 0x102, 0x0D}:
            made += struct.pack("<II", 1, len(value)) + value + bytes(-len(value) % 4)
        else:
            made += value
    return made


def winmail(*attributes: bytes) -> bytes:
    codepage = attribute(1, 0x9007, 6, struct.pack("<II", 936, 0))
    return struct.pack("<IH", 0x223E9F78, 1) + codepage + b"".join(attributes)


def message(*each: Property) -> bytes:
    return attribute(1, 0x9003, 6, properties(*each))


def file(name: str, content: bytes, short: bytes = b"SHORT~1.BIN") -> bytes:
    return (
        attribute(2, 0x9002, 6, bytes(14))
        + attribute(2, 0x8010, 1, short + b"\0")
        + attribute(2, 0x800F, 6, content)
        + attribute(2, 0x9005, 6, properties((0x3707, 0x1F, name.encode("utf-16-le") + b"\0\0"), (0x0E20, 3, struct.pack("<I", 7))))
    )


def rich(text: bytes, *, packed: bool = True) -> bytes:
    """Compressed rich text: literal bytes, and where a stretch of four or more was there just before, a reference to it."""
    if not packed:
        return struct.pack("<IIII", len(text) + 12, len(text), 0x414C454D, 0) + text
    start = 207
    made, at = bytearray(), 0
    tokens: list[bytes] = []
    while at < len(text):
        back = text.rfind(text[at : at + 4], max(0, at - 3000), at) if at + 4 <= len(text) else -1
        if back >= 0 and back + 4 <= at:
            tokens.append(struct.pack(">H", (start + back) % 4096 << 4 | 2))
            at += 4
        else:
            tokens.append(text[at : at + 1])
            at += 1
    tokens.append(struct.pack(">H", (start + at) % 4096 << 4))
    for first in range(0, len(tokens), 8):
        run = tokens[first : first + 8]
        made.append(sum(1 << bit for bit, token in enumerate(run) if len(token) == 2))
        made += b"".join(run)
    return struct.pack("<IIII", len(made) + 12, len(text), 0x75465A4C, 0) + bytes(made)
