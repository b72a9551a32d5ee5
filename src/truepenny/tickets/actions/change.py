"""The changes of a ticket's head by an agent, which share one shape: check, append one fact, answer with its receipt.

A change to what already is appends nothing and answers with the ticket's last receipt-like position.
"""

from __future__ import annotations

from collections.abc import Callable

from truepenny.contracts.identity import Agent, TicketId
from truepenny.contracts.views import Receipt
from truepenny.log.append import Tx
from truepenny.log.events import AnyEvent
from truepenny.platform.db.batch import Work
from truepenny.tickets.access import check_live, check_sees
from truepenny.tickets.actions.words import actor_of, key_of
from truepenny.tickets.state import TicketState

Decide = Callable[[Tx, TicketState], AnyEvent | None]
"""The fact to append, None when nothing would change. Raises Refused."""


def change(verb: str, agent: Agent, ticket: TicketId, *, client_id: str, decide: Decide) -> Work[Receipt]:
    key = key_of(verb, agent, client_id)

    def run(tx: Tx) -> Receipt:
        prior = tx.find(key)
        if prior is not None:
            return prior
        state = check_sees(agent, tx.find_state(ticket))
        check_live(state)
        fact = decide(tx, state)
        if fact is None:
            return Receipt(ticket, state.seq, tx.now, "")
        return tx.append(ticket, fact, actor=actor_of(agent), key=key)

    return Work(run, tickets=(ticket,), keys=(key,))
