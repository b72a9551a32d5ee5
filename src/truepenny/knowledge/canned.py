"""Canned replies: words that agents use again and again, with {places} that are filled when one is put into the composer."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

import msgspec
from sqlalchemy import Connection, Row, select, update
from sqlalchemy.exc import IntegrityError

from truepenny.contracts.changes import CheckWords, RecordChange
from truepenny.contracts.errors import NotFound, Refused
from truepenny.knowledge.schema import canned_replies
from truepenny.platform.clock import Clock
from truepenny.platform.ids import new_id

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from truepenny.platform.db.database import Database

VARIABLES: Final = ("customer", "agent", "agent_id", "number", "brand")
MAX_TITLE = 80
MAX_TEXT = 5000
_SHORTCUT = re.compile(r"[a-z0-9][a-z0-9-]{0,29}")
_PLACE = re.compile(r"\{([^{}\n]*)\}")
_FILLED = r"[^.,:;!?，。：；！？、“”\"]{0,80}"


@dataclass(frozen=True, slots=True)
class CannedReply:
    """shortcut: what an agent types after the slash. text: may hold {customer} {agent} {agent_id} {number} {brand}.

    education: sentences of the text that read like asks, and that a lead has published as warnings.
    """

    id: str
    shortcut: str
    title: str
    text: str
    language: str
    education: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class CannedWords:
    """What can be edited."""

    shortcut: str
    title: str
    text: str
    language: str


def check_words(words: CannedWords, *, languages: tuple[str, ...]) -> CannedWords:
    """The words as they are kept. Raises Refused 400, naming the field."""
    shortcut = words.shortcut.strip().lstrip("/").lower()
    title, text = " ".join(words.title.split()), words.text.replace("\r\n", "\n").strip()
    if not _SHORTCUT.fullmatch(shortcut):
        raise _wrong("shortcut", "This shortcut cannot be used.", "Use 1 to 30 letters a-z, digits and dashes, such as need-txid.")
    if not title:
        raise _wrong("title", "This field is empty.", "Write at least one letter.")
    if len(title) > MAX_TITLE:
        raise _wrong("title", "This is too long.", "Use at most {limit} characters.", limit=MAX_TITLE)
    if not text:
        raise _wrong("text", "This field is empty.", "Write at least one letter.")
    if len(text) > MAX_TEXT:
        raise _wrong("text", "This is too long.", "Use at most {limit} characters.", limit=MAX_TEXT)
    unknown = next((place for place in _PLACE.findall(text) if place not in VARIABLES), None)
    if unknown is not None:
        raise _wrong(
            "text", "There is no place called {place}.", "Use one of the places listed below the field.", place="{" + unknown + "}"
        )
    if words.language not in languages:
        raise _wrong("language", "We do not speak this language here.", "Choose one of the list.")
    return CannedWords(shortcut, title, text, words.language)


def fill_places(text: str, values: Mapping[str, str]) -> str:
    """The text with its places filled; a value is never filled again, whatever it holds."""
    return _PLACE.sub(lambda place: values.get(place[1], place[0]), text)


def is_education(conn: Connection, sentence: str) -> bool:
    """Whether a lead has published this sentence as a warning; what stands in its places is short, and no sentence of its own."""
    kept = conn.execute(select(canned_replies.c.education).where(canned_replies.c.education.is_not(None))).scalars()
    published = (line for lines in kept for line in msgspec.json.decode(lines or "[]", type=list[str]))
    plain = " ".join(sentence.split())
    return any(_pattern(line).fullmatch(plain) for line in published)


def _pattern(published: str) -> re.Pattern[str]:
    parts = re.split(_PLACE, " ".join(published.split()))[::2]
    return re.compile(_FILLED.join(re.escape(part) for part in parts))


def list_canned(conn: Connection) -> list[CannedReply]:
    query = select(canned_replies).order_by(canned_replies.c.shortcut, canned_replies.c.language)
    return [_reply(row) for row in conn.execute(query)]


def load_canned(conn: Connection, reply: str) -> CannedReply:
    row = conn.execute(select(canned_replies).where(canned_replies.c.id == reply)).first()
    if row is None:
        raise NotFound("canned_unknown", "There is no such canned reply.", "Somebody may have deleted it: load the list again.")
    return _reply(row)


def put_canned(
    conn: Connection, words: CannedWords, *, reply: str | None, by: str, now_us: int, record: RecordChange, education: Sequence[str] = ()
) -> str:
    """Adds (reply None) or changes one; words: checked. education: sentences that are published as warnings.

    Gives its id. Raises Refused 409 when the shortcut is taken in this language.
    """
    c = canned_replies.c
    taken = conn.execute(select(c.id).where(c.shortcut == words.shortcut, c.language == words.language)).scalar()
    if taken is not None and taken != reply:
        raise _taken()
    made = reply or new_id()
    values = {
        "shortcut": words.shortcut,
        "language": words.language,
        "title": words.title,
        "text": words.text,
        "education": msgspec.json.encode(education).decode() if education else None,
        "changed_at": now_us,
        "changed_by": by,
    }
    try:
        if reply is None:
            conn.execute(canned_replies.insert().values(id=made, **values))
        else:
            load_canned(conn, reply)
            conn.execute(update(canned_replies).where(c.id == reply).values(**values))
    except IntegrityError as lost:
        raise _taken() from lost
    detail: dict[str, object] = {"shortcut": words.shortcut, "language": words.language, "title": words.title, "text": words.text}
    if education:
        detail["education"] = list(education)
    record(conn, now_us, who=by, what="canned_added" if reply is None else "canned_changed", subject=made, detail=detail)
    return made


def delete_canned(conn: Connection, reply: str, *, by: str, now_us: int, record: RecordChange) -> None:
    gone = load_canned(conn, reply)
    conn.execute(canned_replies.delete().where(canned_replies.c.id == reply))
    record(conn, now_us, who=by, what="canned_deleted", subject=reply, detail={"shortcut": gone.shortcut, "language": gone.language})


class Canned:
    """The same, each as one transaction."""

    def __init__(self, db: Database, clock: Clock, *, languages: tuple[str, ...], record: RecordChange, check: CheckWords) -> None:
        self._db = db
        self._check = check
        self._clock = clock
        self._languages = languages
        self._record = record

    async def list_canned(self) -> list[CannedReply]:
        return await self._db.read(list_canned)

    async def load(self, reply: str) -> CannedReply:
        """Raises NotFound."""
        return await self._db.read(lambda conn: load_canned(conn, reply))

    async def put(self, words: CannedWords, *, reply: str | None, by: str, education: bool = False) -> str:
        """education: by says that what reads like an ask in the text only warns; it is recorded, and certain asks are refused all the same.

        Raises Refused: 400 naming the field; 409 shortcut_taken; 422 never_ask; NotFound.
        """
        checked, now = check_words(words, languages=self._languages), self._clock.now_us()
        self._check(checked.title, field="title", education=False)
        warned = self._check(checked.text, field="text", education=education)
        return await self._db.write(
            lambda conn: put_canned(conn, checked, reply=reply, by=by, now_us=now, record=self._record, education=warned)
        )

    async def delete(self, reply: str, *, by: str) -> None:
        now = self._clock.now_us()
        await self._db.write(lambda conn: delete_canned(conn, reply, by=by, now_us=now, record=self._record))


def _reply(row: Row[*tuple[Any, ...]]) -> CannedReply:
    education = msgspec.json.decode(row.education, type=tuple[str, ...]) if row.education else ()
    return CannedReply(row.id, row.shortcut, row.title, row.text, row.language, education)


def _wrong(field: str, title: str, cure: str, **params: object) -> Refused:
    return Refused(400, f"{field}_wrong", title, cure, params=params, field=field)


def _taken() -> Refused:
    return Refused(
        409, "shortcut_taken", "Another canned reply has this shortcut in this language.", "Choose another shortcut.", field="shortcut"
    )
