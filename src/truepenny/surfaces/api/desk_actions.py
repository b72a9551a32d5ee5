"""The agents' HTTP API, writing: one route a verb. Every one takes the client's own id, so that repeating it is free."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Any

import msgspec
from litestar import post, put
from litestar.params import FromPath, JSONBody
from litestar.types import ControllerRouterHandler

from truepenny.contracts.errors import NotFound
from truepenny.contracts.identity import Agent, AgentId, FileId, TeamId, TicketId
from truepenny.contracts.live import HeldReply
from truepenny.contracts.views import ClosingView, DraftView, Receipt
from truepenny.intake.screening import Screening
from truepenny.knowledge.topics import check_topic
from truepenny.outbound.drafts import ShowOwn, put_draft
from truepenny.outbound.held import HeldReplies
from truepenny.people.contacts import Contacts
from truepenny.platform.clock import Clock
from truepenny.platform.db.database import Database
from truepenny.platform.web.router import Router
from truepenny.projections.timeline.query import load_ticket_state
from truepenny.surfaces.api import bodies
from truepenny.surfaces.api.visitors import AnyRequest, Visitors
from truepenny.tickets.actions.assign import assign
from truepenny.tickets.actions.deliver import send_again
from truepenny.tickets.actions.erase import erase
from truepenny.tickets.actions.merge import merge
from truepenny.tickets.actions.note import note
from truepenny.tickets.actions.reopen import reopen
from truepenny.tickets.actions.reveal import reveal
from truepenny.tickets.actions.solve import lines_of, solve
from truepenny.tickets.actions.triage import set_priority, set_status, set_subject, set_tags, set_team, set_topic
from truepenny.tickets.actions.withdraw_links import withdraw_links
from truepenny.tickets.needs import Needs
from truepenny.tickets.numbers import parse_number

LetThrough = Callable[[Agent, TicketId, str, str], Awaitable[None]]
"""Passes on a held file: agent, ticket, file, reason."""


@dataclass(frozen=True, slots=True)
class DeskActions:
    """What the routes need."""

    db: Database
    clock: Clock
    needs: Needs
    held: HeldReplies
    contacts: Contacts
    visitors: Visitors
    show_own: ShowOwn
    screening: Screening
    let_through: LetThrough


class Revealed(msgspec.Struct, frozen=True):
    value: str


def action_routes(desk: DeskActions) -> list[ControllerRouterHandler]:
    handlers: list[Any] = [*_word_routes(desk), *_triage_routes(desk), *_closing_routes(desk), *_guarded_routes(desk)]
    return [Router("/api/desk/tickets/{number:str}", route_handlers=handlers, tags=["desk"])]


def ticket_of(number: str) -> TicketId:
    """Raises NotFound for what cannot be a number."""
    ticket = parse_number(number)
    if ticket is None:
        raise NotFound(
            "number_wrong", "This is not a ticket number.", "A ticket number has eight characters, such as K7M2-4QDX: is one missing?"
        )
    return ticket


def _word_routes(desk: DeskActions) -> list[Any]:
    @post("/reply", status_code=202, summary="Answer the customer; goes out when the time to undo has passed")
    async def reply(request: AnyRequest, number: FromPath[str], data: JSONBody[bodies.Reply]) -> HeldReply:
        agent = await desk.visitors.agent(request)
        desk.screening.check_agent(data.text)
        return await desk.held.hold(agent, ticket_of(number), client_id=data.id, text=data.text, files=data.files, contacts=data.contacts)

    @post("/contacts", status_code=204, summary="Whether contacts in unsent words are official; refused as sending would be")
    async def look_at_contacts(request: AnyRequest, number: FromPath[str], data: JSONBody[bodies.Unsent]) -> None:
        agent, ticket = await desk.visitors.agent(request), ticket_of(number)

        def look(conn: Any) -> None:
            load_ticket_state(conn, agent, ticket)
            desk.needs.check_contacts(conn, (data.text,), ticket=ticket, by=agent.id, said="ask")

        await desk.db.read(look)

    @post("/undo", status_code=200, summary="Take back a reply that has not gone out")
    async def undo(request: AnyRequest, number: FromPath[str], data: JSONBody[bodies.Undo]) -> DraftView:
        agent = await desk.visitors.agent(request)
        taken = await desk.held.undo(agent, ticket_of(number), reply_id=data.reply)
        return DraftView(taken.text, await desk.db.read(lambda conn: desk.show_own(conn, agent.id, taken.files)))

    @post("/note", status_code=201, summary="Write a note that only agents see")
    async def add_note(request: AnyRequest, number: FromPath[str], data: JSONBody[bodies.Words]) -> Receipt:
        agent, files = await desk.visitors.agent(request), tuple(FileId(file) for file in data.files)
        desk.screening.check_agent(data.text)
        return await desk.db.submit(note(agent, ticket_of(number), client_id=data.id, text=data.text, needs=desk.needs, files=files))

    @put("/draft", status_code=204, summary="Keep unsent words")
    async def draft(request: AnyRequest, number: FromPath[str], data: JSONBody[bodies.Draft]) -> None:
        agent, ticket, now = await desk.visitors.agent(request), ticket_of(number), desk.clock.now_us()
        text = desk.screening.clean_draft(data.text, agent.language)

        def keep(conn: Any) -> None:
            load_ticket_state(conn, agent, ticket)
            put_draft(conn, agent.id, ticket, mode=data.mode, text=text, files=data.files, now_us=now)

        await desk.db.write(keep)

    @post("/send-again", status_code=201, summary="Send a mail again that did not arrive")
    async def again(request: AnyRequest, number: FromPath[str], data: JSONBody[bodies.SendAgain]) -> Receipt:
        agent = await desk.visitors.agent(request)
        return await desk.db.submit(send_again(agent, ticket_of(number), client_id=data.id, about_seq=data.about_seq))

    return [reply, look_at_contacts, undo, add_note, draft, again]


def _triage_routes(desk: DeskActions) -> list[Any]:
    @post("/assign", status_code=201, summary="Give to an agent, or to nobody")
    async def assign_to(request: AnyRequest, number: FromPath[str], data: JSONBody[bodies.Assign]) -> Receipt:
        agent, to = await desk.visitors.agent(request), None if data.agent is None else AgentId(data.agent)
        return await desk.db.submit(assign(agent, ticket_of(number), client_id=data.id, to=to, needs=desk.needs))

    @post("/team", status_code=201, summary="Give to a team, or to none")
    async def team(request: AnyRequest, number: FromPath[str], data: JSONBody[bodies.Team]) -> Receipt:
        agent, to = await desk.visitors.agent(request), None if data.team is None else TeamId(data.team)
        return await desk.db.submit(set_team(agent, ticket_of(number), client_id=data.id, team=to, needs=desk.needs))

    @post("/priority", status_code=201, summary="Set the priority")
    async def priority(request: AnyRequest, number: FromPath[str], data: JSONBody[bodies.SetPriority]) -> Receipt:
        agent = await desk.visitors.agent(request)
        return await desk.db.submit(set_priority(agent, ticket_of(number), client_id=data.id, priority=data.priority))

    @post("/topic", status_code=201, summary="Set the topic")
    async def topic(request: AnyRequest, number: FromPath[str], data: JSONBody[bodies.SetTopic]) -> Receipt:
        agent = await desk.visitors.agent(request)
        check_topic(data.topic)
        return await desk.db.submit(set_topic(agent, ticket_of(number), client_id=data.id, topic=data.topic))

    @post("/status", status_code=201, summary="Open, waiting on the customer, or on hold")
    async def status(request: AnyRequest, number: FromPath[str], data: JSONBody[bodies.SetStatus]) -> Receipt:
        agent = await desk.visitors.agent(request)
        return await desk.db.submit(set_status(agent, ticket_of(number), client_id=data.id, status=data.status))

    @post("/tags", status_code=201, summary="Add and remove tags")
    async def tags(request: AnyRequest, number: FromPath[str], data: JSONBody[bodies.Tags]) -> Receipt:
        agent = await desk.visitors.agent(request)
        desk.screening.check_agent(" ".join(data.add), field="add")
        return await desk.db.submit(set_tags(agent, ticket_of(number), client_id=data.id, add=data.add, remove=data.remove))

    @post("/subject", status_code=201, summary="Change the subject")
    async def subject(request: AnyRequest, number: FromPath[str], data: JSONBody[bodies.Subject]) -> Receipt:
        agent = await desk.visitors.agent(request)
        desk.screening.check_agent(data.subject, field="subject")
        return await desk.db.submit(set_subject(agent, ticket_of(number), client_id=data.id, subject=data.subject))

    return [assign_to, team, priority, topic, status, tags, subject]


def _closing_routes(desk: DeskActions) -> list[Any]:
    @post("/solve", status_code=201, summary="Solve with a closing record")
    async def solve_it(request: AnyRequest, number: FromPath[str], data: JSONBody[bodies.Solve]) -> Receipt:
        agent, closing = await desk.visitors.agent(request), ClosingView(data.steps, data.parameters, data.cautions)
        desk.screening.check_agent(data.text)
        desk.screening.check_agent("\n".join(lines_of(closing)), field="steps")
        work = solve(
            agent, ticket_of(number), client_id=data.id, closing=closing, text=data.text, needs=desk.needs,
            contacts=data.contacts,
        )  # fmt: skip
        return await desk.db.submit(work)

    @post("/reopen", status_code=201, summary="Take a solved ticket up again")
    async def reopen_it(request: AnyRequest, number: FromPath[str], data: JSONBody[bodies.Named]) -> Receipt:
        agent = await desk.visitors.agent(request)
        return await desk.db.submit(reopen(agent, ticket_of(number), client_id=data.id))

    @post("/merge", status_code=201, summary="Go on in another ticket of the same customer")
    async def merge_into(request: AnyRequest, number: FromPath[str], data: JSONBody[bodies.Merge]) -> Receipt:
        agent = await desk.visitors.agent(request)
        return await desk.db.submit(merge(agent, ticket_of(number), needs=desk.needs, client_id=data.id, into=ticket_of(data.into)))

    return [solve_it, reopen_it, merge_into]


def _guarded_routes(desk: DeskActions) -> list[Any]:
    @post("/reveal", status_code=200, summary="See a masked detail, and say why")
    async def reveal_detail(request: AnyRequest, number: FromPath[str], data: JSONBody[bodies.Reveal]) -> Revealed:
        agent, ticket = await desk.visitors.agent(request), ticket_of(number)
        desk.screening.check_agent(data.reason, field="reason")
        show = desk.contacts.shower(data.identity, agent=agent, reason=data.reason)
        return Revealed(
            await desk.db.submit(reveal(agent, ticket, client_id=data.id, identity=data.identity, reason=data.reason, show=show))
        )

    @post("/erase", status_code=201, summary="Delete the words and files of an event for good (leads)")
    async def erase_words(request: AnyRequest, number: FromPath[str], data: JSONBody[bodies.Erase]) -> Receipt:
        agent: Agent = await desk.visitors.agent(request)
        desk.screening.check_agent(data.reason, field="reason")
        return await desk.db.submit(erase(agent, ticket_of(number), client_id=data.id, seq=data.seq, reason=data.reason, needs=desk.needs))

    @post("/let-through", status_code=204, summary="Pass on a held file that could not be checked for secrets (leads)")
    async def let_file_through(request: AnyRequest, number: FromPath[str], data: JSONBody[bodies.LetThrough]) -> None:
        agent: Agent = await desk.visitors.agent(request)
        desk.screening.check_agent(data.reason, field="reason")
        await desk.let_through(agent, ticket_of(number), data.file, data.reason)

    @post("/withdraw-links", status_code=201, summary="The private links to this ticket open it no more")
    async def withdraw(request: AnyRequest, number: FromPath[str], data: JSONBody[bodies.WithdrawLinks]) -> Receipt:
        agent = await desk.visitors.agent(request)
        desk.screening.check_agent(data.reason, field="reason")
        return await desk.db.submit(withdraw_links(agent, ticket_of(number), client_id=data.id, reason=data.reason, needs=desk.needs))

    return [reveal_detail, erase_words, let_file_through, withdraw]
