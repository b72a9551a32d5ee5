"""What is announced when the directory changes: which contact is new, which is another, which is no longer ours. In both languages."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from truepenny.knowledge.announcements.kinds import Draft, Written
from truepenny.knowledge.secret_words import Words
from truepenny.platform.clock import DAY
from truepenny.platform.web.i18n import fill

SHOWN_FOR_US = 30 * DAY
_TITLES = {
    "added": Words("New official contact: {value}", "新增官方联系方式：{value}"),
    "changed": Words("Official contact changed: {before} is now {value}", "官方联系方式变更：{before} 已改为 {value}"),
    "retired": Words("No longer ours: {value}", "已停用的官方联系方式：{value}"),
}
_LINES = {
    "added": Words("{label}: {value} is ours from now on.", "{label}：{value} 现为我们的官方联系方式。"),
    "changed": Words("{label}: {value} takes the place of {before}.", "{label}：{before} 已由 {value} 取代。"),
    "retired": Words(
        "{label}: {value} is no longer ours. Do not answer anybody who writes or calls from there.",
        "{label}：{value} 已不再属于我们。如有人以此联系您，请不要回应。",
    ),
}
_MANY = Words("Our official contacts have changed", "官方联系方式有变更")
_LIST = Words("[All our official contacts](/{language}/contact)", "[查看全部官方联系方式](/{language}/contact)")
What = Literal["added", "changed", "retired"]


@dataclass(frozen=True, slots=True)
class Listed:
    """One change. labels: the kind of contact by language ("Phone", "电话"). value: as it is shown; before: of a change."""

    what: What
    value: str
    labels: dict[str, str]
    before: str = ""


def directory_draft(changes: Sequence[Listed], *, languages: tuple[str, ...], now_us: int) -> Draft:
    """changes: at least one."""
    words = {language: Written(_title(changes, language), _body(changes, language)) for language in languages}
    return Draft("notice", "in_progress", words, started_at=now_us, planned_end=now_us + SHOWN_FOR_US)


def _title(changes: Sequence[Listed], language: str) -> str:
    if len(changes) > 1:
        return _MANY.said(language)
    one = changes[0]
    return fill(_TITLES[one.what].said(language), {"value": one.value, "before": one.before})[:160]


def _body(changes: Sequence[Listed], language: str) -> str:
    lines = [
        fill(
            _LINES[one.what].said(language),
            {
                "label": one.labels.get(language) or next(iter(one.labels.values()), ""),
                "value": _code(one.value),
                "before": _code(one.before),
            },
        )
        for one in changes
    ]
    return "\n".join(f"- {line}" for line in lines) + "\n\n" + fill(_LIST.said(language), {"language": language})


def _code(value: str) -> str:
    return "`" + value.replace("`", "'") + "`"
