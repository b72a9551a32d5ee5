"""The source of truth put together; main/wiring.py calls this once."""

from __future__ import annotations

from truepenny.knowledge.announcements.announcements import Announcements
from truepenny.knowledge.changes import CheckWords
from truepenny.people import audit
from truepenny.platform.clock import Clock
from truepenny.platform.db.database import Database
from truepenny.platform.settings import Settings
from truepenny.surfaces.truth import Truth


def make_truth(settings: Settings, *, db: Database, clock: Clock, check_words: CheckWords) -> Truth:
    return Truth(
        announcements=Announcements(db, clock, languages=settings.languages, record=audit.record, check=check_words),
    )
