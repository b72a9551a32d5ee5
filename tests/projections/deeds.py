"""Every action there is, to be done in any order: what a hypothesis test draws from."""

from __future__ import annotations

import itertools
from collections import Counter
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass, field
from typing import Any

import msgspec
from tests.people_of import make_agent, make_customer

from truepenny.contracts.errors import Refused
from truepenny.contracts.identity import Agent, Assurance, ContactId, Customer, Role, TeamId, TicketId
from truepenny.contracts.mail import Delivery
from truepenny.contracts.secrets import Removed
from truepenny.contracts.views import ClosingView
from truepenny.main.house import House
from truepenny.tickets.actions.answer import confirm, dispute, rate
from truepenny.tickets.actions.assign import assign
from truepenny.tickets.actions.countersign import answer_countersign, ask_countersign, expire_countersign, fail_countersign
from truepenny.tickets.actions.deliver import record_delivery, send_again
from truepenny.tickets.actions.erase import erase
from truepenny.tickets.actions.hashes import answer_hash, expire_hash
from truepenny.tickets.actions.leak import Leak, leak_in_file
from truepenny.tickets.actions.look_back import Left, look_back
from truepenny.tickets.actions.merge import merge
from truepenny.tickets.actions.note import note
from truepenny.tickets.actions.open import open_ticket
from truepenny.tickets.actions.prove import prove
from truepenny.tickets.actions.receive import receive
from truepenny.tickets.actions.reopen import reopen
from truepenny.tickets.actions.reply import reply
from truepenny.tickets.actions.reveal import reveal
from truepenny.tickets.actions.solve import solve
from truepenny.tickets.actions.tell import link_incident, tell_incident, unlink_incident
from truepenny.tickets.actions.triage import set_priority, set_status, set_subject, set_tags, set_team, set_topic
from truepenny.tickets.actions.withdraw_links import withdraw_links
from truepenny.tickets.needs import HeldHash
from truepenny.trust.countersign.book import Book

_ids = itertools.count(1)


@dataclass
class Stage:
    """Two customers, two agents, a team, and the tickets of this example. done counts the deeds that were accepted."""

    house: House
    customers: list[Customer]
    agents: list[Agent]
    team: TeamId
    tickets: list[TicketId] = field(default_factory=list)
    questions: list[tuple[TicketId, str]] = field(default_factory=list)
    countersigns: list[tuple[TicketId, str]] = field(default_factory=list)
    done: Counter[str] = field(default_factory=Counter)

    def ticket(self, n: int) -> TicketId:
        return self.tickets[n % len(self.tickets)]

    def new_id(self) -> str:
        return f"deed-{next(_ids):08}"


async def set_stage(house: House) -> Stage:
    lead = await make_agent(house, "Wu", role=Role.ADMIN)
    team = await house.people.teams.add("Withdrawals", by=lead.id)
    lin = await make_agent(house, "Lin", role=Role.LEAD, teams=(team,))
    customers = [await make_customer(house), await make_customer(house, "Zhao")]
    return Stage(house, customers, [lin, lead], team)


async def open_one(stage: Stage, n: int) -> None:
    """Past the intake, whose pace is for people."""
    work = open_ticket(
        stage.customers[n % 2],
        client_id=stage.new_id(),
        subject="s" * (n % 2),
        text=f"words {n}",
        needs=stage.house.needs,
        channel="portal",
    )
    stage.tickets.append(TicketId((await stage.house.db.submit(work)).receipt.ticket))


async def hold_and_send(stage: Stage, ticket: TicketId, n: int) -> None:
    """A held reply: taken back, or sent as the follower would, or both at once."""
    house, agent, name = stage.house, stage.agents[n % 2], stage.new_id()
    await house.held.hold(agent, ticket, client_id=name, text=f"held {n}")
    if n % 3 == 0:
        await house.held.undo(agent, ticket, reply_id=name)


def submit(make: Callable[[Stage, TicketId, int, str, Agent], Any]) -> Callable[[Stage, TicketId, int], Awaitable[Any]]:
    async def do(stage: Stage, ticket: TicketId, n: int) -> Any:
        return await stage.house.db.submit(make(stage, ticket, n, stage.new_id(), stage.agents[n % 2]))

    return do


STATES: tuple[Delivery, ...] = ("queued", "failed", "sent", "bounced")
INCIDENTS = ("1" * 32, "2" * 32)
CLOSING = ClosingView(("waited for six confirmations",), (), ("do not send twice",))


async def guest_proves_an_account(stage: Stage, ticket: TicketId, n: int) -> Any:
    """The guest's ticket becomes the account's; later deeds of the guest are refused there, which is as it should be."""
    guest = stage.customers[n % 2]
    account = msgspec.structs.replace(guest, contact=ContactId(f"{n % 2:032}"), assurance=Assurance.ACCOUNT_PROVEN)
    return await stage.house.db.submit(prove(guest, account, ticket))


async def leak(stage: Stage, ticket: TicketId, n: int) -> Any:
    """Words that held a key, and digits that may be one."""
    held = HeldHash(stage.new_id(), "ab" * 32)
    said = Leak((Removed("private_key", 52),) * (n % 2), hashes=(held,))
    customer = stage.customers[n % 2]
    work = receive(customer, ticket, client_id=stage.new_id(), text=f"key {n}", needs=stage.house.needs, channel="webchat", leak=said)
    answer = await stage.house.db.submit(work)
    stage.questions.append((ticket, held.question))
    return answer


async def settle_hash(stage: Stage, ticket: TicketId, n: int) -> Any:
    """The last question is answered with yes or no, or never."""
    if not stage.questions:
        raise Refused(409, "nothing_asked", "Nobody was asked.")
    asked, question = stage.questions[-1]
    needs, customer = stage.house.needs, stage.customers[n % 2]
    if n % 3 == 2:
        return await stage.house.db.submit(expire_hash(asked, question=question, needs=needs))
    work = answer_hash(
        customer, asked, client_id=stage.new_id(), question=question, is_hash=n % 3 == 1, is_key=lambda *_: False, needs=needs
    )
    return await stage.house.db.submit(work)


async def ask_for_words(stage: Stage, ticket: TicketId, n: int) -> Any:
    """By an agent: a customer's asking needs one at the desk."""
    agent, book, name = stage.agents[n % 2], Book(stage.house.keyring), stage.new_id()
    work = ask_countersign(agent, ticket, client_id=name, purpose="talk", channel="", book=book, needs=stage.house.needs)
    receipt = await stage.house.db.submit(work)
    found = await stage.house.db.read(lambda conn: book.find_open(conn, ticket))
    if found is not None:
        stage.countersigns.append((ticket, found.id))
    return receipt


async def settle_words(stage: Stage, ticket: TicketId, n: int) -> Any:
    """The last words match, or not, or nobody answers; each time the agent may still say that they were wrong."""
    if not stage.countersigns:
        raise Refused(409, "nothing_asked", "Nobody was asked.")
    asked, name = stage.countersigns[-1]
    book, needs = Book(stage.house.keyring), stage.house.needs
    if n % 3 == 2:
        return await stage.house.db.submit(expire_countersign(asked, countersign=name, book=book))
    work = answer_countersign(
        stage.customers[n % 2], asked, client_id=stage.new_id(), countersign=name, matched=n % 3 == 1, book=book, needs=needs
    )
    return await stage.house.db.submit(work)


async def hear_wrong_words(stage: Stage, ticket: TicketId, n: int) -> Any:
    if not stage.countersigns:
        raise Refused(409, "nothing_asked", "Nobody was asked.")
    asked, name = stage.countersigns[-1]
    book, needs = Book(stage.house.keyring), stage.house.needs
    work = fail_countersign(stage.agents[n % 2], asked, client_id=stage.new_id(), countersign=name, book=book, needs=needs)
    return await stage.house.db.submit(work)


def take_every_third(texts: Sequence[str]) -> list[Left]:
    """As if parts of a phrase stood in some of the messages."""
    found = (Removed("recovery_phrase", 4, "words"),)
    return [("[removed]", found) if n % 3 == 0 and text != "[removed]" else (text, ()) for n, text in enumerate(texts)]


DEEDS: dict[str, Callable[[Stage, TicketId, int], Awaitable[Any]]] = {
    "hold": hold_and_send,
    "prove": guest_proves_an_account,
    "leak": lambda s, t, n: leak(s, t, n),
    "answer_hash": lambda s, t, n: settle_hash(s, t, n),
    "ask_countersign": lambda s, t, n: ask_for_words(s, t, n),
    "answer_countersign": lambda s, t, n: settle_words(s, t, n),
    "fail_countersign": lambda s, t, n: hear_wrong_words(s, t, n),
    "leak_in_file": submit(lambda s, t, n, i, a: leak_in_file(t, s.customers[n % 2].contact, (Removed("password", 8),))),
    "look_back": submit(
        lambda s, t, n, i, a: look_back(t, s.customers[n % 2].contact, find_spread=take_every_third, needs=s.house.needs, channel="webchat")
    ),
    "set_topic": submit(lambda s, t, n, i, a: set_topic(a, t, client_id=i, topic=[None, "SEC.LEAK", "DEP.MISSING"][n % 3])),
    "receive": submit(
        lambda s, t, n, i, a: receive(s.customers[n % 2], t, client_id=i, text=f"more {n}", needs=s.house.needs, channel="webchat")
    ),
    "reply": submit(lambda s, t, n, i, a: reply(a, t, client_id=i, text=f"answer {n}", needs=s.house.needs)),
    "note": submit(lambda s, t, n, i, a: note(a, t, client_id=i, text=f"note {n}", needs=s.house.needs)),
    "assign": submit(lambda s, t, n, i, a: assign(a, t, client_id=i, to=[None, a.id][n % 2], needs=s.house.needs)),
    "set_team": submit(lambda s, t, n, i, a: set_team(a, t, client_id=i, team=[None, s.team][n % 2], needs=s.house.needs)),
    "set_priority": submit(lambda s, t, n, i, a: set_priority(a, t, client_id=i, priority=f"P{n % 5}")),  # type: ignore[arg-type]
    "set_status": submit(lambda s, t, n, i, a: set_status(a, t, client_id=i, status=["open", "waiting", "hold"][n % 3])),  # type: ignore[arg-type]
    "set_tags": submit(lambda s, t, n, i, a: set_tags(a, t, client_id=i, add=[f"t{n % 3}"], remove=[f"t{n % 2}"])),
    "set_subject": submit(lambda s, t, n, i, a: set_subject(a, t, client_id=i, subject=f"subject {n}")),
    "solve": submit(lambda s, t, n, i, a: solve(a, t, needs=s.house.needs, client_id=i, closing=CLOSING, text="done" * (n % 2))),
    "reopen": submit(lambda s, t, n, i, a: reopen(a, t, client_id=i)),
    "confirm": submit(lambda s, t, n, i, a: confirm(s.customers[n % 2], t, client_id=i)),
    "dispute": submit(lambda s, t, n, i, a: dispute(s.customers[n % 2], t, client_id=i, text="still not", needs=s.house.needs)),
    "rate": submit(
        lambda s, t, n, i, a: rate(s.customers[n % 2], t, client_id=i, stars=1 + n % 5, needs=s.house.needs, comment="ok" * (n % 2))
    ),
    "record_delivery": submit(
        lambda s, t, n, i, a: record_delivery(
            t, about_seq=1 + n % 4, what="reply", state=STATES[n % 4], attempt=n % 3, reason="x" * (n % 2)
        )
    ),
    "send_again": submit(lambda s, t, n, i, a: send_again(a, t, client_id=i, about_seq=1 + n % 4)),
    "link_incident": submit(lambda s, t, n, i, a: link_incident(a, t, client_id=i, announcement=INCIDENTS[n % 2])),
    "unlink_incident": submit(lambda s, t, n, i, a: unlink_incident(a, t, client_id=i, announcement=INCIDENTS[n % 2])),
    "tell_incident": submit(
        lambda s, t, n, i, a: tell_incident(t, announcement=INCIDENTS[n % 2], n=n, words={"en": f"news {n}"}, needs=s.house.needs)
    ),
    "merge": submit(lambda s, t, n, i, a: merge(a, t, needs=s.house.needs, client_id=i, into=s.ticket(n))),
    "reveal": submit(lambda s, t, n, i, a: reveal(a, t, client_id=i, identity="mail", reason="to call back", show=lambda *_: "clear")),
    "withdraw_links": submit(lambda s, t, n, i, a: withdraw_links(a, t, client_id=i, reason="passed on", needs=s.house.needs)),
    "erase": submit(lambda s, t, n, i, a: erase(a, t, client_id=i, seq=1 + n % 6, reason="asked for", needs=s.house.needs)),
}


async def do(stage: Stage, deed: str, which: int, n: int) -> None:
    """One deed; a refusal is an answer like any other."""
    try:
        await DEEDS[deed](stage, stage.ticket(which), n)
    except Refused:
        return
    stage.done[deed] += 1
