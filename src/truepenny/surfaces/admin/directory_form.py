"""The form of an entry of the directory: from an entry to fields, and from fields to a draft. Days are whole days in UTC."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import UTC, date, datetime, timedelta
from typing import Final

from truepenny.contracts.errors import Refused
from truepenny.platform.clock import SECOND
from truepenny.surfaces.admin.forms import Form
from truepenny.trust.directory.entries import Draft, Entry
from truepenny.trust.directory.hours import DAY_MINUTES, Holiday, Hours, read_spans, write_spans

WORDS: Final = ("label", "cost", "note")
PLAIN: Final = (
    "kind", "value", "platform_id", "regions", "languages", "topics", "hours", "zone", "holidays", "valid_from", "valid_until", "ending",
    "order", "reason", "base", "do",
)  # fmt: skip
DAYS: Final = tuple(f"day_{n}" for n in range(7))
NEW: Final[Mapping[str, str]] = {"hours": "none", "order": "100", "zone": "UTC"}
_ALWAYS: Final = (((0, DAY_MINUTES),),) * 7


def fields_of(languages: Sequence[str]) -> tuple[str, ...]:
    """All that may come once."""
    return (*PLAIN, *DAYS, *(f"{name}_{code}" for name in WORDS for code in languages))


def values_of(entry: Entry) -> dict[str, str]:
    """What the form shows of an entry."""
    values = {
        "kind": entry.kind, "value": entry.url if entry.kind == "app" else entry.shown, "platform_id": entry.platform_id,
        "regions": " ".join(entry.regions), "languages": " ".join(entry.languages), "topics": " ".join(entry.topics),
        "order": str(entry.order), "valid_from": _day_of(entry.valid_from), "valid_until": _day_of(entry.valid_until, last=True),
        "ending": entry.ending,
    }  # fmt: skip
    for name, words in zip(WORDS, (entry.labels, entry.cost, entry.notes), strict=True):
        values |= {f"{name}_{code}": text for code, text in words.items()}
    return values | _hours_values(entry.hours)


def draft_of(form: Form, languages: Sequence[str], before: Entry | None) -> Draft:
    """before: what the form showed; a day that was left as it stood keeps its moment, so that what has ended today stays ended.

    Raises Refused 400 for hours, holidays and days that cannot be read.
    """
    shown = {} if before is None else values_of(before)
    since, until = _read_day(form, "valid_from"), _read_day(form, "valid_until", last=True)
    if before is not None and form.text("valid_from") == shown["valid_from"]:
        since = before.valid_from
    if before is not None and form.text("valid_until") == shown["valid_until"]:
        until = before.valid_until
    words = [{code: form.text(f"{name}_{code}") for code in languages} for name in WORDS]
    order = form.text("order")
    if order and not (order.isascii() and order.isdigit() and len(order) < 5):
        raise _wrong("order", "This is not a number.", "Type digits only.")
    return Draft(
        form.text("kind"), form.text("value"), words[0], form.text("platform_id"), form.text("regions"), form.text("languages"),
        form.many("lines"), form.text("topics"), _read_hours(form), words[1], since,
        until, form.text("ending"), words[2], int(order or 100),
    )  # fmt: skip


def _hours_values(hours: Hours | None) -> dict[str, str]:
    if hours is None:
        return {"hours": "none", "zone": "UTC"}
    kind = "always" if hours.week == _ALWAYS and not hours.holidays else "week"
    days = {field: write_spans(spans) for field, spans in zip(DAYS, hours.week, strict=True)} if kind == "week" else {}
    return {"hours": kind, "zone": hours.zone, "holidays": "\n".join(map(_holiday_line, hours.holidays)), **days}


def _holiday_line(holiday: Holiday) -> str:
    names = [holiday.names.get("en", ""), holiday.names.get("zh", "")]
    return "; ".join([holiday.day, write_spans(holiday.spans) or "closed", *names]).rstrip("; ")


def _read_hours(form: Form) -> Hours | None:
    kind = form.text("hours")
    if kind == "always":
        return Hours("UTC", _ALWAYS)
    if kind != "week":
        return None
    week = []
    for field in DAYS:
        try:
            week.append(read_spans(form.text(field)))
        except ValueError:
            raise _wrong(
                field, "These hours cannot be read.", "Write them as 09:00-12:30, 13:30-18:00, or 24h; leave it empty for closed."
            ) from None
    return Hours(form.text("zone"), tuple(week), tuple(_read_holiday(line) for line in form.text("holidays").split("\n") if line.strip()))


def _read_holiday(line: str) -> Holiday:
    parts = [part.strip() for part in line.replace("；", ";").split(";")]
    try:
        spans = read_spans(parts[1]) if len(parts) > 1 else ()
    except ValueError:
        raise _wrong("holidays", "These hours cannot be read.", "Write a line as 2026-12-25; closed; Christmas Day; 圣诞节") from None
    return Holiday(parts[0], spans, {code: name for code, name in zip(("en", "zh"), parts[2:4], strict=False) if name})


def _read_day(form: Form, field: str, *, last: bool = False) -> int | None:
    """last: the day counts to its end."""
    typed = form.text(field)
    if not typed:
        return None
    try:
        day = date.fromisoformat(typed) + timedelta(days=1 if last else 0)
    except (ValueError, OverflowError):
        raise _wrong(field, "{day} is not a day.", "Write it as 2026-12-25.", day=typed[:20]) from None
    return int(datetime(day.year, day.month, day.day, tzinfo=UTC).timestamp()) * SECOND


def _day_of(us: int | None, *, last: bool = False) -> str:
    if us is None:
        return ""
    return (datetime.fromtimestamp(us // SECOND, UTC) - timedelta(seconds=1 if last else 0)).date().isoformat()


def _wrong(field: str, title: str, cure: str, **params: object) -> Refused:
    return Refused(400, f"{field}_wrong", title, cure, params=params, field=field)
