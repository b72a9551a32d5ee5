"""One file from its bytes to what may be said of it. Runs in a process apart; a fault of the detector or of a reader is an outcome too.

In: a sealed file and its kind. Out: an Outcome, and for a text with secrets the text without them. Never a word of the file.
"""

from __future__ import annotations

import io
import time
from collections.abc import Sequence
from dataclasses import dataclass
from typing import BinaryIO

from truepenny.contracts.secrets import Removed
from truepenny.contracts.views import UnreadWhy
from truepenny.intake.files.media import kind_of
from truepenny.intake.files.reading.archive import read_archive
from truepenny.intake.files.reading.look import MAX_LISTED, Look, Screen, TooMuch, TooSlow
from truepenny.intake.files.reading.ocr import Ocr
from truepenny.intake.files.reading.order import named_in
from truepenny.intake.files.reading.paper import read_paper
from truepenny.intake.files.reading.pictures import FORMATS, look_at, look_into
from truepenny.intake.files.reading.texts import decode, decode_part, other_readings, table_of
from truepenny.intake.files.redraw import Unreadable, open_picture
from truepenny.intake.files.sealed import Source, Target
from truepenny.intake.screen.findings import Finding

_OFFICE = ("docx", "xlsx", "pptx")
_SOUND = ("mp4", "webm", "mov", "m4a", "mp3", "wav")
_DEEPEST = 2


@dataclass(frozen=True, slots=True)
class Outcome:
    """removed: what the file held; redacted: a text without it was written, else the file cannot be stored. asks: how many strings of 64
    hex digits only the sender can tell apart. unread: why a part of it could not be read. With removed, the others say nothing. fault: of
    our own code or the detector's, for the log: what and where."""

    removed: tuple[Removed, ...] = ()
    redacted: bool = False
    asks: int = 0
    unread: UnreadWhy | None = None
    fault: str = ""


def examine(
    source: Source, *, screen: Screen, ocr: Ocr | None, language: str, redacted: Target | None, seconds: float, hashes: bool
) -> Outcome:
    """redacted: where to write a text without its secrets; None: it cannot be changed any more. hashes: the sender said that they are
    hashes. seconds: after these, what is left counts as not read."""
    look = Look(screen, language, ocr, until=time.monotonic() + seconds)
    fault = ""
    try:
        with source.open("rb") as file:
            kind = kind_of(file)
            file.seek(0)
            if kind == "text":
                return _read_text(look, file, redacted, hashes=hashes)
            if kind in FORMATS:
                _read_picture(look, source, kind)
            else:
                _read(look, file, kind)
    except (TooMuch, MemoryError):
        look.miss("too_much")
    except TooSlow:
        look.miss("failed")
    except Exception as error:  # what we do not know is not read; the words of the fault stay here too
        fault = f"{type(error).__name__} in {_place_of(error)}"
        look.miss("failed")
    return Outcome(tuple(look.removed), asks=0 if hashes else look.asks, unread=look.unread, fault=fault)


def _read_text(look: Look, file: BinaryIO, redacted: Target | None, *, hashes: bool) -> Outcome:
    """Secrets in what is written are taken out of it. One that only shows in another reading cannot be: the file is refused."""
    found = decode(file)
    if found is None:
        look.miss("broken")
        return Outcome(unread=look.unread)
    text, encoding = found
    look.named.update(named_in(table_of(text)))
    findings = [one for one in look.find(text) if not look.is_named(text, one)]
    asks = [] if hashes else [one for one in findings if one.certainty == "ask"]
    secrets = [one for one in findings if one.certainty != "ask"]
    rest, removed = _without(text, secrets, look)
    for reading in other_readings(rest):
        look.take(reading)
    if look.removed or (secrets and redacted is None):
        return Outcome((*removed, *look.removed)[:MAX_LISTED])
    if asks or (look.asks and not hashes):
        return Outcome(asks=max(len(asks), look.asks))
    if secrets and redacted is not None:
        with redacted.open("wb") as out:
            out.write(rest.encode(encoding))
    return Outcome(removed[:MAX_LISTED], redacted=bool(secrets))


def _without(text: str, secrets: Sequence[Finding], look: Look) -> tuple[str, tuple[Removed, ...]]:
    pieces: list[str] = []
    removed: list[Removed] = []
    at = 0
    for one in secrets:
        taken = look.screen.removed(one, look.language)
        removed.append(taken)
        pieces += [text[at : one.start], look.screen.placeholder(taken, look.language)]
        at = one.end
    return "".join([*pieces, text[at:]]), tuple(removed)


def _read_picture(look: Look, source: Source, kind: str) -> None:
    """It is going to be drawn anew: only what is drawn counts. One that cannot be opened is refused there."""
    picture = open_picture(source, FORMATS[kind])
    if not isinstance(picture, Unreadable):
        look_at(look, picture)


def _read(look: Look, file: BinaryIO, kind: str) -> None:
    if kind == "pdf":
        read_paper(look, file, read_part=read_part)
    elif kind in _OFFICE or kind == "zip":
        read_archive(look, file, office=kind in _OFFICE, read_part=read_part)
    elif kind in _SOUND:
        look.miss("sound")
    else:
        look.miss("part")


def read_part(look: Look, content: bytes) -> None:
    """A file inside another one. Raises TooMuch."""
    if not content:
        return
    file = io.BytesIO(content)
    kind = _part_kind(file)
    file.seek(0)
    if kind in FORMATS:
        look_into(look, file, kind)
        return
    text = decode_part(content) if kind in ("text", "unknown") else None
    if text is not None:
        look.named.update(named_in(table_of(text)))
        look.take(text)
        for reading in other_readings(text):
            look.take(reading)
        return
    look.deep += 1
    if kind == "zip" or (look.deep > _DEEPEST and kind not in _SOUND):
        look.miss("part")
    else:
        _read(look, file, kind)
    look.deep -= 1


def _part_kind(file: BinaryIO) -> str:
    head = file.read(4)
    file.seek(0)
    if head.startswith(b"BM"):
        return "bmp"
    if head in (b"II*\0", b"MM\0*"):
        return "tif"
    return kind_of(file)


def _place_of(error: BaseException) -> str:
    """Module and line where it was raised."""
    trace = error.__traceback__
    place = "?"
    while trace is not None:
        place = f"{trace.tb_frame.f_globals.get('__name__', '?')}:{trace.tb_lineno}"
        trace = trace.tb_next
    return place
