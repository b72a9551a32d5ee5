"""Facts of the screen put into a ticket's log, as the flow puts them there, where a story needs one that it cannot bring about itself."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from truepenny.contracts.identity import TicketId
from truepenny.contracts.secrets import Removed
from truepenny.contracts.views import Receipt
from truepenny.log.append import Tx
from truepenny.log.events import SYSTEM, Actor, AnyEvent, ContentErased, HashAnswered
from truepenny.platform.db.batch import Work
from truepenny.tickets.actions.redact import redact
from truepenny.tickets.needs import Needs

PHRASE = Removed("recovery_phrase", 12, "words")
KEY = Removed("private_key", 64)
TXID = "4a7be1d1c9f24f0e8f1d3a6c55b0e2b7a4dd03f8c1e69b7d52f0a9c3e8176b4d"
Fact = AnyEvent | Callable[[Tx], AnyEvent]


def tell(ticket: TicketId, *facts: Fact, actor: Actor = SYSTEM) -> Work[Receipt]:
    """Appends the facts in one transaction; the receipt of the last one."""

    def run(tx: Tx) -> Receipt:
        return [tx.append(ticket, fact(tx) if callable(fact) else fact, actor=actor) for fact in facts][-1]

    return Work(run, tickets=(ticket,))


def is_hash(ticket: TicketId, question: str) -> Fact:
    """The customer said yes to this question."""
    return lambda tx: HashAnswered(question, is_hash=True, text=tx.put_text(ticket, TXID))


def erased(seq: int) -> Fact:
    return ContentErased(seq)


def found_spread(needs: Needs, ticket: TicketId, parts: dict[int, str]) -> Work[None]:
    """What looking back does when messages together are a phrase. parts: seq of a message -> its words, all of which are a part."""

    def run(tx: Tx) -> None:
        for seq, text in parts.items():
            size = len(text.split())
            removed = (Removed("recovery_phrase", size, "words"),)
            after = f"[removed: recovery phrase, {size} words]"
            redact(tx, ticket, seq=seq, before=text, after=after, removed=removed, needs=needs, place="earlier")

    return Work(run, tickets=(ticket,))


async def tell_it(house: Any, ticket: TicketId, *facts: Fact, actor: Actor = SYSTEM) -> None:
    await house.db.submit(tell(ticket, *facts, actor=actor))
