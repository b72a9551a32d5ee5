"""Triage: team, priority, topic, status, tags and subject of a ticket."""

from __future__ import annotations

import unicodedata
from collections.abc import Sequence
from typing import Literal

from truepenny.contracts.errors import Refused
from truepenny.contracts.identity import Agent, TeamId, TicketId
from truepenny.contracts.views import Priority, Receipt
from truepenny.log.append import Tx
from truepenny.log.events import AnyEvent, PriorityChanged, StatusChanged, SubjectChanged, TagsChanged, TeamChanged, TopicChanged
from truepenny.platform.db.batch import Work
from truepenny.tickets.actions.change import change
from truepenny.tickets.actions.open import MAX_SUBJECT
from truepenny.tickets.actions.words import check_text
from truepenny.tickets.needs import Needs
from truepenny.tickets.state import TicketState
from truepenny.trust.never_ask.refusal import check_asks

MAX_TAGS = 20
MAX_TAG = 40


def set_team(agent: Agent, ticket: TicketId, *, client_id: str, team: TeamId | None, needs: Needs) -> Work[Receipt]:
    """Raises Refused: team_unknown, ticket_merged; NotFound."""

    def decide(tx: Tx, state: TicketState) -> AnyEvent | None:
        if team is not None and not needs.has_team(tx.conn, team):
            raise Refused(422, "team_unknown", "There is no such team.", "Choose a team from the list.", field="team")
        return None if state.team == team else TeamChanged(team)

    return change("team", agent, ticket, client_id=client_id, decide=decide)


def set_priority(agent: Agent, ticket: TicketId, *, client_id: str, priority: Priority) -> Work[Receipt]:
    """Raises Refused: ticket_merged; NotFound."""

    def decide(tx: Tx, state: TicketState) -> AnyEvent | None:
        return None if state.priority == priority else PriorityChanged(priority)

    return change("priority", agent, ticket, client_id=client_id, decide=decide)


def set_topic(agent: Agent, ticket: TicketId, *, client_id: str, topic: str | None) -> Work[Receipt]:
    """topic: a code of the list; the caller has looked it up. Raises Refused: ticket_merged; NotFound."""

    def decide(tx: Tx, state: TicketState) -> AnyEvent | None:
        return None if state.topic == topic else TopicChanged(topic)

    return change("topic", agent, ticket, client_id=client_id, decide=decide)


def set_status(agent: Agent, ticket: TicketId, *, client_id: str, status: Literal["open", "waiting", "hold"]) -> Work[Receipt]:
    """Raises Refused: solved_needs_reopen, ticket_merged; NotFound. Solving is an action of its own."""

    def decide(tx: Tx, state: TicketState) -> AnyEvent | None:
        if state.status == "solved":
            raise Refused(409, "solved_needs_reopen", "This ticket is solved.", "Reopen it first.")
        return None if state.status == status else StatusChanged(status)

    return change("status", agent, ticket, client_id=client_id, decide=decide)


def set_tags(agent: Agent, ticket: TicketId, *, client_id: str, add: Sequence[str], remove: Sequence[str]) -> Work[Receipt]:
    """Tags are folded (NFKC, lower case). Raises Refused: tag_invalid, too_many_tags, ticket_merged; NotFound."""
    added, removed = {_check_tag(tag) for tag in add}, {_check_tag(tag) for tag in remove}

    def decide(tx: Tx, state: TicketState) -> AnyEvent | None:
        new = tuple(sorted(added - set(state.tags) - removed))
        gone = tuple(sorted(removed & set(state.tags)))
        if len(state.tags) + len(new) - len(gone) > MAX_TAGS:
            raise Refused(422, "too_many_tags", "A ticket has at most {limit} tags.", "Remove one first.",
                          params={"limit": MAX_TAGS}, field="add")  # fmt: skip
        return TagsChanged(new, gone) if new or gone else None

    return change("tags", agent, ticket, client_id=client_id, decide=decide)


def set_subject(agent: Agent, ticket: TicketId, *, client_id: str, subject: str) -> Work[Receipt]:
    """The customer reads it. Raises Refused: empty, too_long, never_ask, ticket_merged; NotFound."""
    doubt = check_asks(subject, field="subject")
    if doubt is not None:
        raise doubt.refusal
    subject = check_text(subject, field="subject", limit=MAX_SUBJECT)

    def decide(tx: Tx, state: TicketState) -> AnyEvent | None:
        return SubjectChanged(tx.put_text(ticket, subject))

    return change("subject", agent, ticket, client_id=client_id, decide=decide)


def _check_tag(tag: str) -> str:
    folded = "-".join(unicodedata.normalize("NFKC", tag).lower().split())
    if not folded or len(folded) > MAX_TAG or not folded.isprintable() or "," in folded:
        raise Refused(422, "tag_invalid", "This cannot be a tag: {tag}", "Use up to {limit} letters, digits or dashes.",
                      params={"tag": tag[:MAX_TAG], "limit": MAX_TAG}, field="add")  # fmt: skip
    return folded
