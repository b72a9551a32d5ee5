"""Words in header fields: RFC 2047 encoded words and everything that mail programs send in their place. Bytes in, one line out.

Adjacent words of one charset are joined as bytes before they are decoded, since many programs cut within a character.
Never raises, and never gives back a line end or another control character.
"""

from __future__ import annotations

import binascii
import re

from truepenny.channels.email.reading.charsets import decode

_WORD = re.compile(rb"=\?([^?\s]{1,80})\?([bBqQ])\?((?:[^?=\r\n]++|=(?!\?[^=])|\?(?!=))*+)\?=")
_CONTROL = re.compile(r"[\x00-\x1f\x7f\x85\u2028\u2029]+")
_BLANKS = re.compile(r"[ \t]{2,}")
_NO_BASE64 = re.compile(rb"[^A-Za-z0-9+/]")
_HEX = re.compile(rb"=([0-9A-Fa-f]{2})")
_MOST = 16 * 1024


def words(value: bytes, faults: set[str], charset: str = "") -> str:
    """charset: of bytes outside encoded words, where it is known. Values longer than 16 kB are cut."""
    if len(value) > _MOST:
        value = value[:_MOST]
        faults.add("head_cut")
    if b"=?" not in value:
        return _line(_plain(value, faults, charset))
    found: list[str] = []
    run: list[tuple[bytes, bytes]] = []
    run_charset, end = b"", 0
    for match in _WORD.finditer(value):
        between = value[end : match.start()]
        name = match[1].partition(b"*")[0].lower()
        if run and (between.strip() or name != run_charset):
            found.append(_joined(run, run_charset, faults))
            run = []
        if between.strip() or (between and not run and not found):
            found.append(_plain(between, faults, charset))
        run_charset = name
        run.append((match[2].upper(), match[3]))
        end = match.end()
    if run:
        found.append(_joined(run, run_charset, faults))
    found.append(_plain(value[end:], faults, charset))
    return _line("".join(found))


def _joined(run: list[tuple[bytes, bytes]], charset: bytes, faults: set[str]) -> str:
    content, pending = b"", b""
    for way, text in run:
        if way == b"Q":
            content += _from_base64(pending) + _HEX.sub(_byte, text.replace(b"_", b" "))
            pending = b""
        elif text.endswith(b"=") or len(_NO_BASE64.sub(b"", pending + text)) % 4 == 0:
            content += _from_base64(pending + text)
            pending = b""
        else:
            pending += text  # cut within four characters: goes on in the next word
    text_found, fault = decode(content + _from_base64(pending), charset.decode("ascii", "replace"))
    if fault:
        faults.add(fault)
    return text_found


def _byte(match: re.Match[bytes]) -> bytes:
    return bytes((int(match[1], 16),))


def _from_base64(text: bytes) -> bytes:
    text = _NO_BASE64.sub(b"", text)
    if len(text) % 4 == 1:
        text = text[:-1]
    return binascii.a2b_base64(text + b"=" * (-len(text) % 4))


def _plain(value: bytes, faults: set[str], charset: str) -> str:
    if value.isascii() and b"\x1b" not in value:
        return value.decode("ascii")
    faults.add("head_8bit")
    return decode(value, charset)[0]


def _line(text: str) -> str:
    return _BLANKS.sub(" ", _CONTROL.sub(" ", text)).strip()
