"""What became of articles that were offered to somebody who was writing: counts by day, and what they add up to.

In: what was done, where, in which language, with which articles. Out: totals by article. Nothing of the words, nothing of the person.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import Final, Literal, get_args

from sqlalchemy import Connection, func, select

from truepenny.knowledge.help.deflection_schema import help_offers
from truepenny.platform.db.dialect import upsert

Did = Literal["offered", "opened", "answered", "sent"]
DID: Final[tuple[Did, ...]] = get_args(Did)
Place = Literal["portal", "widget"]
PLACES: Final[tuple[Place, ...]] = get_args(Place)


@dataclass(frozen=True, slots=True)
class Totals:
    """Of one article in one language, over some days; sent: tickets that were sent although it had been opened."""

    slug: str
    language: str
    offered: int = 0
    opened: int = 0
    answered: int = 0
    sent: int = 0


def add_counts(conn: Connection, did: Did, slugs: Collection[str], *, place: Place, language: str, day: int) -> None:
    """One more for each of these articles. day: days since 1970, UTC."""
    first: dict[str, int] = {each: int(each == did) for each in DID}
    for slug in sorted(set(slugs)):  # in one order, so that two transactions never wait for each other
        row = {"day": day, "surface": place, "language": language, "slug": slug, **first}
        conn.execute(
            upsert(help_offers, conn)
            .values(row)
            .on_conflict_do_update(index_elements=["day", "surface", "language", "slug"], set_={did: help_offers.c[did] + 1})
        )


def load_totals(conn: Connection, *, since_day: int, place: Place | None = None) -> Sequence[Totals]:
    """The most offered first. place: None for all."""
    columns = [func.sum(help_offers.c[did]) for did in DID]
    asked = select(help_offers.c.slug, help_offers.c.language, *columns).where(help_offers.c.day >= since_day)
    if place is not None:
        asked = asked.where(help_offers.c.surface == place)
    rows = conn.execute(asked.group_by(help_offers.c.slug, help_offers.c.language))
    found = [Totals(slug, language, *(int(n) for n in counts)) for slug, language, *counts in rows]
    return sorted(found, key=lambda one: (-one.offered, one.slug, one.language))
