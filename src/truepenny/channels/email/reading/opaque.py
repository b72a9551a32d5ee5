"""What an S/MIME signature holds within itself (CMS, RFC 5652, 5.1): signed mail that only looks encrypted. Nothing is verified.

Reads just enough of BER, with definite and indefinite lengths, to come to the content. Never raises, bounded in depth.
"""

from __future__ import annotations

from collections.abc import Iterator

MOST_BYTES = 16 * 1024 * 1024
_DEEPEST = 16
_MOST_CHILDREN = 20_000
_SIGNED = bytes.fromhex("2a864886f70d010702")


class _BrokenError(Exception):
    pass


def signed_content(cms: bytes) -> bytes | None:
    """The mail that was signed; None when it is not in there, or when this is no CMS."""
    try:
        kind, outer = list(_children(cms, *_inner(cms, 0, 0)[:2]))[:2]
        if cms[kind[0] : kind[1]] != _SIGNED:
            return None
        (signed, *_) = _children(cms, outer[0], outer[1])
        for start, end, tag in _children(cms, signed[0], signed[1]):
            if tag != 0x30:
                continue
            fields = list(_children(cms, start, end))
            if len(fields) < 2:
                return None
            (content, *_) = _children(cms, fields[1][0], fields[1][1])
            return b"".join(_octets(cms, *content, 0)) or None
    except (_BrokenError, ValueError):
        pass
    return None


def _inner(data: bytes, at: int, depth: int) -> tuple[int, int, int]:
    """Where the content of the element at this place begins and ends, and where the next one begins."""
    if at + 2 > len(data) or depth > _DEEPEST:
        raise _BrokenError
    length, start = data[at + 1], at + 2
    if length == 0x80:
        end, count = start, 0
        while data[end : end + 2] != b"\0\0":
            end = _inner(data, end, depth + 1)[2]
            count += 1
            if count > _MOST_CHILDREN:
                raise _BrokenError
        return start, end, end + 2
    if length > 0x80:
        size = length - 0x80
        if size > 4:
            raise _BrokenError
        length, start = int.from_bytes(data[start : start + size], "big"), start + size
    if start + length > len(data):
        raise _BrokenError
    return start, start + length, start + length


def _children(data: bytes, start: int, end: int) -> Iterator[tuple[int, int, int]]:
    """Start, end and tag of each element within a range."""
    count = 0
    while start < end and count < _MOST_CHILDREN:
        first, last, following = _inner(data, start, 0)
        yield first, last, data[start]
        start, count = following, count + 1


def _octets(data: bytes, start: int, end: int, tag: int, depth: int) -> Iterator[bytes]:
    """A string of bytes, which may be in pieces."""
    if depth > _DEEPEST:
        raise _BrokenError
    if tag & 0x20:
        for child in _children(data, start, end):
            yield from _octets(data, *child, depth + 1)
    else:
        yield data[start:end]
