"""Contacts that an agent typed: told from those of the directory before a customer reads them. In: words, and what is no alarm. Out: marks.

Certain, and never let through: what we say we never use, and what was named ours by mistake. Anything else that is not in the directory
goes out when its author says so once more.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from typing import Final

from truepenny.contracts.errors import Marked, Refused
from truepenny.platform.web.i18n import mark
from truepenny.trust.directory.book import Book, State
from truepenny.trust.directory.hosts import read_host, read_mail
from truepenny.trust.directory.typed import Typed, find_contacts_in
from truepenny.trust.directory.values import Reading, readings

TYPED: Final = "contact_typed"
NEVER: Final = "contact_never"
TITLES: Final[dict[State, str]] = {
    "unknown": mark("This contact is not in the list of official contacts."),
    "was_official": mark("This contact is not ours any more."),
    "never_ours": mark("This contact was never ours."),
    "never_used": mark("We tell customers that we never use this."),
}
CURE: Final = mark("Insert an official contact instead. If the customer needs this one, send it anyway: that is written down.")
CURE_CERTAIN: Final = mark("Take it out, or insert an official contact instead.")
_CERTAIN: Final[frozenset[State]] = frozenset({"never_ours", "never_used"})
_ENDS: Final = re.compile(r"[!?。！？\n]+|\.(?=\s|$)")


@dataclass(frozen=True, slots=True)
class Ours:
    """What is ours besides the directory: hosts of our own pages, and addresses from which this desk writes."""

    hosts: frozenset[str] = frozenset()
    mails: frozenset[str] = frozenset()

    def has(self, reading: Reading) -> bool:
        if reading.web is not None:
            return reading.web.host in self.hosts
        local, _, domain = reading.norm.partition("@")
        return reading.kind == "email" and f"{local.partition('+')[0]}@{domain}" in self.mails


@dataclass(frozen=True, slots=True)
class Alarm:
    """A typed contact, the sentence that it stands in (code points), and what the directory says of it."""

    typed: Typed
    start: int
    end: int
    state: State

    @property
    def certain(self) -> bool:
        return self.state in _CERTAIN


def make_ours(*, urls: Collection[str], mails: Collection[str]) -> Ours:
    hosts = (read_host(re.sub(r"^\w+://|[:/].*$", "", re.sub(r"^\w+://", "", url))) for url in urls)
    return Ours(frozenset(filter(None, hosts)), frozenset(filter(None, map(read_mail, mails))))


def meant_by(typed: Typed, book: Book) -> set[tuple[str, str]]:
    """Every kind and value that it may be."""
    return {(one.kind, one.norm) for one in readings(typed.kind, typed.text, book.regions) if one.kind != "other"}


def contacts_of(text: str, book: Book) -> set[tuple[str, str]]:
    """Kinds and values of all contacts in a text."""
    return {value for typed in find_contacts_in(text, book.regions) for value in meant_by(typed, book)}


def alarms_in(book: Book, text: str, *, at: int, ours: Ours) -> list[Alarm]:
    """None while the directory is empty: then nobody could insert anything better."""
    if not book.sequence:
        return []
    return [alarm for typed in find_contacts_in(text, book.regions) if (alarm := _alarm(book, text, typed, at, ours)) is not None]


def refusal(alarms: Sequence[tuple[int | None, Alarm]], *, field: str) -> Refused | None:
    """Each alarm with its line, or None where the field has but one text."""
    if not alarms:
        return None
    certain = [alarm for _, alarm in alarms if alarm.certain]
    worst = certain[0] if certain else alarms[0][1]
    code, cure = (NEVER, CURE_CERTAIN) if certain else (TYPED, CURE)
    marks: dict[tuple[int | None, int], Marked] = {}
    for line, one in sorted(alarms, key=lambda found: not found[1].certain):  # a sentence is marked once, for the worst that it holds
        marks.setdefault((line, one.start), Marked(one.start, one.end, one.state, TITLES[one.state], one.certain, line))
    in_order = sorted(marks.values(), key=lambda each: (each.line or 0, each.start))
    return Refused(422, code, TITLES[worst.state], cure, field=field, marks=tuple(in_order))


def check_published(book: Book, text: str, *, field: str, at: int, ours: Ours, education: bool) -> None:
    """For words that many will read. Links to others' pages are free; a number, address or name is one of the directory, or a warning
    (education). Raises Refused contact_typed, contact_never."""
    alarms = alarms_in(book, text, at=at, ours=ours)
    meant = [one for one in alarms if one.certain or (not education and (one.typed.kind != "site" or one.state == "was_official"))]
    refused = refusal([(None, one) for one in meant], field=field)
    if refused is not None:
        raise refused


def _alarm(book: Book, text: str, typed: Typed, at: int, ours: Ours) -> Alarm | None:
    likely = readings(typed.kind, typed.text, book.regions)
    if any(ours.has(reading) for reading in likely):
        return None
    state = book.find(typed.kind, typed.text, at=at).state
    if state == "official":
        return None
    start, end = _sentence(text, typed)
    return Alarm(typed, start, end, state)


def _sentence(text: str, typed: Typed) -> tuple[int, int]:
    start = 0
    for stop in _stops(text, 0, typed.start):
        start = stop
    end = next(_stops(text, typed.end, len(text)), len(text))
    while start < typed.start and text[start].isspace():
        start += 1
    while end > typed.end and text[end - 1].isspace():
        end -= 1
    return start, end


def _stops(text: str, start: int, end: int) -> Iterator[int]:
    return (found.end() for found in _ENDS.finditer(text, start, end))
