"""Solve: the agent writes the closing record (steps, parameters, cautions); the customer is asked to confirm it.

The customer reads all of it, so nothing that is never asked for may stand in it.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import partial

import msgspec

from truepenny.contracts.errors import Refused
from truepenny.contracts.identity import Agent, TicketId
from truepenny.contracts.views import ClosingView, Parameter, Receipt
from truepenny.log.append import Tx
from truepenny.log.events import MessageSent, TicketAssigned, TicketSolved
from truepenny.platform.db.batch import Work
from truepenny.tickets.actions.change import on_ticket
from truepenny.tickets.actions.deliver import queue_mail
from truepenny.tickets.actions.words import actor_of, check_length, clean_text
from truepenny.tickets.needs import ContactsSaid, Needs
from truepenny.tickets.state import TicketState
from truepenny.trust.never_ask.refusal import Doubt, check_asks, check_lines

MAX_LINES = 30
MAX_LINE = 2_000


def solve(
    agent: Agent, ticket: TicketId, *, client_id: str, closing: ClosingView, needs: Needs, text: str = "", contacts: ContactsSaid = "ask"
) -> Work[Receipt]:
    """text: a last message to the customer. contacts: what is known of those that the agent typed.

    Raises Refused: closing_empty, too_long, never_ask, contact_typed, contact_never, already_solved, ticket_merged; NotFound.
    """
    said = _fields(closing)
    doubts = _check_asks(said, text)
    closing = _check_closing(closing)
    text = check_length(clean_text(text))

    def act(tx: Tx, state: TicketState, key: bytes) -> Receipt:
        if state.status == "solved":
            raise Refused(409, "already_solved", "This ticket is solved already.", "Reopen it first if something is still wrong.")
        for doubt in doubts:
            doubt.settle(partial(needs.is_education, tx.conn))
        needs.check_contacts(tx.conn, (text,), ticket=ticket, by=agent.id, said=contacts)
        for field, lines in said.items():
            needs.check_contacts(tx.conn, lines, ticket=ticket, by=agent.id, said=contacts, field=field)
        actor = actor_of(agent)
        if text:
            tx.append(ticket, MessageSent(tx.put_text(ticket, text), (), client_id), actor=actor)
        if state.assignee is None:
            tx.append(ticket, TicketAssigned(agent.id, agent.name), actor=actor)
        record = tx.put_text(ticket, msgspec.json.encode(closing).decode())
        receipt = tx.append(ticket, TicketSolved(record), actor=actor, key=key)
        queue_mail(tx, state, needs, about_seq=receipt.seq, words="solution")
        return receipt

    return on_ticket("solve", agent, ticket=ticket, client_id=client_id, act=act)


def lines_of(closing: ClosingView) -> list[str]:
    """All words of a closing record, a line each."""
    return [*closing.steps, *(f"{one.name}: {one.value}" for one in closing.parameters), *closing.cautions]


def _fields(closing: ClosingView) -> dict[str, Sequence[str]]:
    """The lines of each field; those of parameters are "name: value"."""
    values = [f"{one.name}: {one.value}" for one in closing.parameters]
    return {"steps": closing.steps, "parameters": values, "cautions": closing.cautions}


def _check_asks(fields: Mapping[str, Sequence[str]], text: str) -> list[Doubt]:
    """Marks count in the message, or in a line."""
    found = [check_asks(text), *(check_lines(lines, field=field) for field, lines in fields.items())]
    return [doubt for doubt in found if doubt is not None]


def _check_closing(closing: ClosingView) -> ClosingView:
    steps = _lines(closing.steps, field="steps")
    if not steps:
        raise Refused(
            422, "closing_empty", "The closing record has no steps yet.", "Write down what was done, one step a line.", field="steps"
        )
    parameters = tuple(
        Parameter(_line(p.name, field="parameters"), _line(p.value, field="parameters"))
        for p in closing.parameters
        if clean_text(p.name) and clean_text(p.value)
    )
    return ClosingView(steps, parameters, _lines(closing.cautions, field="cautions"))


def _lines(lines: tuple[str, ...], *, field: str) -> tuple[str, ...]:
    if len(lines) > MAX_LINES:
        raise Refused(422, "too_many_lines", "At most {limit} lines fit here.", "Put the rest into a message.",
                      params={"limit": MAX_LINES}, field=field)  # fmt: skip
    return tuple(line for line in (_line(each, field=field) for each in lines) if line)


def _line(line: str, *, field: str) -> str:
    return check_length(clean_text(line), field=field, limit=MAX_LINE)
