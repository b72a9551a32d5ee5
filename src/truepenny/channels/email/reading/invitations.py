"""An appointment in one readable line: what, when, where (RFC 5545). Text of a calendar part in, a line out, "" when there is none."""

from __future__ import annotations

import re

_FOLD = re.compile(r"\r?\n[ \t]")
_LINE = re.compile(r"^([A-Za-z-]{1,40})((?:;[^:\n]*)?):(.*)$", re.MULTILINE)
_WHEN = re.compile(r"(\d{4})(\d\d)(\d\d)(?:T(\d\d)(\d\d)\d\d(Z?))?")
_ZONE = re.compile(r'TZID="?([^";:]{1,60})')
_ESCAPED = re.compile(r"\\([\\,;nN])")
_MOST = 64 * 1024
_METHODS = {"REQUEST": ("Invitation", "邀请"), "CANCEL": ("Cancelled", "已取消"), "REPLY": ("Answer to an invitation", "邀请的答复")}


def invitation_line(calendar: str, language: str | None) -> str:
    text = _FOLD.sub("", calendar[:_MOST])
    start = text.upper().find("BEGIN:VEVENT")
    if start < 0:
        return ""
    zh = language == "zh"
    end = text.upper().find("END:VEVENT", start)
    fields: dict[str, tuple[str, str]] = {}
    for match in _LINE.finditer(text[start : end if end > 0 else len(text)]):
        fields.setdefault(match[1].upper(), (match[2], _plain(match[3])))
    method = next((match[3].strip().upper() for match in _LINE.finditer(text[:start]) if match[1].upper() == "METHOD"), "")
    label = _METHODS.get(method, ("Appointment", "日程"))[zh]
    when = _when(fields.get("DTSTART", ("", "")), fields.get("DTEND", ("", "")))
    parts = [fields.get("SUMMARY", ("", ""))[1], when, fields.get("LOCATION", ("", ""))[1]]
    said = " · ".join(part[:300] for part in parts if part)
    return f"{label}{'：' if zh else ': '}{said}" if said else ""


def _plain(value: str) -> str:
    return _ESCAPED.sub(lambda match: " " if match[1] in "nN" else match[1], value.strip())


def _when(start: tuple[str, str], end: tuple[str, str]) -> str:
    first, last = _WHEN.match(start[1]), _WHEN.match(end[1])
    if first is None:
        return ""
    said = _moment(first)
    if last is not None and last[4]:
        said += "–" + (f"{last[4]}:{last[5]}" if last.group(1, 2, 3) == first.group(1, 2, 3) else _moment(last))
    zone = "UTC" if first[6] else (found[1] if (found := _ZONE.search(start[0])) else "")
    return f"{said} ({zone})" if zone else said


def _moment(match: re.Match[str]) -> str:
    day = f"{match[1]}-{match[2]}-{match[3]}"
    return f"{day} {match[4]}:{match[5]}" if match[4] else day
