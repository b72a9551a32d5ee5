"""The services and how each of them stands, now and on each of the last days: both follow from announcements, nobody sets them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, cast

import msgspec
from sqlalchemy import Connection, Row, func, select, update

from truepenny.contracts.errors import NotFound
from truepenny.knowledge.announcements.kinds import EFFECTS, Announcement, ServiceState
from truepenny.knowledge.announcements.schema import services
from truepenny.platform.clock import DAY

DAYS = 90


@dataclass(frozen=True, slots=True)
class Service:
    """names: by language. retired: not shown any more."""

    id: str
    names: Mapping[str, str]
    place: int
    retired: bool = False

    def name(self, language: str) -> str:
        return self.names.get(language) or next(iter(self.names.values()))


@dataclass(frozen=True, slots=True)
class DayOf:
    """One day of the strip. at: its beginning, microseconds UTC. worst: the worst state of that day. because: ids of announcements."""

    at: int
    worst: ServiceState
    because: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Standing:
    """A service, how it stands, and since when and for which announcements that is so. days: the oldest first, today last."""

    service: Service
    state: ServiceState
    since: int | None = None
    because: tuple[str, ...] = ()
    days: tuple[DayOf, ...] = ()


def list_services(conn: Connection, *, also_retired: bool = False) -> list[Service]:
    statement = select(services).order_by(services.c.place, services.c.id)
    if not also_retired:
        statement = statement.where(services.c.retired_at.is_(None))
    return [_service(row) for row in conn.execute(statement)]


def load_service(conn: Connection, service: str) -> Service:
    """Raises NotFound."""
    row = conn.execute(select(services).where(services.c.id == service)).first()
    if row is None:
        raise NotFound("service_unknown", "There is no such service.", "Somebody may have changed the list: load it again.")
    return _service(row)


def _service(row: Row[Any]) -> Service:
    return Service(row.id, msgspec.json.decode(row.names, type=dict[str, str]), row.place, row.retired_at is not None)


def put_service(conn: Connection, service: str, names: Mapping[str, str], *, is_new: bool, now_us: int) -> None:
    encoded = msgspec.json.encode(names).decode()
    if is_new:
        last = conn.execute(select(func.max(services.c.place))).scalar() or 0
        conn.execute(services.insert().values(id=service, names=encoded, place=last + 1, added_at=now_us))
    else:
        conn.execute(update(services).where(services.c.id == service).values(names=encoded))


def retire_service(conn: Connection, service: str, *, retired_at: int | None) -> None:
    conn.execute(update(services).where(services.c.id == service).values(retired_at=retired_at))


def move_service(conn: Connection, service: str, *, by: int) -> None:
    """by: -1 up, 1 down."""
    ordered = [one.id for one in list_services(conn, also_retired=True)]
    at = ordered.index(service)
    to = min(max(at + by, 0), len(ordered) - 1)
    ordered.insert(to, ordered.pop(at))
    for place, one in enumerate(ordered, start=1):
        conn.execute(update(services).where(services.c.id == one).values(place=place))


def stand(all_services: Sequence[Service], announced: Sequence[Announcement], *, now_us: int, days: int = DAYS) -> list[Standing]:
    """announced: all that ran at some time in these days. days 0: without history."""
    return [_stand(one, [each for each in announced if one.id in each.scope.services], now_us, days) for one in all_services]


def _stand(service: Service, announced: Sequence[Announcement], now_us: int, days: int) -> Standing:
    effects = [(each, each.effect_at(now_us)) for each in announced]
    worst = max((effect for _, effect in effects), key=EFFECTS.index, default="none")
    because = [each for each, effect in effects if effect != "none"]
    since = min((each.begins_at for each in because), default=None)
    today = now_us - now_us % DAY
    strip = tuple(_day(today - back * DAY, announced, now_us) for back in range(days - 1, -1, -1)) if days else ()
    return Standing(service, _state(worst), since, tuple(each.id for each in because), strip)


def _day(begin: int, announced: Sequence[Announcement], now_us: int) -> DayOf:
    worst, because = "none", []
    for each in announced:
        if each.begins_at >= begin + DAY or (each.ended_at is not None and each.ended_at <= begin):
            continue
        moments = [max(begin, each.begins_at), *(one.at for one in each.updates if begin <= one.at < begin + DAY)]
        found = max((each.effect_at(at) for at in moments if at <= now_us), key=EFFECTS.index, default="none")
        if found != "none":
            because.append(each.id)
            worst = max(worst, found, key=lambda one: EFFECTS.index(cast("Any", one)))
    return DayOf(begin, _state(worst), tuple(because))


def _state(effect: str) -> ServiceState:
    return "operational" if effect == "none" else cast("ServiceState", effect)
