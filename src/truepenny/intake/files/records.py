"""The rows of files: plain functions of a connection, each part of the caller's transaction. No bytes are touched here."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Literal, cast

import msgspec
from sqlalchemy import Connection, RowMapping, String, and_, bindparam, delete, false, func, insert, or_, select, true, update

from truepenny.contracts.identity import Customer, FileId, Principal, TicketId
from truepenny.contracts.secrets import Removed
from truepenny.contracts.views import FileState, FileView, UnreadWhy
from truepenny.intake.files.schema import file, file_blob
from truepenny.platform.clock import MINUTE
from truepenny.platform.db.dialect import upsert
from truepenny.platform.ids import new_id

Audience = Literal["uploader", "ticket", "desk", "public"]
State = Literal["held", "clean", "rejected"]
_BURIAL_US = 10 * MINUTE
_ID = re.compile(r"[0-9a-f]{32}")


class TakenOut(msgspec.Struct, frozen=True, omit_defaults=True):
    """What was taken out of a file and out of its name."""

    file: tuple[Removed, ...] = ()
    name: tuple[Removed, ...] = ()


NOTHING_TAKEN = TakenOut()


@dataclass(frozen=True, slots=True)
class StoredFile:
    """One row. state: the virus scanner's word. seal: see schema.py; as long as it is there, nobody gets the file. digest_hex: HMAC-SHA256
    of the clear bytes under the row's own salt (both hex); what an event may quote."""

    id: FileId
    uploader: str
    name: str
    media_type: str
    size: int
    width: int | None
    height: int | None
    state: State
    signature: str | None
    blob: str | None
    thumb: str | None
    salt: str
    digest_hex: str
    ticket: TicketId | None
    audience: Audience
    uploaded_at: int
    carried_at: int | None = None
    seal: str | None = None
    unread: UnreadWhy | None = None
    taken: TakenOut = NOTHING_TAKEN

    @property
    def is_held(self) -> bool:
        return self.state == "held" or (self.seal is not None and self.state == "clean")


class BlobUnderBurial(Exception):
    """The same bytes are being deleted at this moment; try again shortly."""


def uploader_key(principal: Principal) -> str:
    """Contact ids and agent IDs never look alike."""
    return principal.contact if isinstance(principal, Customer) else principal.id


def insert_file(conn: Connection, row: StoredFile, *, scanned_at: int | None) -> None:
    """Also counts the uses of its blobs; raises BlobUnderBurial."""
    for address in _addresses(row):
        use_blob(conn, address)
    conn.execute(
        insert(file).values(
            id=row.id, uploader=row.uploader, name=row.name, media_type=row.media_type, size=row.size, width=row.width, height=row.height,
            state=row.state, signature=row.signature, blob=row.blob, thumb=row.thumb, salt=row.salt, digest=row.digest_hex,
            ticket=row.ticket, audience=row.audience, uploaded_at=row.uploaded_at, carried_at=row.carried_at, scanned_at=scanned_at,
            seal=row.seal, unread=row.unread, removed=_taken_json(row.taken),
        )
    )  # fmt: skip


def find_file(conn: Connection, file_id: str) -> StoredFile | None:
    if not _ID.fullmatch(file_id):
        return None
    row = conn.execute(select(file).where(file.c.id == file_id)).mappings().first()
    return None if row is None else _stored(row)


def list_files(conn: Connection, ids: Sequence[str]) -> dict[str, StoredFile]:
    known = [file_id for file_id in ids if _ID.fullmatch(file_id)]
    if not known:
        return {}
    rows = conn.execute(select(file).where(file.c.id.in_(known))).mappings()
    return {row["id"]: _stored(row) for row in rows}


def list_held(
    conn: Connection, *, virus: bool, ocr: bool, failed: bool, tried_before: int, uploaded_after: int, limit: int
) -> list[StoredFile]:
    """Those that can be looked at again, longest not tried first: that the scanner never answered on (virus); pictures that nobody could
    read (ocr); those where reading failed, not long ago (tried_before), when they are not old (uploaded_after)."""
    lately = and_(file.c.unread == "failed", file.c.scanned_at < tried_before, file.c.uploaded_at > uploaded_after)
    unread = [*([file.c.unread == "ocr"] if ocr else []), *([lately] if failed else [])]
    due = or_(
        and_(file.c.state == "held", true() if virus else false()),
        and_(file.c.state == "clean", file.c.seal > "", or_(false(), *unread)),
    )
    rows = conn.execute(select(file).where(due).order_by(file.c.scanned_at, file.c.id).limit(limit)).mappings()
    return [_stored(row) for row in rows]


def count_held(conn: Connection) -> dict[str, int]:
    """Files that nobody gets yet, by what they wait for."""
    reasons = {"virus": file.c.state == "held", "words": and_(file.c.state == "clean", file.c.seal > "")}
    return {reason: conn.execute(select(func.count()).where(waits)).scalar_one() for reason, waits in reasons.items()}


def list_stored(conn: Connection, *, after: str, since: int, limit: int) -> list[StoredFile]:
    """Files that people sent and that lie here in clear, by id; since: uploaded then or later (microseconds)."""
    wanted = and_(file.c.id > after, file.c.state == "clean", file.c.blob.is_not(None), file.c.seal.is_(None), file.c.audience != "public")
    rows = conn.execute(select(file).where(wanted, file.c.uploaded_at >= since).order_by(file.c.id).limit(limit)).mappings()
    return [_stored(row) for row in rows]


def list_rejected(conn: Connection, ticket: TicketId) -> list[StoredFile]:
    rows = conn.execute(select(file).where(file.c.ticket == ticket, file.c.state == "rejected").order_by(file.c.id)).mappings()
    return [_stored(row) for row in rows]


def view(row: StoredFile) -> FileView:
    """Without addresses where there is nothing to fetch."""
    state: FileState = "held" if row.is_held else row.state
    clean = state == "clean"
    return FileView(
        id=row.id,
        name=row.name,
        media_type=row.media_type,
        size=row.size,
        state=state,
        width=row.width,
        height=row.height,
        url=f"/files/{row.id}" if clean else None,
        thumb_url=f"/files/{row.id}/thumb" if clean and row.thumb else None,
        unread=row.unread if row.state == "clean" else None,
        removed=row.taken.file,
    )


def erased_view(file_id: str) -> FileView:
    return FileView(id=file_id, name="", media_type="", size=0, state="erased")


def loose_bytes(conn: Connection, uploader: str) -> tuple[int, int]:
    """How many files of this uploader no message carries yet, and their bytes."""
    loose = and_(file.c.uploader == uploader, file.c.carried_at.is_(None))
    row = conn.execute(select(func.count(), func.coalesce(func.sum(file.c.size), 0)).where(loose)).one()
    return int(row[0]), int(row[1])


def carry(conn: Connection, file_id: str, *, ticket: TicketId, audience: Audience, now_us: int) -> bool:
    """False where something carries it already."""
    free = and_(file.c.id == file_id, file.c.carried_at.is_(None))
    return conn.execute(update(file).where(free).values(ticket=ticket, audience=audience, carried_at=now_us)).rowcount == 1


def settle(conn: Connection, before: StoredFile, after: StoredFile, *, now_us: int) -> bool:
    """A held file as it is after it was looked at again. Blobs that are new must have been claimed; those that are not used any more are
    buried soon after. False where it was settled or erased meanwhile."""
    still = and_(file.c.id == before.id, file.c.state == before.state, file.c.blob == before.blob)
    fields: dict[str, object] = {
        "state": after.state, "signature": after.signature, "blob": after.blob, "thumb": after.thumb, "seal": after.seal,
        "unread": after.unread, "removed": _taken_json(after.taken), "salt": after.salt, "scanned_at": now_us,
    }  # fmt: skip
    if conn.execute(update(file).where(still).values(fields)).rowcount != 1:
        return False
    release_blobs(conn, set(_addresses(before)) - set(_addresses(after)))
    return True


def claim_blobs(conn: Connection, addresses: Iterable[str]) -> None:
    """Counts a use of each, before its bytes are put there. Raises BlobUnderBurial."""
    for address in addresses:
        use_blob(conn, address)


def release_blobs(conn: Connection, addresses: Iterable[str]) -> None:
    for address in addresses:
        _unuse(conn, address)


def hand_over_blob(conn: Connection, file_id: FileId) -> None:
    """The bytes of this file that nothing carries are the caller's from now on, with their use; the row goes. Raises KeyError when it is
    gone, and with it the bytes."""
    if conn.execute(delete(file).where(file.c.id == file_id, file.c.carried_at.is_(None))).rowcount != 1:
        raise KeyError(file_id)


def erase_files(conn: Connection, ids: Iterable[str]) -> int:
    """Deletes rows and salts; bytes that nothing uses any more are buried soon after. Returns how many rows there were."""
    gone = 0
    for row in list_files(conn, list(ids)).values():
        if conn.execute(delete(file).where(file.c.id == row.id)).rowcount:
            gone += 1
            for address in _addresses(row):
                _unuse(conn, address)
    return gone


def insert_refused(conn: Connection, uploader: str, removed: tuple[Removed, ...], *, now_us: int) -> None:
    """No file, but the fact that one was not taken because of what it held."""
    conn.execute(
        insert(file).values(
            id=new_id(), uploader=uploader, name="", media_type="", size=0, state="rejected", salt="", digest="", audience="uploader",
            uploaded_at=now_us, removed=_taken_json(TakenOut(removed)),
        )
    )  # fmt: skip


def take_refused(conn: Connection, uploader: str) -> tuple[Removed, ...]:
    """What those held, each kind and size once; and forgets them."""
    rows = conn.execute(_TAKE_REFUSED, {"by": uploader}).scalars().all()
    found = [one for row in rows for one in msgspec.json.decode(row, type=TakenOut).file]
    return tuple(dict.fromkeys(found))


_TAKE_REFUSED = (
    delete(file)
    .where(file.c.uploader == bindparam("by", type_=String()), file.c.carried_at.is_(None), file.c.state == "rejected", file.c.digest == "")
    .returning(file.c.removed)
)
"""Made once, because every new ticket runs it."""


def open_to_all(conn: Connection, ids: Sequence[str], *, opened: bool) -> None:
    """Of the desk's own pictures only, which no ticket has."""
    ours = and_(file.c.id.in_(list(ids)), file.c.uploader == "desk", file.c.ticket.is_(None))
    conn.execute(update(file).where(ours).values(audience="public" if opened else "desk"))


def erase_expired(conn: Connection, *, before_us: int, limit: int) -> int:
    """Uploads from before then that nothing carries, at most limit of them."""
    loose = and_(file.c.carried_at.is_(None), file.c.uploaded_at < before_us)
    return erase_files(conn, conn.execute(select(file.c.id).where(loose).order_by(file.c.uploaded_at).limit(limit)).scalars().all())


def claim_burials(conn: Connection, *, now_us: int, limit: int) -> list[str]:
    """Addresses that nothing uses, now the caller's to delete within ten minutes."""
    idle = and_(file_blob.c.uses <= 0, file_blob.c.burial_until < now_us)
    claimed = []
    for address in conn.execute(select(file_blob.c.address).where(idle).limit(limit)).scalars().all():
        mine = update(file_blob).where(file_blob.c.address == address, idle).values(burial_until=now_us + _BURIAL_US)
        if conn.execute(mine).rowcount:
            claimed.append(address)
    return claimed


def forget_buried(conn: Connection, addresses: Sequence[str]) -> None:
    if addresses:
        conn.execute(delete(file_blob).where(file_blob.c.address.in_(addresses), file_blob.c.uses <= 0))


def use_blob(conn: Connection, address: str) -> None:
    """Raises BlobUnderBurial."""
    conn.execute(upsert(file_blob, conn).values(address=address, uses=0, burial_until=0).on_conflict_do_nothing())
    free = and_(file_blob.c.address == address, or_(file_blob.c.uses > 0, file_blob.c.burial_until == 0))
    if conn.execute(update(file_blob).where(free).values(uses=file_blob.c.uses + 1)).rowcount != 1:
        raise BlobUnderBurial


def _unuse(conn: Connection, address: str) -> None:
    conn.execute(update(file_blob).where(file_blob.c.address == address).values(uses=file_blob.c.uses - 1))


def _addresses(row: StoredFile) -> tuple[str, ...]:
    return tuple(address for address in (row.blob, row.thumb) if address)


def _stored(row: RowMapping) -> StoredFile:
    return StoredFile(
        id=FileId(row["id"]),
        uploader=row["uploader"],
        name=row["name"],
        media_type=row["media_type"],
        size=row["size"],
        width=row["width"],
        height=row["height"],
        state=cast("State", row["state"]),
        signature=row["signature"],
        blob=row["blob"],
        thumb=row["thumb"],
        salt=row["salt"],
        digest_hex=row["digest"],
        ticket=row["ticket"],
        audience=cast("Audience", row["audience"]),
        uploaded_at=row["uploaded_at"],
        carried_at=row["carried_at"],
        seal=row["seal"],
        unread=row["unread"],
        taken=NOTHING_TAKEN if row["removed"] is None else msgspec.json.decode(row["removed"], type=TakenOut),
    )


def _taken_json(taken: TakenOut) -> str | None:
    return None if taken == NOTHING_TAKEN else msgspec.json.encode(taken).decode()
