"""The digests of the log: what ties an event to the one before it, to its place among all events, and words to their event.

digest = HMAC-SHA256(key, digest of the event before in its ticket | every attested field, length-prefixed)
seal   = first 16 bytes of HMAC-SHA256(key, seal of the position before | position | digest)
words  = SHA-256(salt | bytes)

Keyed, so that who can write the database cannot recompute them; anchored with a signature (anchors.py), so that a cut tail shows.
"""

from __future__ import annotations

import hashlib
import hmac
import struct

START_DIGEST = bytes(32)
START_SEAL = bytes(16)
_length = struct.Struct(">I").pack
_numbers = struct.Struct(">IHqI").pack
_position = struct.Struct(">q").pack


def event_digest(
    key: bytes, before: bytes, *, ticket_id: str, seq: int, kind: str, version: int, at: int, actor: bytes, body: bytes, dedupe_key: bytes
) -> bytes:
    """32 bytes. `before` is the digest of the ticket's previous event, START_DIGEST for the first."""
    head = ticket_id.encode()
    kind_bytes = kind.encode()
    message = b"".join(
        (
            before,
            _length(len(head)), head,
            _numbers(seq, version, at, len(kind_bytes)), kind_bytes,
            _length(len(actor)), actor,
            _length(len(body)), body,
            dedupe_key,
        )
    )  # fmt: skip
    return hmac.digest(key, message, "sha256")


def event_seal(key: bytes, before: bytes, position: int, digest: bytes) -> bytes:
    """16 bytes. `before` is the seal of the previous position, START_SEAL for the first."""
    return hmac.digest(key, before + _position(position) + digest, "sha256")[:16]


def content_digest(salt: bytes, body: bytes) -> str:
    """64 hex digits."""
    return hashlib.sha256(salt + body).hexdigest()


def dedupe_key(*parts: str) -> bytes:
    """16 bytes that name one intent of one author: the same parts give the same key on every node."""
    return hashlib.blake2b("\x00".join(parts).encode(), digest_size=16).digest()
