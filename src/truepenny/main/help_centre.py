"""The help centre put together: what it needs of people (limits, reviewers) and of intake (the screen), as plain functions."""

from __future__ import annotations

from typing import Final
from urllib.parse import urlsplit

from sqlalchemy import Connection

from truepenny.intake.screening import Screening
from truepenny.knowledge.changes import CheckWords
from truepenny.knowledge.help.articles import HelpCentre
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
        has_reviewer=has_reviewer, own_hosts={urlsplit(settings.public_url).hostname or ""},
    )  # fmt: skip
