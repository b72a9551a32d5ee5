"""Pictures in articles: kept as files of the desk, named in Markdown by their address and size, seen by readers once they are published.

In: bytes, or what stands in ![…](here). Out: /files/ID#WIDTHxHEIGHT, which says all that a page needs so that nothing jumps.
"""

from __future__ import annotations

import re
from collections.abc import Awaitable, Callable, Collection, Sequence
from dataclasses import dataclass
from hashlib import sha256
from typing import TYPE_CHECKING, Final

from sqlalchemy import Connection, delete, select

from truepenny.contracts.errors import Refused
from truepenny.knowledge.help.markup import Picture
from truepenny.knowledge.help.picture_schema import help_picture_uses, help_pictures
from truepenny.knowledge.help.shelf import load_current
from truepenny.knowledge.help.versions import Key
from truepenny.platform.clock import Clock

if TYPE_CHECKING:
    from truepenny.platform.db.database import Database

MAX_BYTES: Final = 10_000_000
_REFERENCE = re.compile(r"/files/([0-9a-f]{32})(?:#(\d{1,5})x(\d{1,5}))?")
_USED = re.compile(r"/files/([0-9a-f]{32})(?:#\d{1,5}x\d{1,5})?")


@dataclass(frozen=True, slots=True)
class SavedFile:
    """A picture as the files keep it; sizes in pixels. digest: SHA-256 of its bytes."""

    id: str
    name: str
    width: int
    height: int
    digest: str


@dataclass(frozen=True, slots=True)
class HelpPicture:
    """reference: what an author puts in the brackets. url, thumb_url: addresses here."""

    id: str
    name: str
    width: int
    height: int
    added_at: int
    added_by: str

    @property
    def reference(self) -> str:
        return f"/files/{self.id}#{self.width}x{self.height}"

    @property
    def url(self) -> str:
        return f"/files/{self.id}"

    @property
    def thumb_url(self) -> str:
        return f"/files/{self.id}/thumb"


SaveFile = Callable[[bytes, str], Awaitable[SavedFile]]
"""Bytes and a name in. Raises Refused for what is no picture, holds a secret or a virus."""
OpenToAll = Callable[[Connection, Sequence[str], bool], None]
"""These files are for everybody, or for agents only."""


def picture_of(typed: str) -> Picture | None:
    """For markup.render: only addresses of files of our own, with the size that stands in them."""
    found = _REFERENCE.fullmatch(typed)
    return Picture(f"/files/{found[1]}", int(found[2] or 0), int(found[3] or 0)) if found else None


def used_in(body: str) -> list[str]:
    """Ids of the pictures that this Markdown names."""
    return list(dict.fromkeys(_USED.findall(body)))


def named_in(body: str) -> dict[str, str]:
    """From each way in which this Markdown names a picture to its id."""
    return {found[0]: found[1] for found in _USED.finditer(body)}


class HelpPictures:
    def __init__(self, db: Database, clock: Clock, *, save: SaveFile, open_to_all: OpenToAll) -> None:
        self._db = db
        self._clock = clock
        self._save = save
        self._open_to_all = open_to_all

    async def add(self, content: bytes, name: str, *, by: str) -> HelpPicture:
        """The same bytes are kept once. Raises Refused naming the field file."""
        if len(content) > MAX_BYTES:
            raise Refused(
                413, "too_large", "This file is too large.", "Choose one of at most {limit} MB.",
                params={"limit": MAX_BYTES // 1_000_000}, field="file",
            )  # fmt: skip
        digest, now = sha256(content).hexdigest(), self._clock.now_us()
        query = select(help_pictures).where((help_pictures.c.digest == digest) | (help_pictures.c.kept == digest))
        known = await self._db.read(lambda conn: conn.execute(query).first())
        if known is not None:
            return HelpPicture(known.id, known.name, known.width, known.height, known.added_at, known.added_by)
        saved = await self._save(content, name)
        row = {
            "id": saved.id, "name": saved.name, "width": saved.width, "height": saved.height, "digest": digest,
            "kept": saved.digest, "added_at": now, "added_by": by,
        }  # fmt: skip

        def put(conn: Connection) -> None:
            conn.execute(help_pictures.insert().values(row))

        await self._db.write(put)
        return HelpPicture(saved.id, saved.name, saved.width, saved.height, now, by)

    async def list_newest(self, *, limit: int = 60) -> list[HelpPicture]:
        query = select(help_pictures).order_by(help_pictures.c.id.desc()).limit(limit)
        rows = await self._db.read(lambda conn: conn.execute(query).all())
        return [HelpPicture(row.id, row.name, row.width, row.height, row.added_at, row.added_by) for row in rows]

    async def missing(self, ids: Collection[str]) -> set[str]:
        """Those of them that are no pictures of articles."""
        wanted = sorted(ids)
        query = select(help_pictures.c.id).where(help_pictures.c.id.in_(wanted))
        known = await self._db.read(lambda conn: set(conn.execute(query).scalars())) if wanted else set()
        return set(wanted) - known

    async def hear(self, keys: Sequence[Key]) -> None:
        """A listener of the help centre's news: opens what is published by now, closes what no article shows any more."""
        now = self._clock.now_us()
        await self._db.write(lambda conn: self._settle(conn, keys, now_us=now))

    def _settle(self, conn: Connection, keys: Sequence[Key], *, now_us: int) -> None:
        u = help_picture_uses.c
        touched: set[str] = set()
        for key in keys:
            here = (u.article_id == key.article) & (u.language == key.language)
            before = set(conn.execute(select(u.picture).where(here)).scalars())
            seen = load_current(conn, key, now_us=now_us)
            named = used_in("" if seen is None else seen.body)
            used = set(conn.execute(select(help_pictures.c.id).where(help_pictures.c.id.in_(named))).scalars()) if named else set()
            for picture in used - before:
                conn.execute(help_picture_uses.insert().values(article_id=key.article, language=key.language, picture=picture))
            if before - used:
                conn.execute(delete(help_picture_uses).where(here, u.picture.in_(before - used)))
            touched |= before ^ used
        shown = set(conn.execute(select(u.picture).where(u.picture.in_(touched))).scalars()) if touched else set()
        for ids, opened in ((sorted(shown & touched), True), (sorted(touched - shown), False)):
            if ids:
                self._open_to_all(conn, ids, opened)
