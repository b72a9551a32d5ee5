"""How far the index of tickets is: its row in search_state, taken by one node at a time and moved on with what was indexed."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import Connection, insert, or_, select, update

from truepenny.log.schema import log_head
from truepenny.platform.search.schema import search_state as table
from truepenny.platform.search.text import VERSION

NAME = "search_ticket"
_COLUMNS = (table.c.version, table.c.position, table.c.target, table.c.wipes, table.c.wiped, table.c.holder, table.c.held_until)


@dataclass(frozen=True, slots=True)
class Standing:
    """position: up to here all is indexed. target: up to there it must come to be whole. wipes, wiped: how often words were taken out, and
    up to which time they have left the file too. holder, held_until: who works on it (microseconds)."""

    version: int
    position: int
    target: int
    wipes: int
    wiped: int
    holder: str
    held_until: int

    @property
    def whole(self) -> bool:
        return self.position >= self.target


class NotOurs(Exception):
    """Another node works on the index, or has moved it on."""


class ReadAnew(Exception):
    """Words were taken out since the group was read, perhaps those of the group."""


def load_standing(conn: Connection) -> Standing | None:
    row = conn.execute(select(*_COLUMNS).where(table.c.name == NAME)).first()
    return None if row is None else Standing(*row)


def load_standing_and_head(conn: Connection) -> tuple[Standing | None, int]:
    """Both in one look."""
    row = conn.execute(select(*_COLUMNS, log_head.c.position).select_from(log_head).outerjoin(table, table.c.name == NAME)).first()
    if row is None:
        return None, 0
    return None if row[0] is None else Standing(*row[:-1]), row[-1]


def load_head(conn: Connection) -> int:
    """The last position of the log: positions are given under a lock, so that none below it is still to come."""
    return conn.execute(select(log_head.c.position)).scalar() or 0


def begin_anew(conn: Connection, *, wipes: int = 0) -> None:
    """An index of this version from the first event on. The caller empties it."""
    fresh = {"version": VERSION, "position": 0, "target": load_head(conn), "wipes": wipes, "holder": "", "held_until": 0}
    if conn.execute(update(table).where(table.c.name == NAME).values(**fresh)).rowcount == 0:
        conn.execute(insert(table).values(name=NAME, wiped=0, **fresh))


def move(conn: Connection, *, node: str, now_us: int, lease_us: int, before: int, after: int, wipes: int) -> None:
    """Takes the index for a while and moves it on. Raises NotOurs or ReadAnew, and then nothing was done."""
    mine = or_(table.c.holder == node, table.c.held_until < now_us)
    where = (table.c.name == NAME, table.c.version == VERSION, table.c.position == before, mine)
    fresh = {"position": after, "holder": node, "held_until": now_us + lease_us}
    found = conn.execute(update(table).where(*where).values(**fresh).returning(table.c.wipes)).scalar()
    if found is None:
        raise NotOurs
    if found != wipes:
        raise ReadAnew


def set_wiped(conn: Connection, upto: int) -> None:
    """Up to this time, what was taken out has left the files too."""
    conn.execute(update(table).where(table.c.name == NAME).values(wiped=upto))
