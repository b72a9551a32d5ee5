"""The table of mails: known again, found by ticket, counted by sender. All of it inside the caller's transaction."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from sqlalchemy import BigInteger, Connection, LargeBinary, Row, bindparam, func, or_, select, update

from truepenny.contracts.identity import FileId, TicketId
from truepenny.intake.files.records import hand_over_blob
from truepenny.intake.mail.keys import MailKeys
from truepenny.intake.mail.schema import mail_storms, mails
from truepenny.platform.clock import HOUR, MINUTE
from truepenny.platform.crypto import Keyring
from truepenny.platform.db.bulk import BulkInsert
from truepenny.platform.db.dialect import upsert

SEAL = "mail head"
AGAIN_US = 10 * MINUTE
"""The same words and files from the same sender within this time are one mail, whatever its Message-ID: who sends twice presses twice."""


@dataclass(frozen=True, slots=True)
class Kept:
    """The bytes of a mail, sealed: in the row itself, or in the blob store with their key sealed. loose: the row of the table of files
    that answers for the blob until a mail does."""

    sealed: bytes | None = None
    blob: str | None = None
    key: bytes | None = None
    loose: FileId | None = None


@dataclass(frozen=True, slots=True)
class StoredMail:
    id: str
    ticket: TicketId
    seq: int
    at: int
    kept: Kept
    size: int


def find_known(conn: Connection, keys: MailKeys, *, proven: bool, dated_at: int | None, now_us: int) -> StoredMail | None:
    """The same mail, taken before: by sender, words and files, and by Message-ID, by Date, or by having come just now. One that is vouched
    for is not the same as one that is not: who copies a mail cannot make its sender's own be taken for a double."""
    asked = {
        "sender": keys.sender, "content": keys.content, "message": keys.message, "dated": dated_at, "first": now_us - AGAIN_US,
        "last": now_us + AGAIN_US,
    }  # fmt: skip
    row = conn.execute(_KNOWN_VOUCHED if proven else _KNOWN, asked).first()
    return None if row is None else _stored(row)


def insert_mail(
    conn: Connection, keyring: Keyring, keys: MailKeys, *, ticket: TicketId, seq: int, sender: str, message_id: str, dated_at: int | None,
    vouched: bool, automatic: bool, kept: Kept, size: int, now_us: int,
) -> None:  # fmt: skip
    sealed = [keyring.seal(SEAL, words.encode("utf-8", "surrogatepass")) for words in (sender, message_id)]
    row = (
        keys.id, ticket, seq, now_us, dated_at, keys.sender, keys.message, keys.content, *sealed, vouched, automatic, kept.sealed,
        kept.blob, kept.key, size,
    )  # fmt: skip
    _INSERT.run(conn, [row])
    if kept.loose is not None:
        hand_over_blob(conn, kept.loose)


def find_mail(conn: Connection, mail_id: str) -> StoredMail | None:
    row = conn.execute(select(mails).where(mails.c.id == mail_id)).first()
    return None if row is None else _stored(row)


def find_thread(conn: Connection, keyring: Keyring, ticket: TicketId) -> tuple[str, tuple[str, ...]]:
    """Where an answer in this ticket goes, and the Message-IDs of the customer's mails, the newest first: ("", ()) where there is none.
    Mail of automatons is passed over."""
    m = mails.c
    columns = select(m.sender_sealed, m.message_id_sealed).where(m.ticket_id == ticket, m.automatic.is_(False))
    rows = conn.execute(columns.order_by(m.seq.desc()).limit(10)).all()
    if not rows:
        return "", ()
    ids = (keyring.open_sealed(SEAL, row.message_id_sealed).decode("utf-8", "surrogatepass") for row in rows)
    return keyring.open_sealed(SEAL, rows[0].sender_sealed).decode("utf-8", "surrogatepass"), tuple(one for one in ids if one)


def forget_raw(conn: Connection, mail_id: str) -> None:
    """Nobody can unseal the bytes any more."""
    conn.execute(update(mails).where(mails.c.id == mail_id).values(raw_sealed=None, raw_blob=None, raw_key=None))


# Storms


def count_lately(conn: Connection, sender_key: bytes, *, proven: bool, now_us: int) -> int:
    """Mails of this sender within the last hour: their own, or those that anybody could have written in their name."""
    count = _LATELY_VOUCHED if proven else _LATELY
    return conn.execute(count, {"sender": sender_key, "after": now_us - HOUR}).scalar_one()


def find_storm(conn: Connection, key: bytes, *, now_us: int) -> tuple[TicketId, int] | None:
    """The ticket that gathers a storm that still blows, and how many mails so far."""
    row = conn.execute(_STORM, {"sender": key, "after": now_us - HOUR}).first()
    return None if row is None else (TicketId(row.ticket_id), row.mails)


def put_storm(conn: Connection, key: bytes, *, ticket: TicketId, count: int, now_us: int) -> None:
    row = upsert(mail_storms, conn).values(sender_key=key, ticket_id=ticket, mails=count, last_at=now_us)
    fresh = {"ticket_id": ticket, "mails": count, "last_at": now_us}
    conn.execute(row.on_conflict_do_update(index_elements=["sender_key"], set_=fresh))


_DATED, _FIRST, _LAST, _AFTER = (bindparam(name, type_=BigInteger()) for name in ("dated", "first", "last", "after"))
_SENDER, _CONTENT, _MESSAGE = (bindparam(name, type_=LargeBinary()) for name in ("sender", "content", "message"))
_KNOWN = (
    select(mails)
    .where(
        mails.c.sender_key == _SENDER,
        mails.c.content_key == _CONTENT,
        or_(
            mails.c.message_key == _MESSAGE,
            mails.c.dated_at == _DATED,
            mails.c.at.between(_FIRST, _LAST),
        ),
    )
    .order_by(mails.c.at)
    .limit(1)
)
_KNOWN_VOUCHED = _KNOWN.where(mails.c.vouched.is_(True))
_OF_SENDER = select(func.count()).select_from(mails).where(mails.c.sender_key == _SENDER, mails.c.at > _AFTER)
_LATELY, _LATELY_VOUCHED = _OF_SENDER.where(mails.c.vouched.is_(False)), _OF_SENDER.where(mails.c.vouched.is_(True))
_STORM = select(mail_storms.c.ticket_id, mail_storms.c.mails).where(mail_storms.c.sender_key == _SENDER, mail_storms.c.last_at > _AFTER)
_INSERT = BulkInsert(mails, [column.name for column in mails.c], on_conflict=lambda statement: statement.on_conflict_do_nothing())
"""Statements that each mail runs are made once: making one costs as much as running it."""


def _stored(row: Row[Any]) -> StoredMail:
    return StoredMail(row.id, TicketId(row.ticket_id), row.seq, row.at, Kept(row.raw_sealed, row.raw_blob, row.raw_key), row.raw_size)
