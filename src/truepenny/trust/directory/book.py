"""The directory as it stands at one moment, in memory: what is ours, what was, what never is; and finding a value in it. Never changes."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import Literal

from truepenny.trust.directory.entries import Entry, NeverUse
from truepenny.trust.directory.hosts import WebAddress
from truepenny.trust.directory.values import Reading, readings

State = Literal["official", "was_official", "never_ours", "never_used", "unknown"]
_RANK: dict[State, int] = {"official": 0, "never_used": 1, "never_ours": 2, "was_official": 3, "unknown": 4}


@dataclass(frozen=True, slots=True)
class Known:
    """What the directory says of a value.

    kind, value: as it was read. exact: False when a domain that is ours covers it (an address of an official mail domain, a page or
    subdomain of an official site). until: when it stopped being ours, microseconds UTC. never: why it cannot be ours.
    """

    state: State
    kind: str
    value: str
    entry: Entry | None = None
    exact: bool = True
    until: int | None = None
    never: NeverUse | None = None


@dataclass(frozen=True, slots=True)
class Past:
    """An entry as it was before a change of its value or kind at this moment."""

    entry: Entry
    until: int


@dataclass(frozen=True)
class Book:
    """sequence: of the last change; 0 when nothing was ever published. entries: the newest version of each, ended ones too."""

    sequence: int = 0
    changed_at: int = 0
    entries: tuple[Entry, ...] = ()
    never: tuple[NeverUse, ...] = ()
    past: tuple[Past, ...] = ()
    patterns: dict[str, re.Pattern[str]] = field(default_factory=dict)

    @cached_property
    def regions(self) -> tuple[str, ...]:
        """In which a number without its country may be dialled: those of our own numbers."""
        return tuple(sorted({entry.number_region for entry in self.entries if entry.kind == "phone" and entry.number_region != "001"}))

    @cached_property
    def _by_value(self) -> dict[tuple[str, str], list[tuple[Entry, int | None]]]:
        """Entries by kind and value, each with the moment from which it did not have that value any more."""
        index: dict[tuple[str, str], list[tuple[Entry, int | None]]] = {}
        held: Iterable[tuple[Entry, int | None]] = [
            *((entry, None) for entry in self.entries), *((past.entry, past.until) for past in self.past)
        ]  # fmt: skip
        for entry, until in held:
            for value in filter(None, dict.fromkeys((entry.value, entry.platform_id))):
                index.setdefault((entry.kind, value), []).append((entry, until))
        return index

    def valid(self, at: int) -> list[Entry]:
        return [entry for entry in self.entries if entry.is_valid(at)]

    def gone(self, at: int) -> list[tuple[Entry, int, str]]:
        """What was ours or was named by mistake, until when, and a code of kinds.ENDINGS; the newest first. What came back is not gone."""
        held = {(entry.kind, entry.value) for entry in self.entries if not entry.is_over(at)}
        over = [(entry, entry.valid_until or at, entry.ending or "ended") for entry in self.entries if entry.is_over(at)]
        over += [(past.entry, past.until, "ended") for past in self.past]
        newest: dict[tuple[str, str], tuple[Entry, int, str]] = {}
        for one in sorted(over, key=lambda one: (-one[1], one[0].id)):
            if (one[0].kind, one[0].value) not in held:
                newest.setdefault((one[0].kind, one[0].value), one)
        return list(newest.values())

    def find(self, kind: str | None, typed: str, *, at: int) -> Known:
        """The best that is known of any likely reading of the text. kind: as in values.readings."""
        likely = readings(kind, typed, self.regions)
        if not likely:
            return Known("unknown", kind or "other", typed.strip()[:200])
        return min((self.find_reading(reading, at=at) for reading in likely), key=lambda known: _RANK[known.state])

    def find_reading(self, reading: Reading, *, at: int) -> Known:
        found = [*self._exact(reading, at), *self._covering(reading, at), *self._never(reading)]
        return min(found, key=lambda known: _RANK[known.state], default=Known("unknown", reading.kind, reading.norm))

    def _exact(self, reading: Reading, at: int) -> list[Known]:
        held = self._by_value.get((reading.kind, reading.norm), ())
        return [_standing(reading, entry, until, at, exact=True) for entry, until in held]

    def _covering(self, reading: Reading, at: int) -> list[Known]:
        if reading.kind == "email":
            domain = reading.norm.rpartition("@")[2]
            held = self._by_value.get(("email_domain", domain), ())
            return [_standing(reading, entry, until, at, exact=False) for entry, until in held]
        if reading.kind == "site" and reading.web is not None:
            web = reading.web
            held = [(entry, until) for entry, until in self._sites if covers(entry.value, web) and entry.value != reading.norm]
            return [_standing(reading, entry, until, at, exact=False) for entry, until in held]
        return []

    @cached_property
    def _sites(self) -> list[tuple[Entry, int | None]]:
        return [one for (kind, _), held in self._by_value.items() if kind == "site" for one in held]

    def _never(self, reading: Reading) -> list[Known]:
        return [Known("never_used", reading.kind, reading.norm, never=one) for one in self.never if self._forbids(one, reading)]

    def forbids(self, reading: Reading) -> bool:
        """Whether what is never used covers it."""
        return any(self._forbids(one, reading) for one in self.never)

    def _forbids(self, one: NeverUse, reading: Reading) -> bool:
        if one.kind != reading.kind:
            return False
        return not one.pattern or self.patterns[one.pattern].fullmatch(reading.norm.lower()) is not None


def covers(site: str, web: WebAddress) -> bool:
    """Whether an official site (acme.example, *.acme.example, host.example/acme) is the home of this address."""
    host, slash, path = site.partition("/")
    if host.startswith("*."):
        return web.host == host[2:] or web.host.endswith(host[1:])
    if web.bare_host != host:
        return False
    return not slash or web.path == f"/{path}" or web.path.startswith(f"/{path}/")


def make_book(sequence: int, changed_at: int, versions: Sequence[tuple[Entry | NeverUse, int]]) -> Book:
    """versions: all that were ever published, oldest first, each with its moment."""
    newest: dict[str, Entry] = {}
    never: dict[str, NeverUse] = {}
    past: list[Past] = []
    for body, at in versions:
        if isinstance(body, NeverUse):
            never[body.id] = body
            continue
        before = newest.get(body.id)
        if before is not None and (before.kind, before.value) != (body.kind, body.value):
            past.append(Past(before, min(at, before.valid_until or at)))
        newest[body.id] = body
    live = tuple(one for one in never.values() if not one.gone)
    patterns = {one.pattern: glob(one.pattern) for one in live}
    entries = tuple(sorted(newest.values(), key=lambda entry: (entry.order, entry.id)))
    return Book(sequence, changed_at, entries, live, tuple(past), patterns)


def glob(pattern: str) -> re.Pattern[str]:
    """A pattern with stars that stand for anything."""
    return re.compile("[^\n]*".join(re.escape(part) for part in pattern.split("*")))


def _standing(reading: Reading, entry: Entry, until: int | None, at: int, *, exact: bool) -> Known:
    if until is None and entry.is_valid(at):
        return Known("official", reading.kind, reading.norm, entry, exact)
    if entry.ending == "mistake":
        return Known("never_ours", reading.kind, reading.norm, entry, exact, until)
    ended = until if until is not None else entry.valid_until
    if ended is None or ended > at:  # not ours yet
        return Known("unknown", reading.kind, reading.norm, entry, exact)
    return Known("was_official", reading.kind, reading.norm, entry, exact, ended)
