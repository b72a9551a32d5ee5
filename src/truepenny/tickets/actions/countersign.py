"""Countersign: either side asks, both see the same two words, the customer says whether they match. Failing raises the alarm.

What it proves, and what not, is in docs/adr/0017-two-words.md. In doubt the answer is no: nobody of us at the desk, a clock that has run
out, a ticket that went on elsewhere.
"""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import Connection

from truepenny.contracts.countersign import Outcome, Purpose
from truepenny.contracts.errors import Refused
from truepenny.contracts.identity import Agent, AgentId, Assurance, Customer, TicketId
from truepenny.contracts.views import Receipt
from truepenny.log.append import Tx
from truepenny.log.events import SYSTEM, Actor, CountersignAnswered, CountersignAsked, PriorityChanged, TagsChanged, TeamChanged
from truepenny.platform.clock import HOUR, MINUTE, SECOND
from truepenny.platform.db.batch import Work
from truepenny.tickets.actions.change import on_ticket
from truepenny.tickets.actions.words import actor_of
from truepenny.tickets.needs import Needs
from truepenny.tickets.state import TicketState
from truepenny.trust.countersign.book import LATE_US, LIFE_US, Asking, Book

ALARM_TAG = "impersonation"
PER_TICKET, TICKET_US = 6, 30 * MINUTE
PER_PERSON, PERSON_US = 12, HOUR


@dataclass(frozen=True, slots=True)
class Settled:
    """What came of it, whoever was faster."""

    receipt: Receipt
    outcome: Outcome


def ask_countersign(
    who: Agent | Customer, ticket: TicketId, *, client_id: str, purpose: Purpose, channel: str, book: Book, needs: Needs
) -> Work[Receipt]:
    """channel: where the customer is to look; "" for the ticket's own. Raises Refused: nobody_there, countersign_runs,
    countersign_too_often, solved_needs_reopen, ticket_merged; NotFound."""

    def act(tx: Tx, state: TicketState, key: bytes) -> Receipt:
        _check_open(state)
        agent, name = _whom(tx.conn, who, state, needs)
        _end_overdue(tx, book, ticket)
        _check_pace(tx, book, state)
        asking = Asking(
            id=key.hex(), ticket=ticket, contact=state.contact, agent=agent, agent_name=name, channel=channel or state.channel,
            purpose=purpose, asked_by="agent" if isinstance(who, Agent) else "customer",
            language=who.language if isinstance(who, Customer) else state.language,
            assurance=Assurance(state.assurance) if isinstance(who, Agent) else who.assurance, asked_at=tx.now, expires_at=tx.now + LIFE_US,
        )  # fmt: skip
        book.put(tx.conn, asking)
        fact = CountersignAsked(asking.id, agent, name, purpose, asking.channel, asking.expires_at)
        return tx.append(ticket, fact, actor=actor_of(who), key=key)

    return on_ticket("countersign", who, ticket=ticket, client_id=f"{ticket} {client_id}", act=act)


def answer_countersign(
    customer: Customer, ticket: TicketId, *, client_id: str, countersign: str, matched: bool, book: Book, needs: Needs
) -> Work[Settled]:
    """A yes counts once, in time, from the customer whom it was asked for. A no also counts for a while after the time is over.

    Raises Refused: countersign_over, ticket_merged; NotFound.
    """

    def act(tx: Tx, state: TicketState, key: bytes) -> Receipt:
        asking = book.find(tx.conn, ticket, countersign)
        if asking is None or asking.contact != state.contact or asking.contact != customer.contact:
            raise _over()
        if not matched:
            return _fail(tx, state, asking, actor=actor_of(customer), key=key, book=book, needs=needs)
        if asking.runs(tx.now) and state.live:
            if not book.settle(tx.conn, asking.id, "matched"):
                raise _over()
            return tx.append(ticket, _answered(asking, "matched"), actor=actor_of(customer), key=key)
        if not book.settle(tx.conn, asking.id, "expired"):
            raise _over()
        return tx.append(ticket, _answered(asking, "expired"), actor=SYSTEM, key=key)

    fact = on_ticket("countersigned", customer, ticket=ticket, client_id=f"{countersign} {client_id}", act=act)

    def run(tx: Tx) -> Settled:
        receipt = fact.run(tx)
        asking = book.find(tx.conn, ticket, countersign)
        if asking is None or asking.outcome is None:  # forgotten since: the same answer, sent again a day later
            raise _over()
        return Settled(receipt, asking.outcome)

    return Work(run, tickets=fact.tickets, keys=fact.keys)


def fail_countersign(agent: Agent, ticket: TicketId, *, client_id: str, countersign: str, book: Book, needs: Needs) -> Work[Receipt]:
    """The agent heard another word than the customer's, or none. Raises Refused: countersign_over, not_yours, ticket_merged; NotFound."""

    def act(tx: Tx, state: TicketState, key: bytes) -> Receipt:
        asking = book.find(tx.conn, ticket, countersign)
        if asking is None:
            raise _over()
        if asking.agent != agent.id:
            raise Refused(
                403, "not_yours", "These words are another agent's.", "Only the agent whom they are bound to can say that they are wrong."
            )
        return _fail(tx, state, asking, actor=actor_of(agent), key=key, book=book, needs=needs)

    return on_ticket("countersigned", agent, ticket=ticket, client_id=f"{countersign} {client_id}", act=act)


def expire_countersign(ticket: TicketId, *, countersign: str, book: Book) -> Work[bool]:
    """Nobody answered in time. False when the answer was faster."""

    def run(tx: Tx) -> bool:
        asking = book.find(tx.conn, ticket, countersign)
        if asking is None or asking.runs(tx.now) or not book.settle(tx.conn, countersign, "expired"):
            return False
        tx.append(ticket, _answered(asking, "expired"), actor=SYSTEM)
        return True

    return Work(run, tickets=(ticket,))


def _check_open(state: TicketState) -> None:
    if state.status == "solved":
        raise Refused(409, "solved_needs_reopen", "This ticket is solved.", "Write in it or reopen it first.")


def _whom(conn: Connection, who: Agent | Customer, state: TicketState, needs: Needs) -> tuple[AgentId, str]:
    """The agent whom the customer is talking to: who spoke last, else who looks after the ticket; only while at the desk."""
    if isinstance(who, Agent):
        return who.id, who.name
    for agent in dict.fromkeys(filter(None, (state.last_agent, state.assignee))):
        name = needs.present_name(conn, agent)
        if name is not None:
            return agent, name
    raise Refused(
        409, "nobody_there", "Nobody of us is talking to you in this ticket at the moment.",
        "If somebody claims to be us: stop, hang up, and tell us here.",
    )  # fmt: skip


def _check_pace(tx: Tx, book: Book, state: TicketState) -> None:
    running = book.find_running_of(tx.conn, state.contact, now_us=tx.now)
    if running is not None or book.find_open(tx.conn, state.ticket) is not None:
        raise Refused(
            409, "countersign_runs", "There are words already that nobody has answered.", "Use those, or wait until their time is over.",
            retry_after_s=LIFE_US // SECOND,
        )  # fmt: skip
    of_ticket = book.count_asked(tx.conn, ticket=state.ticket, since_us=tx.now - TICKET_US)
    of_person = book.count_asked(tx.conn, contact=state.contact, since_us=tx.now - PERSON_US)
    if of_ticket >= PER_TICKET or of_person >= PER_PERSON:
        raise Refused(
            429, "countersign_too_often", "Words were asked for too often.", "Wait {minutes} min, then try again.",
            params={"minutes": TICKET_US // MINUTE}, retry_after_s=TICKET_US // SECOND,
        )  # fmt: skip


def _end_overdue(tx: Tx, book: Book, ticket: TicketId) -> None:
    open_one = book.find_open(tx.conn, ticket)
    if open_one is not None and not open_one.runs(tx.now) and book.settle(tx.conn, open_one.id, "expired"):
        tx.append(ticket, _answered(open_one, "expired"), actor=SYSTEM)


def _fail(tx: Tx, state: TicketState, asking: Asking, *, actor: Actor, key: bytes, book: Book, needs: Needs) -> Receipt:
    """Both are told by the fact itself; priority, mark and team make it seen at once."""
    if tx.now >= asking.expires_at + LATE_US or not book.settle(tx.conn, asking.id, "failed", late=True):
        raise _over()
    receipt = tx.append(asking.ticket, _answered(asking, "failed"), actor=actor, key=key)
    if state.priority not in ("P0", "P1"):
        tx.append(asking.ticket, PriorityChanged("P1"), actor=SYSTEM)
    if ALARM_TAG not in state.tags:
        tx.append(asking.ticket, TagsChanged((ALARM_TAG,)), actor=SYSTEM)
    team = needs.security_team(tx.conn)
    if team is not None and team != state.team and state.assignee == asking.agent:  # whoever it concerns must go on seeing it
        tx.append(asking.ticket, TeamChanged(team), actor=SYSTEM)
    return receipt


def _answered(asking: Asking, outcome: Outcome) -> CountersignAnswered:
    return CountersignAnswered(asking.id, asking.agent, asking.agent_name, asking.purpose, outcome)


def _over() -> Refused:
    return Refused(
        409, "countersign_over", "These words do not count any more.", "Do not go on. Ask for new words if you still want to check."
    )
