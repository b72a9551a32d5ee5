"""Plays the demo's stories, act by act in the order of time, through the same actions that real customers and agents use.

Acts of tickets that are known already go into the log in one commit, each at its own time; that makes the first start quick.
"""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import Connection

from truepenny.contracts.identity import Agent, AgentId, Customer, FileId, TicketId
from truepenny.contracts.views import ClosingView, Parameter
from truepenny.main.demo.mailbox.play import MailPlay
from truepenny.main.demo.pasted import with_pasted
from truepenny.main.demo.people import AGENTS, CUSTOMERS, DemoCustomer
from truepenny.main.demo.samples import sample
from truepenny.main.demo.signing import Signer
from truepenny.main.demo.story import Act, Answer, Confirm, Dispute, Draft, Merge, Note, Rate, Read, Solve, Sort, Story, Write
from truepenny.main.house import House
from truepenny.outbound.drafts import put_draft
from truepenny.platform.clock import MINUTE, SECOND, SetClock
from truepenny.platform.db.batch import Work
from truepenny.projections.timeline.marks import move_marks
from truepenny.tickets.actions.answer import confirm, dispute, rate
from truepenny.tickets.actions.assign import assign
from truepenny.tickets.actions.leak import Leak
from truepenny.tickets.actions.merge import merge
from truepenny.tickets.actions.note import note
from truepenny.tickets.actions.open import Opened, open_ticket
from truepenny.tickets.actions.receive import receive
from truepenny.tickets.actions.reply import reply
from truepenny.tickets.actions.solve import solve
from truepenny.tickets.actions.triage import set_priority, set_status, set_tags, set_team
from truepenny.tickets.needs import Needs

Works = list[Work[Any]]


@dataclass(slots=True)
class Play:
    """now: microseconds, when the demo starts; the stories end before it. mail: plays what comes and goes by mail."""

    house: House
    mail: MailPlay
    clock: SetClock
    signer: Signer
    now: int
    customers: dict[str, Customer] = field(default_factory=dict)
    tickets: dict[str, TicketId] = field(default_factory=dict)
    _files: dict[int, asyncio.Task[tuple[FileId, ...]]] = field(default_factory=dict)
    _under_way: list[tuple[str, Act, list[asyncio.Task[Any]]]] = field(default_factory=list)
    _seqs: dict[str, int] = field(default_factory=dict)
    _read: dict[str, dict[str, int]] = field(default_factory=dict)

    async def run(self, stories: Sequence[Story]) -> None:
        for person in CUSTOMERS:
            self.customers[person.key] = await self._sign_in(person)
        turn = asyncio.Lock()
        for story in stories:
            for act in story.acts:
                if isinstance(act, Write | Answer) and act.files and not (isinstance(act, Write) and story.channel == "email"):
                    self._files[id(act)] = asyncio.create_task(self._upload(story, act, turn))
        for number, (at, story, act) in enumerate(_in_order(stories, self.now)):
            if (story.key not in self.tickets and act is not story.acts[0]) or (isinstance(act, Merge) and act.into not in self.tickets):
                await self._settle()
            if story.channel == "email":
                await self._settle()
                await self._by_mail(at, story, act, f"demo-{story.key}-{number}")
            else:
                await self._begin(at, story, act, f"demo-{story.key}-{number}")
        await self._settle()
        await self.house.db.write(lambda conn: self._leave_marks(conn, stories))

    async def _begin(self, at: int, story: Story, act: Act, name: str) -> None:
        works = await self._works(story, act, name)
        started = [asyncio.create_task(self.house.db.submit(self._at(at, work))) for work in works]
        self._under_way.append((story.key, act, started))

    async def _by_mail(self, at: int, story: Story, act: Act, name: str) -> None:
        """Act by act, since each mail answers the one before; what the desk sends has arrived when this ends."""
        if isinstance(act, Write):
            self.clock.at_us = at
            ticket, seq = await self.mail.write(story, act, ticket=self.tickets.get(story.key), quoted=self.tickets.get(story.quotes))
            self.tickets.setdefault(story.key, ticket)
            self._seqs[story.key] = seq
        else:
            await self._begin(at, story, act, name)
            await self._settle()
        await self.mail.deliver()

    def _at(self, at: int, work: Work[Any]) -> Work[Any]:
        """The same, with the house's clock set to its time."""
        run = work.run

        def run_then(tx: Any) -> Any:
            self.clock.at_us = at
            return run(tx)

        return Work(run_then, tickets=work.tickets, keys=work.keys)

    async def _settle(self) -> None:
        """Waits for what was submitted, and keeps numbers and places."""
        for key, act, started in self._under_way:
            answers = await asyncio.gather(*started)
            for answer in answers:
                receipt = answer.receipt if isinstance(answer, Opened) else answer
                self.tickets.setdefault(key, TicketId(receipt.ticket))
                if isinstance(act, Write | Answer | Solve | Dispute):
                    self._seqs[key] = receipt.seq
            if isinstance(act, Read | Write | Dispute | Confirm | Rate):
                self._read.setdefault(key, {})["customer_read"] = self._seqs[key]
            elif isinstance(act, Answer | Note | Sort | Solve):
                self._read.setdefault(key, {})["desk_read"] = self._seqs[key]
        self._under_way.clear()

    def _leave_marks(self, conn: Connection, stories: Sequence[Story]) -> None:
        for key, marks in self._read.items():
            move_marks(conn, self.tickets[key], **marks)
        for story in stories:
            for act in story.acts:
                if isinstance(act, Draft):
                    agent, ticket = _agent(act.agent).id, self.tickets[story.key]
                    put_draft(conn, agent, ticket, mode="reply", text=act.text, files=(), now_us=self.now)

    async def _works(self, story: Story, act: Act, name: str) -> Works:
        """What the act comes down to. name: the client id."""
        ticket = self.tickets.get(story.key)
        if isinstance(act, Write):
            return [await self._words(story, act, name)]
        assert ticket is not None, f"{story.key} has to begin with the customer's words"
        if isinstance(act, Confirm | Dispute | Rate):
            return [self._response(self.customers[story.who], ticket, act, name)]
        if isinstance(act, Read | Draft):
            return []
        needs = self.mail.house.needs if story.channel == "email" else self.house.needs
        return await self._agents_works(_agent(act.agent), ticket, act, name, needs)

    async def _words(self, story: Story, act: Write, name: str) -> Work[Any]:
        customer, needs, ticket = self.customers[story.who], self.house.needs, self.tickets.get(story.key)
        files = await self._files[id(act)] if act.files else ()
        screened = self.house.intake.screening.words(with_pasted(act.text, customer.language), customer.language)
        words, leak = screened.text, Leak(screened.removed, hashes=screened.hashes)
        if ticket is not None:
            return receive(customer, ticket, client_id=name, text=words, needs=needs, channel=story.channel, files=files, leak=leak)
        return open_ticket(
            customer, client_id=name, text=words, needs=needs, channel=story.channel, subject=story.subject, files=files,
            topic=story.topic, priority=self.house.intake.priority_of(story.topic), leak=leak,
        )  # fmt: skip

    def _response(self, customer: Customer, ticket: TicketId, act: Confirm | Dispute | Rate, name: str) -> Work[Any]:
        match act:
            case Confirm():
                return confirm(customer, ticket, client_id=name)
            case Dispute():
                return dispute(customer, ticket, client_id=name, text=act.text, needs=self.house.needs)
            case Rate():
                return rate(customer, ticket, client_id=name, stars=act.stars, needs=self.house.needs, comment=act.comment)

    async def _agents_works(
        self, agent: Agent, ticket: TicketId, act: Answer | Note | Sort | Solve | Merge, name: str, needs: Needs
    ) -> Works:
        match act:
            case Answer():
                files = await self._files[id(act)] if act.files else ()
                return [reply(agent, ticket, client_id=name, text=act.text, needs=needs, files=files)]
            case Note():
                return [note(agent, ticket, client_id=name, text=act.text, needs=needs)]
            case Solve():
                closing = ClosingView(act.steps, tuple(Parameter(*pair) for pair in act.parameters), act.cautions)
                return [solve(agent, ticket, needs=needs, client_id=name, closing=closing, text=act.text)]
            case Merge():
                return [merge(agent, ticket, needs=needs, client_id=name, into=self.tickets[act.into])]
            case Sort():
                return _sorting(agent, ticket, act, name, needs)

    async def _sign_in(self, person: DemoCustomer) -> Customer:
        """As on the sample page: by an exchange token, or as a guest."""
        sign_ins = self.house.people.customers
        if person.uid:
            token = self.signer.token(person, now_s=self.clock.at_us / SECOND)
            return (await sign_ins.with_exchange_token(token, language=person.language)).customer
        return (await sign_ins.as_guest(person.name, language=person.language, address="192.0.2.1")).customer

    async def _upload(self, story: Story, act: Write | Answer, turn: asyncio.Lock) -> tuple[FileId, ...]:
        customer = self.customers[story.who]
        owner = customer if isinstance(act, Write) else _agent(act.agent)
        found = []
        async with turn:
            for wanted in act.files:
                name, content = sample(wanted, customer.language)
                found.append(FileId((await self.house.files.save(owner, name, content)).id))
        return tuple(found)


def _sorting(agent: Agent, ticket: TicketId, act: Sort, name: str, needs: Needs) -> Works:
    works = Works()
    if act.priority:
        works.append(set_priority(agent, ticket, client_id=name, priority=act.priority))
    if act.tags:
        works.append(set_tags(agent, ticket, client_id=name, add=act.tags, remove=()))
    if act.to:
        works.append(assign(agent, ticket, client_id=name, to=_agent(act.to).id, needs=needs))
    if act.team:
        works.append(set_team(agent, ticket, client_id=name, team=act.team, needs=needs))
    if act.status:
        works.append(set_status(agent, ticket, client_id=name, status=act.status))
    return works


def _in_order(stories: Sequence[Story], now: int) -> list[tuple[int, Story, Act]]:
    timed: list[tuple[int, Story, Act]] = []
    for place, story in enumerate(stories):
        at = now - story.ago * MINUTE - (place * 7 % 53) * SECOND
        for act in story.acts:
            at += act.after * MINUTE + (len(timed) * 13 % 290) * SECOND // 10
            timed.append((min(at, now - SECOND), story, act))
    return sorted(timed, key=lambda entry: entry[0])


def _agent(login: str) -> Agent:
    found = next(agent for agent in AGENTS if agent.login == login)
    return Agent(AgentId(found.id), found.name, found.role, found.teams, language=found.language)
