"""Content-Type and Content-Disposition: a value and its parameters, by RFC 2045 and 2231 and as they are really sent. Never raises.

Known of the wild: RFC 2047 words as values, raw 8-bit bytes, file names without quotes, RFC 2231 in quotes, without a charset, with gaps.
"""

from __future__ import annotations

import re
from urllib.parse import unquote_to_bytes

from truepenny.channels.email.reading.charsets import decode
from truepenny.channels.email.reading.words import words

_COMMENT = re.compile(rb"\([^()]*\)")
_STAR = re.compile(r"([^*]+)\*(?:(\d{1,4})(\*)?)?$")
_EXTENDED = re.compile(rb"([A-Za-z0-9._-]{0,40})'[^']{0,40}'")
_MOST = 64 * 1024
_MOST_PARAMS = 600

Pieces = dict[int, tuple[bytes, bool]]


def read_params(value: bytes, faults: set[str]) -> tuple[str, dict[str, str]]:
    """The value in lower case ("" when there is none), and its parameters; of two with one name the first counts."""
    if len(value) > _MOST:
        value = value[:_MOST]
        faults.add("head_cut")
    first, *rest = _split(value)
    if b"(" in first:
        first = _COMMENT.sub(b"", first)
    found: dict[str, str] = {}
    continued: dict[str, Pieces] = {}
    for item in rest[:_MOST_PARAMS]:
        raw_name, equals, raw_value = item.partition(b"=")
        name = raw_name.strip().decode("ascii", "ignore").lower()
        if not equals or not name:
            continue
        text = _unquote(raw_value.strip())
        if (match := _STAR.match(name)) is None:
            found.setdefault(name, words(text, faults))
        else:
            index, encoded = (int(match[2]), bool(match[3])) if match[2] else (0, True)
            continued.setdefault(match[1], {}).setdefault(index, (text, encoded))
    for name, pieces in continued.items():
        found[name] = _continued(pieces, faults)  # RFC 2231 says more than the plain twin beside it
    return first.strip().decode("ascii", "ignore").lower(), found


def _continued(pieces: Pieces, faults: set[str]) -> str:
    charset, content = "", b""
    for at, index in enumerate(sorted(pieces)):
        text, encoded = pieces[index]
        if at == 0 and encoded and (match := _EXTENDED.match(text)):
            charset, text = match[1].decode("ascii"), text[match.end() :]
        content += unquote_to_bytes(text) if encoded else text
    if b"=?" in content:
        return words(content, faults, charset)
    text_found, fault = decode(content, charset)
    if fault:
        faults.add(fault)
    return text_found


def _split(value: bytes) -> list[bytes]:
    """At each semicolon that is not within quotes. A quote that never closes is a plain character."""
    if b'"' not in value:
        return value.split(b";")
    items: list[bytes] = []
    start = at = 0
    quoted = False
    size = len(value)
    while at < size:
        letter = value[at]
        if letter == 0x5C and quoted:
            at += 1
        elif letter == 0x22:
            quoted = not quoted
        elif letter == 0x3B and not quoted:
            items.append(value[start:at])
            start = at + 1
        at += 1
    if quoted:
        return value.split(b";")
    return [*items, value[start:]]


def _unquote(value: bytes) -> bytes:
    if value[:1] != b'"':
        return value
    value = value[1:]
    end, at = len(value), 0
    while at < len(value):
        if value[at] == 0x5C and value[at + 1 : at + 2] in {b'"', b"\\"}:
            at += 1
        elif value[at] == 0x22:
            end = at
            break
        at += 1
    return value[:end].replace(b'\\"', b'"').replace(b"\\\\", b"\\")
