"""The shape that all actions on one ticket share: done before? may they see it? is it live? then append, and answer with the receipt.

change() is the shorter shape of an agent's change of the ticket's head: one fact, or none when nothing would change.
"""

from __future__ import annotations

from collections.abc import Callable

from truepenny.contracts.identity import Agent, Customer, TicketId
from truepenny.contracts.views import Receipt
from truepenny.log.append import Tx
from truepenny.log.events import AnyEvent
from truepenny.platform.db.batch import Work
from truepenny.tickets.access import check_live, check_sees
from truepenny.tickets.actions.words import actor_of, key_of
from truepenny.tickets.state import TicketState

Act = Callable[[Tx, TicketState, bytes], Receipt]
"""Appends, with the dedupe key given, at least the event whose receipt it answers with. Raises Refused."""
Decide = Callable[[Tx, TicketState], AnyEvent | None]
"""The fact to append, None when nothing would change. Raises Refused."""


def on_ticket(
    verb: str,
    who: Agent | Customer,
    *,
    ticket: TicketId,
    client_id: str,
    act: Act,
    even_merged: bool = False,
    also: tuple[TicketId, ...] = (),
) -> Work[Receipt]:
    """Does it once: the same client id again gives the first receipt. also: other tickets that act appends to.

    Raises NotFound for those who may not see the ticket, Refused ticket_merged unless even_merged, and what act raises.
    """
    key = key_of(verb, who, client_id)

    def run(tx: Tx) -> Receipt:
        prior = tx.find(key)
        if prior is not None:
            return prior
        state = check_sees(who, tx.find_state(ticket))
        if not even_merged:
            check_live(state)
        return act(tx, state, key)

    return Work(run, tickets=(ticket, *also), keys=(key,))


def change(verb: str, agent: Agent, ticket: TicketId, *, client_id: str, decide: Decide) -> Work[Receipt]:
    """A change to what already is appends nothing, and its receipt has no digest."""

    def act(tx: Tx, state: TicketState, key: bytes) -> Receipt:
        fact = decide(tx, state)
        if fact is None:
            return Receipt(ticket, state.seq, tx.now, "")
        return tx.append(ticket, fact, actor=actor_of(agent), key=key)

    return on_ticket(verb, agent, ticket=ticket, client_id=client_id, act=act)
