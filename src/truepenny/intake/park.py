"""The car park of the road in: a message that our own code fails on is kept sealed, expires, and can be played again.

In: the raw payload as it came from the channel. Out: rows that an operator can list, look at and replay. Never in clear on disk,
never the reason for a second message to wait. reason names the step and the kind of failure, not the words that caused it.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from cryptography.exceptions import InvalidTag
from sqlalchemy import Connection, delete, func, select, update

from truepenny.intake.park_schema import parked
from truepenny.platform.clock import DAY
from truepenny.platform.crypto import Keyring
from truepenny.platform.db.dialect import upsert
from truepenny.platform.ids import new_id

_PURPOSE = "parked"


class ParkedUnreadable(Exception):
    """The payload was sealed with another secret file, or was altered."""


@dataclass(frozen=True, slots=True)
class ParkedMessage:
    """One parked message without its payload. Times in microseconds; replayed_at None: still waiting."""

    id: str
    at: int
    expires_at: int
    channel: str
    reason: str
    replayed_at: int | None


def park(
    conn: Connection, keyring: Keyring, *, channel: str, reason: str, payload: bytes, now_us: int, keep_days: int, same: bytes | None = None
) -> str:
    """Puts a message aside and gives its id. payload: the bytes that the replay starts from. same: what names the message however often
    it is sent, so that it is put aside once."""
    park_id = new_id() if same is None else same.hex()
    row = upsert(parked, conn).values(
        id=park_id,
        at=now_us,
        expires_at=now_us + keep_days * DAY,
        channel=channel,
        reason=reason[:200],
        payload=keyring.seal(_PURPOSE, payload),
    )
    conn.execute(row.on_conflict_do_nothing(index_elements=["id"]))
    return park_id


def list_parked(conn: Connection, *, include_replayed: bool = False, limit: int = 200) -> list[ParkedMessage]:
    """Oldest first."""
    rows = select(*_COLUMNS).order_by(parked.c.at, parked.c.id).limit(limit)
    if not include_replayed:
        rows = rows.where(parked.c.replayed_at.is_(None))
    return [_message(row) for row in conn.execute(rows)]


def count_parked(conn: Connection) -> int:
    """How many wait."""
    return conn.execute(select(func.count()).select_from(parked).where(parked.c.replayed_at.is_(None))).scalar_one()


def find_parked(conn: Connection, park_id: str) -> ParkedMessage | None:
    row = conn.execute(select(*_COLUMNS).where(parked.c.id == park_id)).one_or_none()
    return None if row is None else _message(row)


def open_payload(conn: Connection, keyring: Keyring, park_id: str) -> bytes | None:
    """The payload in clear, for the replay or for an operator who asks; None when there is no such message, or it was replayed. Raises
    ParkedUnreadable."""
    sealed = conn.execute(select(parked.c.payload).where(parked.c.id == park_id)).scalar_one_or_none()
    if not sealed:
        return None
    try:
        return keyring.open_sealed(_PURPOSE, sealed)
    except InvalidTag as wrong:
        raise ParkedUnreadable(park_id) from wrong


def mark_replayed(conn: Connection, park_id: str, *, now_us: int) -> bool:
    """True for the one caller that marks it. The payload goes: it holds the words as they were before they were screened."""
    this = update(parked).where(parked.c.id == park_id, parked.c.replayed_at.is_(None))
    changed = conn.execute(this.values(replayed_at=now_us, payload=b""))
    return changed.rowcount == 1


def prune_parked(conn: Connection, *, now_us: int) -> int:
    """Removes what has expired; gives how many."""
    return conn.execute(delete(parked).where(parked.c.expires_at <= now_us)).rowcount


_COLUMNS = (parked.c.id, parked.c.at, parked.c.expires_at, parked.c.channel, parked.c.reason, parked.c.replayed_at)


def _message(row: Sequence[Any]) -> ParkedMessage:
    return ParkedMessage(*row)
