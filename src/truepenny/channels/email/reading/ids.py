"""Message-ID, In-Reply-To, References and Date of a mail. Heads in; ids without <>, and microseconds, out. Never raises."""

from __future__ import annotations

import re
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime

from truepenny.channels.email.reading.heads import Head

MOST_REFERENCES = 50
_MOST_BYTES = 64 * 1024
_ID = re.compile(rb"<[ \t]*([!-;=?-~]{1,250})[ \t]*>")
_BARE_ID = re.compile(rb"[!-;=?-~]{1,200}@[!-;=?-~]{1,200}")
_EARLIEST, _LATEST = datetime(1980, 1, 1, tzinfo=UTC), datetime(2100, 1, 1, tzinfo=UTC)


def message_id_of(head: Head, faults: set[str]) -> str:
    """Of two, the first."""
    values = head.all("message-id")
    if len(values) > 1:
        faults.add("doubled_message-id")
    found = _ids(values[0][:2000]) if values else []
    if not found:
        faults.add("broken_message-id" if values else "no_message-id")
        return ""
    return found[0]


def references_of(head: Head) -> tuple[str, ...]:
    """The newest first: those of In-Reply-To, then References from its end."""
    found: dict[str, None] = {}
    for value in head.all("in-reply-to")[:5]:
        found.update(dict.fromkeys(_ids(value[:_MOST_BYTES])[:MOST_REFERENCES]))
    for value in head.all("references")[:5]:
        found.update(dict.fromkeys(reversed(_ids(value[-_MOST_BYTES:]))))
    return tuple(found)[:MOST_REFERENCES]


def _ids(value: bytes) -> list[str]:
    found = _ID.findall(value) if b"<" in value else _BARE_ID.findall(value)
    return [one.decode("ascii") for one in found if len(one) <= 250]


def date_of(head: Head, faults: set[str]) -> int | None:
    """Microseconds since 1970, UTC."""
    value = head.first("date")
    if not value:
        faults.add("no_date")
        return None
    try:
        at = parsedate_to_datetime(value[:200].decode("ascii", "replace"))
        at = at.replace(tzinfo=UTC) if at.tzinfo is None else at.astimezone(UTC)
    except (ValueError, TypeError, IndexError, OverflowError, AttributeError):
        faults.add("broken_date")
        return None
    if not _EARLIEST <= at <= _LATEST:
        faults.add("broken_date")
        return None
    return round(at.timestamp() * 1_000_000)
