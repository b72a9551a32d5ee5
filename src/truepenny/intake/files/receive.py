"""The checks on a complete draft, in their order: kind, viruses, words, redrawing, name. Out: what to store, or Refused.

Nothing but what has passed all of them leaves the staging folder in clear: what could not be read is stored sealed.
"""

from __future__ import annotations

import asyncio
import os
import secrets
import shutil
from collections.abc import AsyncIterator
from dataclasses import dataclass, replace
from pathlib import Path

from truepenny.contracts.identity import FileId, TicketId
from truepenny.contracts.secrets import Removed
from truepenny.contracts.views import UnreadWhy
from truepenny.intake.files import refusals
from truepenny.intake.files.images import Drawing
from truepenny.intake.files.media import GIF, JPEG, PNG, WEBP, Media, judge, kept_ending
from truepenny.intake.files.names import clean_name
from truepenny.intake.files.reading.examine import Outcome
from truepenny.intake.files.reading.reader import CleanName, Reader
from truepenny.intake.files.records import NOTHING_TAKEN, Audience, State, StoredFile, TakenOut
from truepenny.intake.files.sealed import Sealed, Staged, digest_of
from truepenny.intake.files.staging import Draft, aside, refused_storage
from truepenny.intake.files.virus import Clamd, Infected, Unanswered, Verdict
from truepenny.platform.blobs.disk import PIECE
from truepenny.platform.ids import new_id

DECODERS = {PNG: "PNG", JPEG: "JPEG", WEBP: "WEBP", GIF: "GIF"}
_DRAWN = {"PNG": PNG, "JPEG": JPEG, "WEBP": WEBP}
_NEVER_HELD: tuple[UnreadWhy, ...] = ("sound",)
_UNCHECKED = Outcome()


class SecretFound(Exception):
    """The file cannot be stored; removed: what it holds."""

    def __init__(self, removed: tuple[Removed, ...]) -> None:
        super().__init__()
        self.removed = removed


@dataclass(frozen=True, slots=True)
class Asked:
    """What the sender and the house want. language: for placeholders. hashes: the sender says that strings of 64 characters are hashes.
    max_side: of a picture, 0 for any. hold: whether what could not be read is held back, else it is marked only. ask: whether the sender
    can be asked about such strings; else the file is held."""

    language: str = "en"
    hashes: bool = False
    max_side: int = 0
    hold: bool = True
    ask: bool = True


@dataclass(frozen=True, slots=True)
class Received:
    """path and thumb: local files to store, none for a rejected file. key: the one that path is sealed with."""

    name: str
    media_type: str
    size: int
    state: State
    signature: str | None
    path: Path | None
    thumb: Path | None
    width: int | None
    height: int | None
    salt: str
    digest_hex: str
    key: bytes | None = None
    unread: UnreadWhy | None = None
    taken: TakenOut = NOTHING_TAKEN

    def row(
        self, *, uploader: str, ticket: TicketId | None, audience: Audience, blob: str | None, thumb: str | None, seal: str | None,
        now_us: int,
    ) -> StoredFile:  # fmt: skip
        return StoredFile(
            id=FileId(new_id()), uploader=uploader, name=self.name, media_type=self.media_type, size=self.size, width=self.width,
            height=self.height, state=self.state, signature=self.signature, blob=blob, thumb=thumb, salt=self.salt,
            digest_hex=self.digest_hex, ticket=ticket, audience=audience, uploaded_at=now_us,
            carried_at=now_us if audience in ("public", "desk") else None, seal=seal, unread=self.unread, taken=self.taken,
        )  # fmt: skip


class Receiving:
    """scanner, reader: None where files are not scanned, or not read."""

    def __init__(self, drawing: Drawing, scanner: Clamd | None, reader: Reader | None) -> None:
        self._drawing = drawing
        self._scanner = scanner
        self._reader = reader

    async def check(self, draft: Draft, *, name: str, asked: Asked) -> Received:
        """Raises SecretFound, and Refused for everything else but an infected file, which comes back as rejected and without bytes."""
        source = await draft.complete()
        with refused_storage():
            media = await aside(source, judge, source, name)
            verdict = await self._scan(source)
            if isinstance(verdict, Infected):
                shown, of_name = await self._name(name, media, asked.language)
                return await _received(source, media, name=shown, verdict=verdict, taken=TakenOut(name=of_name))
            cleaned = draft.plain()
            words, (shown, of_name) = await self._words(source, cleaned, name, media, asked)
            received = await self._fit(draft, media, cleaned if words.redacted else source, words, asked, shown, verdict)
        return replace(received, taken=TakenOut(words.removed, of_name))

    async def _words(self, source: Staged, redacted: Path, name: str, media: Media, asked: Asked) -> tuple[Outcome, CleanName]:
        """Also the name as it is shown. Raises SecretFound; Refused when the sender has to tell hashes from keys."""
        if self._reader is None:
            return _UNCHECKED, (clean_name(name, ending=kept_ending(media, name)), ())
        words, (shown, of_name) = await self._reader.read_named(
            source, name, language=asked.language, redacted=redacted, hashes=asked.hashes
        )
        if words.removed and not words.redacted:
            raise SecretFound(words.removed)
        if words.asks and asked.ask:
            raise refusals.hashes()
        named = clean_name(shown, ending=kept_ending(media, name)), of_name
        return (replace(words, unread="hash") if words.asks else words), named

    async def _name(self, name: str, media: Media, language: str) -> CleanName:
        shown, removed = (name, ()) if self._reader is None else await self._reader.clean_name(name, language)
        return clean_name(shown, ending=kept_ending(media, name)), removed

    async def _fit(
        self, draft: Draft, media: Media, source: Staged, words: Outcome, asked: Asked, name: str, verdict: Verdict | None
    ) -> Received:
        """The bytes as they are stored: in clear when they were read or may pass unread, else sealed."""
        sealed = words.unread == "hash" or (words.unread is not None and words.unread not in _NEVER_HELD and asked.hold)
        if media not in DECODERS:
            kept = source if sealed or isinstance(source, Path) else await opened(draft, source)
            return await _received(kept, media, name=name, verdict=verdict, unread=words.unread)
        target: Staged = draft.sealed() if sealed else draft.plain()
        thumb = None if sealed else draft.plain()
        drawn = await self._drawing.draw(source, DECODERS[media], target=target, thumb=thumb, max_side=asked.max_side)
        return await _received(
            target, _DRAWN[drawn.format], name=name, verdict=verdict, thumb=thumb, width=drawn.width, height=drawn.height,
            unread=words.unread,
        )  # fmt: skip

    async def _scan(self, source: Staged) -> Verdict | None:
        return None if self._scanner is None else await self._scanner.scan(pieces(source))


async def _received(
    source: Staged,
    media: Media,
    *,
    name: str,
    verdict: Verdict | None,
    thumb: Path | None = None,
    width: int | None = None,
    height: int | None = None,
    unread: UnreadWhy | None = None,
    taken: TakenOut = NOTHING_TAKEN,
) -> Received:
    infected = verdict if isinstance(verdict, Infected) else None
    salt = secrets.token_hex(16)
    size, digest = await aside(source, _measure, source, bytes.fromhex(salt))
    return Received(
        name=name,
        media_type=media.media_type,
        size=size,
        state="rejected" if infected else "held" if isinstance(verdict, Unanswered) else "clean",
        signature=infected.signature if infected else None,
        path=None if infected else source.path if isinstance(source, Sealed) else source,
        thumb=None if infected else thumb,
        width=width,
        height=height,
        salt=salt,
        digest_hex=digest,
        key=source.key if isinstance(source, Sealed) and not infected else None,
        unread=None if infected else unread,
        taken=taken,
    )


async def opened(draft: Draft, source: Staged) -> Path:
    """A copy in clear, for storing."""
    path = draft.plain()
    await aside(source, _copy, source, path)
    return path


def _copy(source: Staged, path: Path) -> None:
    with source.open("rb") as sealed, path.open("wb") as clear:
        shutil.copyfileobj(sealed, clear, PIECE)


def _measure(source: Staged, salt: bytes) -> tuple[int, str]:
    """Size and digest."""
    with source.open("rb") as file:
        size = file.seek(0, os.SEEK_END)
    return size, digest_of(source, salt)


async def pieces(source: Staged) -> AsyncIterator[bytes]:
    with source.open("rb") as file:
        while piece := await asyncio.to_thread(file.read, PIECE):
            yield piece
