"""The directory as a signed file (Ed25519), which others check without us: see docs/directory.md for the ten lines that it takes.

Signed are the bytes b"truepenny directory 1\\n" and the canonical JSON of what stands under "directory": keys sorted, no space, UTF-8
(RFC 8785; there are only text, whole numbers, true and false, lists and objects in it). Within an hour and without a change all nodes give
the same bytes.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, Final

import msgspec
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

from truepenny.platform.clock import DAY, HOUR, SECOND
from truepenny.trust.directory.book import Book
from truepenny.trust.directory.entries import Entry

FORMAT: Final = "truepenny-directory/1"
PREFIX: Final = b"truepenny directory 1\n"
PATH: Final = "/.well-known/truepenny-directory.json"
LIFE: Final = 7 * DAY
PURPOSE: Final = "directory"
"""Of the key in the keyring."""
MAX_FILE: Final = 5_000_000


class FileWrong(Exception):
    """The file does not hold; the text says why."""


@dataclass(frozen=True, slots=True)
class Checked:
    """A file that holds. Moments in microseconds UTC."""

    desk: str
    sequence: int
    issued_at: int
    expires_at: int
    directory: Mapping[str, Any]


def issue_moment(book: Book, now: int) -> int:
    """The beginning of this hour, or the last change if that is later."""
    return max(now - now % HOUR, book.changed_at)


def write_file(book: Book, *, desk: str, now: int, key: Ed25519PrivateKey) -> bytes:
    """desk: our public address."""
    issued = issue_moment(book, now)
    directory = {
        "format": FORMAT, "desk": desk, "sequence": book.sequence, "issued_at": _iso(issued), "expires_at": _iso(issued + LIFE),
        "entries": [entry_facts(entry) for entry in book.entries if not entry.is_over(issued)],
        "past": past_facts(book, issued),
        "never": [{"kind": one.kind, "pattern": one.pattern, "words": one.words} for one in book.never],
    }  # fmt: skip
    public = key.public_key()
    signature = {
        "algorithm": "Ed25519", "public_key": raw_key(public).hex(), "fingerprint": fingerprint(public),
        "value": key.sign(PREFIX + canonical(directory)).hex(),
    }  # fmt: skip
    return json.dumps({"directory": directory, "signature": signature}, ensure_ascii=False, indent=1).encode() + b"\n"


def entry_facts(entry: Entry) -> dict[str, Any]:
    """What everybody may know of an entry: as in the file and in the API."""
    facts: dict[str, Any] = {
        "id": entry.id, "kind": entry.kind, "value": entry.value, "shown": entry.shown, "labels": entry.labels, "url": entry.url,
        "platform_id": entry.platform_id, "regions": list(entry.regions), "languages": list(entry.languages), "lines": list(entry.lines),
        "topics": list(entry.topics), "cost": entry.cost, "toll_free": entry.toll_free, "notes": entry.notes,
        "valid_from": None if entry.valid_from is None else _iso(entry.valid_from),
        "valid_until": None if entry.valid_until is None else _iso(entry.valid_until),
        "hours": None if entry.hours is None else msgspec.to_builtins(entry.hours),
    }  # fmt: skip
    return {name: value for name, value in facts.items() if value not in (None, "", [], {})}


def past_facts(book: Book, at: int) -> list[dict[str, Any]]:
    """What was ours, or was named by mistake: never to be trusted again."""
    return [
        {"kind": entry.kind, "value": entry.value, "shown": entry.shown, "until": _iso(until), "ending": ending}
        for entry, until, ending in book.gone(at)
    ]


def check_file(body: bytes, *, key: str, now: int, at_least: int = 0) -> Checked:
    """key: the public key (64 hex digits) or its fingerprint, from elsewhere than the file. at_least: the sequence seen before.

    Raises FileWrong: no such file, another key, altered, too old, older than one seen before.
    """
    try:
        found = json.loads(body[:MAX_FILE])
        directory, signature = found["directory"], found["signature"]
        public = bytes.fromhex(signature["public_key"])
        value = bytes.fromhex(signature["value"])
        named = directory["format"]
    except (ValueError, KeyError, TypeError) as wrong:
        raise FileWrong("this is not a signed directory") from wrong
    if named != FORMAT:
        raise FileWrong("this is a directory of a form that is not known here")
    wanted = "".join(key.split()).replace(":", "").lower()
    if wanted not in (public.hex(), hashlib.sha256(public).hexdigest()):
        raise FileWrong("it is signed with another key")
    try:
        Ed25519PublicKey.from_public_bytes(public).verify(value, PREFIX + canonical(directory))
        checked = Checked(
            str(directory["desk"]), int(directory["sequence"]), _us(directory["issued_at"]), _us(directory["expires_at"]), directory
        )
    except (InvalidSignature, ValueError, KeyError, TypeError) as wrong:
        raise FileWrong("it was altered after it was signed") from wrong
    if checked.sequence < at_least:
        raise FileWrong(f"it is an old copy: change {checked.sequence}, and change {at_least} was seen before")
    if checked.expires_at <= now:
        raise FileWrong(f"it is an old copy: it counted until {directory['expires_at']}")
    if checked.issued_at > now + HOUR:
        raise FileWrong(f"it comes from the future: it was issued at {directory['issued_at']}")
    return checked


def is_ours(entry: Mapping[str, Any], now: int) -> bool:
    """Whether an entry of a file counts at this moment: it may begin or end while the file counts."""
    begins, ends = entry.get("valid_from"), entry.get("valid_until")
    return (begins is None or _us(begins) <= now) and (ends is None or _us(ends) > now)


def canonical(value: object) -> bytes:
    return json.dumps(value, ensure_ascii=False, sort_keys=True, separators=(",", ":"), allow_nan=False).encode()


def raw_key(public: Ed25519PublicKey) -> bytes:
    return public.public_bytes(Encoding.Raw, PublicFormat.Raw)


def fingerprint(public: Ed25519PublicKey) -> str:
    """SHA-256 of the raw public key, in groups for reading aloud."""
    digits = hashlib.sha256(raw_key(public)).hexdigest()
    return " ".join(digits[n : n + 4] for n in range(0, len(digits), 4))


def _iso(us: int) -> str:
    return datetime.fromtimestamp(us // SECOND, UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def _us(text: str) -> int:
    return int(datetime.fromisoformat(text).timestamp()) * SECOND
