"""Kinds that share a container: ISO media (MP4, MOV, M4A, HEIC), ZIP (DOCX, XLSX, PPTX), and MP3, which has no mark of its own.

Only headers and the list of names of an archive are read; nothing is unpacked.
"""

from __future__ import annotations

import os
import struct
from typing import BinaryIO

_BRANDS = {
    "heic": {b"heic", b"heix", b"heim", b"heis", b"hevc", b"hevx", b"mif1", b"msf1"},
    "m4a": {b"M4A ", b"M4B "},
    "mov": {b"qt  "},
    "mp4": {
        b"isom", b"iso2", b"iso3", b"iso4", b"iso5", b"iso6", b"iso8", b"mp41", b"mp42", b"avc1", b"MSNV", b"M4V ", b"M4VP", b"dash",
        b"3gp4", b"3gp5", b"3gp6",
    },
}  # fmt: skip
_OLD_MOVIE_ATOMS = {b"moov", b"mdat", b"wide"}
_MOST_NAMES = 5_000
_OFFICE = {"word/": "docx", "xl/": "xlsx", "ppt/": "pptx"}


def iso_kind(head: bytes) -> str | None:
    """mp4, mov, m4a, heic, unknown (another brand), or None for what is not ISO media."""
    atom = head[4:8]
    if atom == b"ftyp":
        brand = head[8:12]
        return next((kind for kind, brands in _BRANDS.items() if brand in brands), "unknown")
    return "mov" if atom in _OLD_MOVIE_ATOMS else None


def office_kind(file: BinaryIO) -> str:
    """docx, xlsx, pptx, macro (any of them with macros), zip, or unknown for an archive without a readable list."""
    names = _zip_names(file)
    if names is None:
        return "unknown"
    if "[Content_Types].xml" not in names:
        return "zip"
    if any(name.lower().endswith("vbaproject.bin") for name in names):
        return "macro"
    return next((kind for folder, kind in _OFFICE.items() if any(name.startswith(folder) for name in names)), "zip")


def _zip_names(file: BinaryIO) -> list[str] | None:
    """The first 5,000 names of the archive's list, or None where there is no list that fits the file."""
    size = file.seek(0, os.SEEK_END)
    file.seek(max(0, size - 65_557))
    tail = file.read()
    at = tail.rfind(b"PK\x05\x06")
    if at < 0 or len(tail) - at < 22:
        return None
    length, start = struct.unpack_from("<II", tail, at + 12)
    if start + length > size:
        return None
    file.seek(start)
    listing = file.read(min(length, 4 * 1024 * 1024))
    names: list[str] = []
    at = 0
    while len(names) < _MOST_NAMES and listing[at : at + 4] == b"PK\x01\x02" and at + 46 <= len(listing):
        name, extra, comment = struct.unpack_from("<HHH", listing, at + 28)
        names.append(listing[at + 46 : at + 46 + name].decode("utf-8", "replace"))
        at += 46 + name + extra + comment
    return names if names or length == 0 else None


def is_mp3(file: BinaryIO, head: bytes) -> bool:
    """Two frames in a row with headers that agree, after a tag if there is one."""
    start = 0
    if head.startswith(b"ID3") and len(head) >= 10:
        start = 10 + (head[6] << 21 | head[7] << 14 | head[8] << 7 | head[9])
    elif head[:1] != b"\xff":
        return False
    file.seek(start)
    sound = file.read(8192).lstrip(b"\x00")
    length = _frame_length(sound)
    return length > 0 and _frame_length(sound[length:]) > 0


_RATES_1 = (0, 32, 40, 48, 56, 64, 80, 96, 112, 128, 160, 192, 224, 256, 320, 0)
_RATES_2 = (0, 8, 16, 24, 32, 40, 48, 56, 64, 80, 96, 112, 128, 144, 160, 0)
_SAMPLES = {3: (44_100, 48_000, 32_000, 0), 2: (22_050, 24_000, 16_000, 0), 0: (11_025, 12_000, 8_000, 0)}


def _frame_length(frame: bytes) -> int:
    """Bytes of the MPEG layer III frame that starts here, 0 where none does."""
    if len(frame) < 4 or frame[0] != 0xFF or frame[1] & 0xE0 != 0xE0 or frame[1] >> 1 & 3 != 1:
        return 0
    version = frame[1] >> 3 & 3
    samples = _SAMPLES.get(version, (0, 0, 0, 0))[frame[2] >> 2 & 3]
    rate = (_RATES_1 if version == 3 else _RATES_2)[frame[2] >> 4]
    if not samples or not rate:
        return 0
    return (144 if version == 3 else 72) * rate * 1000 // samples + (frame[2] >> 1 & 1)
