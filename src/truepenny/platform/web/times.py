"""Times and numbers as people read them. In: microseconds UTC, a language, a zone. Out: text that always carries its zone."""

from __future__ import annotations

from datetime import UTC, datetime, tzinfo
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

_MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
THIN = "\u2009"


def zone_named(name: str | None) -> tzinfo:
    """The IANA zone of that name, UTC where there is none. Safe for names from outside."""
    if not name or len(name) > 64 or not name.replace("/", "").replace("_", "").replace("-", "").replace("+", "").isalnum():
        return UTC
    try:
        return ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        return UTC


def at(us: int, zone: tzinfo = UTC) -> datetime:
    return datetime.fromtimestamp(us / 1_000_000, UTC).astimezone(zone)


def iso(us: int) -> str:
    """For <time datetime>: 2026-11-20T14:05:09Z."""
    return at(us).strftime("%Y-%m-%dT%H:%M:%SZ")


def zone_label(when: datetime) -> str:
    """UTC, UTC+8, UTC-3:30: never an abbreviation that two countries share."""
    offset = when.utcoffset()
    minutes = int(offset.total_seconds() // 60) if offset else 0
    if minutes == 0:
        return "UTC"
    hours, rest = divmod(abs(minutes), 60)
    return f"UTC{'+' if minutes > 0 else '-'}{hours}" + (f":{rest:02d}" if rest else "")


def day(us: int, language: str, *, zone: tzinfo = UTC) -> str:
    """20 Nov 2026, or 2026 年 11 月 20 日 with thin spaces."""
    when = at(us, zone)
    if language == "zh":
        return f"{when.year}{THIN}年{THIN}{when.month}{THIN}月{THIN}{when.day}{THIN}日"
    return f"{when.day} {_MONTHS[when.month - 1]} {when.year}"


def short_day(us: int, language: str, *, zone: tzinfo = UTC) -> str:
    """20 Nov, or 11 月 20 日: where the year is plain."""
    when = at(us, zone)
    return f"{when.month}{THIN}月{THIN}{when.day}{THIN}日" if language == "zh" else f"{when.day} {_MONTHS[when.month - 1]}"


def clock_time(us: int, *, zone: tzinfo = UTC) -> str:
    """14:05 UTC."""
    when = at(us, zone)
    return f"{when:%H:%M} {zone_label(when)}"


def clock_seconds(us: int, *, zone: tzinfo = UTC) -> str:
    """14:05:09 UTC: where two minutes are long."""
    when = at(us, zone)
    return f"{when:%H:%M:%S} {zone_label(when)}"


def hour_minute(us: int, *, zone: tzinfo = UTC) -> str:
    """14:05, only where the zone stands close by."""
    return f"{at(us, zone):%H:%M}"


def day_zone(us: int, language: str, *, zone: tzinfo = UTC) -> str:
    """20 Nov 2026 · UTC+8: the head of a day, for the bare times below it."""
    return f"{day(us, language, zone=zone)} · {zone_label(at(us, zone))}"


def moment(us: int, language: str, *, zone: tzinfo = UTC) -> str:
    """20 Nov 2026, 14:05 UTC."""
    return f"{day(us, language, zone=zone)}{' ' if language == 'zh' else ', '}{clock_time(us, zone=zone)}"


def byte_size(n: int) -> str:
    """999 B, 12 kB, 3.4 MB: decimal units, as phones show them."""
    if n < 1000:
        return f"{n} B"
    size = float(n)
    for unit in ("kB", "MB", "GB"):
        size /= 1000
        if size < 999.5 or unit == "GB":
            return f"{size:.1f} {unit}" if size < 9.95 and unit != "kB" else f"{size:.0f} {unit}"
    return f"{n} B"


def number(n: int | float) -> str:
    """12,345.6"""
    return f"{n:,}"
