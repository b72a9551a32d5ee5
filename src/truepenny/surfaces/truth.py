"""The source of truth, as pages and programs get it: help, announcements, official contacts, the check, the search over them.

Made by main/truth.py; a surface asks these parts and holds no rule of theirs.
"""

from __future__ import annotations

from dataclasses import dataclass

from truepenny.knowledge.announcements.announcements import Announcements
from truepenny.knowledge.help.articles import HelpCentre
from truepenny.knowledge.help.offers import HelpOffers
from truepenny.knowledge.help.pictures import HelpPictures
from truepenny.knowledge.search.misses import Misses
from truepenny.knowledge.search.published import PublishedSearch
from truepenny.knowledge.search.synonyms import SynonymBook
from truepenny.outbound.announcing.incidents import Incidents
from truepenny.outbound.announcing.subscribers import Subscribers
from truepenny.surfaces.campaigns import Campaigns
from truepenny.surfaces.countersigns import Countersigns
from truepenny.surfaces.held_checks import HeldChecks
from truepenny.surfaces.impostors import Impostors
from truepenny.surfaces.talking_now import TalkingNow
from truepenny.trust.checks.checks import Checks
from truepenny.trust.checks.reports import Reports
from truepenny.trust.directory.directory import Directory


@dataclass(frozen=True, slots=True)
class Truth:
    """One field a part."""

    announcements: Announcements
    incidents: Incidents
    subscribers: Subscribers
    directory: Directory
    countersign: Countersigns
    now: TalkingNow
    help: HelpCentre
    pictures: HelpPictures
    offers: HelpOffers
    search: PublishedSearch
    synonyms: SynonymBook
    misses: Misses
    checks: Checks
    held: HeldChecks
    reports: Reports
    campaigns: Campaigns
    impostors: Impostors
