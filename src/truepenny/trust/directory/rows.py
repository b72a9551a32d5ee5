"""Versions of the directory in the database: proposed, published, dropped; never changed in their words, never deleted. SQL only."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import msgspec
from sqlalchemy import Connection, Row, and_, func, select, update
from sqlalchemy.exc import IntegrityError

from truepenny.contracts.errors import NotFound, Refused
from truepenny.platform.db.dialect import upsert
from truepenny.platform.ids import new_id
from truepenny.trust.directory.book import Book, make_book
from truepenny.trust.directory.entries import Entry, NeverUse
from truepenny.trust.directory.schema import directory_head, directory_version

Body = Entry | NeverUse
_v = directory_version.c


@dataclass(frozen=True, slots=True)
class Version:
    """One version of an item. state: proposed, published, dropped. settled_*: who published or dropped it, None while proposed."""

    id: str
    item: str
    number: int
    body: Body
    state: str
    reason: str
    made_at: int
    made_by: str
    settled_at: int | None
    settled_by: str | None
    sequence: int | None

    @property
    def entry(self) -> Entry | None:
        return self.body if isinstance(self.body, Entry) else None


def load_head(conn: Connection) -> tuple[int, int]:
    """Sequence and moment of the last change; zeros before the first."""
    row = conn.execute(select(directory_head.c.sequence, directory_head.c.changed_at)).first()
    return (0, 0) if row is None else (row.sequence, row.changed_at)


def load_book(conn: Connection) -> Book:
    sequence, changed_at = load_head(conn)
    query = select(_v.what, _v.body, _v.settled_at).where(_v.sequence.is_not(None), _v.sequence <= sequence).order_by(_v.sequence)
    return make_book(sequence, changed_at, [(_body(row.what, row.body), row.settled_at or 0) for row in conn.execute(query)])


def list_versions(conn: Connection, item: str | None = None, *, state: str | None = None, limit: int = 500) -> list[Version]:
    """Newest first; of one item, or of all."""
    query = select(directory_version).order_by(_v.id.desc()).limit(limit)
    if item is not None:
        query = query.where(_v.item == item)
    if state is not None:
        query = query.where(_v.state == state)
    return [_version(row) for row in conn.execute(query)]


def load_version(conn: Connection, version: str) -> Version:
    """Raises NotFound."""
    row = conn.execute(select(directory_version).where(_v.id == version)).first()
    if row is None:
        raise NotFound("version_unknown", "There is no such version.", "Load the page again.")
    return _version(row)


def newest(conn: Connection, item: str) -> Version | None:
    """The newest version of an item that was not dropped."""
    row = conn.execute(select(directory_version).where(_v.item == item, _v.state != "dropped").order_by(_v.number.desc()).limit(1)).first()
    return None if row is None else _version(row)


def propose(conn: Connection, body: Body, *, reason: str, by: str, now_us: int, base: int | None) -> Version:
    """Adds a version that does not count yet. base: the version number that its author saw; None for a new item.

    Raises Refused 409 when another version has come since.
    """
    last = newest(conn, body.id)
    if (0 if last is None else last.number) != (base or 0):
        raise _overtaken()
    if last is not None and last.state == "proposed":
        _settle(conn, last.id, state="dropped", by=by, now_us=now_us, sequence=None)
    number = (conn.execute(select(func.max(_v.number)).where(_v.item == body.id)).scalar() or 0) + 1
    what = "entry" if isinstance(body, Entry) else "never"
    values = {
        "id": new_id(), "item": body.id, "what": what, "number": number, "body": msgspec.json.encode(body).decode(), "state": "proposed",
        "reason": reason, "made_at": now_us, "made_by": by, "settled_at": None, "settled_by": None, "sequence": None,
    }  # fmt: skip
    try:
        conn.execute(directory_version.insert().values(**values))
    except IntegrityError as lost:
        raise _overtaken() from lost
    return load_version(conn, str(values["id"]))


def take_turn(conn: Connection) -> None:
    """Before the list is looked at in order to publish: another node that publishes waits until this transaction is over."""
    conn.execute(upsert(directory_head, conn).values(id=1, sequence=0, changed_at=0, days_told=0).on_conflict_do_nothing())
    conn.execute(select(directory_head.c.sequence).with_for_update())


def is_day_come(conn: Connection, *, now_us: int) -> bool:
    """Whether take_days would give anything: cheap, and changes nothing."""
    return bool(_days_come(conn, now_us))


def take_days(conn: Connection, *, now_us: int) -> list[Version]:
    """Published versions of entries that have begun or ended by their own dates since this was asked last; each once, on one node."""
    take_turn(conn)
    come = _days_come(conn, now_us)
    conn.execute(update(directory_head).values(days_told=now_us))
    return come


def _days_come(conn: Connection, now_us: int) -> list[Version]:
    since = conn.execute(select(directory_head.c.days_told)).scalar()
    found = []
    for entry in load_book(conn).entries if since is not None else ():
        come = [day for day in (entry.valid_from, entry.valid_until) if day is not None and (since or 0) < day <= now_us]
        if come:
            live = next(one for one in list_versions(conn, entry.id) if one.state == "published")
            found += [live] if (live.settled_at or 0) < max(come) else []  # else it was told when it was published
    return found


def publish(conn: Connection, version: str, *, by: str, now_us: int) -> Version:
    """From now on it counts. The caller has taken its turn. Raises Refused 409 when it was settled already."""
    counted = update(directory_head).values(sequence=directory_head.c.sequence + 1, changed_at=now_us).returning(directory_head.c.sequence)
    sequence = conn.execute(counted).scalar_one()
    return _settle(conn, version, state="published", by=by, now_us=now_us, sequence=sequence)


def drop(conn: Connection, version: str, *, by: str, now_us: int) -> Version:
    """It never counts. Raises Refused 409 when it was settled already."""
    return _settle(conn, version, state="dropped", by=by, now_us=now_us, sequence=None)


def _settle(conn: Connection, version: str, *, state: str, by: str, now_us: int, sequence: int | None) -> Version:
    waiting = and_(_v.id == version, _v.state == "proposed")
    values = {"state": state, "settled_at": now_us, "settled_by": by, "sequence": sequence}
    if conn.execute(update(directory_version).where(waiting).values(**values)).rowcount == 0:
        load_version(conn, version)
        raise Refused(409, "version_settled", "Somebody has published or dropped this already.", "Load the page again.")
    return load_version(conn, version)


def _overtaken() -> Refused:
    return Refused(409, "version_overtaken", "Somebody has changed this meanwhile.", "Load the page again, and look at their change first.")


def _body(what: str, body: str) -> Body:
    return msgspec.json.decode(body, type=Entry) if what == "entry" else msgspec.json.decode(body, type=NeverUse)


def _version(row: Row[Any]) -> Version:
    return Version(
        row.id, row.item, row.number, _body(row.what, row.body), row.state, row.reason, row.made_at, row.made_by, row.settled_at,
        row.settled_by, row.sequence,
    )  # fmt: skip
