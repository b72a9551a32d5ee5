"""What a file is, by its bytes and not by its name or its sender's word, against the list of kinds that may come in.

In: a complete file and the name it came with. Out: a Media, or Refused with words that say which kinds work.
Archives are never unpacked; of office files only the list of names at the end is read.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import BinaryIO, Literal

from truepenny.contracts.errors import Refused
from truepenny.intake.files.containers import is_mp3, iso_kind, office_kind
from truepenny.intake.files.names import ending_of
from truepenny.intake.files.plaintext import is_text
from truepenny.intake.files.sealed import Source

Shape = Literal["picture", "sound", "film", "paper"]

HEAD = 4096
WORKING = "PNG, JPEG, WebP, GIF, PDF, TXT, LOG, CSV, JSON, DOCX, XLSX, PPTX, ZIP, MP4, WebM, MOV, MP3, M4A, WAV"


@dataclass(frozen=True, slots=True)
class Media:
    """A kind of file. endings: the names it may carry, its own first."""

    media_type: str
    endings: tuple[str, ...]
    shape: Shape

    @property
    def ending(self) -> str:
        return self.endings[0]


PNG = Media("image/png", ("png",), "picture")
JPEG = Media("image/jpeg", ("jpg", "jpeg", "jpe", "jfif"), "picture")
WEBP = Media("image/webp", ("webp",), "picture")
GIF = Media("image/gif", ("gif",), "picture")
_OOXML = "application/vnd.openxmlformats-officedocument."
ALLOWED: tuple[Media, ...] = (
    PNG, JPEG, WEBP, GIF,
    Media("application/pdf", ("pdf",), "paper"),
    Media("text/plain", ("txt", "log"), "paper"),
    Media("text/csv", ("csv",), "paper"),
    Media("application/json", ("json",), "paper"),
    Media(_OOXML + "wordprocessingml.document", ("docx",), "paper"),
    Media(_OOXML + "spreadsheetml.sheet", ("xlsx",), "paper"),
    Media(_OOXML + "presentationml.presentation", ("pptx",), "paper"),
    Media("application/zip", ("zip",), "paper"),
    Media("video/mp4", ("mp4", "m4v"), "film"),
    Media("video/webm", ("webm",), "film"),
    Media("video/quicktime", ("mov", "qt"), "film"),
    Media("audio/mpeg", ("mp3",), "sound"),
    Media("audio/mp4", ("m4a",), "sound"),
    Media("audio/wav", ("wav",), "sound"),
)  # fmt: skip
ACCEPT: tuple[str, ...] = tuple(media.media_type for media in ALLOWED)
"""For the accept attribute of a file picker."""
_BY_ENDING = {ending: media for media in ALLOWED for ending in media.endings}
_TEXTS = ("txt", "log", "csv", "json")


def judge(source: Source, name: str) -> Media:
    """The kind of this file; blocking. Raises Refused: empty, of a kind that is not taken, or a name that says something else.

    A picture may carry any picture's ending, since it is drawn anew and named after what it is.
    """
    with source.open("rb") as file:
        kind = kind_of(file)
    if kind == "empty":
        raise Refused(422, "file_empty", "This file is empty.", "Check that it was saved completely and choose it again.", field="file")
    if kind == "heic":
        raise Refused(
            422, "file_heic", "We cannot open HEIC pictures.", "Take a screenshot of it, or save it as JPEG, and send that.", field="file"
        )
    if kind == "macro":
        raise Refused(
            422,
            "file_macro",
            "We do not take office files with macros.",
            "Save it without macros, or as PDF, and send that.",
            field="file",
        )
    ending = ending_of(name)
    if kind == "text":
        kind = ending if ending in _TEXTS else "txt"
    media = _BY_ENDING.get(kind)
    if media is None or (ending and ending not in _BY_ENDING and media.shape != "picture"):
        raise _unknown()
    if ending and media.shape != "picture" and ending not in media.endings and not _near(media, ending):
        raise Refused(
            422,
            "file_name_differs",
            "The name of this file ends in .{ending}, but its content is something else.",
            "Check that it is the right file. If it is, give it the ending .{actual} and send it again.",
            params={"ending": ending, "actual": media.ending},
            field="file",
        )
    return media


def kept_ending(media: Media, name: str) -> str:
    """The ending that the file is shown with: its own where that is right, else the kind's."""
    ending = ending_of(name)
    return ending if ending in media.endings else media.ending


def _unknown() -> Refused:
    return Refused(
        415, "file_kind", "We cannot take this kind of file.", "These kinds work: {kinds}.", params={"kinds": WORKING}, field="file"
    )


def _near(media: Media, ending: str) -> bool:
    """Phones and recorders mix up the three names of one container."""
    family = {"video/mp4", "video/quicktime", "audio/mp4"}
    return media.media_type in family and _BY_ENDING[ending].media_type in family


def kind_of(file: BinaryIO) -> str:
    """An ending of the list, or one of: empty, text, heic, macro, unknown. file: anything that can be read from any place."""
    head = file.read(HEAD)
    if not head:
        return "empty"
    for magic, kind in _MAGIC:
        if head.startswith(magic):
            return kind
    if head[:4] == b"RIFF":
        return {b"WEBP": "webp", b"WAVE": "wav"}.get(head[8:12], "unknown")
    if head.startswith(b"\x1a\x45\xdf\xa3"):
        return "webm" if b"\x42\x82\x84webm" in head else "unknown"
    if head.startswith((b"PK\x03\x04", b"PK\x05\x06")):
        return office_kind(file)
    found = iso_kind(head)
    if found:
        return found
    if is_mp3(file, head):
        return "mp3"
    return "text" if is_text(file) else "unknown"


_MAGIC = (
    (b"\x89PNG\r\n\x1a\n", "png"),
    (b"\xff\xd8\xff", "jpg"),
    (b"GIF87a", "gif"),
    (b"GIF89a", "gif"),
    (b"%PDF-", "pdf"),
)
