"""Keystores in JSON: Ethereum's (Web3 Secret Storage version 3, and EIP-2335 of validators) and Polkadot's.

The whole object is removed, also when it was cut off. One pass over braces and names, so that no paste is slow: an object that holds
ciphertext, kdf and mac is a keystore, and so is the object that has it as its "crypto". Quotes may be single, doubled or escaped, as
consoles and logs write them.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

Span = tuple[int, int]
_MARK = re.compile(r"[{}]|[\"']([a-z0-9]{3,12})\\?[\"']", re.IGNORECASE)
_CRYPTO = (frozenset({"ciphertext", "kdf", "mac"}), frozenset({"cipher", "kdf", "checksum"}))
_POLKADOT = frozenset({"encoded", "encoding", "pkcs8"})
_TELLING = frozenset().union(*_CRYPTO, _POLKADOT)


@dataclass(slots=True)
class _Object:
    begin: int
    names: set[str] = field(default_factory=set)
    child: Span | None = None


def keystores(text: str) -> Iterator[Span]:
    """Every keystore in the text; a cut-off one goes to the end of it."""
    around: list[_Object] = []
    for mark in _MARK.finditer(text):
        if mark[1] is not None:
            if around:
                around[-1].names.add(mark[1].lower())
        elif mark[0] == "{":
            around.append(_Object(mark.start()))
        elif around:
            yield from _closed(around, mark.end())
    while around:
        yield from _closed(around, len(text.rstrip()))


def _closed(around: list[_Object], end: int) -> Iterator[Span]:
    """The innermost object ends. What it holds counts for the one around it."""
    ended = around.pop()
    outer = around[-1] if around else None
    whole = ended.names >= _POLKADOT or any(ended.names >= names for names in _CRYPTO)
    if whole and outer is not None and "crypto" in outer.names and outer.child is None:
        outer.child = (ended.begin, end)
        return
    if whole or ended.child is not None:
        yield ended.begin, end
    elif outer is not None:
        outer.names |= ended.names & _TELLING
