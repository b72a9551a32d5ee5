"""The characters of one text part: transfer encoding, charset, line ends, joined lines, and files in uuencode that stand within it."""

from __future__ import annotations

import re

from truepenny.channels.email.reading import files
from truepenny.channels.email.reading.charsets import decode
from truepenny.channels.email.reading.decoding import UU_BEGIN, head_of, looks_like, pieces_of
from truepenny.channels.email.reading.flowed import unflow
from truepenny.channels.email.reading.structure import Part
from truepenny.contracts.mail import MailFile, RawMail

MOST_TEXT = 2 * 1024 * 1024
_MOST_UU = 50
_PLAIN = frozenset({"", "7bit", "8bit", "binary"})
_UU_END = re.compile(rb"\n(?:`\r?\n| ?\r?\n)?end[ \t]*(?:\r?\n|$)")
_UU_LINE = re.compile(rb"[!-M`][ -`]{0,90}\r?\n|`\r?\n|end")
_META = re.compile(rb"<meta[^>]{0,200}charset\s*=\s*[\"']?\s*([A-Za-z0-9._:-]{2,40})", re.IGNORECASE)
_UNSAID_QP = re.compile(rb"(?:=[89A-F][0-9A-F]){3}")


def part_text(raw: RawMail, part: Part, most: int, faults: set[str], *, uu: bool = False) -> tuple[str, bool, list[MailFile]]:
    """The text (at most `most` bytes of it), whether there is more, and the files in it."""
    if uu and part.encoding in _PLAIN and _next_file(raw, part.start, part.end) is not None:
        return _with_files(raw, part, most, faults)
    content, more = _content(raw, part, most, faults)
    return _characters(content, part, faults, cut=more), more, []


def _content(raw: RawMail, part: Part, most: int, faults: set[str]) -> tuple[bytes, bool]:
    encoding = part.encoding
    if encoding == "base64" and not looks_like(raw.slice(part.start, min(part.end, part.start + 1024)).strip(), encoding):
        faults.add("encoding_wrong")
        encoding = ""
    elif encoding not in _PLAIN and encoding not in {"base64", "quoted-printable", "x-uuencode", "uuencode", "x-uue", "uue"}:
        faults.add("encoding_unknown")
    content, more = head_of(lambda: pieces_of(raw, part.start, part.end, encoding), most)
    if encoding == "" and not part.head.all("content-transfer-encoding") and content.isascii() and _UNSAID_QP.search(content):
        faults.add("encoding_wrong")
        content, more = head_of(lambda: pieces_of(raw, part.start, part.end, "quoted-printable"), most)
    return content, more


def _characters(content: bytes, part: Part, faults: set[str], *, cut: bool = False) -> str:
    charset = part.params.get("charset", "")
    if not charset and part.media == "text/html" and (meta := _META.search(content[:2048])):
        charset = meta[1].decode("ascii")
    if cut:
        content = content[: max(content.rfind(b"\n") + 1, len(content) - 2000)]
    text, fault = decode(content, charset)
    if fault and not (cut and fault == "undecodable"):
        faults.add(fault)
    if "\0" in text:
        faults.add("nul")
        text = text.replace("\0", "")
    if "\r" in text:
        text = text.replace("\r\n", "\n").replace("\r", "\n")
    text = text.removeprefix("\ufeff")
    if part.media == "text/plain" and part.params.get("format", "").lower() == "flowed":
        text = unflow(text, delete_space=part.params.get("delsp", "").lower() == "yes")
    return text


def _next_file(raw: RawMail, at: int, end: int) -> tuple[int, bytes, int] | None:
    """Where a line "begin" stands, the name in it, and where the next line begins."""
    at -= 1
    while (at := raw.view.find(b"\nbegin", max(at, 0), end)) >= 0:
        begin = UU_BEGIN.match(raw.view, at, end)
        if begin is not None:
            return begin.start(), begin[1], begin.end()
        at += 6
    return None


def _with_files(raw: RawMail, part: Part, most: int, faults: set[str]) -> tuple[str, bool, list[MailFile]]:
    """Text with files in uuencode between its lines, each from "begin" to "end"."""
    kept: list[bytes] = []
    found: list[MailFile] = []
    total, at = 0, part.start
    while len(found) < _MOST_UU:
        begin = _next_file(raw, at, part.end)
        if begin is None:
            break
        start, name, data = begin
        is_file = _UU_LINE.match(raw.view, data, part.end) is not None
        end = _UU_END.search(raw.view, data - 1, part.end) if is_file else None
        if end is None:
            break
        stop = end.end()
        del end
        text = raw.slice(at, min(start + 1, at + most - total))
        kept.append(text)
        total += len(text)
        label = files.file_name(decode(name.strip(), part.params.get("charset", ""))[0]) or "file.bin"
        found.append(files.ranged(raw, data, stop, "uuencode", label, "application/octet-stream"))
        at = stop
    rest = raw.slice(at, min(part.end, at + most - total))
    kept.append(rest)
    more = at + len(rest) < part.end
    return _characters(b"".join(kept), part, faults, cut=more), more, found
