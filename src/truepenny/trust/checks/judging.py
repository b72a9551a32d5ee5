"""One contact point judged: the directory first, then what is known to be false, then the lookalikes of our names. In memory, no
waiting."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace

from truepenny.trust.checks.keys import keys_of
from truepenny.trust.checks.known import Impostor
from truepenny.trust.checks.pasted import Point
from truepenny.trust.checks.verdict import Judged, State
from truepenny.trust.directory.book import Book, Known
from truepenny.trust.directory.hosts import plain, read_web, show_host
from truepenny.trust.directory.kinds import FOREIGN, HANDLES
from truepenny.trust.directory.phones import VANITY
from truepenny.trust.directory.values import Reading, readings
from truepenny.trust.lookalikes import Finding, Lookalikes, Own, Part

_FROM_BOOK: Mapping[str, State] = {"official": "official", "was_official": "was_official", "never_used": "never_used"}
_OWN_KINDS = {"site": "site", "email": "mail", "telegram": "handle", "discord": "handle", "x": "handle", "facebook": "handle"}


@dataclass(frozen=True, slots=True)
class Judge:
    """All that a verdict rests on, as of one moment. desk: the host of our own pages."""

    book: Book
    false: Mapping[str, Impostor]
    names: Lookalikes
    desk: str
    at: int

    def judge(self, point: Point) -> Judged:
        likely = readings(point.kind or None, point.text, self.book.regions)
        if point.kind == "phone" and point.text.isdigit():  # or the number of an account on a platform, where it is one of ours
            likely += [one for one in readings("handle", point.text) if self.book.find_reading(one, at=self.at).state != "unknown"]
        shown = plain(point.text)[:300]
        if point.kind == "phone" and not likely and (found := self._vanity(point.text)) is not None:
            return Judged("phone", shown, "looks_like", role=point.role, ours=found.official, trick="words", parts=found.parts)
        if point.kind in ("agent", "ticket") or not likely:
            return Judged(point.kind or "other", shown, "unknown", role=point.role)
        known = min((self.book.find_reading(one, at=self.at) for one in likely), key=lambda one: _STANDING.index(one.state))
        reading = next((one for one in likely if (one.kind, one.norm) == (known.kind, known.value)), likely[0])
        key, family = keys_of(reading)
        judged = Judged(known.kind, _shown(reading, shown), "unknown", key, family, point.role, hidden=point.hidden or _hides(reading))
        if self._is_desk(likely):
            return replace(judged, kind="site", state="official", ours=self.desk)
        if known.state == "official":
            return replace(_official(judged, known), elsewhere=known.kind in HANDLES and _names_no_platform(point))
        false = next((self.false[key] for one in likely for key in (keys_of(one)[0],) if key in self.false), None)
        if false is not None:
            return replace(judged, state="known_false", key=false.key)
        if known.state in _FROM_BOOK:
            return _of_book(judged, known)
        found = self._alike(likely, point)
        if found is None or self._is_our_bare_name(point):
            return judged
        return self._looks_like(judged, found, likely)

    def judge_name(self, name: str) -> Judged | None:
        """The name that a sender gave themselves, when it is ours or looks like it."""
        found = self.names.display_name(name)
        return None if found is None else Judged("name", name[:200], "unknown", role="sender_name", ours=found.official, parts=found.parts)

    def judge_typed_name(self, name: str) -> Judged | None:
        """A name that somebody goes by, asked about alone: anybody can take ours, but disguised letters are there to deceive."""
        found = self.names.display_name(name)
        if found is None:
            return None
        false = found.trick in ("script", "shape", "slip", "doubled")
        if not false:
            return Judged("name", name[:200], "unknown")
        return Judged("name", name[:200], "looks_like", ours=found.official, trick=found.trick, parts=found.parts)

    def _is_desk(self, likely: list[Reading]) -> bool:
        return any(one.web is not None and not one.web.user and one.web.host == self.desk for one in likely)

    def _alike(self, likely: list[Reading], point: Point) -> Finding | None:
        for reading in likely:
            found = None
            if reading.web is not None:
                found = self.names.host(reading.web.host) or (self.names.handle(point.text) if reading.kind in HANDLES else None)
                if found is None and reading.web.user:
                    found = self._before_at(point.text, reading.web.host)
            elif reading.kind == "email":
                found = self.names.mail(reading.norm)
            elif reading.kind == "email_domain":
                found = self.names.host(reading.norm)
            elif reading.kind in HANDLES or reading.kind in FOREIGN:
                found = self.names.handle(reading.norm)
            elif reading.kind == "phone":
                found = _near_number(reading.norm, self.book, self.at) or self._vanity(point.text)
            if found is not None:
                return found
        return None

    def _vanity(self, typed: str) -> Finding | None:
        """Our name on the keys of a number: 1-800-ACME-HELP."""
        return self.names.display_name(typed) if VANITY.fullmatch(typed) else None

    def _is_our_bare_name(self, point: Point) -> bool:
        """Just our name, as anybody writes it who means us: no contact, and nobody made it to deceive."""
        found = self.names.handle(point.text) if _names_no_platform(point) and not point.text.startswith("@") else None
        return found is not None and plain(point.text).strip().casefold() in (found.official.casefold(), found.official.partition(".")[0])

    def _before_at(self, typed: str, host: str) -> Finding | None:
        """Our own host as the name of a user: https://acme.example@evil.example."""
        name = typed.partition("://")[2].rpartition("@")[0].partition(":")[0]
        if self.names.is_ours(name) or self.names.host(name) is not None:
            return Finding("", name, "subdomain", (Part(f"{name}@", differs=False), Part(host, differs=True)))
        return None

    def _looks_like(self, judged: Judged, found: Finding, likely: list[Reading]) -> Judged:
        entry = next((one for one in self.book.entries if one.id == found.entry), None)
        labels = {} if entry is None else entry.labels
        kind = next((one.kind for one in likely if one.kind != "other"), judged.kind)
        return replace(
            judged, kind=kind, state="looks_like", ours=found.official, labels=labels, trick=found.trick, parts=found.parts
        )  # fmt: skip


_STANDING = ("official", "never_used", "never_ours", "was_official", "unknown")


def make_names(book: Book, *, brand: str, desk: str, extra: tuple[str, ...], at: int) -> Lookalikes:
    """Our names of the moment, and of what was ours once: impostors like those best."""
    own = [Own("desk", "site", desk, desk)]
    for entry in book.entries:
        if entry.ending == "mistake":
            continue
        if entry.kind == "email_domain":
            own.append(Own(entry.id, "mail", f"mail@{entry.value}", entry.value))
        elif entry.kind in _OWN_KINDS:
            value = entry.value.removeprefix("*.") if entry.kind == "site" else entry.value
            own.append(Own(entry.id, _OWN_KINDS[entry.kind], value, entry.shown.removeprefix("*.")))  # type: ignore[arg-type]
    own += [Own("brand", "name", name, name) for name in (brand, *extra) if name]
    return Lookalikes(own)


def _names_no_platform(point: Point) -> bool:
    return point.kind in ("", "handle") and "/" not in point.text and "." not in point.text


def _official(judged: Judged, known: Known) -> Judged:
    entry = known.entry
    assert entry is not None
    return replace(judged, state="official", ours=entry.shown, labels=entry.labels, exact=known.exact)


def _of_book(judged: Judged, known: Known) -> Judged:
    state = _FROM_BOOK[known.state]
    if known.never is not None:
        return replace(judged, state=state, never=known.never.words)
    labels = {} if known.entry is None else known.entry.labels
    return replace(judged, state=state, until=known.until, labels=labels, exact=known.exact)


def _shown(reading: Reading, typed: str) -> str:
    """As people should read it: what stands before an @ in a web address is not the host."""
    if reading.web is not None and reading.web.user:
        return f"{show_host(reading.web.host)}{reading.web.path}"[:300]
    return typed


def _hides(reading: Reading) -> bool:
    return reading.web is not None and reading.web.user


def _near_number(number: str, book: Book, at: int) -> Finding | None:
    """One digit other, or two swapped, and it is one of ours."""
    for entry in book.valid(at):
        ours = entry.value
        if entry.kind != "phone" or len(ours) != len(number):
            continue
        wrong = [place for place, (one, other) in enumerate(zip(number, ours, strict=True)) if one != other]
        swapped = len(wrong) == 2 and wrong[1] == wrong[0] + 1 and number[wrong[0]] == ours[wrong[1]] and number[wrong[1]] == ours[wrong[0]]
        if len(wrong) == 1 or swapped:
            parts = tuple(Part(char, place in wrong) for place, char in enumerate(number))
            return Finding(entry.id, entry.shown, "slip", parts)
    return None


def host_of_desk(public_url: str) -> str:
    web = read_web(public_url)
    return "" if web is None else web.host
