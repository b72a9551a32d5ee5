"""The brand: name, hue, logo, and the languages that customers are offered. One row, remembered for five seconds in each process."""

from __future__ import annotations

import unicodedata
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from sqlalchemy import Connection, select

from truepenny.contracts.changes import CheckWords, RecordChange
from truepenny.contracts.errors import Refused
from truepenny.knowledge.schema import brand
from truepenny.platform.clock import SECOND, Clock
from truepenny.platform.db.dialect import upsert

if TYPE_CHECKING:
    from truepenny.platform.db.database import Database

MAX_NAME = 40
DEFAULT_NAME = "Truepenny"
DEFAULT_HUE = 258
REMEMBER_US = 5 * SECOND


@dataclass(frozen=True, slots=True)
class BrandLook:
    """hue: degrees in OKLCH, 0 to 359; readable colours are made of it. languages: those offered to customers, the first one by default."""

    name: str
    hue: int
    logo_url: str | None
    languages: tuple[str, ...]


def load_brand(conn: Connection, *, languages: tuple[str, ...]) -> BrandLook:
    """languages: all that the desk speaks; those stored that it does not speak any more are left out."""
    row = conn.execute(select(brand).where(brand.c.id == 1)).first()
    if row is None:
        return BrandLook(DEFAULT_NAME, DEFAULT_HUE, None, languages)
    offered = tuple(code for code in row.languages.split() if code in languages)
    return BrandLook(row.name, row.hue, row.logo_url, offered or languages)


def load_brand_name(conn: Connection) -> str:
    return conn.execute(select(brand.c.name).where(brand.c.id == 1)).scalar() or DEFAULT_NAME


def check_brand(look: BrandLook, *, languages: tuple[str, ...]) -> BrandLook:
    """The brand as it is kept. Raises Refused 400, naming the field."""
    name = " ".join(unicodedata.normalize("NFC", look.name).split())
    if not name:
        raise _wrong("name", "This field is empty.", "Write at least one letter.")
    if len(name) > MAX_NAME:
        raise _wrong("name", "This is too long.", "Use at most {limit} characters.", limit=MAX_NAME)
    if any(unicodedata.category(char) in ("Cc", "Cf", "Cs", "Co", "Cn") for char in name):
        raise _wrong("name", "This text contains invisible characters.", "Type it anew instead of pasting it.")
    if not 0 <= look.hue <= 360:
        raise _wrong("hue", "The hue is a number from 0 to 360.", "Move the slider, or type a number.")
    offered = tuple(dict.fromkeys(look.languages))
    if not offered:
        raise _wrong("languages", "No language is left.", "Leave at least one language on.")
    if not set(offered) <= set(languages):
        raise _wrong("languages", "We do not speak this language here.", "Choose one of the list.")
    return BrandLook(name, look.hue % 360, look.logo_url, offered)


def put_brand(conn: Connection, look: BrandLook, *, by: str, now_us: int, record: RecordChange) -> None:
    """look: checked."""
    values = {
        "name": look.name, "hue": look.hue, "logo_url": look.logo_url, "languages": " ".join(look.languages), "changed_at": now_us
    }  # fmt: skip
    conn.execute(upsert(brand, conn).values(id=1, **values).on_conflict_do_update(index_elements=["id"], set_=values))
    record(
        conn,
        now_us,
        who=by,
        what="brand_changed",
        subject="brand",
        detail={key: value for key, value in values.items() if key != "changed_at"},
    )


class Brand:
    """languages: all that the desk speaks (settings)."""

    def __init__(self, db: Database, clock: Clock, *, languages: tuple[str, ...], record: RecordChange, check: CheckWords) -> None:
        self._db = db
        self._clock = clock
        self._record = record
        self._check = check
        self._kept: tuple[int, BrandLook] | None = None
        self._last: BrandLook | None = None
        self.languages = languages

    async def look(self) -> BrandLook:
        """The present brand; a change on another node shows within five seconds."""
        now = self._clock.now_us()
        if self._kept is not None and 0 <= now - self._kept[0] <= REMEMBER_US:
            return self._kept[1]
        look = await self._db.read(lambda conn: load_brand(conn, languages=self.languages))
        self._kept = (now, look)
        self._last = look
        return look

    @property
    def last_look(self) -> BrandLook | None:
        """The brand as it was last read, however long ago, for pages that must not need the database; None when it never was."""
        return self._last

    async def change(self, *, by: str, name: str | None = None, hue: int | None = None, languages: Sequence[str] | None = None) -> None:
        """Changes what is given. Raises Refused 400, naming the field; 422 never_ask, for customers read the name everywhere."""
        if name is not None:
            self._check(name, field="name", education=False)
        given: dict[str, Any] = {"name": name, "hue": hue, "languages": None if languages is None else tuple(languages)}
        await self._put(lambda look: replace(look, **{key: value for key, value in given.items() if value is not None}), by=by)

    async def set_logo(self, logo_url: str | None, *, by: str) -> None:
        """logo_url: on our own origin; None takes the logo away."""
        if logo_url is not None and (not logo_url.startswith("/") or logo_url.startswith("//") or len(logo_url) > 200):
            raise _wrong("logo", "The logo has to be a file of this desk.", "Upload it here.")
        await self._put(lambda look: replace(look, logo_url=logo_url), by=by)

    async def _put(self, edit: Callable[[BrandLook], BrandLook], *, by: str) -> None:
        now = self._clock.now_us()

        def put(conn: Connection) -> None:
            look = check_brand(edit(load_brand(conn, languages=self.languages)), languages=self.languages)
            put_brand(conn, look, by=by, now_us=now, record=self._record)

        await self._db.write(put)
        self._kept = None


def _wrong(field: str, title: str, cure: str, **params: object) -> Refused:
    return Refused(400, f"{field}_wrong", title, cure, params=params, field=field)
