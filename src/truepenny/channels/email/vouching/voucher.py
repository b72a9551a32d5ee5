"""The verdict on one mail: the site's own server is believed where it has spoken, else SPF, DKIM and DMARC are looked at here.

In: the bytes, what was read of them, and how they came. Out: Vouched. No mail and no name server makes it raise; doubt is never "vouched".
"""

from __future__ import annotations

import asyncio
import logging
import time
from collections.abc import Callable

from truepenny.channels.email.vouching.dkim import Dkim, check_dkim
from truepenny.channels.email.vouching.dmarc import Policy, find_policy
from truepenny.channels.email.vouching.domains import aligned, is_domain
from truepenny.channels.email.vouching.fields import Head, read_head
from truepenny.channels.email.vouching.name_server import SECONDS_A_MAIL, DnsTrouble, Kind, NameServer, Questions
from truepenny.channels.email.vouching.server_results import Result, read_server_results
from truepenny.channels.email.vouching.spf import Address, Spf, check_spf, read_client
from truepenny.contracts.mail import Envelope, InboundMail, RawMail, Verdict, Vouched

_LOG = logging.getLogger(__name__)
_SEVERE = ("fail", "permerror", "temperror", "none", "pass")
"""Of several DMARC results the first of these counts: a server that contradicts itself vouches for nobody."""


class Voucher:
    """Judges mails. authserv, dns: the settings mail_authserv ("": no server is believed) and mail_dns ("": that of the system).

    now_s: seconds since 1970. seconds: after which a mail waits for no more answers. Raises ValueError when dns is no address.
    """

    def __init__(
        self, authserv: str = "", dns: str = "", *, now_s: Callable[[], float] = time.time, seconds: float = SECONDS_A_MAIL
    ) -> None:
        self._authserv = authserv
        self._server = NameServer(dns)
        self._now_s = now_s
        self._seconds = seconds

    async def judge(self, raw: RawMail, mail: InboundMail, envelope: Envelope) -> Vouched:
        sender = mail.sender
        if sender is None or not is_domain(sender.domain):
            return Vouched("unproven")
        head = read_head(raw)
        if not head.sound or head.count("from") != 1:
            return Vouched("unproven", sender.domain)
        results = read_server_results(head, self._authserv) if self._authserv else None
        questions = Questions(self._server, self._seconds)
        if results is None:
            found = await self._look(raw, head, sender.domain, envelope, questions)
        else:
            found = await self._believe(results, raw, head, sender.domain, questions)
        if found.verdict == "unchecked":
            _LOG.warning("a sender could not be checked: the name server is in trouble", extra={"spf": found.spf, "dkim": found.dkim})
        return found

    async def _look(self, raw: RawMail, head: Head, domain: str, envelope: Envelope, questions: Questions) -> Vouched:
        """Our own check."""
        policy, dkim, spf = await asyncio.gather(
            _policy(domain, questions), self._dkim(raw, head, domain, questions), _own_spf(envelope, questions)
        )
        return weigh(domain, policy, dkim, spf, by="own")

    async def _dkim(self, raw: RawMail, head: Head, domain: str, questions: Questions) -> Dkim:
        return await check_dkim(raw, head, questions, self._now_s(), lambda signer: aligned(domain, signer, strict=False))

    async def _believe(self, results: tuple[Result, ...], raw: RawMail, head: Head, domain: str, questions: Questions) -> Vouched:
        """The results of the site's server. Where it has not looked at DKIM, we do."""
        spf = next((Spf(each.result, _domain_of(each, "smtp.mailfrom", "smtp.helo")) for each in results if each.method == "spf"), Spf())
        said = [each for each in results if each.method == "dkim"]
        dkim = Dkim(
            next((each.result for each in sorted(said, key=lambda each: each.result != "pass")), ""),
            frozenset(_domain_of(each, "header.d", "header.i") for each in said if each.result == "pass"),
        )
        weighed = [each for each in results if each.method == "dmarc"]
        if weighed:
            return await _as_weighed(weighed, domain, dkim, spf, questions)
        if not said:
            dkim = await self._dkim(raw, head, domain, questions)
        return weigh(domain, await _policy(domain, questions), dkim, spf, by="server")


def weigh(domain: str, policy: Policy | DnsTrouble | None, dkim: Dkim, spf: Spf, *, by: str) -> Vouched:
    """DMARC of what was found. Without a policy an aligned signature vouches all the same, an aligned SPF does not: a machine that sends
    for many customers of one provider passes for each of them."""

    def made(verdict: Verdict, dmarc: str) -> Vouched:
        wish = policy.wish if isinstance(policy, Policy) else ""
        return Vouched(verdict, domain, "server" if by == "server" else "own", spf.result, dkim.result, dmarc, wish)

    if isinstance(policy, DnsTrouble):
        return made("unchecked", "temperror")
    rules = policy or Policy()
    if any(rules.aligns_dkim(domain, signer) for signer in dkim.domains):
        return made("vouched", "none" if policy is None else "pass")
    if policy is not None and spf.result == "pass" and rules.aligns_spf(domain, spf.domain):
        return made("vouched", "pass")
    open_spf = policy is not None and spf.result == "temperror" and rules.aligns_spf(domain, spf.domain)
    if open_spf or any(rules.aligns_dkim(domain, signer) for signer in dkim.unknown):
        return made("unchecked", "temperror")
    if policy is None:
        return made("unproven", "none")
    return made("unproven" if policy.wish == "none" else "failed", "fail")


async def _as_weighed(weighed: list[Result], domain: str, dkim: Dkim, spf: Spf, questions: Questions) -> Vouched:
    worst = min(weighed, key=lambda each: _SEVERE.index(each.result) if each.result in _SEVERE else 0)
    policy = worst.policy

    def made(verdict: Verdict, dmarc: str = worst.result) -> Vouched:
        return Vouched(verdict, domain, "server", spf.result, dkim.result, dmarc, policy)

    if any(_domain_of(each, "header.from") != domain for each in weighed):
        return made("unproven")
    if worst.result == "pass":
        return made("vouched")
    if worst.result == "none":
        signed = any(aligned(domain, signer, strict=False) for signer in dkim.domains)
        return made("vouched" if signed else "unproven")
    if worst.result == "temperror":
        return made("unchecked")
    if worst.result == "fail" and not policy:
        known = await _policy(domain, questions)
        policy = known.wish if isinstance(known, Policy) else ""
    return made("failed" if worst.result == "fail" and policy in ("quarantine", "reject") else "unproven")


async def _policy(domain: str, questions: Questions) -> Policy | DnsTrouble | None:
    try:
        return await find_policy(domain, questions)
    except DnsTrouble as trouble:
        return trouble


async def _own_spf(envelope: Envelope, questions: Questions) -> Spf:
    """SPF of the machine that handed the mail in, unless that is a mail server of the site's: then it is not where the mail comes from."""
    client = read_client(envelope.client)
    if envelope.sender is None or client is None or not client.is_global or await _is_ours(client, envelope, questions):
        return Spf()
    return await check_spf(questions, client, envelope.helo or "", envelope.sender)


async def _is_ours(client: Address, envelope: Envelope, questions: Questions) -> bool:
    """Whether the domain that the mail went to sends its own mail from this machine, or receives it there. In doubt it is."""
    domains = {recipient.rpartition("@")[2].lower() for recipient in envelope.recipients[:3]}
    if not domains or not all(map(is_domain, domains)):
        return True
    kind: Kind = "A" if client.version == 4 else "AAAA"
    for domain in domains:
        if (await check_spf(questions, client, domain, "")).result in ("pass", "temperror"):
            return True
        try:
            for host in (await questions.ask(domain, "MX")).values[:10]:
                if str(client) in (await questions.ask(host, kind)).values:
                    return True
        except DnsTrouble:
            return True
    return False


def _domain_of(result: Result, *facts: str) -> str:
    """Of an address or a domain that a result names."""
    for fact in facts:
        if result.facts.get(fact):
            return result.facts[fact].rpartition("@")[2].lower().rstrip(".>")
    return ""
