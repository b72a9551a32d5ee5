"""The road in, on one screen: verify ▸ screen ▸ dedupe ▸ identify ▸ thread ▸ open or receive.

In: an inbound message of a proven session, from any channel. Out: a receipt after the commit.
A message that our own code fails on is parked, sealed and replayable; it is never dropped and never stops the next one.
"""

from __future__ import annotations

import logging
from collections.abc import Callable
from dataclasses import dataclass, field

import msgspec

from truepenny.contracts.errors import Refused
from truepenny.contracts.identity import Customer, FileId, TicketId
from truepenny.contracts.views import Priority
from truepenny.intake import park
from truepenny.log.chain import dedupe_key
from truepenny.log.events import Channel
from truepenny.platform.buckets import Bucket, Buckets
from truepenny.platform.clock import Clock
from truepenny.platform.crypto import Keyring
from truepenny.platform.db.database import Database, DatabaseAway, Unstorable
from truepenny.tickets.actions.open import Opened, open_ticket
from truepenny.tickets.actions.receive import receive
from truepenny.tickets.needs import Needs
from truepenny.tickets.numbers import parse_number

log = logging.getLogger(__name__)
MESSAGES_PER_S = 20.0
MESSAGES_AT_ONCE = 60.0
TICKETS_PER_HOUR = 60.0


class Inbound(msgspec.Struct, frozen=True):
    """A customer's words on their way in. ticket None: a new one. client_id: the name that the client gave the message."""

    channel: Channel
    customer: Customer
    client_id: str
    text: str = ""
    files: tuple[str, ...] = ()
    ticket: str | None = None
    subject: str = ""
    topic: str | None = None


class Parked(Refused):
    """We have it, but could not file it."""

    def __init__(self) -> None:
        super().__init__(
            500,
            "parked",
            "Your message arrived, but we could not file it in a ticket yet.",
            "It is safe with us and will be looked at. You need not send it again.",
        )


@dataclass(frozen=True, slots=True)
class Intake:
    """priority_of: the priority that a topic begins with; raises Refused for a topic that does not exist.

    count: told the channel of each message that was accepted.
    """

    db: Database
    clock: Clock
    keyring: Keyring
    needs: Needs
    priority_of: Callable[[str | None], Priority]
    park_days: int
    count: Callable[[Channel], None]
    pace: Buckets = field(default_factory=lambda: Buckets(lambda: Bucket(per_s=MESSAGES_PER_S, most=MESSAGES_AT_ONCE)))
    pace_of_tickets: Buckets = field(default_factory=lambda: Buckets(lambda: Bucket(per_s=TICKETS_PER_HOUR / 3600, most=TICKETS_PER_HOUR)))

    async def take(self, inbound: Inbound) -> Opened:
        """Raises Refused with words for the customer, Parked, or DatabaseAway: then the sender keeps it and sends it again."""
        try:
            opened = await self._file(inbound)
        except (Refused, DatabaseAway, Unstorable):
            raise
        except Exception as fault:
            await self._park(inbound, fault)
            raise Parked from fault
        self.count(inbound.channel)
        return opened

    async def _file(self, inbound: Inbound) -> Opened:
        # verify: the edge proved the session; here its pace. screen: the action cleans the words. dedupe: by the action's key, in its
        # transaction. identify: the session names the contact. What is left to decide here is the thread.
        self._check_pace(inbound)
        ticket = self._thread(inbound)
        files = tuple(FileId(file) for file in inbound.files)
        if ticket is None:
            return await self.db.submit(
                open_ticket(
                    inbound.customer,
                    client_id=inbound.client_id,
                    text=inbound.text,
                    needs=self.needs,
                    channel=inbound.channel,
                    subject=inbound.subject,
                    files=files,
                    topic=inbound.topic or None,
                    priority=self.priority_of(inbound.topic),
                )
            )
        receipt = await self.db.submit(
            receive(
                inbound.customer,
                ticket,
                client_id=inbound.client_id,
                text=inbound.text,
                needs=self.needs,
                channel=inbound.channel,
                files=files,
            )
        )
        return Opened(receipt)

    def _check_pace(self, inbound: Inbound) -> None:
        contact = inbound.customer.contact
        slow = self.pace.take(contact) and (inbound.ticket is not None or self.pace_of_tickets.take(contact))
        if not slow:
            raise Refused(
                429, "too_fast", "That was too many messages in a short time.", "Wait a few seconds, then try again.", retry_after_s=3
            )

    def _thread(self, inbound: Inbound) -> TicketId | None:
        if inbound.ticket is None:
            if inbound.customer.only_ticket is not None:
                raise Refused(
                    403,
                    "link_is_for_one_ticket",
                    "Your private link belongs to one ticket.",
                    "Write in that ticket, or start anew from the home page.",
                )
            return None
        ticket = parse_number(inbound.ticket)
        if ticket is None:
            raise number_wrong(inbound.ticket)
        return ticket

    async def _park(self, inbound: Inbound, fault: Exception) -> None:
        payload = msgspec.msgpack.encode(inbound)
        now = self.clock.now_us()
        place = f"{type(fault).__name__} in {_place_of(fault)}"
        same = dedupe_key("parked", inbound.customer.contact, inbound.client_id)
        park_id = await self.db.write(
            lambda conn: park.park(
                conn, self.keyring, channel=inbound.channel, reason=place, payload=payload, now_us=now, keep_days=self.park_days, same=same
            )
        )
        log.error("a message was parked", extra={"parked": park_id, "reason": place}, exc_info=fault)

    async def replay(self, park_id: str) -> Opened | None:
        """Takes a parked message again; None when there is none of this id that waits. Raises what take raises."""
        payload = await self.db.read(lambda conn: park.open_payload(conn, self.keyring, park_id))
        if payload is None:
            return None
        opened = await self._file(msgspec.msgpack.decode(payload, type=Inbound))
        now = self.clock.now_us()
        await self.db.write(lambda conn: park.mark_replayed(conn, park_id, now_us=now))
        return opened


def number_wrong(number: str) -> Refused:
    return Refused(
        404,
        "number_wrong",
        "{number} is not a ticket number.",
        "Compare it with your receipt: it has eight characters, such as K7M2-4QDX.",
        params={"number": number[:20]},
        field="ticket",
    )


def _place_of(fault: BaseException) -> str:
    trace = fault.__traceback__
    place = "?"
    while trace is not None:
        place = f"{trace.tb_frame.f_globals.get('__name__', '?')}:{trace.tb_lineno}"
        trace = trace.tb_next
    return place
