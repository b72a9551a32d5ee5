"""Anchors: the seal over all events so far, signed (Ed25519) and written down beside and, if set, outside the desk.

Whoever cuts the end of the log, or replaces all of it, would also have to take back every copy of the last anchor.
"""

from __future__ import annotations

import asyncio
import logging
import os
from collections.abc import Iterator
from pathlib import Path

import msgspec
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
from sqlalchemy import Connection, select

from truepenny.log.schema import anchor, log_head
from truepenny.platform.clock import Clock
from truepenny.platform.crypto import Keyring
from truepenny.platform.db.database import Database, DatabaseAway
from truepenny.platform.db.dialect import upsert

log = logging.getLogger(__name__)


class Anchor(msgspec.Struct, frozen=True):
    """seal and signature in hex; at in microseconds UTC."""

    position: int
    at: int
    seal: str
    signature: str

    def message(self) -> bytes:
        return f"truepenny anchor {self.position} {self.at} {self.seal}".encode()


class AnchorUnreadable(Exception):
    """A line of an anchor file is no anchor; the text names it."""


def make_anchor(keyring: Keyring, position: int, at: int, seal: bytes) -> Anchor:
    bare = Anchor(position, at, seal.hex(), "")
    return msgspec.structs.replace(bare, signature=keyring.signer("anchor").sign(bare.message()).hex())


def public_key(keyring: Keyring) -> Ed25519PublicKey:
    return keyring.signer("anchor").public_key()


def is_genuine(key: Ed25519PublicKey, one: Anchor) -> bool:
    try:
        key.verify(bytes.fromhex(one.signature), one.message())
    except (InvalidSignature, ValueError):
        return False
    return True


def read_anchor_file(path: Path) -> Iterator[Anchor]:
    """Anchors of a file in the order written; nothing when there is no file. Raises AnchorUnreadable."""
    if not path.exists():
        return
    with path.open("rb") as file:
        for number, line in enumerate(file, start=1):
            if not line.endswith(b"\n"):
                continue  # being written, or cut short by a crash: the anchor before it stands
            try:
                yield msgspec.json.decode(line, type=Anchor)
            except msgspec.MsgspecError as wrong:
                raise AnchorUnreadable(f"{path}, line {number}") from wrong


def load_anchors(conn: Connection) -> list[Anchor]:
    rows = conn.execute(select(anchor).order_by(anchor.c.position))
    return [Anchor(row.position, row.at, row.seal.hex(), row.signature.hex()) for row in rows]


class Anchoring:
    """Writes an anchor every so often while events arrive, and one at the end. copy: a file elsewhere, or None."""

    def __init__(self, db: Database, keyring: Keyring, *, clock: Clock, every_s: int, path: Path, copy: Path | None) -> None:
        self._db = db
        self._keyring = keyring
        self._clock = clock
        self._every_s = every_s
        self._paths = [path] if copy is None else [path, copy]
        self._last = 0
        self._task: asyncio.Task[None] | None = None

    async def start(self) -> None:
        self._task = asyncio.create_task(self._forever(), name="anchors")

    async def stop(self) -> None:
        if self._task is not None:
            self._task.cancel()
            await asyncio.gather(self._task, return_exceptions=True)
        await self._try()

    async def _forever(self) -> None:
        while True:
            await asyncio.sleep(self._every_s)
            await self._try()

    async def _try(self) -> None:
        try:
            await self.write()
        except (DatabaseAway, OSError) as error:
            log.error("no anchor could be written", extra={"cause": str(error)[:200]})
        except Exception:  # the next one is tried all the same
            log.exception("no anchor could be written")

    async def write(self) -> Anchor | None:
        """An anchor over everything committed so far; None when nothing has come since the last one."""
        statement = select(log_head.c.position, log_head.c.seal)
        head = await self._db.read(lambda conn: conn.execute(statement).first())
        if head is None or head.position in (0, self._last):
            return None
        one = make_anchor(self._keyring, head.position, self._clock.now_us(), head.seal)
        row = {
            "position": one.position, "at": one.at, "seal": bytes.fromhex(one.seal), "signature": bytes.fromhex(one.signature)
        }  # fmt: skip

        def put(conn: Connection) -> None:
            conn.execute(upsert(anchor, conn).values(**row).on_conflict_do_nothing())

        await self._db.write(put)
        line = msgspec.json.encode(one) + b"\n"
        for path in self._paths:
            await asyncio.to_thread(_append_line, path, line)
        self._last = one.position
        return one


def _append_line(path: Path, line: bytes) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    fd = os.open(path, os.O_WRONLY | os.O_APPEND | os.O_CREAT, 0o600)
    try:
        os.write(fd, line)
        os.fsync(fd)
    finally:
        os.close(fd)
