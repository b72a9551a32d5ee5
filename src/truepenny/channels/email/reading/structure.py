"""The parts of a mail as ranges of its bytes. Raw mail in, a tree of parts out; nothing is decoded and nothing is copied.

One pass over the lines that begin with "--", with the open boundaries on a stack: the time grows with the size of the mail only,
whatever its depth and number of parts. The parser of the standard library needs the mail in memory, and calls itself for each level
(docs/adr/0014).
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from truepenny.channels.email.reading.heads import MAX_HEAD, NO_HEAD, Head, read_head
from truepenny.channels.email.reading.params import read_params
from truepenny.contracts.mail import RawMail

MAX_PARTS = 1_000
MAX_DEPTH = 50
_MAX_LINES = 200_000
_ALL_HEADS = 2 * 1024 * 1024
_DELIMITER = re.compile(rb"\n--([^\n]{1,250})")
_LONGEST_LINE = 256
_STARTS_WITH_PART = re.compile(rb"\s*--[^\s][^\r\n]*\r?\nContent-[A-Za-z-]+:", re.IGNORECASE)
_PART_HEAD = re.compile(rb"\nContent-[A-Za-z-]+[ \t]*:", re.IGNORECASE)
_TYPE = re.compile(r"[a-z0-9!#$&^_.+-]+/[a-z0-9!#$&^_.+-]+$")
_ENCODINGS = {
    "8bits": "8bit",
    "7-bit": "7bit",
    "8-bit": "8bit",
    "quoted printable": "quoted-printable",
    "quoted/printable": "quoted-printable",
}


@dataclass(slots=True)
class Part:
    """whole, start, end: where its head, its body begin, and where it ends. media: "text/plain" and so on, in lower case."""

    head: Head
    whole: int
    start: int
    end: int
    media: str = "text/plain"
    params: dict[str, str] = field(default_factory=dict)
    disposition: str = ""
    disposition_params: dict[str, str] = field(default_factory=dict)
    encoding: str = ""
    children: list[Part] = field(default_factory=list)

    @property
    def is_multipart(self) -> bool:
        return self.media.startswith("multipart/")

    @property
    def file_name(self) -> str:
        return self.disposition_params.get("filename") or self.params.get("name") or ""


def split(raw: RawMail, start: int, faults: set[str]) -> Part:
    """The outermost part, whose head begins at start, with all others in it."""
    return _Splitter(raw, faults).run(start)


@dataclass(slots=True)
class _Open:
    part: Part
    boundaries: set[bytes]


class _Splitter:
    def __init__(self, raw: RawMail, faults: set[str]) -> None:
        self.raw, self.faults = raw, faults
        self.stack: list[_Open] = []
        self.levels: dict[bytes, int] = {}
        self.closed: dict[bytes, _Open] = {}
        self.count, self.heads = 0, _ALL_HEADS

    def run(self, start: int) -> Part:
        root = self.part(start, "text/plain")
        at, end, lines = root.start, self.raw.size, 0
        while self.levels or self.stack or self.closed:
            found = self.raw.search(_DELIMITER, max(at - 1, 0), end, reach=_LONGEST_LINE)
            if found is None:
                break
            line, line_start, at = found[1].rstrip(), found.start(), min(found.end() + 1, end)
            del found  # it would keep the file open
            known = self.known(line, at)
            if known is None:
                lines += 1
                if lines > _MAX_LINES:
                    self.faults.add("too_many_lines")
                    break
                continue
            level, last = known
            self.finish(level, line_start)
            if last:
                self.leave(line_start)
            elif self.count >= MAX_PARTS:
                self.rest(at)
                break
            else:
                at = self.next(at)
        if self.stack:
            self.faults.add("no_end")
        self.finish(-1, end)
        root.end = end if root.children or root.end < 0 else root.end
        return root

    def known(self, line: bytes, after: int) -> tuple[int, bool] | None:
        """The level whose boundary the line is, and whether it is the last of that level."""
        level = self.levels.get(line)
        if level is not None:
            return level, False
        if line.endswith(b"--") and (level := self.levels.get(line[:-2])) is not None:
            return level, True
        if _PART_HEAD.match(self.raw.view, after - 1) is None:
            return None
        if self.stack and not self.stack[-1].part.children:
            self.faults.add("wrong_boundary")
            self.stack[-1].boundaries.add(line)
        elif line in self.closed:
            self.faults.add("after_end")
            self.stack.append(self.closed.pop(line))
        else:
            return None
        self.number()
        return len(self.stack) - 1, False

    def next(self, at: int) -> int:
        parent = self.stack[-1].part
        child = self.part(at, "message/rfc822" if parent.media == "multipart/digest" else "text/plain")
        parent.children.append(child)
        return child.start

    def part(self, at: int, default: str) -> Part:
        """Reads the head at this place; a multipart is opened. The end of a part is set when it is finished."""
        self.count += 1
        most = MAX_HEAD if self.count == 1 else max(min(self.heads, 64 * 1024), 1)
        head, start = read_head(self.raw, at, self.raw.size, self.faults, most)
        self.heads -= min(start - at, most)
        part = Part(head, at, start, -1)
        describe(part, default, self.faults)
        if self.count == 1 and not head.all("content-type") and _STARTS_WITH_PART.match(self.raw.view, start):
            part.media = "multipart/mixed"
        if part.is_multipart and len(self.stack) >= MAX_DEPTH:
            self.faults.add("too_deep")
        elif part.is_multipart:
            boundary = part.params.get("boundary", "").rstrip().encode("utf-8", "surrogateescape")
            self.stack.append(_Open(part, {boundary} if boundary else set()))
            self.number()
        return part

    def finish(self, level: int, at: int) -> None:
        """A line of this level: the part before it ends here, and whatever is still open within that. -1: the mail is at its end."""
        if 0 < at < self.raw.size and self.raw.slice(at - 1, at) == b"\r":
            at -= 1
        for opened in self.stack[max(level, 0) :]:
            part = opened.part
            while part.children:
                part = part.children[-1]
                part.end = part.end if part.end >= 0 else max(part.start, at)
        for opened in self.stack[level + 1 :]:
            if level >= 0:
                self.faults.add("no_end")
            self.settle(opened.part, at)
        del self.stack[level + 1 :]
        self.number()

    def leave(self, at: int) -> None:
        opened = self.stack.pop()
        self.settle(opened.part, at)
        self.closed.update(dict.fromkeys(opened.boundaries, opened))
        self.number()

    def settle(self, part: Part, at: int) -> None:
        """A multipart without parts is what stands in it, as text."""
        if not part.children:
            self.faults.add("no_parts")
            part.media, part.end = "text/plain", max(part.start, at)

    def rest(self, at: int) -> None:
        """More parts than are opened: the remainder is one file."""
        self.faults.add("too_many_parts")
        rest = Part(NO_HEAD, at, at, -1, "application/octet-stream", {"name": "more-parts.txt"}, "attachment")
        self.stack[-1].part.children.append(rest)

    def number(self) -> None:
        self.levels = {boundary: level for level, opened in enumerate(self.stack) for boundary in opened.boundaries}


def describe(part: Part, default: str, faults: set[str]) -> None:
    """Fills in what the head says of the part."""
    head = part.head
    types = head.all("content-type")
    part.media = default
    if len(types) > 1:
        faults.add("doubled_content-type")
    for value in types:
        media, params = read_params(value, faults)
        if _TYPE.match(media):
            part.media, part.params = media, params
            break
        faults.add("type_broken")
        part.media, part.params = ("text/html" if media == "html" else default), part.params or params
    if value := head.first("content-disposition"):
        part.disposition, part.disposition_params = read_params(value, faults)
    if (
        part.media == default
        and types
        and not _TYPE.match(types[0].split(b";")[0].strip().decode("ascii", "ignore").lower())
        and part.file_name
    ):
        part.media = "application/octet-stream"
    encoding = head.word("content-transfer-encoding").split(";")[0].strip().strip('"')
    part.encoding = _ENCODINGS.get(encoding, encoding)
