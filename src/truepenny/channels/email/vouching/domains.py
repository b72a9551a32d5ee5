"""Names of domains: which are any, and which two belong to the same owner by their registered domain."""

from __future__ import annotations

import re

from truepenny.platform.domains import organisation_of

_LABEL = re.compile(r"(?!-)[a-z0-9-]{1,63}(?<!-)", re.ASCII)
_MAX_NAME = 253


def is_domain(name: str) -> bool:
    """Whether mail could come from a domain of this name: lower case, A-labels, two labels or more, no address of a machine."""
    labels = name.split(".")
    if len(labels) < 2 or len(name) > _MAX_NAME or labels[-1].isdigit():
        return False
    return all(_LABEL.fullmatch(label) for label in labels)


def aligned(domain: str, other: str, *, strict: bool) -> bool:
    """RFC 7489, 3.1: the same name, or, relaxed, the same registered domain. An empty name is aligned with nothing."""
    if not domain or not other:
        return False
    return domain == other or (not strict and organisation_of(domain) == organisation_of(other))
