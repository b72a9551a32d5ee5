"""What a customer is told about secrets that were removed, and asked about 64 hex digits that may be one: events made into cards. Pure.

In: events as the customer may see them, oldest first. Out: plain objects for the template, by the seq of the event where each stands.
The chat makes the same cards of the same events (surfaces/assets/secrets).
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

from truepenny.contracts.secrets import Removed, SecretKind
from truepenny.contracts.views import EventView
from truepenny.knowledge.secret_cards import CARD_WORDS
from truepenny.knowledge.secret_words import SECRET_WORDS, kind_name, size_words
from truepenny.platform.web.i18n import fill

Unit = Literal["words", "characters"]
_REPEATS_NO = (Removed("private_key", 64),)
SIZES_NAMED = 3
"""Of more than these, only the number of pieces is told."""


@dataclass(frozen=True, slots=True)
class Told:
    """One kind of secret: name, how much of it, why it is dangerous, what to do now."""

    name: str
    sizes: str
    why: str
    now: str


@dataclass(frozen=True, slots=True)
class Removal:
    """What was taken out of one message and what came with it."""

    title: str
    lead: str
    told: tuple[Told, ...]


@dataclass(frozen=True, slots=True)
class HashQuestion:
    """Is this a transaction hash? which: the place among several of one message, else empty. text: the hash, once it is one.

    late: nobody answered in time. advice: what to do if it was a private key.
    """

    question: str
    state: Literal["open", "hash", "deleted"]
    which: str = ""
    text: str | None = None
    late: bool = False
    advice: Told | None = None


@dataclass(frozen=True, slots=True)
class Notices:
    """By the seq of the event where each stands. told_elsewhere: seqs of events that are part of another's card."""

    removals: Mapping[int, Removal]
    questions: Mapping[int, HashQuestion]
    told_elsewhere: frozenset[int]


def find_notices(events: Sequence[EventView], *, language: str) -> Notices:
    groups, after_no = _groups(events)
    asked = {event.question for event in events if event.kind == "hash_asked"}
    answers = {event.question: event for event in events if event.kind == "hash_answered"}
    questions = {
        event.seq: _question(event, answers.get(event.question), which=_which(event, events, language), language=language)
        for event in events
        if event.kind == "hash_asked" or (event.kind == "hash_answered" and event.question not in asked)
    }
    within = {event.seq for group in groups for event in group[1:]}
    answered_in_place = {event.seq for event in answers.values() if event.question in asked}
    return Notices(
        removals={group[0].seq: _removal(group, language) for group in groups},
        questions=questions,
        told_elsewhere=frozenset(within | answered_in_place | after_no),
    )


def _groups(events: Sequence[EventView]) -> tuple[list[list[EventView]], set[int]]:
    """Removals that follow one another are one group; after_no: those that only repeat the customer's no to a question."""
    groups: list[list[EventView]] = []
    after_no: set[int] = set()
    before: EventView | None = None
    for event in events:
        if event.kind == "secrets_removed":
            if before is not None and before.kind == "hash_answered" and not before.is_hash and event.removed == _REPEATS_NO:
                after_no.add(event.seq)
            elif groups and groups[-1][-1] is before and _one_card(groups[-1][-1], event):
                groups[-1].append(event)
            else:
                groups.append([event])
        before = event
    return groups, after_no


def _one_card(before: EventView, event: EventView) -> bool:
    """What was spread over messages is told for itself, all its parts at once."""
    return before.stored == event.stored and (before.place == "earlier") == (event.place == "earlier")


def _removal(group: Sequence[EventView], language: str) -> Removal:
    places = list(dict.fromkeys(event.place or "message" for event in group))
    removed = [one for event in group for one in event.removed]
    if places == ["earlier"]:
        title, lead, removed = "earlier", "lead_earlier", _summed(removed)
    elif group[0].stored:
        title, lead = "stored", "lead_stored"
    else:
        title, lead = places[0] if len(places) == 1 else "several", "lead"
    told = tuple(_told(kind, removed, language, label=label) for kind, label in _kinds(removed))
    return Removal(_say(title, language), _say(lead, language), told)


def _summed(parts: Sequence[Removed]) -> list[Removed]:
    """Parts of one secret as the whole that they were."""
    sizes: dict[tuple[SecretKind, Unit, str], int] = {}
    for part in parts:
        sizes[part.kind, part.unit, part.label] = sizes.get((part.kind, part.unit, part.label), 0) + part.size
    return [Removed(kind, size, unit, label) for (kind, unit, label), size in sizes.items()]


def _say(key: str, language: str, **places: object) -> str:
    return fill(CARD_WORDS[key].said(language), places)


def _kinds(removed: Iterable[Removed]) -> list[tuple[SecretKind, str]]:
    """Each with its label once, in the order in which they were found."""
    return list(dict.fromkeys((one.kind, one.label) for one in removed))


def _told(kind: SecretKind, removed: Sequence[Removed], language: str, *, label: str = "") -> Told:
    sizes = [size_words(one, language) for one in removed if (one.kind, one.label) == (kind, label)]
    words = SECRET_WORDS[kind]
    shown = _say("and", language).join(sizes) if len(sizes) <= SIZES_NAMED else _say("pieces", language, n=len(sizes))
    return Told(label or kind_name(kind, language), shown, words.why.said(language), words.now.said(language))


def _which(event: EventView, events: Sequence[EventView], language: str) -> str:
    """Whoever is asked about several of one message has to know which one is meant."""
    siblings = [other.seq for other in events if other.kind == "hash_asked" and other.about_seq == event.about_seq]
    if len(siblings) < 2 or event.seq not in siblings:
        return ""
    return _say("which", language, n=siblings.index(event.seq) + 1, total=len(siblings))


def _question(event: EventView, answer: EventView | None, *, which: str, language: str) -> HashQuestion:
    name = event.question or ""
    if answer is None:
        return HashQuestion(name, "open", which)
    if answer.is_hash:
        return HashQuestion(name, "hash", which, text=answer.text)
    return HashQuestion(name, "deleted", which, late=answer.actor.kind == "system", advice=_told("private_key", (), language))
