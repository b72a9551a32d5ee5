"""Where a registered domain begins, by the public suffix list that comes with its package. Loaded when it is first asked."""

from __future__ import annotations

from functools import cache, lru_cache
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from publicsuffixlist import PublicSuffixList


@lru_cache(maxsize=4096)
def organisation_of(domain: str) -> str:
    """The registered domain (RFC 7489, 3.2), of A-labels in lower case. A public suffix belongs to nobody and is its own."""
    return _suffixes().privatesuffix(domain) or domain


def is_listed(domain: str) -> bool:
    """Whether it lies under a suffix that the list names, and is more than that suffix."""
    return _suffixes().privatesuffix(domain, accept_unknown=False) is not None


@cache
def _suffixes() -> PublicSuffixList:
    from publicsuffixlist import PublicSuffixList

    return PublicSuffixList()
