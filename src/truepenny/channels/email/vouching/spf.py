"""SPF (RFC 7208): may the machine that handed a mail in send for the domain of its envelope sender?

check_spf: client address, name in HELO and envelope sender in; a result in the words of RFC 8601 and the domain that it speaks for out.
Explanations (exp) are not fetched.
"""

from __future__ import annotations

import ipaddress
import re
from dataclasses import dataclass
from typing import NamedTuple
from urllib.parse import quote

from truepenny.channels.email.vouching.domains import is_domain
from truepenny.channels.email.vouching.name_server import Answer, DnsTrouble, Kind, Questions
from truepenny.channels.email.vouching.spf_record import MACRO, BadRecord, Term, is_record, read_record

Address = ipaddress.IPv4Address | ipaddress.IPv6Address
_MAX_TERMS = 10
_MAX_VOID = 2
_MAX_NAMES = 10
_MAX_NAME = 253


class Spf(NamedTuple):
    """result: "" when it was not looked at. domain: whose record was read."""

    result: str = ""
    domain: str = ""


def read_client(client: str | None) -> Address | None:
    """The address of a machine; IPv4 in IPv6 (::ffff:192.0.2.1) is IPv4."""
    try:
        address = ipaddress.ip_address(client or "")
    except ValueError:
        return None
    mapped = address.ipv4_mapped if isinstance(address, ipaddress.IPv6Address) else None
    return mapped or address


async def check_spf(questions: Questions, client: Address, helo: str, sender: str) -> Spf:
    """sender: MAIL FROM, "" for a report, which HELO speaks for. Never raises for a name server in trouble: that is temperror."""
    local, _, domain = (sender or helo).rpartition("@")
    domain = domain.lower().rstrip(".")
    if not is_domain(domain):
        return Spf("none", domain)
    try:
        return Spf(await _Check(questions, client, helo, local or "postmaster", domain).host(domain), domain)
    except DnsTrouble:
        return Spf("temperror", domain)
    except BadRecord:
        return Spf("permerror", domain)


@dataclass(slots=True)
class _Check:
    """One check and what it has used up of its limits (RFC 7208, 4.6.4)."""

    questions: Questions
    client: Address
    helo: str
    local: str
    sender_domain: str
    terms: int = 0
    void: int = 0

    async def host(self, domain: str) -> str:
        """check_host() of RFC 7208. Raises BadRecord, DnsTrouble."""
        texts = [text for text in (await self.questions.ask(domain, "TXT")).values if is_record(text)]
        if len(texts) > 1:
            raise BadRecord("two records")
        if not texts:
            return "none"
        record = read_record(texts[0])
        for term in record.terms:
            if await self._matches(term, domain):
                return term.result
        if not record.redirect or any(term.name == "all" for term in record.terms):
            return "neutral"
        self._count()
        found = await self.host(await self._expand(record.redirect, domain))
        if found == "none":
            raise BadRecord("redirected to where no record is")
        return found

    async def _matches(self, term: Term, domain: str) -> bool:
        if term.name == "all":
            return True
        if term.network is not None:
            return self.client in term.network
        self._count()
        target = await self._expand(term.spec, domain) if term.spec else domain
        match term.name:
            case "include":
                found = await self.host(target)
                if found == "none":
                    raise BadRecord("includes what has no record")
                return found == "pass"
            case "exists":
                return bool((await self._ask(target, "A")).values)
            case "ptr":
                return any(_is_within(name, target.lower()) for name in await self._proven_names())
            case "mx":
                return await self._is_mail_server(term, target)
        return self._is_one_of(await self._ask(target, self._kind), term)

    async def _is_mail_server(self, term: Term, target: str) -> bool:
        hosts = (await self._ask(target, "MX")).values
        if len(hosts) > _MAX_NAMES:
            raise BadRecord("too many mail servers")
        for host in hosts:
            if self._is_one_of(await self.questions.ask(host, self._kind), term):
                return True
        return False

    def _is_one_of(self, addresses: Answer, term: Term) -> bool:
        bits = term.v4 if self.client.version == 4 else term.v6
        return any(self.client in ipaddress.ip_network(f"{found}/{bits}", strict=False) for found in addresses.values)

    @property
    def _kind(self) -> Kind:
        return "A" if self.client.version == 4 else "AAAA"

    async def _proven_names(self) -> list[str]:
        """Names that the client's address has and that lead back to it (RFC 7208, 5.5). Trouble on the way is no name."""
        proven = []
        try:
            for name in (await self._ask(self.client.reverse_pointer, "PTR")).values[:_MAX_NAMES]:
                if str(self.client) in (await self.questions.ask(name, self._kind)).values:
                    proven.append(name)
        except DnsTrouble:
            pass
        return proven

    def _count(self) -> None:
        self.terms += 1
        if self.terms > _MAX_TERMS:
            raise BadRecord("more than ten terms that ask")

    async def _ask(self, name: str, kind: Kind) -> Answer:
        """What the record itself names. Empty answers are counted: a record full of such makes its readers ask in vain."""
        answer = await self.questions.ask(name, kind)
        if not answer.values:
            self.void += 1
            if self.void > _MAX_VOID:
                raise BadRecord("too many empty answers")
        return answer

    async def _expand(self, spec: str, domain: str) -> str:
        """The domain that a term means: macros filled in (RFC 7208, 7), and labels cut off at the left until a name server takes it."""
        made, at = [], 0
        for macro in MACRO.finditer(spec):
            made.append(spec[at : macro.start()])
            at = macro.end()
            if macro.group(5):
                made.append({"%": "%", "_": " ", "-": "%20"}[macro.group(5)])
            else:
                made.append(_transform(macro, await self._value(macro.group(1).lower(), domain)))
        name = ("".join(made) + spec[at:]).rstrip(".")
        while len(name) > _MAX_NAME and "." in name:
            name = name.partition(".")[2]
        return name

    async def _value(self, letter: str, domain: str) -> str:
        match letter:
            case "s":
                return f"{self.local}@{self.sender_domain}"
            case "l":
                return self.local
            case "o":
                return self.sender_domain
            case "h":
                return self.helo
            case "v":
                return "in-addr" if self.client.version == 4 else "ip6"
            case "i":
                return str(self.client) if self.client.version == 4 else ".".join(self.client.exploded.replace(":", ""))
            case "p":
                names = await self._proven_names()
                better = (name for name in sorted(names, key=lambda name: name != domain) if _is_within(name, domain))
                return next(better, names[0] if names else "unknown")
        return domain


def _transform(macro: re.Match[str], value: str) -> str:
    letter, digits, reverse, delimiters = macro.group(1, 2, 3, 4)
    if digits or reverse or delimiters:
        parts = re.split(f"[{re.escape(delimiters or '.')}]", value)
        if reverse:
            parts.reverse()
        value = ".".join(parts[-int(digits) :] if digits else parts)
    return quote(value, safe="") if letter.isupper() else value


def _is_within(name: str, domain: str) -> bool:
    return name == domain or name.endswith("." + domain)
