"""My tickets, and one ticket: reading it, writing in it, confirming or disputing its solution, rating it."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from typing import Annotated, Any
from urllib.parse import quote

from litestar import Request, Response, get, post
from litestar.handlers import HTTPRouteHandler
from litestar.params import FromPath, QueryParameter

from truepenny.contracts.errors import NotFound, Refused
from truepenny.contracts.identity import Customer, TicketId
from truepenny.contracts.views import EventView, Receipt, TicketView
from truepenny.knowledge.secret_cards import card_words
from truepenny.platform.db.database import DatabaseAway
from truepenny.platform.ids import new_token
from truepenny.platform.web.problem import Declined
from truepenny.platform.web.times import zone_named
from truepenny.surfaces.portal.conversation import Line, attachments, conversation_lines, progress, standing
from truepenny.surfaces.portal.forms import (
    HASHES,
    MAX_TEXT,
    Form,
    Wrong,
    asks_for_hashes,
    bad_form,
    kept_json,
    read_form,
    save_uploads,
    say_of_form,
)
from truepenny.surfaces.portal.proof import load_proof
from truepenny.surfaces.portal.signing_in import sign_in_page
from truepenny.surfaces.portal.visit import (
    DECLINED,
    GUEST_COOKIE,
    Page,
    Portal,
    SignInNeeded,
    SomeRequest,
    Visit,
    ended_cookie,
    guest_before,
    page,
    redirect,
    session_cookie,
    signed_in,
    visit,
    visit_anyway,
)
from truepenny.tickets.numbers import parse_number

Before = Annotated[int | None, QueryParameter(ge=1, le=2**31 - 1)]
MAX_COMMENT = 2_000
FORMS = ("write", "confirm", "dispute", "rate", "hash", "countersign", "countersigned")
"""The forms of a ticket's page."""
MAX_EARLIER = 10
ActOn = Callable[[Portal, Customer, str, Form], Awaitable[Receipt]]


def ticket_routes(portal: Portal) -> list[HTTPRouteHandler]:
    @get("/tickets", include_in_schema=False)
    async def my_tickets(request: Request[Any, Any, Any]) -> Page:
        here = await visit(portal, request)
        if here.customer is None:
            return sign_in_page(here, status=401, to="/tickets")
        rows = [(ticket, standing(ticket, say=here.say)) for ticket in await portal.needs.list_tickets(here.customer)]
        past = [row for row in rows if _is_past(row[0])]
        before = await guest_before(here)
        current = [row for row in rows if row not in past]
        return page(here, "tickets.html", current=current, past=past, as_guest=before[1] if before else 0)

    @post("/tickets/adopt", include_in_schema=False)
    async def take_along(request: Request[Any, Any, Any]) -> Page:
        """Never without this click: a foreign page can sign a browser in, and must not get a guest's tickets by it."""
        here, customer = await signed_in(portal, request)
        before = await guest_before(here)
        if before is not None:
            await portal.needs.adopt(before[0], customer)
            await portal.needs.sign_out(before[0])
        return redirect("/tickets", cookies=[ended_cookie(portal, GUEST_COOKIE)])

    @post("/tickets/guest-chat", include_in_schema=False)
    async def hand_in_chat(request: Request[Any, Any, Any]) -> Page:
        """session: of a guest's chat in this browser. It is kept beside the account's until take_along; 201 when it has tickets."""
        here, customer = await signed_in(portal, request)
        form = await read_form(request, fields=("session",))
        guest = await portal.needs.session_of(form.text("session"))
        if guest is None or not _may_wait(guest.customer, customer) or await guest_before(here) is not None:
            return Response("", status_code=204)
        if not await portal.needs.list_tickets(guest.customer):
            return Response("", status_code=204)
        return Response("", status_code=201, cookies=[session_cookie(portal, guest, key=GUEST_COOKIE)])

    @get("/tickets/{number:str}", include_in_schema=False)
    async def one_ticket(request: Request[Any, Any, Any], number: FromPath[str], before: Before = None) -> Page:
        here = await visit(portal, request)
        if here.customer is None:
            return sign_in_page(here, status=401, to=f"/tickets/{number}")
        return await _ticket_page(here, here.customer, number, before=before)

    @post("/tickets/{number:str}/messages", include_in_schema=False, request_max_body_size=portal.max_file_bytes * 4)
    async def write(request: Request[Any, Any, Any], number: FromPath[str]) -> Page:
        return await act(portal, request, number, fields=("id", "text", HASHES), form_name="write", act_on=_write)

    @post("/tickets/{number:str}/confirm", include_in_schema=False)
    async def confirm(request: Request[Any, Any, Any], number: FromPath[str]) -> Page:
        return await act(portal, request, number, fields=("id",), form_name="confirm", act_on=_confirm)

    @post("/tickets/{number:str}/dispute", include_in_schema=False)
    async def dispute(request: Request[Any, Any, Any], number: FromPath[str]) -> Page:
        return await act(portal, request, number, fields=("id", "text"), form_name="dispute", act_on=_dispute)

    @post("/tickets/{number:str}/rating", include_in_schema=False)
    async def rate(request: Request[Any, Any, Any], number: FromPath[str]) -> Page:
        return await act(portal, request, number, fields=("id", "stars", "comment"), form_name="rate", act_on=_rate)

    @post("/tickets/{number:str}/hash", include_in_schema=False)
    async def answer_hash(request: Request[Any, Any, Any], number: FromPath[str]) -> Page:
        return await act(portal, request, number, fields=("id", "question", "answer"), form_name="hash", act_on=_answer_hash)

    return [my_tickets, take_along, hand_in_chat, one_ticket, write, confirm, dispute, rate, answer_hash]


def _may_wait(guest: Customer, account: Customer) -> bool:
    """Whether the guest's tickets may wait beside the account's session for the customer's word."""
    return bool(account.assurance) and not guest.assurance and account.only_ticket is None and guest.only_ticket is None


def _is_past(ticket: TicketView) -> bool:
    """A solution that nobody has confirmed yet still wants an answer."""
    return ticket.status == "merged" or (ticket.status == "solved" and ticket.confirmed is not None)


async def _write(portal: Portal, customer: Customer, number: str, form: Form) -> Receipt:
    if not form.text("text") and not form.uploads and not form.kept:
        raise Refused(422, "empty", "The message is empty.", "Write something, or add a file.", field="text")
    await save_uploads(portal.needs, customer, form, number=number)
    files = [file.id for file in form.kept]
    words = form.text("text")
    # names and sizes rather than ids: the same upload sent again gets a new id
    content = (words, *(f"{file.name}:{file.size}" for file in form.kept))
    return await portal.needs.write(customer, number, client_id=form.client_id(*content), text=words, files=files)


async def _confirm(portal: Portal, customer: Customer, number: str, form: Form) -> Receipt:
    return await portal.needs.confirm(customer, number, client_id=form.client_id("confirm"))


async def _dispute(portal: Portal, customer: Customer, number: str, form: Form) -> Receipt:
    if not form.text("text"):
        raise Refused(422, "empty", "Tell us what is still wrong.", "A sentence is enough.", field="text")
    return await portal.needs.dispute(customer, number, client_id=form.client_id(form.text("text")), text=form.text("text"))


async def _rate(portal: Portal, customer: Customer, number: str, form: Form) -> Receipt:
    stars, comment = form.text("stars"), form.text("comment")[:MAX_COMMENT] or None
    if stars not in ("1", "2", "3", "4", "5"):
        raise Refused(422, "stars_missing", "Choose from one to five stars.", "Then send your rating again.", field="stars")
    return await portal.needs.rate(customer, number, client_id=form.client_id(stars, comment or ""), stars=int(stars), comment=comment)


async def _answer_hash(portal: Portal, customer: Customer, number: str, form: Form) -> Receipt:
    question, answer = form.text("question"), form.text("answer")
    if not question or answer not in ("yes", "no"):
        raise bad_form()
    client_id = form.client_id(question, answer)
    return await portal.needs.answer_hash(customer, number, client_id=client_id, question=question, is_hash=answer == "yes")


async def act(portal: Portal, request: SomeRequest, number: str, *, fields: tuple[str, ...], form_name: str, act_on: ActOn) -> Page:
    """Does what the form asks for. A refusal shows the ticket again, the form as it was filled in, the mistake at its place."""
    form = await read_form(request, fields=fields)
    try:
        _, customer = await signed_in(portal, request)
        receipt = await act_on(portal, customer, number, form)
    except NotFound:
        raise
    except DECLINED as refused:
        return await _give_back(portal, request, number, form=form, form_name=form_name, refused=refused)
    places = {"hash": f"q-{form.text('question')}", "countersign": "proof-words"}
    place = places.get(form_name, "latest")
    return redirect(f"/tickets/{receipt.ticket}#{quote(place, safe='')}")


async def _give_back(portal: Portal, request: SomeRequest, number: str, *, form: Form, form_name: str, refused: Declined) -> Page:
    here = await visit_anyway(portal, request)
    title, cure = say_of_form(here, form, refused)
    wrong = Wrong(f"{form_name}-{refused.field or 'form'}", title, cure, asks_for_hashes(refused))
    try:
        here, customer = await signed_in(portal, request)
        answer = await _ticket_page(here, customer, number, form=form, form_name=form_name, wrong=wrong, status=refused.status)
    except (DatabaseAway, SignInNeeded):
        fields = [(name, value) for name, value in form.values.items() if name != "text"]
        kept = [kept_json(file) for file in form.kept]
        answer = page(here, "again.html", status=refused.status, action=request.url.path, fields=fields, text=form.values.get("text"),
                      kept=kept, wrong=[Wrong("", title, cure)], lost_files=[upload.filename for upload in form.uploads])  # fmt: skip
    if refused.retry_after_s is not None:
        answer.headers["retry-after"] = str(refused.retry_after_s)
    return answer


async def _ticket_page(
    here: Visit, customer: Customer, number: str, *, form: Form | None = None, form_name: str = "", wrong: Wrong | None = None,
    status: int = 200, before: int | None = None,
) -> Page:  # fmt: skip
    loaded = await here.portal.needs.load_ticket(customer, number, before=before)
    ticket, events = loaded.ticket, loaded.events
    if events and ticket.unread and before is None and here.request.method == "GET":
        await here.portal.needs.mark_read(customer, ticket.ticket, events[-1].seq)
    values = form.values if form else {}
    earlier, proof = await _earlier(here, customer, events), await load_proof(here, customer, ticket, events)
    return page(
        here, "ticket.html", status=status, ticket=ticket, earlier=earlier, proof=proof,
        older=events[0].seq if events and loaded.more else None, before=before,
        lines=conversation_lines(events, marks=loaded.marks, zone=zone_named(here.zone), say=here.say, language=here.language),
        steps=progress(ticket, events, say=here.say), state=standing(ticket, say=here.say), files=attachments(events),
        last_seq=events[-1].seq if events else 0, ids={name: new_token() for name in FORMS}
        | ({form_name: form.text("id")} if form and form_name and form.text("id") else {}),
        values={form_name: values} if form_name else {}, wrong=wrong, form_name=form_name,
        ask_hashes=wrong is not None and wrong.ask_hashes,
        kept=[(file.name, file.size, kept_json(file)) for file in (form.kept if form else [])],
        accept=",".join(here.portal.accept), max_file_bytes=here.portal.max_file_bytes,
        limit=MAX_TEXT, comment_limit=MAX_COMMENT, say=card_words(here.language),
    )  # fmt: skip


def ticket_of(number: str) -> TicketId:
    """Raises NotFound for what cannot be a number."""
    ticket = parse_number(number)
    if ticket is None:
        raise NotFound
    return ticket


@dataclass(frozen=True, slots=True)
class Earlier:
    """A ticket that was joined to the one on the page, folded above its conversation."""

    ticket: TicketView
    lines: Sequence[Line]


async def _earlier(here: Visit, customer: Customer, events: Sequence[EventView]) -> list[Earlier]:
    """The tickets that went on in this one, in the order of joining; without those that this reader may not see."""
    joined = [event.other_ticket for event in events if event.kind == "absorbed" and event.other_ticket]
    found = []
    for number in joined[:MAX_EARLIER]:
        try:
            loaded = await here.portal.needs.load_ticket(customer, number)
        except NotFound:
            continue
        lines = conversation_lines(loaded.events, marks=loaded.marks, zone=zone_named(here.zone), say=here.say, language=here.language)
        found.append(Earlier(loaded.ticket, [line for line in lines if line.other is None]))
    return found
