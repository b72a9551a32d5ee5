"""The class Files: what the rest of the house may do with files. Bytes go to a BlobStore, facts to the database; neither alone is a file.

A file belongs to its uploader until a message carries it, then to those who may see that ticket; agents' notes keep theirs inside.
Nothing that a configured scanner has not called clean is ever given out.
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path

from sqlalchemy import Connection

from truepenny.contracts.blobs import BlobStore
from truepenny.contracts.errors import NotFound, Refused
from truepenny.contracts.identity import Agent, FileId, Principal, TicketId
from truepenny.contracts.views import FileView
from truepenny.intake.files import records, refusals
from truepenny.intake.files.carry import carry_files
from truepenny.intake.files.images import Drawing
from truepenny.intake.files.pace import Pace
from truepenny.intake.files.receive import Received, Receiving
from truepenny.intake.files.records import BlobUnderBurial, State, StoredFile
from truepenny.intake.files.staging import Draft, Staging, refused_storage
from truepenny.intake.files.virus import Clamd, Clean, Infected
from truepenny.platform.clock import HOUR, Clock
from truepenny.platform.db.database import Database

MaySee = Callable[[Connection, Principal, TicketId], bool]
"""Whether this principal may see this ticket now; a read."""

LOOSE_US = 24 * HOUR
_BATCH = 200
_HELD_BATCH = 50


@dataclass(frozen=True, slots=True)
class FileLimits:
    """loose_files: how many files one person may have uploaded without sending them; together never more than ten of the largest size."""

    max_bytes: int
    per_minute: int = 30
    loose_files: int = 60


@dataclass(frozen=True, slots=True)
class Settled:
    """A held file that the scanner has spoken on; whoever looks at the ticket should be told."""

    file: str
    ticket: TicketId | None
    carried: bool
    state: State


class Files:
    """staging: a folder on the disk of the blobs. scanner None: files are not scanned. close() at the end."""

    def __init__(
        self,
        db: Database,
        clock: Clock,
        *,
        blobs: BlobStore,
        staging: Path,
        limits: FileLimits,
        may_see: MaySee,
        scanner: Clamd | None = None,
        drawing: Drawing | None = None,
    ) -> None:
        self._db = db
        self._clock = clock
        self._blobs = blobs
        self._staging = Staging(staging)
        self._may_see = may_see
        self._scanner = scanner
        self._drawing = drawing or Drawing()
        self._receiving = Receiving(self._drawing, scanner)
        self._pace = Pace(clock, per_minute=limits.per_minute)
        self.limits = limits

    def close(self) -> None:
        self._drawing.close()
        self._staging.close()

    # Coming in

    async def save(
        self, uploader: Principal, name: str, content: bytes | AsyncIterator[bytes], *, ticket: TicketId | None = None
    ) -> FileView:
        """Raises Refused: too large, too fast, not a kind that we take, infected, no room."""
        async with self.receive(uploader) as draft:
            if isinstance(content, bytes):
                await draft.write(content)
            else:
                async for piece in content:
                    await draft.write(piece)
            return await self.keep(uploader, draft, name=name, ticket=ticket)

    @asynccontextmanager
    async def receive(self, uploader: Principal) -> AsyncIterator[Draft]:
        """A draft to write() the pieces to, then keep(). Leaving the block without keep() leaves nothing behind."""
        person = records.uploader_key(uploader)
        with self._pace.running(person):
            count, size = await self._db.read(lambda conn: records.loose_bytes(conn, person))
            if count >= self.limits.loose_files or size >= 10 * self.limits.max_bytes:
                raise refusals.too_many_loose()
            async with Draft(self._staging, max_bytes=self.limits.max_bytes) as draft:
                yield draft

    async def keep(self, uploader: Principal, draft: Draft, *, name: str, ticket: TicketId | None = None) -> FileView:
        """Judges, scans, redraws and stores a complete draft."""
        if ticket is not None and not await self._db.read(lambda conn: self._may_see(conn, uploader, ticket)):
            raise NotFound
        received = await self._receiving.check(draft, name=name)
        person = records.uploader_key(uploader)
        row = await self._store(received, uploader=person, ticket=ticket, audience="uploader")
        if row.state == "rejected":
            raise refusals.infected()
        return records.view(row)

    async def save_logo(self, content: bytes, name: str) -> str:
        """A picture for everybody, at most 512 x 512, as the path to fetch it by. Raises Refused."""
        async with Draft(self._staging, max_bytes=min(self.limits.max_bytes, 5 * 1024 * 1024)) as draft:
            await draft.write(content)
            received = await self._receiving.check(draft, name=name, max_side=512)
            if not received.media_type.startswith("image/") or received.state != "clean":
                raise refusals.no_logo()
            row = await self._store(received, uploader="desk", ticket=None, audience="public")
        return f"/files/{row.id}"

    async def _store(self, received: Received, *, uploader: str, ticket: TicketId | None, audience: records.Audience) -> StoredFile:
        with refused_storage():
            blob = await self._blobs.address_of(received.path) if received.path else None
            thumb = await self._blobs.address_of(received.thumb) if received.thumb else None
        row = received.row(uploader=uploader, ticket=ticket, audience=audience, blob=blob, thumb=thumb, now_us=self._clock.now_us())
        await self._insert(row)
        try:
            with refused_storage():
                for path, address in ((received.path, blob), (received.thumb, thumb)):
                    if path is not None and address is not None:
                        await self._blobs.put(path, address)
        except Refused:
            await self._db.write(lambda conn: records.erase_files(conn, [row.id]))
            raise
        return row

    async def _insert(self, row: StoredFile) -> None:
        for _ in range(20):
            try:
                await self._db.write(lambda conn: records.insert_file(conn, row, scanned_at=row.uploaded_at))
            except BlobUnderBurial:
                await self.bury()
                await asyncio.sleep(0.1)
            else:
                return
        with refused_storage():
            raise OSError("the same bytes are still being deleted")

    # Going out

    async def load(self, principal: Principal | None, file_id: str) -> StoredFile:
        """A file that this principal may fetch now. Raises NotFound, or Refused while it is held and when it was rejected."""
        row = await self._db.read(lambda conn: self._find(conn, principal, file_id))
        if row is None:
            raise NotFound
        if row.state == "held":
            raise refusals.held()
        if row.state == "rejected" or row.blob is None:
            raise refusals.rejected()
        return row

    async def size(self, address: str) -> int:
        """Bytes of a blob of a loaded file; raises Refused when the store fails, NotFound when the bytes are gone."""
        try:
            with refused_storage():
                return await self._blobs.size(address)
        except Refused as wrong:
            if isinstance(wrong.__cause__, FileNotFoundError):
                raise NotFound from wrong
            raise

    def read(self, address: str, *, start: int = 0, length: int | None = None) -> AsyncIterator[bytes]:
        return self._blobs.read(address, start=start, length=length)

    def _find(self, conn: Connection, principal: Principal | None, file_id: str) -> StoredFile | None:
        row = records.find_file(conn, file_id)
        if row is None or row.audience == "public":
            return row
        if principal is None:
            return None
        if row.audience == "uploader":
            return row if row.uploader == records.uploader_key(principal) else None
        if row.audience == "desk" and not isinstance(principal, Agent):
            return None
        return row if row.ticket is not None and self._may_see(conn, principal, row.ticket) else None

    # Inside the caller's transaction

    def load_views(self, conn: Connection, ids: Sequence[str]) -> dict[str, FileView]:
        """By id; those that were erased are missing. The caller has decided that the reader may see them."""
        return {file_id: records.view(row) for file_id, row in records.list_files(conn, ids).items()}

    def own_views(self, conn: Connection, uploader: str, ids: Sequence[str]) -> tuple[FileView, ...]:
        """An uploader's (contact id or agent ID) own files in the order of ids; erased are those that are gone, or another's."""
        found = {file_id: records.view(row) for file_id, row in records.list_files(conn, ids).items() if row.uploader == uploader}
        return tuple(found.get(file_id) or records.erased_view(file_id) for file_id in ids)

    def attach(
        self, conn: Connection, ids: Sequence[FileId], *, ticket: TicketId, owner: str, internal: bool = False
    ) -> tuple[tuple[FileId, str], ...]:
        """A message of the ticket (or a note: internal, for agents only) carries these uploads of owner's from now on: (id, digest) each.

        owner: contact id or agent ID. Raises Refused: more than ten, another's, gone, infected, or carried already.
        """
        rows = carry_files(conn, ids, ticket=ticket, owner=owner, internal=internal, now_us=self._clock.now_us())
        return tuple((row.id, row.digest_hex) for row in rows)

    def rejected(self, conn: Connection, ticket: TicketId) -> tuple[StoredFile, ...]:
        """What the scanner found in files for this ticket, with its signatures: for agents only."""
        return tuple(records.list_rejected(conn, ticket))

    def erase(self, conn: Connection, ids: Sequence[str]) -> None:
        """Deletes rows and salts. The bytes that nothing else uses go at the next bury(): await it after the commit."""
        records.erase_files(conn, ids)

    # From time to time

    async def bury(self) -> int:
        """Deletes bytes that no row uses any more."""
        now = self._clock.now_us()
        claimed = await self._db.write(lambda conn: records.claim_burials(conn, now_us=now, limit=_BATCH))
        with refused_storage():
            for address in claimed:
                await self._blobs.delete(address)
        if claimed:
            await self._db.write(lambda conn: records.forget_buried(conn, claimed))
        return len(claimed)

    async def sweep(self) -> int:
        """Erases uploads that no message carried within 24 hours, and buries. Returns how many files expired."""
        before = self._clock.now_us() - LOOSE_US
        expired = 0
        while gone := await self._db.write(lambda conn: records.erase_expired(conn, before_us=before, limit=_BATCH)):
            expired += gone
        while await self.bury() >= _BATCH:
            pass
        return expired

    async def tend(self) -> tuple[Settled, ...]:
        """All that is to be done from time to time: call it every half minute, and tell those who look at the settled files' tickets."""
        settled = await self.rescan_held()
        await self.sweep()
        return settled

    async def rescan_held(self) -> tuple[Settled, ...]:
        """Asks the scanner again about files that it never answered on. Without a scanner they stay held."""
        if self._scanner is None or not await self._scanner.answers():
            return ()
        settled: list[Settled] = []
        for row in await self._db.read(lambda conn: records.list_held(conn, limit=_HELD_BATCH)):
            found = await self._rescan(self._scanner, row)
            if found is not None:
                settled.append(found)
        return tuple(settled)

    async def _rescan(self, scanner: Clamd, row: StoredFile) -> Settled | None:
        try:
            verdict = await scanner.scan(self._blobs.read(row.blob or ""))
        except OSError:
            return None
        now = self._clock.now_us()
        state: State = "clean" if isinstance(verdict, Clean) else "rejected" if isinstance(verdict, Infected) else "held"
        signature = verdict.signature if isinstance(verdict, Infected) else None
        changed = await self._db.write(lambda conn: records.settle(conn, row, state=state, signature=signature, now_us=now))
        return Settled(row.id, row.ticket, row.carried_at is not None, state) if changed and state != "held" else None
