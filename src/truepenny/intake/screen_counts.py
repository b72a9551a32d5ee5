"""How many secrets were removed, by day, kind, channel and place. Written in the transaction of the removal; never says whose or what."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass

from sqlalchemy import Connection, select

from truepenny.contracts.secrets import Removed, SecretKind
from truepenny.intake.screen_schema import screen_count
from truepenny.platform.clock import DAY
from truepenny.platform.db.dialect import upsert

RESCAN = "rescan"
"""The channel of what was removed from what is stored."""


@dataclass(frozen=True, slots=True)
class Counted:
    """n secrets of this kind on this day (days since 1970, UTC)."""

    day: int
    kind: SecretKind
    channel: str
    place: str
    n: int


def day_of(at_us: int) -> int:
    """Days since 1970, UTC."""
    return at_us // DAY


def count_removed(conn: Connection, removed: Iterable[Removed], *, channel: str, day: int, place: str = "message") -> None:
    """Adds to the counts of the day. Rows are taken in order, so that two nodes do not wait for each other."""
    for kind, n in sorted(Counter(one.kind for one in removed).items()):
        row = upsert(screen_count, conn).values(day=day, kind=kind, channel=channel, place=place, n=n)
        total = {"n": screen_count.c.n + row.excluded.n}
        conn.execute(row.on_conflict_do_update(index_elements=["day", "kind", "channel", "place"], set_=total))


def load_counts(conn: Connection, *, since: int) -> list[Counted]:
    """From this day on, oldest first."""
    c = screen_count.c
    rows = conn.execute(select(screen_count).where(c.day >= since).order_by(c.day, c.kind, c.channel, c.place))
    return [Counted(row.day, row.kind, row.channel, row.place, row.n) for row in rows]
