"""The judgement: does this host, mail address, handle or display name look like one of our names, and by what trick?

Long names are found anywhere and with slips; short ones only as whole words, and with a word beside them that impostors use.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from truepenny.platform.domains import organisation_of
from truepenny.platform.letters import without_marks
from truepenny.trust.lookalikes.compare import matches
from truepenny.trust.lookalikes.lures import has_han_lure, is_lure, word_set
from truepenny.trust.lookalikes.marks import Part, mark
from truepenny.trust.lookalikes.names import HOSTING, SHARED, Name, Own, Trick, own_names
from truepenny.trust.lookalikes.reading import decoded, domain_of, encoded, handle_of, host_of, visible_only
from truepenny.trust.lookalikes.shapes import fold, plain
from truepenny.trust.lookalikes.weigh import Place, is_lookalike, trick_of

_MOST_LABELS = 12


@dataclass(frozen=True, slots=True)
class Finding:
    """entry, official: which of ours it looks like, and how that is written. trick: how. parts: what was seen, differences marked."""

    entry: str
    official: str
    trick: Trick
    parts: tuple[Part, ...]


class Lookalikes:
    """Our names, ready to be compared with. Made anew when they change; safe to share between threads."""

    def __init__(self, own: Iterable[Own]) -> None:
        self._own = own_names(own)

    @property
    def names(self) -> tuple[str, ...]:
        """The words that are looked for."""
        return tuple(name.text for name in self._own.names)

    def is_ours(self, value: str) -> bool:
        """A host of ours, or one below a domain of ours."""
        host = encoded(host_of(value))
        return host in self._own.places or organisation_of(host) in self._own.hosts

    def host(self, value: str) -> Finding | None:
        """value: a host or a web address in any writing. None for our own hosts, and for what looks like none of ours."""
        host = host_of(value)
        if not host or self.is_ours(value):
            return None
        domain = registered(host)
        if domain in SHARED:
            return None
        best: tuple[float, Name, Trick] | None = None
        for place in _places(host, domain):
            for name in self._own.names:
                for match in matches(name, place.label, same=place.joint):
                    if is_lookalike(name, match, place) and (best is None or match.cost < best[0]):
                        best = (match.cost, name, trick_of(name, match, place))
            if best is not None and best[0] == 0:
                break
        return None if best is None else self._finding(host, best[1], best[2])

    def mail(self, address: str) -> Finding | None:
        """The domain behind the @; on a domain that many share, what stands before it."""
        local, host = domain_of(address)
        if not host or f"{local}@{host}" in self._own.mails:
            return None
        if organisation_of(encoded(host)) not in SHARED:
            return self.host(host)
        return self._word(local, shown=f"{local}@{host}", trick="name")

    def handle(self, value: str) -> Finding | None:
        """value: @name, or an address of a place on a network (t.me/name)."""
        handle = handle_of(value)
        return None if not handle or handle in self._own.handles else self._word(handle, shown=handle, trick="padding")

    def display_name(self, text: str) -> Finding | None:
        """The name that somebody gave themselves: of a sender, or in a chat."""
        shown = " ".join(visible_only(text[:200]).split())
        return self._word(without_marks(shown), shown=shown, trick="name")

    def _word(self, text: str, *, shown: str, trick: Trick) -> Finding | None:
        label = "-".join(part for part in plain(text).replace("_", " ").replace(".", " ").replace("-", " ").split() if part)
        place = Place(label.strip("-"), whole_host=False, is_name=True, lure_beside=False, scripted=_is_scripted(text))
        for name in self._own.names:
            for match in matches(name, place.label):
                if is_lookalike(name, match, place):
                    return self._finding(
                        shown, name, trick if match.cost == 0 and match.raw and not place.scripted else trick_of(name, match, place)
                    )
        return None

    def _finding(self, seen: str, name: Name, trick: Trick) -> Finding:
        return Finding(name.entry, name.shown, trick, mark(seen, name.shown))


def registered(host: str) -> str:
    """The part that somebody chose, with its ending: acme.webflow.io is one, as acme.com is."""
    domain = decoded(organisation_of(encoded(host)))
    if domain in HOSTING and (left := host.removesuffix(domain).strip(".").rpartition(".")[2]):
        return f"{left}.{domain}"
    return domain


def _places(host: str, domain: str) -> Iterator[Place]:
    """The labels of a host that say something, the registered one first."""
    registered, _, suffix = domain.partition(".")
    before = [label for label in host.removesuffix(domain).strip(".").split(".") if label][-_MOST_LABELS:]
    lure_left = any(_says_lure(label) for label in before)
    ending = any(is_lure(fold(label)) for label in suffix.split("."))
    yield Place(plain(registered), whole_host=True, lure_beside=lure_left or ending, scripted=_is_scripted(registered))
    lure = _says_lure(registered) or ending
    for at, label in enumerate(before):
        after = before[at + 1] if at + 1 < len(before) else registered
        others = lure or any(_says_lure(other) for other in before if other is not label)
        as_domain = after.partition("-")[0] in _ENDINGS
        yield Place(plain(label), whole_host=False, lure_beside=others, as_domain=as_domain, scripted=_is_scripted(label))
    for at, label in enumerate(before[:-1]):
        yield Place(plain(label + "-" + before[at + 1]), whole_host=False, lure_beside=lure)
    if before:
        yield Place(plain(f"{before[-1]}.{registered}"), whole_host=False, lure_beside=lure_left or ending, joint=True)


_ENDINGS = word_set("endings")


def _is_scripted(label: str) -> bool:
    return not label.isascii() and plain(label) != label.casefold()


def _says_lure(label: str) -> bool:
    return any(is_lure(fold(part)) for part in label.split("-")) or has_han_lure(label)
