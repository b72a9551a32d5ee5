"""Announcements as a reader sees them, for portal, admin, desk and API: words in their language, times, services by name. Pure."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from truepenny.knowledge.announcements.bodies import plain_of, rendered
from truepenny.knowledge.announcements.kinds import Announcement, Update
from truepenny.knowledge.announcements.labels import EFFECT_WORDS, KIND_WORDS, SERVICE_WORDS, state_label, state_words
from truepenny.knowledge.announcements.services import Service, Standing

TONES = {"incident": "danger", "maintenance": "waiting", "notice": "", "promotion": ""}
SERVICE_TONES = {"operational": "safe", "maintenance": "waiting", "degraded": "warning", "paused": "warning", "down": "danger"}
"""Badge modifiers."""


@dataclass(frozen=True, slots=True)
class ShownBefore:
    """What stood there before a correction."""

    title: str
    html: str
    language: str


@dataclass(frozen=True, slots=True)
class ShownUpdate:
    """One stop of the timeline. html "": the state alone says it. language: of the words, where it is not the reader's."""

    n: int
    at: int
    state: str
    html: str
    language: str
    corrects: int | None
    corrected_by: int | None
    before: tuple[ShownBefore, ...]
    tell: bool
    by: str


@dataclass(frozen=True, slots=True)
class Shown:
    """tone: of its badge. language: of title and text. path: without the language. updates: the newest first."""

    id: str
    kind: str
    kind_words: str
    tone: str
    state: str
    state_words: str
    effect: str
    effect_words: str
    phase: str
    title: str
    html: str
    plain: str
    language: str
    begins_at: int
    planned_start: int | None
    planned_end: int | None
    ended_at: int | None
    changed_at: int
    services: tuple[str, ...]
    concerns: tuple[str, ...]
    path: str
    contact: str
    updates: tuple[ShownUpdate, ...]


def show(one: Announcement, language: str, *, now_us: int, services: Sequence[Service]) -> Shown:
    said, found = one.said(language)
    body = rendered(said.body, found)
    names = tuple(service.name(language) for service in services if service.id in one.scope.services)
    return Shown(
        one.id, one.kind, KIND_WORDS[one.kind].said(language), TONES[one.kind] if one.phase(now_us) != "past" else "", one.state,
        state_label(one, language, now_us=now_us), one.effect, EFFECT_WORDS[one.effect].said(language), one.phase(now_us), said.title,
        body.html, body.words.strip(), found, one.begins_at, one.planned_start, one.planned_end, one.ends_at(now_us), one.changed_at,
        names, (*one.scope.assets, *one.scope.networks), f"/notices/{one.id}", one.contact,
        tuple(_update(one, update, language) for update in reversed(one.updates)),
    )  # fmt: skip


def _update(one: Announcement, update: Update, language: str) -> ShownUpdate:
    words, found = update.said(language)
    before = tuple(ShownBefore(said.title, rendered(said.body, code).html, code) for code, said in update.before.items())
    return ShownUpdate(
        update.n, update.at, state_words(one.kind, update.state).said(language), rendered(words, found).html if words else "", found,
        update.corrects, update.corrected_by, tuple(each for each in before if each.language == language) or before, update.tell, update.by,
    )  # fmt: skip


def api_view(one: Announcement, language: str, *, now_us: int, url: str) -> dict[str, object]:
    """Plain JSON, as /api/v1/notices gives it. Times in microseconds UTC."""
    said, found = one.said(language)
    return {
        "id": one.id, "kind": one.kind, "state": one.state, "effect": one.effect, "phase": one.phase(now_us), "language": found,
        "title": said.title, "text": rendered(said.body, found).words.strip(), "kind_words": KIND_WORDS[one.kind].said(language),
        "state_words": state_label(one, language, now_us=now_us), "topics": one.scope.topics, "assets": one.scope.assets,
        "networks": one.scope.networks, "services": one.scope.services, "begins_at": one.begins_at, "planned_start": one.planned_start,
        "planned_end": one.planned_end, "ended_at": one.ends_at(now_us), "changed_at": one.changed_at, "url": url,
        "contact": one.contact or None,
        "updates": [
            {
                "n": update.n, "at": update.at, "state": update.state, "effect": update.effect, "corrects": update.corrects,
                "corrected_by": update.corrected_by, "text": plain_of(one, update.n, language) if update.words else "",
            }
            for update in one.updates
        ],
    }  # fmt: skip


@dataclass(frozen=True, slots=True)
class ShownDay:
    """One day of the strip, in words too."""

    at: int
    worst: str
    words: str
    because: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class ShownService:
    id: str
    name: str
    state: str
    words: str
    tone: str
    since: int | None
    because: tuple[Shown, ...]
    days: tuple[ShownDay, ...]
    troubled: int


def show_service(standing: Standing, language: str, shown: Mapping[str, Shown]) -> ShownService:
    """shown: announcements by id. troubled: on how many of the days it was not all well."""
    days = tuple(ShownDay(day.at, day.worst, SERVICE_WORDS[day.worst].said(language), day.because) for day in standing.days)
    return ShownService(
        standing.service.id, standing.service.name(language), standing.state, SERVICE_WORDS[standing.state].said(language),
        SERVICE_TONES[standing.state], standing.since, tuple(shown[one] for one in standing.because if one in shown), days,
        sum(1 for day in days if day.worst != "operational"),
    )  # fmt: skip
