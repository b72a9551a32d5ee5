"""The rows of files: plain functions of a connection, each part of the caller's transaction. No bytes are touched here."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Literal, cast

from sqlalchemy import Connection, RowMapping, and_, delete, func, insert, or_, select, update

from truepenny.contracts.identity import Customer, FileId, Principal, TicketId
from truepenny.contracts.views import FileView
from truepenny.intake.files.schema import file, file_blob
from truepenny.platform.clock import MINUTE
from truepenny.platform.db.dialect import upsert

Audience = Literal["uploader", "ticket", "desk", "public"]
State = Literal["held", "clean", "rejected"]
_BURIAL_US = 10 * MINUTE
_ID = re.compile(r"[0-9a-f]{32}")


@dataclass(frozen=True, slots=True)
class StoredFile:
    """One row. digest_hex: HMAC-SHA256 of the stored bytes under the row's own salt (both hex); what an event may quote."""

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


class BlobUnderBurial(Exception):
    """The same bytes are being deleted at this moment; try again shortly."""


def uploader_key(principal: Principal) -> str:
    """Contact ids and agent IDs never look alike."""
    return principal.contact if isinstance(principal, Customer) else principal.id


def insert_file(conn: Connection, row: StoredFile, *, scanned_at: int | None) -> None:
    """Also counts the uses of its blobs; raises BlobUnderBurial."""
    for address in _addresses(row):
        _use(conn, address)
    conn.execute(
        insert(file).values(
            id=row.id, uploader=row.uploader, name=row.name, media_type=row.media_type, size=row.size, width=row.width, height=row.height,
            state=row.state, signature=row.signature, blob=row.blob, thumb=row.thumb, salt=row.salt, digest=row.digest_hex,
            ticket=row.ticket, audience=row.audience, uploaded_at=row.uploaded_at, carried_at=row.carried_at, scanned_at=scanned_at,
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


def list_held(conn: Connection, *, limit: int) -> list[StoredFile]:
    """Those that have waited longest since they were last asked about."""
    rows = conn.execute(select(file).where(file.c.state == "held").order_by(file.c.scanned_at, file.c.id).limit(limit)).mappings()
    return [_stored(row) for row in rows]


def list_rejected(conn: Connection, ticket: TicketId) -> list[StoredFile]:
    rows = conn.execute(select(file).where(file.c.ticket == ticket, file.c.state == "rejected").order_by(file.c.id)).mappings()
    return [_stored(row) for row in rows]


def view(row: StoredFile) -> FileView:
    """Without addresses where there is nothing to fetch."""
    clean = row.state == "clean"
    return FileView(
        id=row.id,
        name=row.name,
        media_type=row.media_type,
        size=row.size,
        state=row.state,
        width=row.width,
        height=row.height,
        url=f"/files/{row.id}" if clean else None,
        thumb_url=f"/files/{row.id}/thumb" if clean and row.thumb else None,
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


def settle(conn: Connection, row: StoredFile, *, state: State, signature: str | None, now_us: int) -> bool:
    """The scanner's word on a held file. A rejected one loses its bytes. False where it was settled or erased meanwhile."""
    still = and_(file.c.id == row.id, file.c.state == "held")
    fields: dict[str, object] = {"state": state, "signature": signature, "scanned_at": now_us}
    if state == "rejected":
        fields |= {"blob": None, "thumb": None}
    if conn.execute(update(file).where(still).values(fields)).rowcount != 1:
        return False
    if state == "rejected":
        for address in _addresses(row):
            _unuse(conn, address)
    return True


def erase_files(conn: Connection, ids: Iterable[str]) -> int:
    """Deletes rows and salts; bytes that nothing uses any more are buried soon after. Returns how many rows there were."""
    gone = 0
    for row in list_files(conn, list(ids)).values():
        if conn.execute(delete(file).where(file.c.id == row.id)).rowcount:
            gone += 1
            for address in _addresses(row):
                _unuse(conn, address)
    return gone


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


def _use(conn: Connection, address: str) -> None:
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
    )
