"""What kinds, states and effects are called, in both languages: the same words on pages, in mails, in tickets and in feeds."""

from __future__ import annotations

from collections.abc import Mapping

from truepenny.knowledge.announcements.kinds import Announcement, Effect, Kind, ServiceState, State
from truepenny.knowledge.secret_words import Words

KIND_WORDS: Mapping[Kind, Words] = {
    "incident": Words("Incident", "故障"),
    "maintenance": Words("Maintenance", "维护"),
    "notice": Words("Notice", "通知"),
    "promotion": Words("Promotion", "活动"),
}
STATE_WORDS: Mapping[State, Words] = {
    "investigating": Words("Investigating", "正在排查"),
    "identified": Words("Cause found", "已找到原因"),
    "monitoring": Words("Fixed, being watched", "已修复，观察中"),
    "resolved": Words("Resolved", "已恢复"),
    "scheduled": Words("Planned", "已计划"),
    "in_progress": Words("In progress", "进行中"),
    "done": Words("Done", "已完成"),
}
_ONLY_TOLD: Mapping[State, Words] = {
    "scheduled": Words("Not yet in force", "尚未生效"),
    "in_progress": Words("In force", "生效中"),
    "done": Words("Over", "已结束"),
}
"""Of what nobody works on: notices and promotions."""
EFFECT_WORDS: Mapping[Effect, Words] = {
    "none": Words("No effect on services", "不影响服务"),
    "maintenance": Words("Under maintenance", "维护中"),
    "degraded": Words("Slow or partly failing", "缓慢或部分异常"),
    "paused": Words("Paused", "已暂停"),
    "down": Words("Not working", "无法使用"),
}
SINCE = Words("since", "开始于")
"""Before a time."""
SERVICE_WORDS: Mapping[ServiceState, Words] = {
    "operational": Words("Working", "正常"),
    "maintenance": Words("Under maintenance", "维护中"),
    "degraded": Words("Slow or partly failing", "缓慢或部分异常"),
    "paused": Words("Paused", "已暂停"),
    "down": Words("Not working", "无法使用"),
}


def state_words(kind: Kind, state: State) -> Words:
    """As this kind says it."""
    return (_ONLY_TOLD if kind in ("notice", "promotion") else STATE_WORDS).get(state, STATE_WORDS[state])


def state_label(one: Announcement, language: str, *, now_us: int) -> str:
    """How it stands at that moment."""
    return state_words(one.kind, one.state_at(now_us)).said(language)
