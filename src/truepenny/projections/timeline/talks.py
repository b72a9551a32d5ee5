"""Which conversations of a customer are going on, by the facts: an agent's words to them a short while ago in a ticket that is live.

A call will be a talk too, as soon as there are calls: it is added to what list_talks gives.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

from sqlalchemy import Connection

from truepenny.contracts.identity import Customer, TicketId
from truepenny.contracts.talks import TalkView
from truepenny.contracts.views import Presence
from truepenny.log import read
from truepenny.log.events import MessageSent
from truepenny.platform.clock import MINUTE
from truepenny.projections.inbox.query import list_of_contact
from truepenny.projections.timeline.query import find_ticket_state
from truepenny.tickets.access import may_see
from truepenny.tickets.numbers import show_number
from truepenny.tickets.state import TicketState

GOES_ON_US = 15 * MINUTE
"""So long after an agent's last words a conversation counts as going on; longer silences cut it in two."""
NEWEST = 60
Writing = Callable[[TicketId], Sequence[Presence]]
"""The agents who are at a ticket, and who of them writes."""


def list_talks(conn: Connection, customer: Customer, *, now_us: int, writing: Writing) -> list[TalkView]:
    """The newest first."""
    tickets = [customer.only_ticket] if customer.only_ticket else list_of_contact(conn, customer.contact)
    states = [find_ticket_state(conn, TicketId(ticket)) for ticket in tickets]
    seen = [state for state in states if state is not None and state.live and may_see(customer, state)]
    talks = [talk for state in seen for talk in _of_ticket(conn, state, now_us, writing)]
    return sorted(talks, key=lambda talk: (-talk.last_at, talk.ticket, talk.agent))


def _of_ticket(conn: Connection, state: TicketState, now_us: int, writing: Writing) -> list[TalkView]:
    writers = {one.agent: one.name for one in writing(state.ticket) if one.typing == "reply"}
    found: dict[str, TalkView] = {}
    for agent, name in writers.items():
        found[agent] = _talk(state, agent, name, now_us, now_us, writing=True)
    if state.last_agent is None or state.public_at < now_us - GOES_ON_US:
        return list(found.values())
    spoken = [event for event in read.list_events(conn, state.ticket, newest=NEWEST) if isinstance(event.body, MessageSent)]
    for agent in dict.fromkeys(event.actor.id for event in reversed(spoken)):
        own = [event for event in spoken if event.actor.id == agent]
        last = own[-1].at
        if last > now_us or last < now_us - GOES_ON_US:
            continue
        since = last
        for event in reversed(own):
            if since - event.at > GOES_ON_US:
                break
            since = event.at
        found[agent] = _talk(state, agent, own[-1].actor.name, since, last, writing=agent in writers)
    return list(found.values())


def _talk(state: TicketState, agent: str, name: str, since: int, last: int, *, writing: bool) -> TalkView:
    return TalkView(state.ticket, show_number(state.ticket), state.channel, agent, name, since, last, writing)
