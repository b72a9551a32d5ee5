"""What an announcement can be: its kinds, the states that each goes through, and what it does to services. Data, and plain shapes.

Promotions are a kind of their own that is kept out of everything where people look for what is broken.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal, get_args

Kind = Literal["incident", "maintenance", "notice", "promotion"]
State = Literal["investigating", "identified", "monitoring", "resolved", "scheduled", "in_progress", "done"]
Effect = Literal["none", "maintenance", "degraded", "paused", "down"]
"""What it does to its services while it runs; in the order in which the worst one wins."""
Phase = Literal["planned", "running", "past"]
ServiceState = Literal["operational", "maintenance", "degraded", "paused", "down"]
KINDS: tuple[Kind, ...] = get_args(Kind)
EFFECTS: tuple[Effect, ...] = get_args(Effect)
OF_SERVICE: tuple[Kind, ...] = ("incident", "maintenance", "notice")
"""All kinds but promotions."""
STATES: Mapping[Kind, tuple[State, ...]] = {
    "incident": ("investigating", "identified", "monitoring", "resolved"),
    "maintenance": ("scheduled", "in_progress", "done"),
    "notice": ("scheduled", "in_progress", "done"),
    "promotion": ("scheduled", "in_progress", "done"),
}
FINAL: tuple[State, ...] = ("resolved", "done")


@dataclass(frozen=True, slots=True)
class Scope:
    """Whom it concerns. topics: codes, or their beginnings up to a dot ("WD" for all withdrawals). assets, networks: names as in names.py.
    services: ids. All empty: everybody."""

    topics: tuple[str, ...] = ()
    assets: tuple[str, ...] = ()
    networks: tuple[str, ...] = ()
    services: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Written:
    """Words in one language. body: Markdown."""

    title: str
    body: str


@dataclass(frozen=True, slots=True)
class Draft:
    """An announcement as its author gives it. words: by language, at least one. Times in microseconds UTC, None: not known.
    started_at: when it really began. contact: id of the directory entry to turn to."""

    kind: Kind
    state: State
    words: Mapping[str, Written]
    scope: Scope = Scope()
    effect: Effect = "none"
    planned_start: int | None = None
    planned_end: int | None = None
    started_at: int | None = None
    contact: str = ""


@dataclass(frozen=True, slots=True)
class NewUpdate:
    """What is added to an announcement. words: Markdown by language; none: the state alone says it. effect None: as before.
    tell: the customers of linked tickets and those who asked for mail hear of it. corrects: number of the update that was wrong."""

    state: State
    words: Mapping[str, str] = field(default_factory=dict)
    effect: Effect | None = None
    tell: bool = False
    corrects: int | None = None


@dataclass(frozen=True, slots=True)
class Update:
    """One stop of the timeline. n: 1, 2, 3 ... words: Markdown by language. before: of a correction of title or text, what stood there.
    corrected_by: number of the update that says better."""

    n: int
    at: int
    state: State
    effect: Effect
    by: str
    words: Mapping[str, str]
    tell: bool = False
    corrects: int | None = None
    before: Mapping[str, Written] = field(default_factory=dict)
    corrected_by: int | None = None

    def said(self, language: str) -> tuple[str, str]:
        """Its words and the language that they are in; ("", language) when it has none."""
        found = language if language in self.words else next(iter(self.words), "")
        return self.words.get(found, ""), found or language


@dataclass(frozen=True, slots=True)
class Announcement:
    """One announcement with its whole timeline, the oldest update first. ended_at: when it was really over."""

    id: str
    kind: Kind
    state: State
    effect: Effect
    words: Mapping[str, Written]
    scope: Scope
    planned_start: int | None
    planned_end: int | None
    started_at: int | None
    ended_at: int | None
    contact: str
    created_at: int
    changed_at: int
    by: str
    updates: tuple[Update, ...] = ()

    def said(self, language: str) -> tuple[Written, str]:
        """Its words and the language that they are in: this one, else the first that there is."""
        found = language if language in self.words else next(iter(self.words))
        return self.words[found], found

    @property
    def begins_at(self) -> int:
        """When it began or is to begin."""
        return self.started_at or self.planned_start or self.created_at

    def ends_at(self, now_us: int) -> int | None:
        """When it was over; what is only announced ends by itself, work and incidents when somebody says so."""
        if self.ended_at is not None:
            return self.ended_at
        by_itself = self.kind in ("notice", "promotion") and self.planned_end is not None and self.planned_end <= now_us
        return self.planned_end if by_itself else None

    def phase(self, now_us: int) -> Phase:
        if self.ends_at(now_us) is not None:
            return "past"
        return "planned" if self.started_at is None and self.begins_at > now_us else "running"

    def state_at(self, now_us: int) -> State:
        """Its state, where what was planned has begun, and what is only announced has ended, without anybody saying so."""
        phase = self.phase(now_us)
        if self.state == "scheduled" and phase == "running":
            return "in_progress"
        return "done" if phase == "past" and self.ended_at is None else self.state

    def told_as(self, n: int) -> int | None:
        """Whose words say what update n has to say: its own, or those of its correction. None when a correction that everybody is told
        says it by itself."""
        by_n = {update.n: update for update in self.updates}
        while (better := by_n[n].corrected_by) is not None:
            if by_n[better].tell:
                return None
            n = better
        return n

    def effect_at(self, at: int) -> Effect:
        """What it did to its services at that moment; "none" before its beginning, after its end, and between an end and opening again."""
        ends = self.ends_at(at)
        if at < self.begins_at or (ends is not None and at >= ends):
            return "none"
        told: list[Effect] = ["none" if update.state in FINAL else update.effect for update in self.updates if update.at <= at]
        return told[-1] if told else self.updates[0].effect if self.updates else self.effect
