"""Hours of a contact point: a week in a time zone, with holidays; whether it is open at a moment, and when that changes next.

In: wall-clock times of the entry's zone. Out: microseconds UTC, so that each reader sees them in a zone of their own. On the day on which
clocks change, an hour that comes twice is open twice; a time that is left out counts as that much after the change.
"""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

import msgspec

from truepenny.contracts.errors import Refused
from truepenny.platform.clock import SECOND

Span = tuple[int, int]
"""Minutes after midnight; the end may lie on the next day, up to 48 hours after this midnight."""
DAY_MINUTES = 24 * 60
LOOK_DAYS = 35
MAX_SPANS, MAX_HOLIDAYS = 4, 60
_SPAN = re.compile(r"(\d{1,2})[:.：](\d{2})\s*[-–—~至到]\s*(\d{1,2})[:.：](\d{2})")


class Holiday(msgspec.Struct, frozen=True, omit_defaults=True):
    """day: 2026-12-25. spans: hours of that day instead of the week's; none: closed. names: by language."""

    day: str
    spans: tuple[Span, ...] = ()
    names: dict[str, str] = {}


class Hours(msgspec.Struct, frozen=True, omit_defaults=True):
    """zone: IANA name. week: seven days from Monday on, each with its spans."""

    zone: str
    week: tuple[tuple[Span, ...], ...]
    holidays: tuple[Holiday, ...] = ()

    @property
    def always(self) -> bool:
        """Day and night, every day."""
        return not self.holidays and all(spans == ((0, DAY_MINUTES),) for spans in self.week)


@dataclass(frozen=True, slots=True)
class Standing:
    """closes_at: when open, None when it never closes. opens_at: when closed, None when not within five weeks. holiday: today's."""

    open: bool
    closes_at: int | None = None
    opens_at: int | None = None
    holiday: Holiday | None = None


def read_spans(typed: str) -> tuple[Span, ...]:
    """ "09:00-12:30, 13:30-18:00"; "24h" for the whole day; "" or "-" for closed; an end before its start lies on the next day.

    Raises ValueError.
    """
    text = typed.strip().lower().replace("，", ",").replace("、", ",").replace(";", ",")
    if text in ("", "-", "–", "closed", "休息"):
        return ()
    if text in ("24h", "24", "24/7", "全天"):
        return ((0, DAY_MINUTES),)
    spans: list[Span] = []
    for part in filter(None, (piece.strip() for piece in text.split(","))):
        found = _SPAN.fullmatch(part)
        if found is None:
            raise ValueError(part)
        start, end = int(found[1]) * 60 + int(found[2]), int(found[3]) * 60 + int(found[4])
        if start >= DAY_MINUTES or end > DAY_MINUTES or int(found[2]) > 59 or int(found[4]) > 59:
            raise ValueError(part)
        spans.append((start, end if end > start else end + DAY_MINUTES))
    spans.sort()
    if len(spans) > MAX_SPANS or any(later[0] < earlier[1] for earlier, later in itertools.pairwise(spans)):
        raise ValueError(typed)
    return tuple(spans)


def write_spans(spans: Iterable[Span]) -> str:
    """As read_spans reads it."""
    spans = tuple(spans)
    if spans == ((0, DAY_MINUTES),):
        return "24h"
    return ", ".join(f"{_clock(start)}-{_clock(end if end <= DAY_MINUTES else end - DAY_MINUTES)}" for start, end in spans)


def _clock(minutes: int) -> str:
    return f"{minutes // 60:02d}:{minutes % 60:02d}"


def check_hours(hours: Hours) -> Hours:
    """The hours as they are kept. Raises Refused 400, naming the field."""
    if not is_zone(hours.zone):
        raise _wrong("zone", "There is no such time zone.", "It looks like Europe/London or Asia/Shanghai.")
    if len(hours.holidays) > MAX_HOLIDAYS:
        raise _wrong("holidays", "These are too many holidays.", "Keep those of the coming year: at most {limit}.", limit=MAX_HOLIDAYS)
    for holiday in hours.holidays:
        try:
            date.fromisoformat(holiday.day)
        except ValueError:
            raise _wrong("holidays", "{day} is not a day.", "Write it as 2026-12-25.", day=holiday.day) from None
    by_day = {holiday.day: holiday for holiday in hours.holidays}
    return Hours(hours.zone, hours.week, tuple(by_day[day] for day in sorted(by_day)))


def is_zone(name: str) -> bool:
    try:
        ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        return False
    return bool(name)


def spans_of_day(hours: Hours, day: date) -> tuple[Span, ...]:
    holiday = holiday_of(hours, day)
    return hours.week[day.weekday()] if holiday is None else holiday.spans


def holiday_of(hours: Hours, day: date) -> Holiday | None:
    named = day.isoformat()
    return next((holiday for holiday in hours.holidays if holiday.day == named), None)


def local_day(hours: Hours, at: int) -> date:
    """Which day it is there."""
    return datetime.fromtimestamp(at / SECOND, ZoneInfo(hours.zone)).date()


def standing(hours: Hours, at: int) -> Standing:
    """at: microseconds UTC."""
    if hours.always:
        return Standing(open=True)
    today = local_day(hours, at)
    holiday = holiday_of(hours, today)
    for start, end in _merged(hours, today - timedelta(days=2)):
        if start <= at < end:
            endless = end - at > (LOOK_DAYS - 3) * DAY_MINUTES * 60 * SECOND
            return Standing(open=True, closes_at=None if endless else end, holiday=holiday)
        if at < start:
            return Standing(open=False, opens_at=start, holiday=holiday)
    return Standing(open=False, holiday=holiday)


def _merged(hours: Hours, first: date) -> Iterator[Span]:
    """Open stretches in microseconds UTC, in order, those that touch as one."""
    held: Span | None = None
    for n in range(LOOK_DAYS):
        day = first + timedelta(days=n)
        for start_min, end_min in spans_of_day(hours, day):
            start, end = _moment(hours, day, start_min, fold=0), _moment(hours, day, end_min, fold=1)
            if end <= start:
                continue
            if held is not None and start <= held[1]:
                held = (held[0], max(held[1], end))
                continue
            if held is not None:
                yield held
            held = (start, end)
    if held is not None:
        yield held


def _moment(hours: Hours, day: date, minutes: int, *, fold: int) -> int:
    local = datetime.combine(
        day + timedelta(days=minutes // DAY_MINUTES), time(minutes % DAY_MINUTES // 60, minutes % 60), ZoneInfo(hours.zone)
    )
    moment = local.replace(fold=fold).astimezone(UTC)
    if moment.astimezone(local.tzinfo).replace(tzinfo=None) != local.replace(tzinfo=None):
        moment = local.replace(fold=0).astimezone(UTC)  # an hour that the clocks leave out: the same moment for its end and its start
    return int(moment.timestamp()) * SECOND


def _wrong(field: str, title: str, cure: str, **params: object) -> Refused:
    return Refused(400, f"{field}_wrong", title, cure, params=params, field=field)
