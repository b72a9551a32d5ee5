"""Verify the log: reads every event and every word, and names what was altered, is missing, was reordered or was cut off.

Checks, in one pass by position: positions and numbers without gaps, each digest, each seal, each word against its event; each signed
anchor against the seal of its position; then how far each ticket and the log had come. Reads only.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal

import msgspec
from sqlalchemy import Connection, Row, select

from truepenny.log import chain
from truepenny.log.anchors import Anchor, AnchorUnreadable, is_genuine, load_anchors, public_key, read_anchor_file
from truepenny.log.events import ContentErased, SecretsRemoved, contents_of, decode
from truepenny.log.schema import content, event, log_head, ticket_head
from truepenny.platform.crypto import Keyring

CHUNK = 2_000
MAX_DOUBTS = 64
MAX_NAMES = 20
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


_Where = tuple[int, str, int]
"""Position, ticket and seq of the event that words belong to."""


class _Pass:
    """What the walk along the positions carries.

    seals: what the seal of the last position may be, several after a fault and None after a gap, so that a fault is named once.
    doubted: for tickets whose last event has a fault, the digest that it should have. absent: numbers passed over, with the position
    after them. gaps: positions passed over, first and last. altered: positions of events that were named so. missing_words,
    altered_words: by content id; a later event may say that they were erased, or which words were put in their place.
    """

    def __init__(self, keyring: Keyring) -> None:
        self.chain_mac = chain.Mac(keyring.derive("event chain"))
        self.seal_mac = chain.Mac(keyring.derive("event seal"))
        self.position = 0
        self.seal = chain.START_SEAL
        self.seals: deque[bytes] | None = deque([chain.START_SEAL])
        self.heads: dict[str, tuple[int, bytes]] = {}
        self.doubted: dict[str, bytes] = {}
        self.absent: dict[tuple[str, int], int] = {}
        self.gaps: list[tuple[int, int]] = []
        self.altered: set[int] = set()
        self.erased: dict[str, set[int]] = {}
        self.erased_words: set[str] = set()
        self.missing_words: dict[str, _Where] = {}
        self.altered_words: dict[str, _Where] = {}


def verify(conn: Connection, keyring: Keyring, anchors_path: Path) -> Iterator[Finding]:
    """Every finding, each fault once: first what shows on the way, then what is missing. Nothing when all is as it was written."""
    anchors, faults = _collect_anchors(conn, keyring, anchors_path)
    yield from faults
    walk = _Pass(keyring)
    while rows := conn.execute(select(event).where(event.c.position > walk.position).order_by(event.c.position).limit(CHUNK)).all():
        for row in rows:
            yield from _check_event(walk, row)
            yield from _check_anchor(walk, anchors.pop(walk.position, None))
        yield from _check_words(conn, walk, rows)
    for position, ticket, seq in walk.altered_words.values():
        yield Finding("words altered", f"the words of {_name(ticket, seq)} are not what was written", position, ticket, seq)
    for content_id, (position, ticket, seq) in walk.missing_words.items():
        if seq not in walk.erased.get(ticket, ()) and content_id not in walk.erased_words:
            yield Finding("words missing", f"the words of {_name(ticket, seq)} are gone without a record of erasure", position, ticket, seq)
    tails: list[tuple[str, int]] = []
    yield from _check_heads(conn, walk, tails)
    yield from _check_end(conn, walk, anchors, tails)


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
    ticket, seq, name = row.ticket_id, row.seq, _name(row.ticket_id, row.seq)
    if row.position != walk.position + 1:
        walk.gaps.append((walk.position + 1, row.position - 1))
        walk.seals = None
    last, _ = walk.heads.get(ticket, (0, chain.START_DIGEST))
    whole = True
    if seq <= last:
        whole = False
        walk.absent.pop((ticket, seq), None)
        yield Finding("reordered", f"{name} stands after event {last} of its ticket", row.position, ticket, seq)
    elif seq > last + 1:
        walk.absent.update({(ticket, passed): row.position for passed in range(last + 1, seq)})
        walk.doubted.pop(ticket, None)
    elif not _fits(walk, row):
        whole = False
        walk.altered.add(row.position)
        yield Finding("altered", f"{name} is not what was written", row.position, ticket, seq)
    if not _fits_here(walk, row) and whole:
        yield Finding("reordered", f"{name} does not belong at position {row.position}", row.position, ticket, seq)
    walk.position, walk.seal = row.position, row.seal
    if seq > last:
        walk.heads[ticket] = (seq, row.digest)


def _fits(walk: _Pass, row: Row[Any]) -> bool:
    """Whether the event is what its digest says, after the event before it in its ticket."""
    _, before = walk.heads.get(row.ticket_id, (0, chain.START_DIGEST))
    doubted = walk.doubted.pop(row.ticket_id, before)
    digests: list[bytes] = []
    for possible in (doubted, before):
        digest = chain.event_digest(
            walk.chain_mac, possible, ticket_id=row.ticket_id, seq=row.seq, kind=row.kind, version=row.version, at=row.at,
            actor=row.actor, body=row.body, dedupe_key=row.dedupe_key,
        )  # fmt: skip
        if digest == row.digest:
            return True
        digests.append(digest)
    walk.doubted[row.ticket_id] = digests[0]
    return False


def _fits_here(walk: _Pass, row: Row[Any]) -> bool:
    """Whether the event stands at its own position, as far as its neighbours let one say."""
    if walk.seals is None:
        walk.seals = deque([row.seal])
        return True
    made = [chain.event_seal(walk.seal_mac, before, row.position, row.digest) for before in walk.seals]
    if row.seal in made:
        walk.seals = deque([row.seal])
        return True
    walk.seals = deque([*walk.seals, row.seal, made[0]][-MAX_DOUBTS:])
    return False


def _check_anchor(walk: _Pass, anchors: Sequence[Anchor] | None) -> Iterator[Finding]:
    for one in anchors or ():
        if bytes.fromhex(one.seal) != walk.seal:
            yield Finding("altered", f"everything up to position {one.position} differs from what was anchored there", one.position)


def _check_words(conn: Connection, walk: _Pass, rows: Sequence[Row[Any]]) -> Iterator[Finding]:
    wanted: dict[str, tuple[str, _Where]] = {}
    for row in rows:
        try:
            body = decode(row.version, row.body)
        except msgspec.MsgspecError:
            if row.position not in walk.altered:
                name = _name(row.ticket_id, row.seq)
                yield Finding("unreadable", f"{name} cannot be read by this version", row.position, row.ticket_id, row.seq)
            continue
        here = (row.position, row.ticket_id, row.seq)
        if isinstance(body, ContentErased):
            walk.erased.setdefault(row.ticket_id, set()).add(body.erased_seq)
            walk.erased_words.update(body.contents)
        wanted.update((ref.id, (ref.digest, here)) for ref in contents_of(body))
        for anew in body.left if isinstance(body, SecretsRemoved) else ():
            whose = wanted[anew.id][1] if anew.id in wanted else walk.altered_words.get(anew.id, here)
            wanted[anew.id] = (anew.digest, whose)
    found = _load_words(conn, list(wanted))
    for content_id, (digest, where) in wanted.items():
        words = found.get(content_id)
        if words is None:
            walk.missing_words.setdefault(content_id, where)
        elif chain.content_digest(*words) != digest:
            walk.altered_words[content_id] = where
        else:
            walk.altered_words.pop(content_id, None)


def _load_words(conn: Connection, ids: list[str]) -> dict[str, tuple[bytes, bytes]]:
    found: dict[str, tuple[bytes, bytes]] = {}
    for start in range(0, len(ids), 500):
        rows = conn.execute(select(content.c.id, content.c.salt, content.c.body).where(content.c.id.in_(ids[start : start + 500])))
        found.update((row.id, (row.salt, row.body.encode())) for row in rows)
    return found


def _check_heads(conn: Connection, walk: _Pass, tails: list[tuple[str, int]]) -> Iterator[Finding]:
    """The heads of the tickets know how far each had come. What is missing at an end goes to tails."""
    seen = 0
    for ticket, seq, digest in conn.execute(select(ticket_head.c.ticket_id, ticket_head.c.seq, ticket_head.c.digest)):
        last, last_digest = walk.heads.get(ticket, (0, chain.START_DIGEST))
        seen += ticket in walk.heads
        tails.extend((ticket, gone) for gone in range(last + 1, seq + 1))
        if seq < last or (seq == last and digest != last_digest):
            yield Finding("altered", f"the record of where ticket {_show(ticket)} ends does not fit its last event", None, ticket, last)
    if seen < len(walk.heads):
        yield Finding("missing", f"{len(walk.heads) - seen} tickets have no record of where they end")


def _check_end(conn: Connection, walk: _Pass, anchors: dict[int, list[Anchor]], tails: list[tuple[str, int]]) -> Iterator[Finding]:
    head = conn.execute(select(log_head.c.position, log_head.c.seal).where(log_head.c.id == 1)).first()
    last = max([position for position in anchors if position > walk.position], default=walk.position)
    if head is not None:
        last = max(last, head.position)
    cut = last > walk.position
    named = [*walk.absent, *([] if cut else tails)]
    gone = sum(final - first + 1 for first, final in walk.gaps)
    exact = walk.gaps[0][0] if gone == len(named) == 1 else None
    for ticket, seq in named:
        yield Finding("missing", f"{_name(ticket, seq)} is missing", exact, ticket, seq)
    if gone > len(named):
        for first, final in walk.gaps:
            span = f"position {first}" if first == final else f"positions {first} to {final}"
            yield Finding("missing", f"nothing stands at {span}", first)
    if cut:
        names = ", ".join(_name(ticket, seq) for ticket, seq in tails[:MAX_NAMES]) + (", ..." if len(tails) > MAX_NAMES else "")
        lost = f"; gone are {names}" if names else ""
        yield Finding("cut", f"the log ends at position {walk.position}, but it reached {last}{lost}", walk.position + 1)
    elif head is None or head.position != walk.position or head.seal != walk.seal:
        yield Finding("altered", "the record of the log's end does not fit its last event", walk.position)


def _show(ticket: str) -> str:
    return f"{ticket[:4]}-{ticket[4:]}"


def _name(ticket: str, seq: int) -> str:
    return f"event {seq} of {_show(ticket)}"
