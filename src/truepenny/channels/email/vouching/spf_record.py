"""An SPF record taken apart (RFC 7208, 4.6, 5, 6 and 12): text in, terms in order out, or BadRecord. Asks nobody anything."""

from __future__ import annotations

import ipaddress
import re
from dataclasses import dataclass

Network = ipaddress.IPv4Network | ipaddress.IPv6Network
RESULTS = {"+": "pass", "-": "fail", "~": "softfail", "?": "neutral"}
MACRO = re.compile(r"%(?:\{([slodiphv])(\d{0,3})(r?)([.\-+,/_=]*)\}|([%_-]))", re.IGNORECASE)
_MODIFIER = re.compile(r"([a-z][a-z0-9_.-]*)=(.*)", re.IGNORECASE)
_MECHANISM = re.compile(r"([+?~-]?)(all|include|a|mx|ptr|ip4|ip6|exists)(?![a-z0-9_.-])(.*)", re.IGNORECASE)
_CIDR = re.compile(r"(?:/(0|[1-9]\d?))?(?://(0|[1-9]\d{0,2}))?\Z")
_TOP_LABEL = re.compile(r"\.(?=[a-z0-9-]*[a-z-])[a-z0-9](?:[a-z0-9-]*[a-z0-9])?\.?\Z", re.IGNORECASE)


class BadRecord(Exception):
    """The record breaks the grammar: permerror."""


@dataclass(frozen=True, slots=True)
class Term:
    """result: when it matches. spec: the domain to look at, with macros, "" for the one at hand. v4, v6: bits of an address that count."""

    result: str
    name: str
    spec: str = ""
    v4: int = 32
    v6: int = 128
    network: Network | None = None


@dataclass(frozen=True, slots=True)
class Record:
    terms: tuple[Term, ...]
    redirect: str = ""


def is_record(text: str) -> bool:
    return text[:6].lower() == "v=spf1" and text[6:7] in ("", " ")


def read_record(text: str) -> Record:
    """Raises BadRecord."""
    terms: list[Term] = []
    modifiers: dict[str, str] = {}
    for word in text[6:].split(" "):
        modifier = _MODIFIER.fullmatch(word)
        if modifier is not None:
            _read_modifier(modifier.group(1).lower(), modifier.group(2), modifiers)
        elif word:
            terms.append(_read_term(word))
    return Record(tuple(terms), modifiers.get("redirect", ""))


def _read_modifier(name: str, value: str, into: dict[str, str]) -> None:
    if name == "redirect":
        if name in into:
            raise BadRecord("redirect stands twice")
        into[name] = _domain_spec(value)
    elif name == "exp":  # what it explains is for the sender
        if name in into:
            raise BadRecord("exp stands twice")
        into[name] = value


def _read_term(word: str) -> Term:
    found = _MECHANISM.fullmatch(word)
    if found is None:
        raise BadRecord("an unknown mechanism")
    result, name, rest = RESULTS[found.group(1) or "+"], found.group(2).lower(), found.group(3)
    if name == "all":
        if rest:
            raise BadRecord("all takes nothing")
        return Term(result, name)
    if name in ("ip4", "ip6"):
        return Term(result, name, network=_network(name, rest))
    v4, v6 = 32, 128
    if name in ("a", "mx"):
        cidr = _CIDR.search(rest)
        assert cidr is not None  # it matches at the end of anything
        v4, v6 = int(cidr.group(1) or 32), int(cidr.group(2) or 128)
        if v4 > 32 or v6 > 128:
            raise BadRecord("more bits than an address has")
        rest = rest[: cidr.start()]
    if rest and not rest.startswith(":"):
        raise BadRecord("a domain begins with a colon")
    if not rest and name in ("include", "exists"):
        raise BadRecord("a domain is missing")
    return Term(result, name, _domain_spec(rest[1:]) if rest else "", v4, v6)


def _network(name: str, rest: str) -> Network:
    kind = ipaddress.IPv4Network if name == "ip4" else ipaddress.IPv6Network
    _, slash, bits = rest[1:].partition("/")
    if not rest.startswith(":") or "%" in rest or (slash and not re.fullmatch(r"0|[1-9]\d{0,2}", bits)):
        raise BadRecord("no network")
    try:
        return kind(rest[1:], strict=False)
    except ValueError as wrong:
        raise BadRecord("no network") from wrong


def _domain_spec(text: str) -> str:
    """RFC 7208, 7.1: visible ASCII, whole macros, and at the end a macro or a top label."""
    bare = MACRO.sub("", text)
    if not text or "%" in bare or not all("!" <= c <= "~" for c in text):
        raise BadRecord("no domain")
    if any(macro.group(2) and not int(macro.group(2)) for macro in MACRO.finditer(text)):
        raise BadRecord("a macro that keeps nothing")
    if not text.endswith("}") and not _TOP_LABEL.search(text):
        raise BadRecord("no top label")
    return text
