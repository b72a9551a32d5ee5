"""What is left to be done after an update, in rows that one worker at a time holds by a lease: taken up again where a crash cut it off."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, Connection, Row, and_, exists, or_, select, update

from truepenny.knowledge.announcements.schema import announcement_jobs
from truepenny.platform.clock import MINUTE, SECOND

LEASE_US = 30 * SECOND
LONGEST_LEASE_US = 2 * MINUTE
"""A lease that ends later was made before the clock went back."""
_j = announcement_jobs.c


class NotOurs(Exception):
    """The lease ran out, and another has taken the job."""


@dataclass(frozen=True, slots=True)
class Progress:
    """How far a job is. what: tell or mail. total: 0 before it began."""

    n: int
    what: str
    total: int
    done: int
    failed: int
    created_at: int
    finished_at: int | None


def claim(conn: Connection, *, now_us: int) -> Row[Any] | None:
    """The oldest job that nobody holds; of one announcement only the first of its sort, so that its updates are told in their order."""
    earlier = announcement_jobs.alias("earlier")
    before = exists().where(
        earlier.c.announcement_id == _j.announcement_id, earlier.c.what == _j.what, earlier.c.n < _j.n, earlier.c.finished_at.is_(None)
    )
    free = and_(_j.finished_at.is_(None), _is_free(now_us))
    statement = select(announcement_jobs).where(free, ~before).order_by(_j.created_at, _j.announcement_id, _j.n, _j.what.desc()).limit(1)
    row = conn.execute(statement).first()
    if row is None:
        return None
    taken = update(announcement_jobs).where(_this(row), free).values(lease_until=now_us + LEASE_US).returning(announcement_jobs)
    return conn.execute(taken).first()


def advance(
    conn: Connection,
    job: Row[Any],
    *,
    now_us: int,
    mark: str,
    total: int,
    done: int = 0,
    failed: int = 0,
    finished: bool = False,
    pause_us: int = 0,
) -> Row[Any]:
    """Writes down how far it is, and keeps it; or lets go of it for pause_us. Raises NotOurs."""
    values: dict[str, object] = {"mark": mark, "total": total, "done": _j.done + done, "failed": _j.failed + failed}
    values["lease_until"] = now_us + (pause_us or LEASE_US)
    if finished:
        values |= {"finished_at": now_us, "lease_until": 0}
    mine = and_(_this(job), _j.lease_until == job.lease_until, _j.finished_at.is_(None))
    row = conn.execute(update(announcement_jobs).where(mine).values(**values).returning(announcement_jobs)).first()
    if row is None:
        raise NotOurs
    return row


def begin_again(conn: Connection, announcement: str, n: int) -> bool:
    """A telling that left some tickets out goes over all of them once more, of which most know already. False when it left none out."""
    left_some = and_(
        _j.announcement_id == announcement, _j.n == n, _j.what == "tell", _j.failed > 0, _j.finished_at.is_not(None)
    )  # fmt: skip
    values = {"mark": "", "total": 0, "done": 0, "failed": 0, "finished_at": None, "lease_until": 0}
    return conn.execute(update(announcement_jobs).where(left_some).values(**values)).rowcount == 1


def list_progress(conn: Connection, announcement: str) -> Sequence[Progress]:
    """The newest update first."""
    rows = conn.execute(select(announcement_jobs).where(_j.announcement_id == announcement).order_by(_j.n.desc(), _j.what.desc()))
    return [Progress(r.n, r.what, r.total, r.done, r.failed, r.created_at, r.finished_at) for r in rows]


def _is_free(now_us: int) -> ColumnElement[bool]:
    return or_(_j.lease_until <= now_us, _j.lease_until > now_us + LONGEST_LEASE_US)


def _this(row: Row[Any]) -> ColumnElement[bool]:
    return and_(_j.announcement_id == row.announcement_id, _j.n == row.n, _j.what == row.what)
