"""Everything that runs, as one thing: for serve, demo, commands and tests. Made by main/wiring.py."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from truepenny.channels.email.edge import MailEdge
from truepenny.channels.email.ways_in import WaysIn
from truepenny.contracts.fanout import Fanout
from truepenny.intake.files.store import Files
from truepenny.intake.operator_rules import OperatorRules
from truepenny.intake.pipeline import Intake
from truepenny.knowledge.brand import Brand
from truepenny.knowledge.canned import Canned
from truepenny.log.anchors import Anchoring
from truepenny.log.append import Ledger
from truepenny.main.mail_out import MailOut
from truepenny.main.replays import Replays
from truepenny.main.search import Search
from truepenny.outbound.announcing.announcer import Announcer
from truepenny.outbound.held import HeldReplies
from truepenny.people.agent_directory import AgentDirectory
from truepenny.people.agent_sessions import AgentSessions
from truepenny.people.agent_sign_in import AgentSignIn
from truepenny.people.contacts import Contacts
from truepenny.people.customer_sessions import CustomerSignIn
from truepenny.people.teams import Teams
from truepenny.platform.clock import Clock
from truepenny.platform.crypto import Keyring
from truepenny.platform.db.database import Database
from truepenny.platform.observe.metrics import Metrics
from truepenny.platform.settings import Settings
from truepenny.surfaces.customers import CustomerHouse
from truepenny.surfaces.live.hub import Hub
from truepenny.surfaces.truth import Truth
from truepenny.tickets.needs import Needs


@dataclass(slots=True)
class House:
    """Everything that runs, for serve, demo, commands and tests. app is plain ASGI. mail, mail_in: None where the desk has no mail
    address; mail_out: None where no server takes our mail. stopping: set it to let nobody in any more."""

    settings: Settings
    clock: Clock
    keyring: Keyring
    db: Database
    ledger: Ledger
    fanout: Fanout
    hub: Hub
    held: HeldReplies
    anchoring: Anchoring
    files: Files
    intake: Intake
    replays: Replays
    needs: Needs
    people: People
    rules: OperatorRules
    canned: Canned
    brand: Brand
    metrics: Metrics
    mail_out: MailOut | None
    mail: MailEdge | None
    mail_in: WaysIn | None
    portal: CustomerHouse
    truth: Truth
    announcer: Announcer
    search: Search
    app: Any
    stopping: bool = False


@dataclass(frozen=True, slots=True)
class People:
    agents: AgentDirectory
    sessions: AgentSessions
    sign_in: AgentSignIn
    customers: CustomerSignIn
    contacts: Contacts
    teams: Teams
