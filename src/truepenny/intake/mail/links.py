"""Links of a stranger's mail: which addresses may stay, and which show another domain than the one they lead to.

Hosts are read as browsers read them, so that no spelling of an address leads elsewhere than it says here.
"""

from __future__ import annotations

import re
import unicodedata
from urllib.parse import unquote, urlsplit

from truepenny.platform.domains import is_listed, organisation_of

MAX_ADDRESS = 4000
_DROPPED = re.compile("[\t\n\r\x00]+")
_EDGES = "".join(map(chr, range(33))) + "\u00a0"
_ALLOWED = re.compile(r"(?:https?://[^\s/]|mailto:|tel:)", re.IGNORECASE)
_UNSEEN = re.compile("[\u00ad\u200b-\u200f\u2060-\u2064\ufeff]")
_TURNED = re.compile("[\u202a-\u202e\u2066-\u2069]")
_SHOWN = re.compile(r"(?P<sure>https?://(?:[^\s/@]{1,60}@)?|www\.|@)?(?P<host>(?:[\w-]{1,63}\.){1,6}[^\W\d_][\w-]{1,62})(?![\w.-]*@)")
_NUMERIC = re.compile(r"\d+|0x[0-9a-f]*")
"""A host that ends so is read as an IPv4 address."""
_NEAR = frozenset(("local", "localhost", "internal", "intranet", "lan", "home", "corp", "private", "arpa"))
_FILES = frozenset(("zip", "mov", "md", "py", "sh", "pl", "ps", "rs"))
"""Ends of file names that are also ends of domains."""
_EXAMPLES = frozenset(("example", "test"))
"""RFC 2606; the list of public suffixes does not name them."""


def safe_address(value: str) -> str | None:
    """An http, https, mailto or tel address as a browser takes it; None for any other."""
    address = _DROPPED.sub("", value).strip(_EDGES)
    if address.startswith(("//", "\\\\")):
        address = f"https:{address}"
    scheme, colon, rest = address.partition(":")
    if scheme.lower() in ("http", "https"):
        address = f"{scheme}{colon}{rest.replace(chr(92), '/')}"
    return address if len(address) <= MAX_ADDRESS and _ALLOWED.match(address) else None


def leads_elsewhere(words: str, address: str) -> str | None:
    """The host that a link really leads to, when its words show another one; None when they show none, or the same.

    address: of safe_address.
    """
    target = host_of(address)
    if target is None:
        return None
    seen = unicodedata.normalize("NFKC", _UNSEEN.sub("", words[:1000]))
    if _TURNED.search(seen):
        return target
    for found in _SHOWN.finditer(seen):
        shown = _as_labels(found["host"])
        if (found["sure"] or _is_known(shown)) and organisation_of(shown) != organisation_of(target):
            return target
    return None


def host_of(address: str) -> str | None:
    """In A-labels. Of a mail address: its domain. None for telephone numbers and what has no host."""
    scheme, _, rest = address.partition(":")
    if scheme.lower() == "mailto":
        host = unquote(rest.partition("?")[0]).rpartition("@")[2]
    elif scheme.lower() == "tel":
        return None
    else:
        try:
            host = unquote(urlsplit(address).hostname or "")
        except ValueError:
            return None
    return _as_labels(unicodedata.normalize("NFKC", host)) or None


def is_far_away(address: str) -> bool:
    """Whether it lies somewhere in the world: a name below a public end. Machines near the reader are no business of a mail."""
    host = host_of(address) or ""
    end = host.rpartition(".")[2]
    return "." in host and ":" not in host and not _NUMERIC.fullmatch(end) and end not in _NEAR


def _is_known(host: str) -> bool:
    end = host.rpartition(".")[2]
    return end in _EXAMPLES or (end not in _FILES and is_listed(host))


def _as_labels(host: str) -> str:
    name = host.strip(".").lower()
    try:
        return name.encode("idna").decode("ascii")
    except UnicodeError:
        return name
