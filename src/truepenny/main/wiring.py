"""The composition root: every part of the house made once, in order, and handed to those who need it. Nothing imports main.

THE list of what varies: channels, projections and followers are each one line here; surfaces are in main/application.py.
"""

from __future__ import annotations

import secrets
from collections.abc import Sequence
from functools import partial

from sqlalchemy import Connection

from truepenny.channels import email, webchat
from truepenny.contracts.channel import ChannelCard
from truepenny.contracts.fanout import AloneFanout, Fanout
from truepenny.contracts.identity import Agent, AgentId, Assurance, ContactId, Principal, TeamId, TicketId
from truepenny.contracts.mail import MailKind
from truepenny.contracts.secrets import Place, Removed
from truepenny.intake.files.assemble import make_files
from truepenny.intake.files.reading.look import Screen
from truepenny.intake.files.store import Files, FileWithSecret, OnSecret
from truepenny.intake.held_hashes import forget_hashes, hold_hash, take_hash
from truepenny.intake.mail.raw import forget_mail
from truepenny.intake.operator_rules import OperatorRules
from truepenny.intake.pipeline import Intake
from truepenny.intake.placeholders import placeholder
from truepenny.intake.screen.phrases import find_across, looks_like_part
from truepenny.intake.screen_counts import count_removed as add_to_counts
from truepenny.intake.screen_counts import day_of
from truepenny.intake.screening import Screening
from truepenny.knowledge.brand import Brand
from truepenny.knowledge.canned import Canned, is_education
from truepenny.knowledge.topics import priority_of
from truepenny.log.anchors import Anchoring
from truepenny.log.append import Ledger
from truepenny.log.events import Channel
from truepenny.log.recorded import Projection
from truepenny.main.application import PACKAGE, make_app
from truepenny.main.contact_check import ContactCheck, make_contact_check
from truepenny.main.directory_notices import announce_changes
from truepenny.main.house import House, People
from truepenny.main.mail import make_edge
from truepenny.main.mail_in import find_wrong, make_mail_in, make_tokens
from truepenny.main.mail_out import make_mail_out
from truepenny.main.mail_people import make_customer_mail
from truepenny.main.replays import Replays
from truepenny.main.search import make_search
from truepenny.main.truth import make_directory, make_truth
from truepenny.main.version import VERSION
from truepenny.outbound.announcing.announcer import Announcer
from truepenny.outbound.held import HeldReplies
from truepenny.outbound.mail.queue import MailQueue
from truepenny.people import agents as agent_rows
from truepenny.people import audit, teams
from truepenny.people.agent_directory import AgentDirectory
from truepenny.people.agent_sessions import AgentSessions
from truepenny.people.agent_sign_in import AgentSignIn
from truepenny.people.contacts import Contacts
from truepenny.people.customer_sessions import CustomerSignIn
from truepenny.people.exchange_tokens import ExchangeTokens
from truepenny.people.guest_links import make_link
from truepenny.people.look_up import LookUp
from truepenny.people.mail_contacts import has_proven_mail, share_mail
from truepenny.people.passwords import Passwords
from truepenny.people.teams import Teams
from truepenny.platform.clock import Clock
from truepenny.platform.crypto import Keyring
from truepenny.platform.db.batch import Batch
from truepenny.platform.db.database import Database
from truepenny.platform.observe.metrics import Metrics
from truepenny.platform.settings import Settings, SettingsWrong
from truepenny.platform.web.i18n import find_locale_folders, load_catalog
from truepenny.projections.inbox.project import InboxProjection
from truepenny.projections.incidents.project import IncidentTickets
from truepenny.projections.search.project import ForgetWords
from truepenny.projections.timeline.query import find_ticket_state
from truepenny.surfaces.customers import CustomerHouse
from truepenny.surfaces.live.held_feed import HeldFeed
from truepenny.surfaces.live.hub import Hub
from truepenny.tickets.access import may_see
from truepenny.tickets.actions.leak import leak_in_file
from truepenny.tickets.needs import HeldHash, Needs, TakenHash
from truepenny.tickets.numbers import show_number
from truepenny.tickets.state import Codec, fold
from truepenny.trust.never_ask.refusal import check_published

CHANNELS: Sequence[ChannelCard] = (webchat.CHANNEL, email.CHANNEL)
PROJECTIONS: Sequence[Projection] = (InboxProjection(), MailQueue(), IncidentTickets(), ForgetWords())
SCREEN_S = 2.0
"""Nobody's words take a hundredth of it; those that do are put aside."""


def build(settings: Settings, *, db: Database, clock: Clock, keyring: Keyring) -> House:
    """Makes everything; starts nothing (main/running.py does). Raises SettingsWrong."""
    if wrong := find_wrong(settings):
        raise SettingsWrong(wrong)
    node = settings.node_name or secrets.token_hex(6)
    ledger = Ledger(db, keyring, clock=clock, fold=fold, codec=Codec(), projections=PROJECTIONS, node=node)
    fanout = _make_fanout(settings, node)
    people = _make_people(settings, db, clock, keyring)
    rules = OperatorRules(db, clock, record=audit.record)
    screening = Screening(partial(rules.find, budget_s=SCREEN_S), rules.label_of, looks_like_part, find_across)

    def check_words(text: str, *, field: str, education: bool) -> Sequence[str]:
        screening.check_agent(text, field=field)
        return check_published(text, field=field, education=education)

    directory = make_directory(settings, db=db, clock=clock, keyring=keyring, check_words=check_words)
    contacts = make_contact_check(settings, directory, clock)

    def check_texts(text: str, *, field: str, education: bool) -> Sequence[str]:
        contacts.check_published(text, field=field, education=education)
        return check_words(text, field=field, education=education)

    brand = Brand(db, clock, languages=settings.languages, record=audit.record, check=check_words)
    canned = Canned(db, clock, languages=settings.languages, record=audit.record, check=check_texts)
    files = make_files(
        settings, db=db, clock=clock, keyring=keyring, may_see=_may_see, record=audit.record,
        screen=lambda: Screen(rules.live.find, placeholder, rules.live.label_of),
    )  # fmt: skip
    metrics = Metrics(version=VERSION, node=node)
    needs = _make_needs(settings, files, keyring, clock, metrics, contacts, people.customers)
    files.on_secret = _tell_of_files(db, clock, metrics)
    metrics.watch_queue(lambda: db.waiting)
    db.observers.append(metrics.committed)
    intake = Intake(db, clock, keyring, needs, screening, priority_of, settings.park_days, metrics.count_message)
    load_files = files.load_views
    hub = Hub(db, fanout, load_files)
    ledger.listeners.append(hub.hear_commit)
    people.sessions.on_end.append(hub.end_sessions)
    people.customers.on_end.append(hub.end_sessions)
    catalog = load_catalog(find_locale_folders([PACKAGE / "surfaces", PACKAGE / "contracts", PACKAGE / "intake", PACKAGE / "channels"]))
    held_feed = HeldFeed(db, hub, catalog)

    async def find_agent(agent_id: str) -> Agent | None:
        card = await people.agents.find(agent_id)
        return None if card is None or card.disabled else Agent(card.id, card.name, card.role, card.teams)

    held = HeldReplies(db, clock, undo_s=settings.undo_s, needs=needs, find_agent=find_agent, on_change=held_feed.changed)
    anchoring = Anchoring(db, keyring, clock=clock, every_s=settings.anchor_every_s, path=settings.anchors_path, copy=settings.anchor_copy)

    def link_to(ticket: str, key: str) -> str:
        return f"{settings.public_url}/t/{show_number(ticket)}/{key}"

    mail = make_customer_mail(settings, db, clock, keyring, screening)

    def house_of(channel: Channel) -> CustomerHouse:
        return CustomerHouse(channel, db, intake, people.customers, files, brand, load_files, link_to, mail)

    tokens = make_tokens(settings)
    mail_out = make_mail_out(
        settings, db=db, clock=clock, keyring=keyring, brand=brand, files=files, catalog=catalog, metrics=metrics, tokens=tokens
    )  # fmt: skip
    edge = make_edge(settings, intake, files, keyring)
    mail_in = None if edge is None else make_mail_in(settings, edge.take, db=db, clock=clock, node=node, tokens=tokens)
    replay_mail = None if edge is None else edge.replay
    truth = make_truth(
        settings, db=db, clock=clock, keyring=keyring, needs=needs, check_words=check_texts, screening=screening, files=files,
        directory=directory, brand=brand,
    )  # fmt: skip
    look_up = LookUp(db, clock, keyring, issuer=settings.exchange_issuer)
    search = make_search(db, clock, node=node, metrics=metrics, synonyms=lambda: truth.synonyms.last_same, contacts=look_up.find)
    ledger.listeners.append(search.indexer.hear_commit)
    announcer = Announcer(
        db, clock, keyring, needs, languages=settings.languages, mails=bool(settings.mail_address),
        queued=lambda: None if mail_out is None else mail_out.sender.wake(),
    )  # fmt: skip
    truth.announcements.listeners.append(announcer.wake)
    truth.directory.on_change.append(announce_changes(truth.announcements, catalog))
    house = House(
        settings, clock, keyring, db, ledger, fanout, hub, held, anchoring, files, intake, Replays(db, clock, intake, replay_mail), needs,
        people, rules, canned, brand, metrics, mail_out, edge, mail_in, portal=house_of("portal"), truth=truth,
        announcer=announcer, search=search, app=None,
    )  # fmt: skip
    house.app = make_app(house, catalog, api=house_of("api"), load_files=load_files, link_to=link_to)
    return house


def _make_fanout(settings: Settings, node: str) -> Fanout:
    if not settings.database_url:
        return AloneFanout(node)
    from truepenny.platform.fanout.postgresql import PostgresqlFanout

    return PostgresqlFanout(settings.database_url, node)


def _make_people(settings: Settings, db: Database, clock: Clock, keyring: Keyring) -> People:
    passwords, sessions = Passwords(), AgentSessions(db, clock)
    tokens = ExchangeTokens(settings.exchange_keys, audience=settings.exchange_audience, issuer=settings.exchange_issuer)
    return People(
        agents=AgentDirectory(db, clock, keyring, passwords=passwords, sessions=sessions),
        sessions=sessions,
        sign_in=AgentSignIn(db, clock, keyring, passwords=passwords, sessions=sessions),
        customers=CustomerSignIn(db, clock, keyring, tokens=tokens, languages=settings.languages),
        contacts=Contacts(db, clock, keyring),
        teams=Teams(db, clock),
    )


def _make_needs(
    settings: Settings, files: Files, keyring: Keyring, clock: Clock, metrics: Metrics, contacts: ContactCheck, customers: CustomerSignIn
) -> Needs:
    def present_name(conn: Connection, agent: AgentId) -> str | None:
        return agent_rows.find_agent_name(conn, agent) if agent_rows.is_present(conn, agent, now_us=clock.now_us()) else None

    def has_team(conn: Connection, team: TeamId) -> bool:
        return teams.is_team(conn, team)

    def link(conn: Connection, ticket: TicketId, contact: ContactId) -> str:
        return make_link(conn, keyring, ticket=ticket, contact=contact, now_us=clock.now_us())

    def hold(conn: Connection, ticket: TicketId, about_seq: int, held: HeldHash) -> None:
        hold_hash(conn, keyring, ticket, about_seq, held, now_us=clock.now_us())

    def take(conn: Connection, ticket: TicketId, question: str) -> TakenHash | None:
        return take_hash(conn, keyring, ticket, question)

    def count_removed(tx: Batch, removed: Sequence[Removed], channel: str, place: Place) -> None:
        add_to_counts(tx.conn, removed, channel=channel, day=day_of(clock.now_us()), place=place)
        for one in removed:
            tx.after_commit(partial(metrics.count_removed, one.kind, channel))

    def mail_for(conn: Connection, *, contact: ContactId, channel: str, assurance: int, words: MailKind) -> MailKind | None:
        if not settings.mail_address:
            return None
        if channel == "email" or words == "receipt":
            return words if channel == "email" else None
        carries: MailKind = "told" if words == "told" else "notice"  # what is announced to all need not be kept out of a mail
        return carries if assurance >= Assurance.MAIL_PROVEN and has_proven_mail(conn, contact) else None

    return Needs(
        files.attach, agent_rows.find_agent_name, present_name, has_team, link, customers.withdraw_links, files.erase, files.take_refused,
        hold, take, forget_hashes, count_removed, is_education, mail_for, share_mail, forget_mail, teams.find_security_team, contacts.check,
    )  # fmt: skip


def _tell_of_files(db: Database, clock: Clock, metrics: Metrics) -> OnSecret:
    async def tell(found: FileWithSecret) -> None:
        for one in found.removed:
            metrics.count_removed(one.kind, "file")
        day = day_of(clock.now_us())
        await db.write(lambda conn: add_to_counts(conn, found.removed, channel="file", day=day, place="file"))
        if found.ticket is not None:
            await db.submit(leak_in_file(found.ticket, found.uploader, found.removed))

    return tell


def _may_see(conn: Connection, principal: Principal, ticket: TicketId) -> bool:
    state = find_ticket_state(conn, ticket)
    return state is not None and may_see(principal, state)
