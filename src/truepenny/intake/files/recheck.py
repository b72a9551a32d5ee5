"""Files that are held are looked at again: by the virus scanner when it is back, by the reader when it can read, or let through by a lead.

What was found fit is stored in clear and its sealed bytes go; what holds a secret loses its bytes. The words of a file never pass here.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, replace
from pathlib import Path

from cryptography.exceptions import InvalidTag
from sqlalchemy import Connection

from truepenny.contracts.blobs import BlobStore
from truepenny.contracts.errors import Refused
from truepenny.contracts.identity import TicketId
from truepenny.contracts.secrets import Removed
from truepenny.intake.files import records
from truepenny.intake.files.images import Drawing
from truepenny.intake.files.media import ALLOWED
from truepenny.intake.files.reading.examine import Outcome
from truepenny.intake.files.reading.reader import Reader
from truepenny.intake.files.receive import DECODERS, opened, pieces
from truepenny.intake.files.records import BlobUnderBurial, StoredFile, TakenOut
from truepenny.intake.files.sealed import Sealed, Staged
from truepenny.intake.files.staging import Draft, Staging, refused_storage
from truepenny.intake.files.virus import Clamd, Clean, Infected
from truepenny.platform.clock import HOUR, MINUTE, Clock
from truepenny.platform.crypto import Keyring
from truepenny.platform.db.database import Database

log = logging.getLogger(__name__)
_BATCH = 50
_AGAIN_US, _GIVE_UP_US = 10 * MINUTE, 2 * HOUR
_SEAL = "held file"
_MEDIA = {media.media_type: media for media in ALLOWED}


Also = Callable[[Connection], None]
"""Something more in the same transaction."""


def _nothing_else(_: Connection) -> None:
    pass


@dataclass(frozen=True, slots=True)
class Settled:
    """A held file of which now more is known; whoever looks at the ticket should be told. removed: the secrets that it is gone for."""

    file: str
    uploader: str
    ticket: TicketId | None
    carried: bool
    state: records.State
    removed: tuple[Removed, ...] = ()


@dataclass(frozen=True, slots=True)
class Recheck:
    db: Database
    clock: Clock
    blobs: BlobStore
    staging: Staging
    keyring: Keyring
    drawing: Drawing
    scanner: Clamd | None
    reader: Reader | None

    def seal_key(self, key: bytes) -> str:
        return self.keyring.seal(_SEAL, key).hex()

    async def all_due(self) -> list[Settled]:
        """Tries again what can be tried now."""
        scans = self.scanner is not None and await self.scanner.answers()
        sees = self.reader is not None and await self.reader.sees()
        now = self.clock.now_us()
        due = await self.db.read(
            lambda conn: records.list_held(
                conn, virus=scans, ocr=sees, failed=self.reader is not None, tried_before=now - _AGAIN_US, uploaded_after=now - _GIVE_UP_US,
                limit=_BATCH,
            )
        )  # fmt: skip
        settled = [await self.again(row) for row in due]
        return [one for one in settled if one is not None]

    async def again(self, row: StoredFile) -> Settled | None:
        """Looks at one held file once more; None where that changed nothing for those who look at it."""
        try:
            async with self._fetched(row) as (draft, source):
                if row.state == "held":
                    return await self._scan(row, draft, source)
                return await self._read(row, draft, source)
        except (OSError, Refused) as wrong:  # the store is away, or too much is being done; the file stays as it is
            log.warning("a held file could not be looked at", extra={"file": row.id, "reason": type(wrong).__name__})
            return None

    async def read(self, row: StoredFile, *, language: str) -> Outcome | None:
        """What a stored file holds under the screen of today; None where nobody is there to read it. Raises OSError when the store is away,
        Refused when too many wait."""
        if self.reader is None:
            return None
        async with self._fetched(row) as (_, source):
            return await self.reader.read_again(source, language=language)

    async def let_through(self, row: StoredFile, *, record: Also) -> Settled | None:
        """A lead's word: it is passed on unread, and says so. record: written in the same transaction. Raises Refused for a full disk."""
        with refused_storage():
            async with self._fetched(row) as (draft, source):
                return await self._open(row, draft, source, replace(row, seal=None), also=record)

    async def _scan(self, row: StoredFile, draft: Draft, source: Staged) -> Settled | None:
        if self.scanner is None:
            return None
        verdict = await self.scanner.scan(pieces(source))
        if isinstance(verdict, Infected):
            return await self._settle(row, replace(row, state="rejected", signature=verdict.signature, blob=None, thumb=None, seal=None))
        return await self._settle(row, replace(row, state="clean") if isinstance(verdict, Clean) else row)

    async def _read(self, row: StoredFile, draft: Draft, source: Staged) -> Settled | None:
        if self.reader is None:
            return None
        words = await self.reader.read_again(source)
        if words.removed:
            taken = TakenOut(words.removed, row.taken.name)
            gone = replace(row, state="rejected", blob=None, thumb=None, seal=None, unread=None, salt="", taken=taken)
            return await self._settle(row, gone)
        if words.asks:
            return await self._settle(row, replace(row, unread="hash"))
        if words.unread is not None:
            return await self._settle(row, replace(row, unread=words.unread))
        return await self._open(row, draft, source, replace(row, seal=None, unread=None))

    async def _open(
        self, row: StoredFile, draft: Draft, source: Staged, after: StoredFile, *, also: Also = _nothing_else
    ) -> Settled | None:
        """Stores the bytes in clear, the same as those of which the digest was taken, and the small picture of a picture."""
        clear = await opened(draft, source)
        thumb: Path | None = None
        if (media := _MEDIA[row.media_type]) in DECODERS:
            thumb = draft.plain()
            await self.drawing.draw(clear, DECODERS[media], target=draft.sealed(), thumb=thumb)
        blob = await self.blobs.address_of(clear)
        small = None if thumb is None else await self.blobs.address_of(thumb)
        stored = [(clear, blob)] if thumb is None or small is None else [(clear, blob), (thumb, small)]
        await self._claim([address for _, address in stored])
        settled = None
        try:
            for path, address in stored:
                await self.blobs.put(path, address)
            settled = await self._settle(row, replace(after, blob=blob, thumb=small), also=also)
        finally:
            if settled is None:
                await self.db.write(lambda conn: records.release_blobs(conn, [address for _, address in stored]))
        return settled

    async def _claim(self, addresses: Sequence[str]) -> None:
        for _ in range(20):
            try:
                return await self.db.write(lambda conn: records.claim_blobs(conn, addresses))
            except BlobUnderBurial:
                await asyncio.sleep(0.1)
        raise OSError("the same bytes are still being deleted")

    async def _settle(self, row: StoredFile, after: StoredFile, *, also: Also = _nothing_else) -> Settled | None:
        now = self.clock.now_us()

        def write(conn: Connection) -> bool:
            if not records.settle(conn, row, after, now_us=now):
                return False
            also(conn)
            return True

        if not await self.db.write(write) or after == row:
            return None
        return Settled(row.id, row.uploader, row.ticket, row.carried_at is not None, after.state, after.taken.file)

    @asynccontextmanager
    async def _fetched(self, row: StoredFile) -> AsyncIterator[tuple[Draft, Staged]]:
        """The stored bytes in the staging folder, sealed if they were; raises OSError."""
        async with Draft(self.staging, max_bytes=row.size) as draft:
            path = draft.plain()
            with await asyncio.to_thread(path.open, "wb") as file:
                async for piece in self.blobs.read(row.blob or ""):
                    await asyncio.to_thread(file.write, piece)
            yield draft, path if row.seal is None else Sealed(path, self._key(row.seal))

    def _key(self, seal: str) -> bytes:
        try:
            return self.keyring.open_sealed(_SEAL, bytes.fromhex(seal))
        except (InvalidTag, ValueError):
            raise OSError("sealed with another secret file") from None
