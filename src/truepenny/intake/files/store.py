"""The class Files: what the rest of the house may do with files. Bytes go to a BlobStore, facts to the database; neither alone is a file.

A file belongs to its uploader until a message carries it, then to those who may see that ticket; agents' notes keep theirs inside.
Nothing that a configured scanner has not called clean is ever given out, and nothing that was not checked for secrets without saying so.
"""

from __future__ import annotations

import asyncio
import logging
import sys
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from sqlalchemy import Connection

from truepenny.contracts.blobs import BlobStore
from truepenny.contracts.errors import NotFound, Refused
from truepenny.contracts.identity import Agent, FileId, Principal, TicketId
from truepenny.contracts.secrets import Removed
from truepenny.contracts.views import FileView
from truepenny.intake.files import records, refusals
from truepenny.intake.files.carry import carry_files
from truepenny.intake.files.images import Drawing
from truepenny.intake.files.pace import Pace
from truepenny.intake.files.reading.examine import Outcome
from truepenny.intake.files.reading.reader import Reader
from truepenny.intake.files.receive import Asked, Received, Receiving, SecretFound
from truepenny.intake.files.recheck import Recheck, Settled
from truepenny.intake.files.records import BlobUnderBurial, StoredFile
from truepenny.intake.files.sealed import open_bytes
from truepenny.intake.files.staging import Draft, Staging, refused_storage
from truepenny.intake.files.virus import Clamd
from truepenny.platform.clock import HOUR, Clock
from truepenny.platform.crypto import Keyring
from truepenny.platform.db.database import Database, DatabaseAway
from truepenny.platform.ids import new_id
from truepenny.tickets.access import check_leads
from truepenny.tickets.needs import CarriedFile

log = logging.getLogger(__name__)
MaySee = Callable[[Connection, Principal, TicketId], bool]
"""Whether this principal may see this ticket now; a read."""

LOOSE_US = 24 * HOUR
MAX_REASON = 300
_BATCH = 200


@dataclass(frozen=True, slots=True)
class FileLimits:
    """loose_files: how many files one person may have uploaded without sending them; together never more than ten of the largest size."""

    max_bytes: int
    per_minute: int = 30
    loose_files: int = 60


@dataclass(frozen=True, slots=True)
class FileWithSecret:
    """A file that was not kept because of what it holds. uploader: contact id or agent ID. file: set when it was held until now."""

    uploader: str
    ticket: TicketId | None
    removed: tuple[Removed, ...]
    file: FileId | None = None


OnSecret = Callable[[FileWithSecret], Awaitable[None]]
Record = Callable[..., None]
"""people.audit.record."""


async def _tell_nobody(_: FileWithSecret) -> None:
    pass


class Files:
    """staging: a folder on the disk of the blobs. scanner None: files are not scanned. reader None: they are not read. hold_unread: what
    could not be read is held; else it is passed on with a mark. on_secret: hears of each file that was not kept. close() at the end."""

    def __init__(
        self,
        db: Database,
        clock: Clock,
        *,
        blobs: BlobStore,
        staging: Path,
        limits: FileLimits,
        may_see: MaySee,
        keyring: Keyring,
        record: Record,
        scanner: Clamd | None = None,
        reader: Reader | None = None,
        hold_unread: bool = True,
        drawing: Drawing | None = None,
        on_secret: OnSecret = _tell_nobody,
    ) -> None:
        self._db = db
        self._clock = clock
        self._blobs = blobs
        self._staging = Staging(staging)
        self._may_see = may_see
        self._record = record
        self._drawing = drawing or Drawing()
        self._reader = reader
        self._hold_unread = hold_unread
        self._receiving = Receiving(self._drawing, scanner, reader)
        self._recheck = Recheck(db, clock, blobs, self._staging, keyring, self._drawing, scanner, reader)
        self._pace = Pace(clock, per_minute=limits.per_minute)
        self.limits = limits
        self.on_secret = on_secret

    def close(self) -> None:
        self._drawing.close()
        if self._reader is not None:
            self._reader.close()
        self._staging.close()

    # Coming in

    async def save(
        self,
        uploader: Principal,
        name: str,
        content: bytes | AsyncIterator[bytes],
        *,
        ticket: TicketId | None = None,
        hashes: bool = False,
        by_mail: bool = False,
    ) -> FileView:
        """Raises Refused: too large, too fast, not a kind that we take, infected, with a secret in it, no room. hashes: see keep. by_mail:
        nobody is there who could be asked or told to wait: no pace, and what may hold a key is held."""
        async with self.receive(uploader, paced=not by_mail) as draft:
            if isinstance(content, bytes):
                await draft.write(content)
            else:
                async for piece in content:
                    await draft.write(piece)
            return await self.keep(uploader, draft, name=name, ticket=ticket, hashes=hashes, ask=not by_mail)

    @asynccontextmanager
    async def receive(self, uploader: Principal, *, paced: bool = True) -> AsyncIterator[Draft]:
        """A draft to write() the pieces to, then keep(). Leaving the block without keep() leaves nothing behind."""
        person = records.uploader_key(uploader)
        if not paced:
            if self._reader is not None:
                self._reader.wake()
            async with Draft(self._staging, max_bytes=self.limits.max_bytes) as draft:
                yield draft
            return
        with self._pace.running(person):
            count, size = await self._db.read(lambda conn: records.loose_bytes(conn, person))
            if count >= self.limits.loose_files or size >= 10 * self.limits.max_bytes:
                raise refusals.too_many_loose()
            if self._reader is not None:
                self._reader.wake()
            async with Draft(self._staging, max_bytes=self.limits.max_bytes) as draft:
                yield draft

    async def keep(
        self, uploader: Principal, draft: Draft, *, name: str, ticket: TicketId | None = None, hashes: bool = False, ask: bool = True
    ) -> FileView:
        """Judges, scans, reads, redraws and stores a complete draft. hashes: the uploader says that strings of 64 hex digits in it are
        transaction hashes; without that, a file with one that could be a key is refused with code file_hashes, or held (ask false)."""
        if ticket is not None and not await self._db.read(lambda conn: self._may_see(conn, uploader, ticket)):
            raise NotFound
        person = records.uploader_key(uploader)
        asked = Asked(uploader.language, hashes, hold=self._hold_unread, ask=ask)
        try:
            received = await self._receiving.check(draft, name=name, asked=asked)
        except SecretFound as found:
            await self._tell(FileWithSecret(person, ticket, found.removed))
            raise refusals.secret(found.removed) from None
        row = await self._store(received, uploader=person, ticket=ticket, audience="uploader")
        if row.state == "rejected":
            raise refusals.infected()
        return records.view(row)

    async def save_logo(self, content: bytes, name: str) -> str:
        """A picture for everybody, at most 512 x 512, as the path to fetch it by. Raises Refused."""
        row = await self._save_picture(content, name, max_side=512, audience="public", no_picture=refusals.no_logo)
        return f"/files/{row.id}"

    async def save_picture(self, content: bytes, name: str) -> StoredFile:
        """A picture of an article, at most 1600 x 1600: agents see it, and everybody after open_to_all. Raises Refused."""
        return await self._save_picture(content, name, max_side=1600, audience="desk", no_picture=refusals.no_picture)

    async def _save_picture(
        self, content: bytes, name: str, *, max_side: int, audience: records.Audience, no_picture: Callable[[], Refused]
    ) -> StoredFile:
        async with Draft(self._staging, max_bytes=self.limits.max_bytes) as draft:
            await draft.write(content)
            try:
                received = await self._receiving.check(draft, name=name, asked=Asked(hashes=True, max_side=max_side, hold=False))
            except SecretFound as found:
                raise refusals.secret(found.removed) from None
            if received.state == "held":
                raise refusals.held()
            if not received.media_type.startswith("image/") or received.state != "clean":
                raise no_picture()
            return await self._store(received, uploader="desk", ticket=None, audience=audience)

    async def keep_sealed(self, content: Iterator[bytes]) -> tuple[str, bytes, FileId]:
        """Bytes that nobody gets to see as a file: their address, the key (32 bytes) that alone opens them, and the file that answers for
        them. Like any upload they go after a day, unless somebody takes them over (records.hand_over_blob), who then releases them
        (records.release_blobs). Raises Refused and OSError when the store is full or away."""
        async with Draft(self._staging, max_bytes=sys.maxsize) as draft:
            for piece in content:
                await draft.write(piece)
            source = await draft.complete()
            address = await self._blobs.address_of(source.path)
            row = StoredFile(
                FileId(new_id()), "mail", "", "", draft.size, None, None, "rejected", None, address, None, "", "", None, "uploader",
                self._clock.now_us(),
            )  # fmt: skip
            await self._insert(row)
            await self._blobs.put(source.path, address)
        return address, source.key, row.id

    async def read_sealed(self, address: str, key: bytes) -> bytes:
        """Raises OSError, FileNotFoundError when they are gone."""
        return open_bytes(key, b"".join([piece async for piece in self._blobs.read(address)]))

    async def _store(self, received: Received, *, uploader: str, ticket: TicketId | None, audience: records.Audience) -> StoredFile:
        with refused_storage():
            blob = await self._blobs.address_of(received.path) if received.path else None
            thumb = await self._blobs.address_of(received.thumb) if received.thumb else None
        row = received.row(
            uploader=uploader, ticket=ticket, audience=audience, blob=blob, thumb=thumb,
            seal=None if received.key is None else self._recheck.seal_key(received.key), now_us=self._clock.now_us(),
        )  # fmt: skip
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

    async def _tell(self, found: FileWithSecret) -> None:
        """Without a ticket it waits for one. What cannot be written down now has been told to the sender all the same."""
        try:
            if found.ticket is None:
                now = self._clock.now_us()
                await self._db.write(lambda conn: records.insert_refused(conn, found.uploader, found.removed, now_us=now))
            await self.on_secret(found)
        except DatabaseAway:
            log.warning("a secret in a file could not be told")

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
            raise refusals.gone_for_secrets() if row.taken.file else refusals.rejected()
        if row.is_held:
            raise refusals.unread()
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
        if row.audience == "desk" and row.ticket is None:
            return row
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
    ) -> tuple[CarriedFile, ...]:
        """A message of the ticket (or a note: internal, for agents only) carries these uploads of owner's from now on.

        owner: contact id or agent ID. Raises Refused: more than ten, another's, gone, infected, or carried already.
        """
        rows = carry_files(conn, ids, ticket=ticket, owner=owner, internal=internal, now_us=self._clock.now_us())
        return tuple(CarriedFile(row.id, row.digest_hex, row.taken.file, row.taken.name) for row in rows)

    def open_to_all(self, conn: Connection, ids: Sequence[str], *, opened: bool) -> None:
        """Pictures of articles are for everybody from now on, or for agents only again."""
        records.open_to_all(conn, ids, opened=opened)

    def rejected(self, conn: Connection, ticket: TicketId) -> tuple[StoredFile, ...]:
        """What the scanner found in files for this ticket, with its signatures: for agents only."""
        return tuple(records.list_rejected(conn, ticket))

    def take_refused(self, conn: Connection, uploader: str) -> tuple[Removed, ...]:
        """What this person's files held that were not taken because of it, without a ticket to tell it in, within the last day; once."""
        return records.take_refused(conn, uploader)

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
        settled = await self.recheck_held()
        await self.sweep()
        return settled

    async def recheck_held(self) -> tuple[Settled, ...]:
        """Looks again at files that the virus scanner never answered on, and at those that could not be read, when now they can."""
        settled = await self._recheck.all_due()
        for one in settled:
            if one.removed:
                await self._tell(FileWithSecret(one.uploader, one.ticket, one.removed, FileId(one.file)))
        return tuple(settled)

    async def read_again(self, row: StoredFile, *, language: str) -> Outcome | None:
        """See Recheck.read."""
        return await self._recheck.read(row, language=language)

    async def let_through(self, agent: Agent, ticket: TicketId, file_id: str, *, reason: str) -> None:
        """Passes on a held file of this ticket that could not be checked for secrets; who did it and why is kept in the record.

        Raises Refused: leads_only, reason_missing, file_not_held; NotFound for what this agent may not see.
        """
        check_leads(agent)
        if not reason.strip():
            raise refusals.reason_missing()
        row = await self._db.read(lambda conn: self._find(conn, agent, file_id))
        if row is None or row.ticket != ticket or row.carried_at is None:
            raise NotFound
        detail = {"ticket": ticket, "unread": row.unread, "reason": reason.strip()[:MAX_REASON]}
        record = partial(self._record, at=self._clock.now_us(), who=agent.id, what="file_let_through", subject=row.id, detail=detail)
        if row.state != "clean" or row.seal is None or await self._recheck.let_through(row, record=record) is None:
            raise refusals.not_held()
