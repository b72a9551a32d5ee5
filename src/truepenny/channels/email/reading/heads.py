"""The head of a mail, or of a part of it: its fields, unfolded, in their order. Bytes in, Head out; never raises.

The standard library's parser takes a bare CR for a line end and gives up at the first line that is no field. A mail server does
neither, and what is read here must be what was checked there: a bare CR is a blank, and a broken line is left out.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from truepenny.contracts.mail import RawMail

MAX_HEAD = 256 * 1024
_FIELD = re.compile(rb"([!-9;-~]{1,200})[ \t]*:")
_KNOWN = re.compile(
    rb"(?:from|to|cc|bcc|subject|date|sender|reply-to|return-path|received|message-id|references|in-reply-to|mime-version"
    rb"|content-[a-z-]+|x-[a-z0-9-]+|dkim-signature|authentication-results|list-[a-z-]+|delivered-to|auto-submitted)[ \t]*:",
    re.IGNORECASE,
)
_BLANK_LINE = re.compile(rb"\n\r?\n")


@dataclass(frozen=True, slots=True)
class Head:
    """fields: lower-case name and value as it came, without its folds. by_name: the values of each name."""

    fields: tuple[tuple[str, bytes], ...]
    by_name: dict[str, list[bytes]]

    def all(self, name: str) -> list[bytes]:
        return self.by_name.get(name, [])

    def first(self, name: str) -> bytes:
        found = self.by_name.get(name)
        return found[0] if found else b""

    def word(self, name: str) -> str:
        """The first value in lower case, ASCII only, for fields that are made of tokens."""
        return self.first(name).decode("ascii", "ignore").strip().lower()


NO_HEAD = Head((), {})


def sent_by(head: Head, sender: str) -> Head:
    """With the return path that the last server on the way writes (RFC 5321, 4.4), which is us where a mail is handed to us by SMTP."""
    return Head(head.fields, {**head.by_name, "return-path": [f"<{sender}>".encode("utf-8", "replace")]})


def read_head(raw: RawMail, start: int, end: int, faults: set[str], most: int = MAX_HEAD) -> tuple[Head, int]:
    """The head that begins at start, and where the body behind it begins. At most `most` bytes of it are read."""
    window = raw.slice(start, min(end, start + most))
    fields: list[tuple[str, list[bytes]]] = []
    position, size = 0, len(window)
    while position < size:
        line_end = window.find(b"\n", position)
        if line_end < 0:
            line_end = size
        line = window[position:line_end]
        if line in {b"", b"\r"}:
            return _finish(fields, faults), start + min(line_end + 1, size)
        if line[0] in b" \t" and fields:
            fields[-1][1].append(line)
        elif not line.startswith(b"--") and (match := _FIELD.match(line)):
            fields.append((match[1].decode("ascii").lower(), [line[match.end() :]]))
        elif position == 0 and line.startswith((b"From ", b">From ")):
            pass  # the line that separates mails in an mbox file
        elif fields and not line.startswith(b"--") and _KNOWN.match(window, line_end + 1):
            faults.add("head_broken")
        else:
            faults.add("no_blank_line" if fields else "no_head")
            return _finish(fields, faults), start + position
        position = line_end + 1
    if start + size >= end:
        return _finish(fields, faults), end
    faults.add("head_cut")
    blank = _BLANK_LINE.search(raw.view, start + size - 2, end)
    return _finish(fields, faults), blank.end() if blank else end


def _finish(fields: list[tuple[str, list[bytes]]], faults: set[str]) -> Head:
    by_name: dict[str, list[bytes]] = {}
    made: list[tuple[str, bytes]] = []
    for name, lines in fields:
        value = (lines[0] if len(lines) == 1 else b"".join(line.removesuffix(b"\r") for line in lines)).removesuffix(b"\r")
        if b"\r" in value or b"\0" in value:
            faults.update({"bare_cr"} if b"\r" in value else {"nul"})
            value = value.replace(b"\r", b" ").replace(b"\0", b"")
        value = value.strip(b" \t")
        made.append((name, value))
        by_name.setdefault(name, []).append(value)
    return Head(tuple(made), by_name)
