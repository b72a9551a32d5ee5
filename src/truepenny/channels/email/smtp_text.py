"""The small grammars of SMTP: where a mail ends, addresses in commands, what a server of the site says about its client. No I/O."""

from __future__ import annotations

import re

_END = b"\r\n.\r\n"
_PATH = re.compile(r"""<((?:"(?:\\.|[^"\\])*"|[^<>"\s])*)>\s*(.*)""", re.DOTALL)
_BARE = re.compile(r"([^<>\s]+)\s*(.*)", re.DOTALL)
_HEX = re.compile(r"\+([0-9A-F]{2})")
_UNKNOWN = ("[UNAVAILABLE]", "[TEMPUNAVAIL]")
NOBODY = "<>"


class DotReader:
    """Takes the lines of DATA as they come in, in pieces of any length, and gives the mail's bytes without the dots that were put before
    dots (RFC 5321, 4.5.2). Only CR LF . CR LF ends it: a bare CR or LF before or after the dot is part of the mail, so that nobody can
    smuggle a second mail in a first one.
    """

    def __init__(self) -> None:
        self._held = b"\r\n"  # as if a line had just ended: a dot at the very start counts too
        self._at_start = True
        self.rest: bytes | None = None
        """What came after the end; None as long as there was none."""

    def feed(self, piece: bytes) -> bytes:
        """The bytes of the mail that are certain by now."""
        text = self._held + piece
        end = text.find(_END)
        if end >= 0:
            self.rest = text[end + len(_END) :]
            text, self._held = text[: end + 2], b""
        else:
            keep = next(size for size in range(len(_END) - 1, -1, -1) if text.endswith(_END[:size]))
            text, self._held = text[: len(text) - keep], text[len(text) - keep :]
        clean = text.replace(b"\r\n.", b"\r\n")
        if self._at_start and text:
            self._at_start = False
            return clean[2:]
        return clean


def read_path(text: str) -> tuple[str, str] | None:
    """Address and the parameters behind it; NOBODY for <>. None when it is malformed. A source route is passed over (RFC 5321, C)."""
    found = _PATH.match(text.strip()) or _BARE.match(text.strip())
    if found is None:
        return None
    address, parameters = found[1], found[2]
    if address.startswith("@"):
        address = address.partition(":")[2]
    if not address and found[1]:
        return None
    return address or NOBODY, parameters


def read_attributes(text: str) -> dict[str, str]:
    """NAME=value ... of XFORWARD and XCLIENT, values decoded (RFC 3461, 4), those that are unknown left out."""
    found = {}
    for word in text.split():
        name, equals, value = word.partition("=")
        if equals and value.upper() not in _UNKNOWN:
            found[name.upper()] = _HEX.sub(lambda code: chr(int(code[1], 16)), value)
    return found


def plain_address(text: str) -> str:
    """An IP address as these commands write it, without the word before one of version 6."""
    return text[5:] if text[:5].upper() == "IPV6:" else text
