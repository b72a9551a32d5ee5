"""An entry of the directory in a reader's language, for pages and programs. In: entries. Out: words, hours, moments in UTC."""

from __future__ import annotations

import itertools
from collections.abc import Callable, Sequence
from datetime import timedelta
from typing import Final

import msgspec

from truepenny.platform.web.i18n import mark
from truepenny.platform.web.times import THIN, at, zone_label, zone_named
from truepenny.trust.directory.entries import Entry, NeverUse, in_language
from truepenny.trust.directory.hours import Hours, Span, holiday_of, local_day, spans_of_day, write_spans
from truepenny.trust.directory.kinds import KIND_NAMES, LINES
from truepenny.trust.directory.names import city_name, language_name, region_name
from truepenny.trust.directory.order import REACHED, Shown

Say = Callable[[str], str]
"""A message id in the reader's language."""
GROUPS: Final = (
    ("call", mark("By phone"), ("phone",)),
    ("write", mark("By mail"), ("email",)),
    ("social", mark("Messengers and social networks"), ("telegram", "discord", "x", "facebook", "other")),
    ("places", mark("Websites and apps"), ("site", "app")),
    ("domains", mark("Where our mail comes from"), ("email_domain",)),
)
"""Code, message id and kinds of each part of the list."""
REASONS: Final = {
    "topic": mark("for this topic"),
    "region": mark("for your region"),
    "language": mark("in your language"),
    "open": mark("open now"),
}
DAYS: Final = (mark("Mon"), mark("Tue"), mark("Wed"), mark("Thu"), mark("Fri"), mark("Sat"), mark("Sun"))
HOLIDAYS_SHOWN: Final = 45
"""Days ahead."""


class DayView(msgspec.Struct, frozen=True):
    """days: "Mon–Fri", or a date. hours: "09:00–17:00", or the word for closed. name: of a holiday."""

    days: str
    hours: str
    name: str = ""


class HoursView(msgspec.Struct, frozen=True):
    """zone: IANA name; place: how readers know it, with its difference to UTC. Hours are as clocks show them there."""

    zone: str
    place: str
    always: bool
    today: str
    week: tuple[DayView, ...]
    holidays: tuple[DayView, ...]


class ContactView(msgspec.Struct, frozen=True):
    """value: as people read it; norm: as programs compare it. open: None without hours. Moments in microseconds UTC."""

    id: str
    kind: str
    kind_name: str
    label: str
    value: str
    norm: str
    url: str
    platform_id: str
    regions: tuple[str, ...]
    languages: tuple[str, ...]
    lines: tuple[str, ...]
    topics: tuple[str, ...]
    cost: str
    toll_free: bool
    note: str
    hours: HoursView | None
    open: bool | None
    opens_at: int | None
    closes_at: int | None
    holiday: str
    valid_from: int | None
    reasons: tuple[str, ...]
    is_reached: bool


class NeverView(msgspec.Struct, frozen=True):
    kind: str
    kind_name: str
    words: str
    pattern: str


def contact_view(shown: Shown, *, language: str, say: Say, now: int) -> ContactView:
    entry, standing = shown.entry, shown.standing
    cost = in_language(entry.cost, language) or (say("Free of charge") if entry.toll_free else "")
    return ContactView(
        entry.id, entry.kind, say(KIND_NAMES[entry.kind]), entry.label(language), entry.shown, entry.value, entry.url, entry.platform_id,
        tuple(region_name(code, language) for code in entry.regions), tuple(language_name(code, language) for code in entry.languages),
        tuple(say(LINES[code]) for code in entry.lines if code in LINES), entry.topics, cost, entry.toll_free,
        in_language(entry.notes, language), None if entry.hours is None else hours_view(entry.hours, language=language, say=say, now=now),
        None if standing is None else standing.open, None if standing is None else standing.opens_at,
        None if standing is None else standing.closes_at,
        "" if standing is None or standing.holiday is None else in_language(standing.holiday.names, language) or say("Holiday"),
        entry.valid_from, tuple(say(REASONS[reason]) for reason in shown.reasons), entry.kind in REACHED,
    )  # fmt: skip


def never_view(one: NeverUse, *, language: str, say: Say) -> NeverView:
    return NeverView(one.kind, say(KIND_NAMES[one.kind]), one.said(language), one.pattern)


def hours_view(hours: Hours, *, language: str, say: Say, now: int) -> HoursView:
    today = local_day(hours, now)
    coming = [holiday_of(hours, today + timedelta(days=n)) for n in range(HOLIDAYS_SHOWN)]
    holidays = tuple(
        DayView(_date(holiday.day, language), hours_words(holiday.spans, say), in_language(holiday.names, language))
        for holiday in coming
        if holiday is not None
    )
    city, difference = city_name(hours.zone, language), zone_label(at(now, zone_named(hours.zone)))
    between = "，" if language == "zh" else ", "
    place = city if city == difference else f"{city}{between}{difference}"
    return HoursView(hours.zone, place, hours.always, hours_words(spans_of_day(hours, today), say), _week(hours, language, say), holidays)


def hours_words(spans: Sequence[Span], say: Say) -> str:
    text = write_spans(spans)
    return say("closed") if not text else say("day and night") if text == "24h" else text.replace("-", "–")


def grouped(contacts: Sequence[ContactView]) -> list[tuple[str, str, list[ContactView]]]:
    """Code, message id and entries of each part of the list that has any."""
    parts = [(code, title, [one for one in contacts if one.kind in kinds]) for code, title, kinds in GROUPS]
    return [part for part in parts if part[2]]


def label_of(entry: Entry, language: str) -> str:
    return entry.label(language) or entry.shown


def _week(hours: Hours, language: str, say: Say) -> tuple[DayView, ...]:
    """Days with the same hours as one line."""
    rows = []
    for spans, days in itertools.groupby(range(7), key=lambda day: hours.week[day]):
        run = list(days)
        first, last = say(DAYS[run[0]]), say(DAYS[run[-1]])
        named = first if len(run) == 1 else f"{first}{'至' if language == 'zh' else '–'}{last}"
        rows.append(DayView(named, hours_words(spans, say)))
    return tuple(rows)


def _date(day: str, language: str) -> str:
    year, month, number = (int(part) for part in day.split("-"))
    if language == "zh":
        return f"{year}{THIN}年{THIN}{month}{THIN}月{THIN}{number}{THIN}日"
    months = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
    return f"{number} {months[month - 1]} {year}"
