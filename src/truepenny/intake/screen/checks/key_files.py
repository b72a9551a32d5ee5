"""Files of keys that are pasted as text: PEM, OpenSSH, PGP and PuTTY blocks, also cut off or without their header. The whole is removed.

A rule finds the header; here the edges are found: to the END line, or, where the paste was cut off, to where the lines of the key stop.
A header without a key after it is talk about keys, and stays.
"""

from __future__ import annotations

import base64
import binascii
import re

Span = tuple[int, int]

_END = re.compile(r"[-\u2010-\u2015]{1,5} ?END [A-Z0-9 ]{0,40}KEY(?: BLOCK)? ?[-\u2010-\u2015]{1,5}")
_NEXT_BEGIN = re.compile(r"[-\u2010-\u2015]{1,5} ?BEGIN [A-Z0-9]")
# White space, quote marks and escapes between the lines of a block, then one line's letters.
_LINE = re.compile(r"(?:[\s>|\"',]|\\+[nrt])*+((?:(?!\\+[nrt])[0-9A-Za-z+/=\\])++)")
_HEADER_LINE = re.compile(r"(?:[\s>|\"',]|\\+[nrt])*+(?:Proc-Type|DEK-Info|Version|Comment|Hash|Charset|MessageID)[ ]?:[^\r\n\\]{0,200}+")
_PUTTY_END = re.compile(r"Private-(?:MAC|Hash): ?[0-9a-fA-F]{40,64}")
_PUTTY_LINE = re.compile(r"\s*+(?:[A-Za-z][A-Za-z0-9-]{2,40}: ?[^\r\n]{1,200}|[0-9A-Za-z+/=]{4,80})(?=[ \t]*(?:[\r\n]|$))")
_PIECE = re.compile(r"(?<![^\s>|\"',n])[0-9A-Za-z+/=]+")
_PBES2 = bytes.fromhex("06092a864886f70d01050d")
LONG_LINE = 16
REACH = 20_000


def pem_block(text: str, start: int, end: int) -> Span | None:
    """start and end: of the BEGIN line."""
    begins = _NEXT_BEGIN.search(text, end)
    last = _END.search(text, end, begins.start() if begins else len(text))
    body, longest = _body_end(text, end)
    if last is not None and longest >= LONG_LINE:
        return start, last.end()
    return (start, body) if longest >= LONG_LINE else None


def _body_end(text: str, at: int) -> tuple[int, int]:
    """Where the lines of a block stop that may lack its END, and the length of the longest. A short word after the lines is prose."""
    while header := _HEADER_LINE.match(text, at):
        at = header.end()
    longest = 0
    while line := _LINE.match(text, at):
        letters = line[1]
        if len(letters) < LONG_LINE and not (longest >= LONG_LINE and _closes(letters)):
            break
        longest = max(longest, len(letters))
        at = line.end()
        if len(letters) < LONG_LINE:
            break
    return at, longest


def _closes(letters: str) -> bool:
    """The short last line of a key: padded, or mixed as no word is."""
    return letters.endswith("=") or any(letter.isdigit() for letter in letters) or not (letters.islower() or letters.istitle())


def putty_block(text: str, start: int, end: int) -> Span | None:
    """start and end: of the PuTTY header. To the MAC line, or as far as lines of such a file go."""
    following = text.find("PuTTY-User-Key-File", end)
    last = _PUTTY_END.search(text, end, following if following >= 0 else len(text))
    if last is not None:
        return start, last.end()
    at = end
    while line := _PUTTY_LINE.match(text, at):
        at = line.end()
    return (start, at) if "Private-Lines" in text[end:at] else None


def pem_tail(text: str, start: int, end: int) -> Span | None:
    """start and end: of an END line. The lines before it, when the BEGIN line was sent before or lost."""
    before = max(text.rfind("-----", 0, start), start - REACH, 0)
    begin, longest = start, 0
    for piece in reversed(list(_PIECE.finditer(text, before, start))):
        if len(piece[0]) < LONG_LINE and begin < start:
            break
        longest = max(longest, len(piece[0]))
        begin = piece.start()
    return (begin, end) if longest >= LONG_LINE else None


def der_key(text: str, start: int, end: int) -> Span | None:
    """start and end: of base64 that may be a private key in DER without its header lines, white space between its lines."""
    letters = "".join(text[start:end].split())
    try:
        raw = base64.b64decode(letters[: len(letters) // 4 * 4])
    except binascii.Error:
        return None
    return (start, end) if _is_private_der(raw) else None


def _is_private_der(raw: bytes) -> bool:
    """PKCS#8 (RFC 5958), encrypted PKCS#8 (PBES2), PKCS#1 (RFC 8017), SEC 1 (RFC 5915), by the order of what stands in the sequence."""
    outer = _element(raw, 0)
    if outer is None or outer[0] != 0x30:
        return False
    first = _element(raw, outer[1])
    if first is None:
        return False
    second = _element(raw, first[2])
    if second is None:
        return False
    tags = (first[0], second[0])
    version = raw[first[1] : first[2]]
    if tags == (0x02, 0x30):
        return version in (b"\0", b"\1") and raw[second[1] : second[1] + 1] == b"\x06"
    if tags == (0x02, 0x02):
        return version == b"\0" and second[2] - second[1] >= 64
    if tags == (0x02, 0x04):
        return version == b"\1" and second[2] - second[1] >= 20
    return tags == (0x30, 0x04) and _PBES2 in raw[first[1] : first[2]]


def _element(raw: bytes, at: int) -> tuple[int, int, int] | None:
    """Tag, begin and end of what is in the element; the end may lie beyond what was pasted."""
    if at + 2 > len(raw):
        return None
    size, begin = raw[at + 1], at + 2
    if size & 0x80:
        count = size & 0x7F
        if not 1 <= count <= 3 or begin + count > len(raw):
            return None
        size, begin = int.from_bytes(raw[begin : begin + count], "big"), begin + count
    return raw[at], begin, begin + size
