"""Verify the log: reads every event and every word, and names what was altered, is missing, was reordered or was cut off.

Checks, in one pass by position: positions and numbers without gaps, each digest, each seal, each word against its event; and each
signed anchor against the seal of its position. Reads only.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal

import msgspec
from sqlalchemy import Connection, Row, select

from truepenny.log import chain
from truepenny.log.anchors import Anchor, AnchorUnreadable, is_genuine, load_anchors, public_key, read_anchor_file
from truepenny.log.events import ContentErased, contents_of, decode
from truepenny.log.schema import content, event, log_head
from truepenny.platform.crypto import Keyring

CHUNK = 2_000
Fault = Literal["altered", "missing", "reordered", "cut", "words altered", "words missing", "anchor altered", "unreadable"]


@dataclass(frozen=True, slots=True)
class Finding:
    """What is wrong, and where. position and seq as far as known."""

    fault: Fault
    words: str
    position: int | None = None
    ticket: str | None = None
    seq: int | None = None

    def __str__(self) -> str:
        return f"{self.fault}: {self.words}"


class _Pass:
    """What the walk along the positions carries."""

    def __init__(self, keyring: Keyring) -> None:
        self.chain_key = keyring.derive("event chain")
        self.seal_key = keyring.derive("event seal")
        self.position = 0
        self.seal = chain.START_SEAL
        self.heads: dict[str, tuple[int, bytes]] = {}
        self.erased: dict[str, set[int]] = {}
        self.missing_words: list[tuple[int, str, int]] = []
        self.broken_seal = False


def verify(conn: Connection, keyring: Keyring, anchors_path: Path) -> Iterator[Finding]:
    """Every finding, in the order of positions; nothing when all is as it was written."""
    anchors, faults = _collect_anchors(conn, keyring, anchors_path)
    yield from faults
    walk = _Pass(keyring)
    while rows := conn.execute(select(event).where(event.c.position > walk.position).order_by(event.c.position).limit(CHUNK)).all():
        for row in rows:
            yield from _check_event(walk, row)
            yield from _check_anchor(walk, anchors.pop(walk.position, None))
        yield from _check_words(conn, walk, rows)
    for position, ticket, seq in walk.missing_words:
        if seq not in walk.erased.get(ticket, ()):
            yield Finding("words missing", f"the words of {_name(ticket, seq)} are gone without a record of erasure", position, ticket, seq)
    yield from _check_end(conn, walk, anchors)


def _collect_anchors(conn: Connection, keyring: Keyring, path: Path) -> tuple[dict[int, list[Anchor]], list[Finding]]:
    key, found, faults = public_key(keyring), dict[int, list[Anchor]](), list[Finding]()
    try:
        everywhere = [*load_anchors(conn), *read_anchor_file(path)]
    except AnchorUnreadable as wrong:
        everywhere = load_anchors(conn)
        faults.append(Finding("anchor altered", f"an anchor cannot be read: {wrong}"))
    for one in everywhere:
        if is_genuine(key, one):
            found.setdefault(one.position, []).append(one)
        else:
            faults.append(Finding("anchor altered", f"the anchor at position {one.position} has no valid signature", one.position))
    return found, faults


def _check_event(walk: _Pass, row: Row[Any]) -> Iterator[Finding]:
    name = _name(row.ticket_id, row.seq)
    if row.position != walk.position + 1:
        first, last = walk.position + 1, row.position - 1
        span = f"position {first} is" if first == last else f"positions {first} to {last} are"
        yield Finding("missing", f"{span} missing before {name}", first)
        walk.broken_seal = True
    seq, before = walk.heads.get(row.ticket_id, (0, chain.START_DIGEST))
    digest = chain.event_digest(
        walk.chain_key, before, ticket_id=row.ticket_id, seq=row.seq, kind=row.kind, version=row.version, at=row.at,
        actor=row.actor, body=row.body, dedupe_key=row.dedupe_key,
    )  # fmt: skip
    seal = chain.event_seal(walk.seal_key, walk.seal, row.position, row.digest)
    if row.seq > seq + 1:
        yield Finding("missing", f"{_name(row.ticket_id, seq + 1)} is missing before {name}", row.position, row.ticket_id, seq + 1)
    elif row.seq != seq + 1:
        yield Finding("reordered", f"{name} stands after event {seq} of its ticket", row.position, row.ticket_id, row.seq)
    elif digest != row.digest:
        yield Finding("altered", f"{name} is not what was written", row.position, row.ticket_id, row.seq)
    elif seal != row.seal and not walk.broken_seal:
        yield Finding("reordered", f"{name} does not belong at position {row.position}", row.position, row.ticket_id, row.seq)
    walk.broken_seal = False
    walk.position, walk.seal = row.position, row.seal
    walk.heads[row.ticket_id] = (row.seq, row.digest)


def _check_anchor(walk: _Pass, anchors: Sequence[Anchor] | None) -> Iterator[Finding]:
    for one in anchors or ():
        if bytes.fromhex(one.seal) != walk.seal:
            yield Finding("altered", f"everything up to position {one.position} differs from what was anchored there", one.position)


def _check_words(conn: Connection, walk: _Pass, rows: Sequence[Row[Any]]) -> Iterator[Finding]:
    wanted: dict[str, tuple[str, int, str, int]] = {}
    for row in rows:
        try:
            body = decode(row.version, row.body)
        except msgspec.MsgspecError:
            yield Finding("unreadable", f"{_name(row.ticket_id, row.seq)} cannot be read by this version", row.position)
            continue
        if isinstance(body, ContentErased):
            walk.erased.setdefault(row.ticket_id, set()).add(body.erased_seq)
        for ref in contents_of(body):
            wanted[ref.id] = (ref.digest, row.position, row.ticket_id, row.seq)
    found = _load_words(conn, list(wanted))
    for content_id, (digest, position, ticket, seq) in wanted.items():
        words = found.get(content_id)
        if words is None:
            walk.missing_words.append((position, ticket, seq))
        elif chain.content_digest(*words) != digest:
            yield Finding("words altered", f"the words of {_name(ticket, seq)} are not what was written", position, ticket, seq)


def _load_words(conn: Connection, ids: list[str]) -> dict[str, tuple[bytes, bytes]]:
    found: dict[str, tuple[bytes, bytes]] = {}
    for start in range(0, len(ids), 500):
        rows = conn.execute(select(content.c.id, content.c.salt, content.c.body).where(content.c.id.in_(ids[start : start + 500])))
        found.update((row.id, (row.salt, row.body.encode())) for row in rows)
    return found


def _check_end(conn: Connection, walk: _Pass, anchors: dict[int, list[Anchor]]) -> Iterator[Finding]:
    head = conn.execute(select(log_head.c.position, log_head.c.seal).where(log_head.c.id == 1)).first()
    last = max([position for position in anchors if position > walk.position], default=walk.position)
    if head is not None:
        last = max(last, head.position)
    if last > walk.position:
        yield Finding("cut", f"the log ends at position {walk.position}, but it reached {last}", walk.position + 1)
    elif head is None or head.position != walk.position or head.seal != walk.seal:
        yield Finding("altered", "the record of the log's end does not fit its last event", walk.position)


def _name(ticket: str, seq: int) -> str:
    return f"event {seq} of {ticket[:4]}-{ticket[4:]}"
