"""What an author gives, made ready to be kept: trimmed, known names, times in order. Raises Refused 422, naming the field."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Collection, Mapping
from dataclasses import replace

from truepenny.contracts.errors import Refused
from truepenny.knowledge.announcements.kinds import EFFECTS, FINAL, KINDS, STATES, Announcement, Draft, NewUpdate, Scope, Written
from truepenny.knowledge.announcements.names import ASSETS, NETWORKS
from truepenny.knowledge.topics import TOPICS
from truepenny.platform.clock import DAY

MAX_TITLE = 160
MAX_BODY = 20_000
MAX_NAMES = 40
MAX_NAME = 40
FARTHEST_US = 10 * 366 * DAY
"""From now; a year typed wrongly lies farther."""


def check_draft(draft: Draft, *, languages: tuple[str, ...], services: Collection[str], now_us: int) -> Draft:
    """The draft as it is kept. services: ids of those there are. An incident has begun, by default now."""
    if draft.kind not in KINDS or draft.state not in STATES[draft.kind]:
        raise _wrong("state", "This state does not belong to this kind.", "Choose one of the list.")
    if draft.effect not in EFFECTS:
        raise _wrong("effect", "There is no such effect.", "Choose one of the list.")
    words = _check_words(draft.words, languages)
    scope = _check_scope(draft.scope, services)
    if draft.planned_start is not None and draft.planned_end is not None and draft.planned_end <= draft.planned_start:
        raise _wrong("planned_end", "This ends before it begins.", "Give an end after the beginning.")
    for name in ("planned_start", "planned_end", "started_at"):
        when = getattr(draft, name)
        if when is not None and abs(when - now_us) > FARTHEST_US:
            raise _wrong(name, "This is not a time.", "Write it like {example}.", example="2026-11-20T14:05")
    started = draft.started_at
    if started is None and draft.state != "scheduled":
        started = now_us
    if started is not None and started > now_us:
        raise _wrong("started_at", "This beginning lies in the future.", "Plan it instead, or give a time that has passed.")
    effect = "none" if draft.kind == "promotion" else draft.effect
    return replace(draft, words=words, scope=scope, started_at=started, effect=effect, contact=draft.contact.strip()[:64])


def check_update(new: NewUpdate, to: Announcement, *, languages: tuple[str, ...]) -> NewUpdate:
    if new.state not in STATES[to.kind]:
        raise _wrong("state", "This state does not belong to this kind.", "Choose one of the list.")
    if new.effect is not None and new.effect not in EFFECTS:
        raise _wrong("effect", "There is no such effect.", "Choose one of the list.")
    if new.corrects is not None and new.corrects not in {one.n for one in to.updates}:
        raise _wrong("corrects", "There is no such update.", "Choose one of the timeline.")
    if to.ended_at is not None and new.state not in FINAL and new.corrects is None and new.state == to.state:
        raise _wrong("state", "This is over.", "Choose a state to open it again.")
    words = {}
    for language, text in new.words.items():
        if language not in languages:
            raise _wrong("words", "We do not speak this language here.", "Choose one of the list.")
        if cleaned := clean(text):
            words[language] = _length(cleaned, f"words_{language}", MAX_BODY)
    if not words and new.state == to.state and new.effect in (None, to.effect):
        raise _wrong(f"words_{languages[0]}", "Nothing is new in this update.", "Write what has changed, or choose another state.")
    if new.corrects is not None and not words:
        raise _wrong(f"words_{languages[0]}", "A correction needs words.", "Write what is right.")
    # Who waits is told of the end in any case.
    return replace(new, words=words, tell=new.tell or (new.state in FINAL and to.state not in FINAL))


def clean(text: str) -> str:
    """NFC, line ends as \\n, no control characters, no blank edges."""
    text = unicodedata.normalize("NFC", text.replace("\r\n", "\n").replace("\r", "\n"))
    return "".join(char for char in text if char in "\n\t" or unicodedata.category(char) not in ("Cc", "Cs")).strip()


def check_names(names: Mapping[str, str], *, languages: tuple[str, ...]) -> dict[str, str]:
    """Names of a service, in every language."""
    found = {language: " ".join(clean(names.get(language, "")).split()) for language in languages}
    for language, name in found.items():
        if not name:
            raise _wrong(f"name_{language}", "This field is empty.", "Write at least one letter.")
        _length(name, f"name_{language}", MAX_NAME)
    return found


def _check_words(given: Mapping[str, Written], languages: tuple[str, ...]) -> dict[str, Written]:
    words = {}
    for language, said in given.items():
        title, body = " ".join(clean(said.title).split()), clean(said.body)
        if not title and not body:
            continue
        if language not in languages:
            raise _wrong("language", "We do not speak this language here.", "Choose one of the list.")
        if not title:
            raise _wrong(f"title_{language}", "This field is empty.", "Write at least one letter.")
        words[language] = Written(_length(title, f"title_{language}", MAX_TITLE), _length(body, f"body_{language}", MAX_BODY))
    if not words:
        raise _wrong(f"title_{languages[0]}", "There is no title yet.", "Write it in one language at least.")
    return words


def _check_scope(scope: Scope, services: Collection[str]) -> Scope:
    codes = {topic.code for topic in TOPICS} | {topic.code.partition(".")[0] for topic in TOPICS}
    if unknown := [one for one in scope.topics if one not in codes]:
        raise _wrong("topics", "There is no such topic.", "Choose a topic from the list, or none.", topic=unknown[0])
    if set(scope.services) - set(services):
        raise _wrong("services", "There is no such service.", "Choose one of the list.")
    return replace(
        scope, topics=tuple(dict.fromkeys(scope.topics)), services=tuple(dict.fromkeys(scope.services)),
        assets=known_names(scope.assets, ASSETS, "assets"), networks=known_names(scope.networks, NETWORKS, "networks"),
    )  # fmt: skip


def split_names(text: str) -> tuple[str, ...]:
    """What was typed into one line with commas between, of either writing."""
    return tuple(name for part in re.split(r"[,，、;；\n]", text) if (name := part.strip()))


def known_names(given: tuple[str, ...], known: Mapping[str, tuple[str, ...]], field: str) -> tuple[str, ...]:
    """As we write them: "trc20" is TRON. Raises Refused 422."""
    found: list[str] = []
    for one in given:
        name = " ".join(clean(one).split())
        if not name:
            continue
        folded = name.lower()
        ours = next((own for own, spellings in known.items() if folded == own.lower() or folded in spellings), name)
        found.append(_length(ours, field, MAX_NAME))
    if len(found) > MAX_NAMES:
        raise _wrong(field, "This is too long.", "Use at most {limit} names.", limit=MAX_NAMES)
    return tuple(dict.fromkeys(found))


def _length(text: str, field: str, limit: int) -> str:
    if len(text) > limit:
        raise _wrong(field, "This is too long.", "Use at most {limit} characters.", limit=limit)
    return text


def _wrong(field: str, title: str, cure: str, **params: object) -> Refused:
    return Refused(422, f"{field}_wrong", title, cure, params=params, field=field)
