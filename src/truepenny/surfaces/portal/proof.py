"""What a ticket's page shows of the countersign and of who is talking: plain objects for its template."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from truepenny.contracts.countersign import CountersignView
from truepenny.contracts.identity import Customer, TicketId
from truepenny.contracts.talks import TalkView
from truepenny.contracts.views import EventView, TicketView
from truepenny.surfaces.portal.visit import Visit

PURPOSES = ("talk", "call", "change")


@dataclass(frozen=True, slots=True)
class Proof:
    """running: the words that run in this ticket. talk: the conversation in it that is going on now. may_ask: the ticket is open."""

    running: CountersignView | None
    talk: TalkView | None
    may_ask: bool

    @property
    def left_ms(self) -> int:
        return 0 if self.running is None else max(0, self.running.expires_at - self.running.now) // 1_000


async def load_proof(here: Visit, customer: Customer, ticket: TicketView, events: Sequence[EventView]) -> Proof:
    truth, number = here.portal.truth, TicketId(ticket.ticket)
    if ticket.status in ("solved", "merged"):
        return Proof(None, None, may_ask=False)
    now = await truth.now.of(customer)
    outcomes = [event.countersign.outcome for event in events if event.countersign is not None]
    is_alarmed = bool(outcomes) and outcomes[-1] == "failed"  # then nothing green stands beside the alarm
    talk = None if is_alarmed else next((talk for talk in now.talks if talk.ticket == ticket.ticket), None)
    return Proof(await truth.countersign.show(customer, number), talk, may_ask=True)
