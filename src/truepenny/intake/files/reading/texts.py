"""Text files: decoded, and read once more the way a program would read them, so that nothing hides in how it is written down."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator
from typing import BinaryIO

import msgspec

from truepenny.intake.files.plaintext import encoding_of
from truepenny.intake.files.reading.order import FEWEST, columns, unbroken

_DELIMITERS = ",;\t|"
_MOST_ROWS = 200_000
_LONGEST_JSON = 2_000_000


def decode(file: BinaryIO) -> tuple[str, str] | None:
    """The text and its encoding; None for what is no text."""
    encoding = encoding_of(file)
    if encoding is None:
        return None
    file.seek(0)
    return file.read().decode(encoding), encoding


def decode_part(content: bytes) -> str | None:
    """A text inside another file; also in Latin-1, which any old text without control characters is."""
    found = decode(io.BytesIO(content))
    if found is not None:
        return found[0]
    if content.count(b"\0") or len(content.translate(None, bytes(range(1, 9)) + bytes(range(14, 27)))) != len(content):
        return None
    return content.decode("latin-1")


def table_of(text: str) -> list[list[str]]:
    """The rows of a text that is a table; none where it is not."""
    delimiter = _delimiter_of(text)
    if delimiter is None:
        return []
    try:
        return [row for row, _ in zip(csv.reader(io.StringIO(text), delimiter=delimiter), range(_MOST_ROWS), strict=False)]
    except csv.Error:
        return []


def other_readings(text: str) -> Iterator[str]:
    """The strings of JSON, broken words whole, a table read downwards. Mark-up and escapes are the detector's own business."""
    if text.lstrip()[:1] in ("{", "[") and len(text) <= _LONGEST_JSON:
        yield from _of_json(text)
    if (whole := unbroken(text)) is not None:
        yield whole
    yield from columns(table_of(text))


def _of_json(text: str) -> Iterator[str]:
    try:
        found = msgspec.json.decode(text)
    except (msgspec.DecodeError, RecursionError):
        return
    lines: list[str] = []
    _collect(found, lines)
    yield "\n".join(lines)


def _collect(value: object, lines: list[str]) -> None:
    """Keys and values; a list of plain values is one line."""
    if isinstance(value, dict):
        for key, inner in value.items():
            if isinstance(inner, dict | list):
                lines.append(str(key))
                _collect(inner, lines)
            else:
                lines.append(f"{key}: {inner}")
    elif isinstance(value, list):
        plain = [str(inner) for inner in value if not isinstance(inner, dict | list)]
        if plain:
            lines.append(" ".join(plain))
        for inner in value:
            if isinstance(inner, dict | list):
                _collect(inner, lines)
    else:
        lines.append(str(value))


def _delimiter_of(text: str) -> str | None:
    """What stands equally often in each of the first lines, where there are enough of them."""
    lines = text[:20_000].splitlines()[:FEWEST]
    if len(lines) < FEWEST:
        return None
    for delimiter in _DELIMITERS:
        counts = {line.count(delimiter) for line in lines}
        if len(counts) == 1 and counts != {0}:
            return delimiter
    return None
