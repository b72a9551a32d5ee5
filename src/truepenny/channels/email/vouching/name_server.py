"""Questions to the name server: names and kinds in, answers out, remembered for a while and counted for each mail.

An answer that cannot be relied on is DnsTrouble and never an empty one, so that nobody gains by a name server that is down.
"""

from __future__ import annotations

import time
from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

from truepenny.platform.setting_values import read_name_server

if TYPE_CHECKING:
    from dns.asyncresolver import Resolver
    from dns.name import Name
    from dns.resolver import Answer as RawAnswer

Kind = Literal["TXT", "A", "AAAA", "MX", "PTR"]
SECONDS_A_MAIL = 5.0
QUESTIONS_A_MAIL = 80
_SECONDS_A_TRY = 2.0
_MAX_REMEMBERED = 4096
"""Characters of one answer."""
_LONGEST = 3600
_LONGEST_EMPTY = 300
_MAX_NAME = 253


class DnsTrouble(Exception):
    """No answer that can be relied on: none came in time, the server failed, or the mail asks for too many names."""


@dataclass(frozen=True, slots=True)
class Answer:
    """values: texts with their strings joined (latin-1), addresses, or host names in lower case; MX in order of preference.
    exists: False when there is no such name."""

    values: tuple[str, ...] = ()
    exists: bool = True


class NameServer:
    """Asks one name server, or those of the system. address: setting mail_dns. system: the file that names them.

    remembered: answers, at most. Raises ValueError.
    """

    def __init__(
        self,
        address: str = "",
        *,
        system: str = "/etc/resolv.conf",
        remembered: int = 4096,
        monotonic: Callable[[], float] = time.monotonic,
    ) -> None:
        self._servers = [read_name_server(address)] if address else []
        self._system = system
        self._remembered = remembered
        self._resolver: Resolver | None = None
        self._known: OrderedDict[tuple[str, Kind], tuple[float, Answer]] = OrderedDict()
        self.monotonic = monotonic

    async def ask(self, name: str, kind: Kind, seconds: float) -> Answer:
        """Raises DnsTrouble."""
        key = (name.lower().rstrip("."), kind)
        found = self._known.get(key)
        if found is not None and found[0] > self.monotonic():
            self._known.move_to_end(key)
            return found[1]
        wire = _to_name(key[0])
        if wire is None:
            return Answer(exists=False)
        answer, lasts = await self._look_up(wire, kind, seconds)
        if sum(map(len, answer.values)) <= _MAX_REMEMBERED:
            self._known[key] = (self.monotonic() + lasts, answer)
            self._known.move_to_end(key)
            while len(self._known) > self._remembered:
                self._known.popitem(last=False)
        return answer

    async def _look_up(self, name: Name, kind: Kind, seconds: float) -> tuple[Answer, float]:
        import dns.exception
        import dns.resolver

        try:
            found = await self._ready().resolve(name, kind, lifetime=seconds, raise_on_no_answer=False, search=False)
        except dns.resolver.NXDOMAIN as none:
            return Answer(exists=False), min([_LONGEST_EMPTY, *(_ttl_of_none(r) for r in none.kwargs.get("responses", {}).values())])
        except (dns.exception.DNSException, OSError, EOFError) as wrong:
            raise DnsTrouble(type(wrong).__name__) from wrong
        if found.rrset is None:
            return Answer(), min(_LONGEST_EMPTY, _ttl_of_none(found.response))
        return Answer(_values(found, kind)), min(_LONGEST, found.rrset.ttl)

    def _ready(self) -> Resolver:
        import dns.asyncresolver
        from dns.nameserver import Do53Nameserver

        if self._resolver is None:
            resolver = dns.asyncresolver.Resolver(self._system, configure=not self._servers)
            if self._servers:
                resolver.nameservers = [Do53Nameserver(address, port) for address, port in self._servers]
            resolver.timeout = _SECONDS_A_TRY
            resolver.use_edns(0, 0, 1232)
            self._resolver = resolver
        return self._resolver


class Questions:
    """The questions of one mail: together no more than QUESTIONS_A_MAIL, and answered within so many seconds from now."""

    def __init__(self, server: NameServer, seconds: float = SECONDS_A_MAIL) -> None:
        self._server = server
        self._until = server.monotonic() + seconds
        self._left = QUESTIONS_A_MAIL

    async def ask(self, name: str, kind: Kind) -> Answer:
        """Raises DnsTrouble."""
        seconds = self._until - self._server.monotonic()
        if seconds <= 0 or self._left <= 0:
            raise DnsTrouble("no time left" if seconds <= 0 else "too many questions")
        self._left -= 1
        return await self._server.ask(name, kind, seconds)


def _to_name(text: str) -> Name | None:
    """Label by label, since a backslash of a stranger is no escape. None: no name that could exist."""
    from dns.name import Name

    labels = [label.encode(errors="replace") for label in text.split(".")]
    if not text or sum(map(len, labels)) + len(labels) > _MAX_NAME + 1 or not all(0 < len(label) < 64 for label in labels):
        return None
    return Name([*labels, b""])


def _values(found: RawAnswer, kind: Kind) -> tuple[str, ...]:
    rows = list(found)
    if kind == "TXT":
        return tuple(b"".join(row.strings).decode("latin-1") for row in rows)
    if kind == "MX":
        return tuple(_host(row.exchange) for row in sorted(rows, key=lambda row: (row.preference, row.exchange)))
    if kind == "PTR":
        return tuple(_host(row.target) for row in rows)
    return tuple(row.address for row in rows)


def _host(name: Name) -> str:
    return name.to_text(omit_final_dot=True).lower()


def _ttl_of_none(response: object) -> float:
    """How long nothing stays nothing: the SOA's own TTL and minimum (RFC 2308, 5)."""
    from dns.rdatatype import SOA

    for rows in getattr(response, "authority", []):
        if rows.rdtype == SOA and len(rows):
            return float(min(rows.ttl, rows[0].minimum))
    return 0.0
