"""DMARC (RFC 7489): what the domain in From wants of its mail, and whether what passed is aligned with it.

The registered domain is found by the public suffix list, which needs no questions and knows suffixes that publish no record.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from truepenny.channels.email.vouching.domains import aligned
from truepenny.channels.email.vouching.name_server import Questions
from truepenny.platform.domains import organisation_of

POLICIES = ("none", "quarantine", "reject")
_VERSION = re.compile(r"v[ \t]*=[ \t]*DMARC1[ \t]*(?:;|\Z)")


@dataclass(frozen=True, slots=True)
class Policy:
    """wish: none, quarantine or reject, for mail of just this domain that does not pass."""

    wish: str = "none"
    strict_dkim: bool = False
    strict_spf: bool = False

    def aligns_dkim(self, domain: str, signer: str) -> bool:
        return aligned(domain, signer, strict=self.strict_dkim)

    def aligns_spf(self, domain: str, sender: str) -> bool:
        return aligned(domain, sender, strict=self.strict_spf)


async def find_policy(domain: str, questions: Questions) -> Policy | None:
    """The policy of the domain, else of its registered domain; None when there is none. pct and the reports it asks for are not looked at.

    Raises DnsTrouble.
    """
    organisation = organisation_of(domain)
    for name in dict.fromkeys((domain, organisation)):
        records = [text for text in (await questions.ask(f"_dmarc.{name}", "TXT")).values if _VERSION.match(text)]
        if len(records) != 1:  # of two, neither counts (RFC 7489, 6.6.3)
            continue
        tags = _read_tags(records[0])
        wish = _wish(tags, "p")
        if wish is None and "rua" not in tags:
            continue
        wish = wish or "none"
        if name != domain:
            wish = _wish(tags, "sp") or wish
            if _wish(tags, "np") is not None and not await _is_there(domain, questions):
                wish = _wish(tags, "np") or wish
        if tags.get("t", "").lower() == "y":  # the domain only tries: one step milder
            wish = POLICIES[max(0, POLICIES.index(wish) - 1)]
        return Policy(wish, tags.get("adkim", "").lower() == "s", tags.get("aspf", "").lower() == "s")
    return None


def _read_tags(record: str) -> dict[str, str]:
    """The first of each name; what is not understood is left out (RFC 7489, 6.3)."""
    tags: dict[str, str] = {}
    for spec in record.split(";"):
        name, equals, value = spec.partition("=")
        if equals:
            tags.setdefault(name.strip().lower(), value.strip())
    return tags


def _wish(tags: dict[str, str], tag: str) -> str | None:
    wish = tags.get(tag, "").lower()
    return wish if wish in POLICIES else None


async def _is_there(domain: str, questions: Questions) -> bool:
    """RFC 9091, 2.7: a domain with neither mail servers nor addresses is none."""
    for kind in ("MX", "A", "AAAA"):
        if (await questions.ask(domain, kind)).values:
            return True
    return False
