"""The source of truth put together; main/wiring.py calls this once."""

from __future__ import annotations

from functools import partial

from truepenny.contracts.changes import CheckWords
from truepenny.intake.files.store import Files
from truepenny.intake.screening import ScreenFailed, Screening
from truepenny.knowledge.announcements.announcements import Announcements
from truepenny.knowledge.brand import Brand
from truepenny.knowledge.help.offers import HelpOffers
from truepenny.knowledge.search.misses import Misses
from truepenny.knowledge.search.published import PublishedSearch
from truepenny.knowledge.search.synonyms import SynonymBook
from truepenny.knowledge.topics import TOPICS
from truepenny.main.checks import make_checks
from truepenny.main.countersign import make_countersign
from truepenny.main.help_centre import make_help_centre, make_pictures
from truepenny.outbound.announcing.incidents import Incidents
from truepenny.outbound.announcing.subscribers import Subscribers
from truepenny.people import audit
from truepenny.platform.clock import Clock
from truepenny.platform.crypto import Keyring
from truepenny.platform.db.database import Database
from truepenny.platform.settings import Settings
from truepenny.surfaces.campaigns import Campaigns
from truepenny.surfaces.held_checks import HeldChecks
from truepenny.surfaces.impostors import Impostors
from truepenny.surfaces.talking_now import TalkingNow
from truepenny.surfaces.truth import Truth
from truepenny.tickets.needs import Needs
from truepenny.trust.checks.reports import Reports
from truepenny.trust.directory.directory import Directory
from truepenny.trust.directory.signed import PURPOSE


def make_truth(
    settings: Settings,
    *,
    db: Database,
    clock: Clock,
    keyring: Keyring,
    needs: Needs,
    check_words: CheckWords,
    screening: Screening,
    files: Files,
    directory: Directory,
    brand: Brand,
) -> Truth:  # fmt: skip
    help_centre = make_help_centre(settings, db=db, clock=clock, keyring=keyring, check_words=check_words, screening=screening)
    announcements = Announcements(db, clock, languages=settings.languages, record=audit.record, check=check_words)
    synonyms = SynonymBook(db, clock, record=audit.record)
    search = PublishedSearch(db, clock, help_centre, announcements, synonyms)
    checks = make_checks(settings, db=db, clock=clock, keyring=keyring, screening=screening, brand=brand, directory=directory)
    reports = Reports(db, clock, record=audit.record)
    return Truth(
        announcements=announcements,
        search=search,
        synonyms=synonyms,
        misses=Misses(db, clock, keyring, has_secret=lambda words: not holds_no_secret(screening, words)),
        incidents=Incidents(db, announcements, needs),
        subscribers=Subscribers(db, clock, keyring, ours=settings.mail_address),
        countersign=make_countersign(db=db, clock=clock, keyring=keyring, needs=needs),
        now=TalkingNow(db, clock),
        help=help_centre,
        offers=HelpOffers(db, clock, help_centre, is_clean=partial(holds_no_secret, screening), search=partial(article_slugs, search)),
        pictures=make_pictures(help_centre, files, db=db, clock=clock),
        directory=directory,
        checks=checks,
        held=HeldChecks(settings.blob_dir / ".held", clock, keyring),
        reports=reports,
        campaigns=Campaigns(db, clock, needs, reports, checks.known, files, audit.record),
        impostors=Impostors(db, checks),
    )


def holds_no_secret(screening: Screening, words: str) -> bool:
    """False also where the screen fails: then nobody gets the words."""
    try:
        screened = screening.words(words, "en")
    except ScreenFailed:
        return False
    return not screened.removed and not screened.hashes


async def article_slugs(search: PublishedSearch, words: str, language: str, limit: int) -> list[str]:
    """Of articles that have all the words, the best first."""
    answer = await search.find(words, language, limit=limit)
    return [] if answer.weak else [one.path.removeprefix("/help/") for one in answer.hits if one.kind == "article"]


def make_directory(settings: Settings, *, db: Database, clock: Clock, keyring: Keyring, check_words: CheckWords) -> Directory:
    """Made before the others, because the check of what agents type asks it."""
    key = keyring.signer(PURPOSE)
    return Directory(db, clock, desk=settings.public_url, key=key, record=audit.record, check=check_words, is_topic=is_topic)


def is_topic(code: str) -> bool:
    """Whether a topic, or a group of topics, goes by this code."""
    return any(topic.code == code or topic.code.startswith(f"{code}.") for topic in TOPICS)
