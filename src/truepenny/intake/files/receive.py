"""The checks on a complete draft, in their order: kind, viruses, redrawing, name. Out: what to store, or Refused."""

from __future__ import annotations

import asyncio
import secrets
from collections.abc import AsyncIterator
from dataclasses import dataclass
from pathlib import Path

from truepenny.contracts.identity import FileId, TicketId
from truepenny.intake.files.images import Drawing
from truepenny.intake.files.media import GIF, JPEG, PNG, WEBP, Media, judge, kept_ending
from truepenny.intake.files.names import clean_name
from truepenny.intake.files.records import Audience, State, StoredFile
from truepenny.intake.files.staging import Draft, refused_storage
from truepenny.intake.files.virus import Clamd, Infected, Unanswered, Verdict
from truepenny.platform.blobs.disk import PIECE, keyed_digest
from truepenny.platform.ids import new_id

_DECODERS = {PNG: "PNG", JPEG: "JPEG", WEBP: "WEBP", GIF: "GIF"}
_DRAWN = {"PNG": PNG, "JPEG": JPEG, "WEBP": WEBP}


@dataclass(frozen=True, slots=True)
class Received:
    """path and thumb: local files to store, none for a rejected file."""

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

    def row(
        self, *, uploader: str, ticket: TicketId | None, audience: Audience, blob: str | None, thumb: str | None,
        now_us: int,
    ) -> StoredFile:  # fmt: skip
        return StoredFile(
            id=FileId(new_id()), uploader=uploader, name=self.name, media_type=self.media_type, size=self.size, width=self.width,
            height=self.height, state=self.state, signature=self.signature, blob=blob, thumb=thumb, salt=self.salt,
            digest_hex=self.digest_hex, ticket=ticket, audience=audience, uploaded_at=now_us,
            carried_at=now_us if audience == "public" else None,
        )  # fmt: skip


class Receiving:
    def __init__(self, drawing: Drawing, scanner: Clamd | None) -> None:
        self._drawing = drawing
        self._scanner = scanner

    async def check(self, draft: Draft, *, name: str, max_side: int = 0) -> Received:
        """Raises Refused for everything but an infected file, which comes back as rejected and without bytes."""
        path = await draft.complete()
        with refused_storage():
            media = await asyncio.to_thread(judge, path, name)
            verdict = await self._scan(path)
        if isinstance(verdict, Infected):
            return await _received(path, media, name=name, verdict=verdict)
        if media not in _DECODERS:
            return await _received(path, media, name=name, verdict=verdict)
        target, thumb = draft.new_path(), draft.new_path()
        with refused_storage():
            drawn = await self._drawing.draw(path, _DECODERS[media], target=target, thumb=thumb, max_side=max_side)
        return await _received(
            target, _DRAWN[drawn.format], name=name, verdict=verdict, thumb=thumb, width=drawn.width, height=drawn.height
        )

    async def _scan(self, path: Path) -> Verdict | None:
        return None if self._scanner is None else await self._scanner.scan(_pieces(path))


async def _received(
    path: Path,
    media: Media,
    *,
    name: str,
    verdict: Verdict | None,
    thumb: Path | None = None,
    width: int | None = None,
    height: int | None = None,
) -> Received:
    infected = verdict if isinstance(verdict, Infected) else None
    salt = secrets.token_hex(16)
    with refused_storage():
        size = (await asyncio.to_thread(path.stat)).st_size
        digest = await asyncio.to_thread(keyed_digest, path, bytes.fromhex(salt))
    return Received(
        name=clean_name(name, ending=kept_ending(media, name)),
        media_type=media.media_type,
        size=size,
        state="rejected" if infected else "held" if isinstance(verdict, Unanswered) else "clean",
        signature=infected.signature if infected else None,
        path=None if infected else path,
        thumb=None if infected else thumb,
        width=width,
        height=height,
        salt=salt,
        digest_hex=digest,
    )


async def _pieces(path: Path) -> AsyncIterator[bytes]:
    with path.open("rb") as file:
        while piece := await asyncio.to_thread(file.read, PIECE):
            yield piece
