"""64 hex digits: a private key, or a transaction's hash, which look alike and have no checksum.

In this order: the key of an address that is known or stands in the same text is a private key, certainly. Else the words around it decide.
Else only the customer can tell, and is asked. Where several stand in a row, what was decided of one holds for the next.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator
from typing import Literal

from truepenny.intake.screen.checks.keys import SECP256K1_ORDER
from truepenny.intake.screen.cues import nearest
from truepenny.intake.screen.derive import is_key_of
from truepenny.intake.screen.matching import Hit
from truepenny.intake.screen.rules import Near
from truepenny.intake.screen.view import View, fold

MOST_DERIVED = 8
"""Each derivation takes about a millisecond. Who pastes more keys than this beside an address is asked about the rest."""

_KEY = re.compile(r"(?:0[xX])?([0-9a-fA-F]{64})")
_DIGITS = re.compile(r"[0-9a-fA-F\uff10-\uff19\uff21-\uff26\uff41-\uff46]{64}")
_PAIR = re.compile(r"(?:0[xX])?[0-9a-fA-F]{128}")
_EVM = re.compile(r"0x[0-9a-f]{40}(?![0-9a-f])")
_OTHER = re.compile(r"(?<![0-9A-Za-z])(?:[T13][1-9A-HJ-NP-Za-km-z]{25,34}|bc1[02-9ac-hj-np-z]{39,59})(?![0-9A-Za-z])")
# The hash is a part of an address on the web, or follows the name of a digest, or a chain's number in an address of TON, or a file's
# name follows it as sha256sum prints it.
_IN_ADDRESS = re.compile(r"://|[0-9A-Za-z-]\.[A-Za-z]{2,10}/|/(?:tx|transaction|block|extrinsic|hash)s?/")
_OF_DIGEST = re.compile(
    r"(?:sha-?(?:2|256|3|512)?|digest|commit|blake2b?|blake3|keccak)[^\s0-9a-z]{1,3}$|交易[: ]{0,2}$|(?<![0-9a-z])(?:0|-1):$"
)
_OF_FILE = re.compile(r"(?:  | \*)[^\s]{1,80}\.[0-9A-Za-z]{1,6}(?!\S)")
# Between two of a list: nothing but signs and numbers; or the rest of a row in a table, and the beginning of the next.
_LISTED = re.compile(r"[\s,;|\"'`()\[\]0-9.x#*>、-]*")
_ROW = re.compile(r"(?:[,;\t|][^\n,;\t|]{0,40}){0,8}\n(?:[^\n,;\t|]{0,40}[,;\t|]){0,8}")
Said = Literal["private_key", "api_secret", "hash"]
_SAYING: tuple[tuple[Near, Said], ...] = (
    (Near(("hash_of_something",), 80, 40), "hash"),
    (Near(("private_key", "key"), 80, 40), "private_key"),
    (Near(("api_secret", "api"), 80, 40), "api_secret"),
)
_PRIVATE = Near(("private_key",), 80, 40)
_PUBLIC = Near(("public_key",), 80, 40)


def find_hex_keys(view: View, runs: list[tuple[int, int]], *, addresses: Collection[str] = ()) -> Iterator[Hit]:
    """runs: of letters and digits, as match_runs takes them. addresses: on the customer's ticket or account, as they are written."""
    known: frozenset[str] | None = None
    derived = 0
    before = -1
    said: Said | None = None
    for start, end in runs:
        match = _KEY.fullmatch(view.text, start, end)
        if match is None:
            if _PAIR.fullmatch(view.text, start, end) and (words := _said(view, start, end)) not in (None, "hash"):
                yield _hit(start, end, words)
            continue
        if not _may_be_key(match[1]):
            continue
        if known is None:
            known = frozenset(map(_normal, addresses)) | _addresses_in(view)
        if known and derived < MOST_DERIVED:
            derived += 1
            if is_key_of(int(match[1], 16), known):
                before, said = end, "private_key"
                yield Hit(start, end, "private_key", "hex_key_of_address", "certain")
                continue
        follows = before >= 0 and (_LISTED.fullmatch(view.text, before, start) or _ROW.fullmatch(view.text, before, start))
        before, said = end, _said(view, start, end) or (said if follows else None)
        if said != "hash":
            yield _hit(start, end, said)


def _hit(start: int, end: int, said: Said | None) -> Hit:
    if said is None or said == "hash":
        return Hit(start, end, "private_key", "hex_unknown", "ask")
    return Hit(start, end, said, "hex_key_by_words", "likely")


def _may_be_key(digits: str) -> bool:
    """Within the order of the curve, and not begun by as many zeros as padded words and hashes of blocks are."""
    return digits[:12].strip("0") != "" and int(digits, 16) < SECP256K1_ORDER


def _said(view: View, start: int, end: int) -> Said | None:
    """What the words around say it is."""
    if (
        _IN_ADDRESS.search(_joined_before(view.text, start))
        or _OF_DIGEST.search(view.lower, max(0, start - 16), start)
        or _OF_FILE.match(view.text, end)
    ):
        return "hash"
    span = (start, end)
    if nearest(view, span, _PRIVATE) is None and nearest(view, span, _PUBLIC) is not None:
        return "hash"
    distances: list[tuple[int, Said]] = []
    for near, said in _SAYING:
        distance = nearest(view, span, near)
        if distance is not None:
            distances.append((distance, said))
    return min(distances, key=lambda found: found[0])[1] if distances else None


def _joined_before(text: str, start: int) -> str:
    """What stands right before it, without white space."""
    before = text[max(0, start - 300) : start]
    return "" if before[-1:].isspace() else (before.split() or [""])[-1]


def may_hold_hex_key(text: str) -> bool:
    """Whether 64 hex digits stand in the text, of half or of full width."""
    return _DIGITS.search(text) is not None


def addresses_in(text: str) -> frozenset[str]:
    """Addresses that a private key could be the key of: EVM, TRON, Bitcoin."""
    return _addresses_in(fold(text))


def _addresses_in(view: View) -> frozenset[str]:
    if "0x" not in view.lower and not _OTHER.search(view.text):
        return frozenset()
    return frozenset(_EVM.findall(view.lower)) | frozenset(_OTHER.findall(view.text))


def _normal(address: str) -> str:
    lower = address.strip().lower()
    return lower if lower.startswith(("0x", "bc1")) else address.strip()
