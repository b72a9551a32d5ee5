"""Which parts of a mail are its words and which are files. The tree of parts in; blocks of words, files and parts of reports out."""

from __future__ import annotations

from dataclasses import dataclass, field

from truepenny.channels.email.reading import files, opaque
from truepenny.channels.email.reading.decoding import head_of
from truepenny.channels.email.reading.part_text import MOST_TEXT, part_text
from truepenny.channels.email.reading.structure import Part, split
from truepenny.channels.email.reading.tnef import MOST_BYTES, read_tnef
from truepenny.contracts.mail import Crypt, MailFile, RawMail

_DEEPEST = 3
_OTHER_VIEWS = frozenset({"text/x-amp-html", "text/watch-html"})
_SIGNATURES = frozenset({"application/pgp-signature", "application/pkcs7-signature", "application/x-pkcs7-signature"})
_SMIME = frozenset({"application/pkcs7-mime", "application/x-pkcs7-mime"})
_TNEF = frozenset({"application/ms-tnef", "application/vnd.ms-tnef"})
_REPORTS = frozenset({"message/delivery-status", "message/disposition-notification", "message/feedback-report", "text/rfc822-headers"})


@dataclass(slots=True)
class Block:
    """One stretch of words in its versions. twins: the versions were sent as alternatives of one another."""

    plain: list[str] = field(default_factory=list)
    html: list[str] = field(default_factory=list)
    twins: bool = False


@dataclass(slots=True)
class Contents:
    """views: further versions of the words, shown nowhere. messages: mails within the mail. reports: parts for programs, by their type."""

    blocks: list[Block] = field(default_factory=list)
    files: list[MailFile] = field(default_factory=list)
    calendars: list[str] = field(default_factory=list)
    views: list[str] = field(default_factory=list)
    messages: list[Part] = field(default_factory=list)
    reports: list[Part] = field(default_factory=list)
    crypt: Crypt | None = None


class _Sorter:
    def __init__(self, raw: RawMail, faults: set[str], depth: int) -> None:
        self.raw, self.faults, self.depth = raw, faults, depth
        self.found = Contents()
        self.left = MOST_TEXT
        self.spare: list[Part] = []

    def part(self, part: Part, block: Block | None, *, root: bool = False) -> None:
        if not part.is_multipart:
            self.leaf(part, block, root=root)
        elif not part.children:  # deeper than is read
            name = "part.txt"
            self.found.files.append(files.ranged(self.raw, part.whole, part.end, "", name, "application/octet-stream"))
        elif part.media == "multipart/signed":
            self.signed(part, block)
        elif part.media == "multipart/encrypted":
            self.found.crypt = "pgp"
            self.found.files += [files.file_of(self.raw, child, "encrypted") for child in part.children if not child.is_multipart]
        elif part.media == "multipart/alternative" and block is None:
            block = Block(twins=True)
            self.found.blocks.append(block)
            self.all(part.children, block)
        else:
            self.all(part.children, block)

    def all(self, parts: list[Part], block: Block | None) -> None:
        for part in parts:
            self.part(part, block)

    def signed(self, part: Part, block: Block | None) -> None:
        """The signed part as it is, for those who verify it, beside its words and files; then the signature."""
        protocol = part.params.get("protocol", "").lower() or next((child.media for child in part.children[1:]), "")
        self.found.crypt = "pgp_signed" if "pgp" in protocol else "smime_signed"
        first, *rest = part.children
        self.part(first, block)
        if rest:
            self.found.files.append(files.signed_entity(self.raw, first))
        self.all(rest, block)

    def leaf(self, part: Part, block: Block | None, *, root: bool) -> None:
        media = part.media
        named = part.disposition == "attachment" or (part.file_name and block is None and not root)
        if media in {"text/plain", "text/html"} and not named:
            self.text(part, block)
        elif media in _OTHER_VIEWS and block is not None:
            text, more, _ = part_text(self.raw, part, self.left, self.faults)  # of the same words, for programs that are not here
            self.found.views.append(text)
            if more:
                self.faults.add("aside_cut")
        elif media in _SIGNATURES:
            self.found.files.append(files.file_of(self.raw, part, "signature"))
        elif media in _SMIME:
            kind = part.params.get("smime-type", "").lower()
            if not kind.startswith("certs"):
                self.found.crypt = "smime_signed" if kind == "signed-data" else "smime"
            file = files.file_of(self.raw, part, "encrypted")
            if kind != "enveloped-data" and self.depth < _DEEPEST:
                self.opaque(file)
            self.found.files.append(file)
        elif media in _TNEF or (part.file_name.lower() == "winmail.dat" and media.startswith("application/")):
            self.winmail(part)
        elif media == "text/calendar" or (media == "application/ics" and block is not None):
            self.found.calendars.append(part_text(self.raw, part, 64 * 1024, self.faults)[0])
            self.found.files.append(files.file_of(self.raw, part, "calendar"))
        elif media in {"message/rfc822", "message/global"}:
            self.found.messages.append(part)
            self.found.files.append(files.file_of(self.raw, part, "message"))
        else:
            if media in _REPORTS:
                self.found.reports.append(part)
            if media == "text/plain":
                self.spare.append(part)
            inline = part.disposition != "attachment" and (part.head.first("content-id") or part.disposition == "inline")
            self.found.files.append(files.file_of(self.raw, part, "inline" if inline and media.startswith("image/") else "attachment"))

    def text(self, part: Part, block: Block | None) -> None:
        text, more, uu = part_text(self.raw, part, self.left, self.faults, uu=part.media == "text/plain")
        self.left = max(self.left - len(text), 0)
        self.found.files += uu
        if more:
            self.faults.add("cut")
            self.found.files.append(files.file_of(self.raw, part))
        if block is None:
            block = Block()
            self.found.blocks.append(block)
        (block.html if part.media == "text/html" else block.plain).append(text)

    def opaque(self, file: MailFile) -> None:
        """Words and files of a mail that its signature holds within itself."""
        content, more = head_of(file.pieces, opaque.MOST_BYTES)
        signed = None if more else opaque.signed_content(content)
        if signed is None:
            return
        raw = RawMail(signed)
        inner = sort_parts(raw, split(raw, 0, self.faults), self.faults, self.depth + 1)
        self.found.crypt = "smime_signed"
        self.found.blocks += inner.blocks
        self.found.files += inner.files
        self.found.calendars += inner.calendars
        self.found.views += inner.views

    def winmail(self, part: Part) -> None:
        whole = files.file_of(self.raw, part, "tnef")
        content, more = head_of(whole.pieces, MOST_BYTES)
        unpacked = None if more else read_tnef(content)
        if unpacked is None or not unpacked.whole:
            self.faults.add("tnef_large" if more else "tnef_broken")
            self.found.files.append(whole)
        if unpacked is None:
            return
        if unpacked.text or unpacked.html:
            self.found.blocks.append(Block([unpacked.text] if unpacked.text else [], [unpacked.html] if unpacked.html else [], twins=True))
        for file in unpacked.files:
            name = files.file_name(file.name) or "file.bin"
            media = file.media_type.lower() or "application/octet-stream"
            self.found.files.append(files.held(file.content, name, media, "tnef", file.content_id))


def sort_parts(raw: RawMail, root: Part, faults: set[str], depth: int = 0) -> Contents:
    """depth: how many signatures this stands in."""
    sorter = _Sorter(raw, faults, depth)
    sorter.part(root, None, root=True)
    found = sorter.found
    if not found.blocks and sorter.spare:  # a mail that is one named text
        block = Block()
        text, _, _ = part_text(raw, sorter.spare[0], MOST_TEXT, faults)
        block.plain.append(text)
        found.blocks.append(block)
    return found
