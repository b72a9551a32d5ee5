"""The rows that the sender works from: claimed by a conditional UPDATE with a lease, so that one mail is in one pair of hands.

A row is "sending" from just before a server is asked until its answer is on disk. Found so by the next one, it may have been sent.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from functools import cache
from typing import Any

from sqlalchemy import (
    BigInteger,
    ColumnElement,
    Connection,
    Integer,
    Row,
    Select,
    and_,
    bindparam,
    delete,
    func,
    literal_column,
    not_,
    or_,
    select,
    union_all,
    update,
)

from truepenny.outbound.mail.schema import deliveries
from truepenny.platform.clock import DAY, MINUTE, SECOND

LEASE_US = 90 * SECOND
FILES_LEASE_US = 6 * MINUTE
"""For as long as a mail with files may take (the sender stops it before)."""
FURTHEST_US = 2 * DAY
"""Longer than any wait."""
FURTHEST_LEASE_US = 2 * FILES_LEASE_US
"""Longer than any lease."""
OPEN = ("queued", "sending", "failed")
UNSURE = "unsure"
_CODE: ColumnElement[bool] = deliveries.c.what == literal_column("'code'")
"""As the index of the codes has it, which a bound value would not find."""
_TO_MANY: ColumnElement[bool] = deliveries.c.what == literal_column("'announcement'")
"""Of these only some hundred wait at a time (outbound/announcing/mailing.py), so that looking past them costs little."""
NOTHING_LEFT: dict[str, object] = {"payload_sealed": None, "to_sealed": None}
"""Of a mail that is over, nothing is kept that stands nowhere else."""
KEEP_CODES_US = 30 * DAY


class NotOurs(Exception):
    """The lease ran out, and another has taken the row or settled it."""


@dataclass(frozen=True, slots=True)
class Settled:
    """What became of a row."""

    state: str
    due_at: int
    code: str = ""


def list_due(conn: Connection, *, now_us: int, limit: int, busy: Collection[str] = ()) -> list[str]:
    """Ids of those whose time has come and that nobody holds. busy: tickets that have to wait for a mail before.

    However many wait, only the first of each state are looked at: this runs before every mail, and holds up all writing meanwhile.
    """
    # A code first: somebody waits for it. What goes to many, last.
    found: list[str] = []
    for statement in _first_due(busy=bool(busy)):
        if len(found) < limit:
            given = {"now": now_us, "held": now_us + FURTHEST_LEASE_US, "furthest": now_us + FURTHEST_US, "most": limit - len(found)}
            found += conn.execute(statement, {**given, "busy": list(busy)} if busy else given).scalars()
    return found


@cache
def _first_due(*, busy: bool) -> list[Select[Any]]:
    """For each kind of mail. Made once: they run every second at rest and before every mail, and making them takes longer than that."""
    d, now = deliveries.c, bindparam("now", type_=BigInteger)
    free = _is_free(now, bindparam("held", type_=BigInteger))
    if busy:
        free = and_(free, or_(d.ticket_id.is_(None), d.ticket_id.not_in(bindparam("busy", expanding=True))))
    # Further ahead than it can have been put: the clock went back since, and must not hold it for longer.
    times = (d.due_at <= now, d.due_at > bindparam("furthest", type_=BigInteger))
    most = bindparam("most", type_=Integer)
    statements = []
    for kind in (_CODE, and_(not_(_CODE), not_(_TO_MANY)), _TO_MANY):
        parts = [
            select(d.id, d.due_at).where(d.state == state, time, kind, free).order_by(d.due_at).limit(most).subquery().select()
            for state in OPEN
            for time in times
        ]
        both = union_all(*parts).subquery()
        statements.append(select(both.c.id).order_by(both.c.due_at, both.c.id).limit(most))
    return statements


def claim(conn: Connection, *, now_us: int, limit: int, busy: Collection[str] = ()) -> list[Row[Any]]:
    """One mail of a ticket at a time, so that its order is kept."""
    claimed: list[Row[Any]] = []
    taken: set[str] = set()
    for delivery in list_due(conn, now_us=now_us, limit=limit, busy=busy):
        this = and_(deliveries.c.id == delivery, deliveries.c.state.in_(OPEN), _is_free(now_us, now_us + FURTHEST_LEASE_US))
        if taken:
            this = and_(this, or_(deliveries.c.ticket_id.is_(None), deliveries.c.ticket_id.not_in(taken)))
        row = conn.execute(update(deliveries).where(this).values(lease_until=now_us + LEASE_US).returning(deliveries)).first()
        if row is not None:
            claimed.append(row)
            taken |= {row.ticket_id} - {None}
    return claimed


def _is_free(now: ColumnElement[int] | int, held: ColumnElement[int] | int) -> ColumnElement[bool]:
    """held: further ahead than a lease can be; the clock went back since."""
    return or_(deliveries.c.lease_until <= now, deliveries.c.lease_until > held)


def begin(conn: Connection, row: Row[Any], *, now_us: int, with_files: bool) -> Row[Any]:
    """Just before the server is asked: counts the try. Gives the row as it is now. Raises NotOurs."""
    values = {
        "state": "sending", "attempt": deliveries.c.attempt + 1, "tried_at": func.coalesce(deliveries.c.tried_at, now_us),
        "lease_until": now_us + (FILES_LEASE_US if with_files else LEASE_US),
    }  # fmt: skip
    now = conn.execute(update(deliveries).where(_ours(row)).values(**values).returning(deliveries)).first()
    if now is None:
        raise NotOurs
    return now


def may_have_gone(row: Row[Any]) -> bool:
    """Whether the try before may have been a success that we never heard of. row: as claimed."""
    return bool(row.state == "sending" or row.code == UNSURE)


def settle(conn: Connection, row: Row[Any], to: Settled) -> None:
    """row: as claimed or begun. Raises NotOurs; but what was sent was sent, whoever holds the row now."""
    this = _ours(row)
    if to.state == "sent":
        this = and_(deliveries.c.id == row.id, deliveries.c.created_at == row.created_at, deliveries.c.state.in_((*OPEN, "given_up")))
    values: dict[str, object] = {"state": to.state, "due_at": to.due_at, "code": to.code or None, "lease_until": 0}
    if to.state not in OPEN:
        values |= NOTHING_LEFT
    if conn.execute(update(deliveries).where(this).values(**values)).rowcount == 0:
        raise NotOurs


def postpone(conn: Connection, row: Row[Any], *, until_us: int) -> None:
    """Not tried: something that it needs is not there yet."""
    conn.execute(update(deliveries).where(_ours(row)).values(due_at=until_us, lease_until=0))


def _ours(row: Row[Any]) -> ColumnElement[bool]:
    d = deliveries.c
    return and_(d.id == row.id, d.lease_until == row.lease_until, d.state.in_(OPEN), d.created_at == row.created_at)


def prune_codes(conn: Connection, *, now_us: int) -> int:
    """Forgets the rows of old mails of no ticket. That they were sent stays in the registry."""
    old = deliveries.c.ticket_id.is_(None) & deliveries.c.state.not_in(OPEN) & (deliveries.c.due_at < now_us - KEEP_CODES_US)
    return conn.execute(delete(deliveries).where(old)).rowcount


def count_by_state(conn: Connection) -> dict[str, int]:
    """Of those that are not over well, for the metrics."""
    counted = deliveries.c.state.in_((*OPEN, "bounced", "given_up"))
    rows = conn.execute(select(deliveries.c.state, func.count()).where(counted).group_by(deliveries.c.state))
    return {row[0]: row[1] for row in rows}
