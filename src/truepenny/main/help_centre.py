"""The help centre put together: what it needs of people (limits, reviewers) and of intake (the screen), as plain functions."""

from __future__ import annotations

from collections.abc import Sequence
from hashlib import sha256
from typing import Final
from urllib.parse import urlsplit

from sqlalchemy import Connection

from truepenny.contracts.changes import CheckWords
from truepenny.intake.files.store import Files
from truepenny.intake.screening import Screening
from truepenny.knowledge.help.articles import HelpCentre
from truepenny.knowledge.help.pictures import HelpPictures, SavedFile, picture_of
from truepenny.people import agents, audit
from truepenny.people.tries import Rule, same_place, take_try, try_key
from truepenny.platform.clock import HOUR, Clock
from truepenny.platform.crypto import Keyring
from truepenny.platform.db.database import Database
from truepenny.platform.settings import Settings

LIMITS: Final = {
    "vote": Rule("help_vote", 30, window_us=HOUR, pause_us=HOUR),
    "words": Rule("help_words", 6, window_us=HOUR, pause_us=HOUR),
}


def make_help_centre(
    settings: Settings, *, db: Database, clock: Clock, keyring: Keyring, check_words: CheckWords, screening: Screening
) -> HelpCentre:
    def limit(conn: Connection, what: str, address: str) -> None:
        take_try(conn, LIMITS[what], try_key(keyring, what, same_place(address)), now_us=clock.now_us())

    def screen(words: str, language: str) -> str:
        return screening.words_for_now(words, language, field="words").text

    def has_reviewer(conn: Connection, but: str) -> bool:
        listed = agents.list_agents(conn, now_us=clock.now_us(), with_disabled=False)
        return any(card.id != but and card.role in ("lead", "admin") for card in listed)

    return HelpCentre(
        db, clock, languages=settings.languages, record=audit.record, check=check_words, screen=screen, limit=limit,
        has_reviewer=has_reviewer, file_url=picture_of, own_hosts={urlsplit(settings.public_url).hostname or ""},
    )  # fmt: skip


def make_pictures(help_centre: HelpCentre, files: Files, *, db: Database, clock: Clock) -> HelpPictures:
    """Pictures of articles as files of the desk; they open and close as articles are published and retired."""

    async def save(content: bytes, name: str) -> SavedFile:
        row = await files.save_picture(content, name)
        kept = sha256(b"".join([piece async for piece in files.read(row.blob or "")])).hexdigest()
        return SavedFile(row.id, row.name, row.width or 0, row.height or 0, kept)

    def open_to_all(conn: Connection, ids: Sequence[str], opened: bool) -> None:  # noqa: FBT001 -- as knowledge calls it
        files.open_to_all(conn, ids, opened=opened)

    pictures = HelpPictures(db, clock, save=save, open_to_all=open_to_all)
    help_centre.news.listeners.append(pictures.hear)
    return pictures
