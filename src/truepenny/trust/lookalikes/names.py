"""Our own names, made of what the directory, the brand and the operator say: the words by which people know us. Pure.

In: Own, one a contact point or name. Out: Names, each with the entry that it came from, and what of ours is never flagged.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Literal

from truepenny.platform.domains import organisation_of
from truepenny.trust.lookalikes.lures import lures, word_set
from truepenny.trust.lookalikes.ordinary import is_in_words, is_word
from truepenny.trust.lookalikes.reading import domain_of, handle_of, host_of
from truepenny.trust.lookalikes.shapes import fold, plain

Kind = Literal["site", "mail", "handle", "name"]
Trick = Literal["ending", "subdomain", "script", "shape", "doubled", "hyphen", "words", "slip", "padding", "name"]
"""What an impostor did: another ending (.net), our name as a part of a foreign address, letters of another script, digits or pairs that
look alike, doubled letters, a hyphen, words beside it, letters changed, padding around a handle, our name over what is not ours."""

SHARED = word_set("shared")
"""Domains on which many have a place: a place of ours there does not make the domain's name ours."""
HOSTING = word_set("hosting")
"""Where anybody can have a site under a name of their choice, listed as public suffixes or not."""
_BESIDE = word_set("beside")
_COMMON = frozenset(("com", "net", "org"))
_PARTS = re.compile(r"[\s_.\-·|/,:;!?()\[\]{}<>@#&+]+|(?<=[a-z])(?=[A-Z])")
_HAN = re.compile(r"[\u3400-\u9fff]")
SHORTEST = 3
SHORT = 5
"""Names of this length or less are judged by whole words and by what stands beside them."""


@dataclass(frozen=True, slots=True)
class Own:
    """entry: how the caller calls it. shown: as people should see it, beside what only looks like it."""

    entry: str
    kind: Kind
    value: str
    shown: str = ""


@dataclass(frozen=True, slots=True)
class Name:
    """text: letters and digits in lower case. key: folded (shapes.py). word: it is one of the language as well. rare: no word of the
    language has these letters in a row."""

    text: str
    key: str
    entry: str
    shown: str
    word: bool
    rare: bool
    han: bool = False

    @property
    def short(self) -> bool:
        return len(self.text) <= SHORT


@dataclass(slots=True)
class OwnNames:
    """hosts: ours with all below them. places: single hosts on shared domains. mails: addresses there. handles: plain, without @."""

    names: list[Name] = field(default_factory=list)
    hosts: dict[str, str] = field(default_factory=dict)
    places: dict[str, str] = field(default_factory=dict)
    mails: dict[str, str] = field(default_factory=dict)
    handles: dict[str, str] = field(default_factory=dict)
    shown: dict[str, str] = field(default_factory=dict)


def own_names(own: Iterable[Own]) -> OwnNames:
    """What cannot be read is left out. The first that brings a name keeps it; sites come before mail, handles and plain names."""
    found = OwnNames()
    order = {"site": 0, "mail": 1, "handle": 2, "name": 3}
    brands: set[str] = set()
    listed = sorted(own, key=lambda one: order[one.kind])
    for one in listed:
        if one.kind == "name":
            brands |= set(_cores(one.value))
    for one in listed:
        found.shown.setdefault(one.entry, one.shown or one.value)
        for text in _words_of(one, found, brands):
            _add(found, text, one)
    return found


def _words_of(one: Own, found: OwnNames, brands: set[str]) -> list[str]:
    if one.kind == "site":
        return _of_host(host_of(one.value), one, found, brands)
    if one.kind == "mail":
        local, host = domain_of(one.value)
        if organisation_of(host) in SHARED:
            found.mails[f"{local}@{host}"] = one.entry
            return _cores(local)
        found.mails[f"{local}@{host}"] = one.entry
        return _of_host(host, one, found, brands)
    if one.kind == "handle":
        handle = handle_of(one.value)
        found.handles[handle] = one.entry
        return _cores(one.value.rstrip("/").rpartition("/")[2])
    return _cores(one.value)


def _of_host(host: str, one: Own, found: OwnNames, brands: set[str]) -> list[str]:
    if not host:
        return []
    domain = organisation_of(host)
    if domain in SHARED:
        found.places[host] = one.entry
        return [label for label in host.removesuffix(domain).split(".") if fold(label) in brands]
    found.hosts.setdefault(domain, one.entry)
    label, _, ending = domain.partition(".")
    return [*_cores(label), *_whole(label, ending)]


def _whole(label: str, ending: str) -> list[str]:
    """Of acme.exchange also acmeexchange, as in acme-exchange.com. Endings that everybody has say nothing more."""
    whole = plain(label + ending)
    return [whole] if len(label) >= SHORTEST and len(whole) > SHORT and "." not in ending and ending not in _COMMON else []


def _cores(text: str) -> list[str]:
    """The name as one word, without what stands at its ends and says only what it is for (support, official)."""
    parts = [part for part in _PARTS.split(text) if part]
    while len(parts) > 1 and plain(parts[-1]) in _BESIDE:
        parts.pop()
    while len(parts) > 1 and plain(parts[0]) in _BESIDE:
        parts.pop(0)
    core = "".join(plain(part) for part in parts)
    return [core] if core else []


def _add(found: OwnNames, text: str, one: Own) -> None:
    han = bool(_HAN.search(text))
    text = re.sub(r"[^\w]|_", "", text)
    if len(text) < (2 if han else SHORTEST) or text.isdigit() or any(name.text == text for name in found.names):
        return
    if one.kind in ("handle", "name") and any(name.text in text for name in found.names):
        return
    common = not han and _says_nothing(fold(text))
    if common and one.kind != "site":
        return
    found.names.append(Name(text, fold(text), one.entry, found.shown[one.entry], common or is_word(text), not is_in_words(text), han))


def _says_nothing(word: str) -> bool:
    return word in word_set("beside") or word in lures().strong or word in lures().filler
