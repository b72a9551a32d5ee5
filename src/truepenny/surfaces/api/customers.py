"""The customers' HTTP API: sessions and tickets. The widget speaks it from other sites with a token, our own pages with their cookie."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Annotated

import msgspec
from litestar import Response, delete, get, post
from litestar.params import FromPath, JSONBody, QueryParameter
from litestar.types import ControllerRouterHandler

from truepenny.contracts.errors import Refused
from truepenny.contracts.identity import Customer
from truepenny.contracts.live import Marks
from truepenny.contracts.views import EventView, Receipt, TicketView
from truepenny.platform.web.guest_origins import allow_guests
from truepenny.platform.web.router import Router
from truepenny.surfaces.api import bodies
from truepenny.surfaces.api.visitors import AnyRequest, Visitors, address_of, bearer_of
from truepenny.surfaces.customers import CustomerHouse, SignedIn

_FRESH = {"cache-control": "no-store"}
After = Annotated[int, QueryParameter(ge=0, le=2**31 - 1)]
Before = Annotated[int | None, QueryParameter(ge=1, le=2**31 - 1)]


class Me(msgspec.Struct, frozen=True, omit_defaults=True):
    contact: str
    assurance: int
    name: str | None = None


class Session(msgspec.Struct, frozen=True, omit_defaults=True):
    """session_token only when the session was just opened."""

    expires_at: int
    me: Me
    tickets: Sequence[TicketView]
    session_token: str | None = None


class MailCodeAsked(msgspec.Struct, frozen=True):
    """id: keep it where the code will be entered; the code works with it only. minutes: how long it works."""

    id: str
    minutes: int


class Tickets(msgspec.Struct, frozen=True):
    tickets: Sequence[TicketView]


class OneTicket(msgspec.Struct, frozen=True):
    """The newest 500 events. more: there are older ones than the first: ask again with its seq as `before`."""

    ticket: TicketView
    events: Sequence[EventView]
    marks: Marks
    more: bool = False


class OpenedReceipt(msgspec.Struct, frozen=True, omit_defaults=True):
    """The receipt, with the private link for guests."""

    ticket: str
    seq: int
    at: int
    digest: str
    guest_link: str | None = None


def customer_routes(house: CustomerHouse, visitors: Visitors, *, guests: Sequence[str]) -> list[ControllerRouterHandler]:
    """guests: origins whose pages carry the widget."""

    @post(
        "/session",
        status_code=201,
        summary="Sign in: with the exchange's token, as a guest, or by a private link",
        description="With a token and, as bearer, the session of the same person as a guest: the guest's tickets become the account's.",
    )
    async def sign_in(request: AnyRequest, data: JSONBody[bodies.SignIn]) -> Response[Session]:
        signed_in = await _sign_in(house, data, address=address_of(request))
        if data.token is not None:
            await _take_along(house, request, signed_in)
        return await _session(house, signed_in, status=201, with_token=True)

    @post(
        "/sign-in/mail",
        status_code=202,
        summary="Have a code for signing in mailed",
        description="The same answer for every address, known or not, and also when no more codes are sent to it: at most 3 an hour and "
        "8 a day. With the id of an earlier answer the code for the same address is replaced.",
    )
    async def ask_mail_code(request: AnyRequest, data: JSONBody[bodies.AskMailCode]) -> Response[MailCodeAsked]:
        asked = await house.mail.ask_code(data.address, language=data.language, place=address_of(request), before=data.id)
        return Response(MailCodeAsked(asked.id, asked.minutes), status_code=202, headers=_FRESH)

    @post(
        "/sign-in/mail/code",
        status_code=201,
        summary="Sign in with a mailed code",
        description="The session is mail proven. With the session of the same person as a guest as bearer, the guest's tickets become "
        "those of the address. A wrong code takes one of five tries.",
    )
    async def enter_mail_code(request: AnyRequest, data: JSONBody[bodies.MailCode]) -> Response[Session]:
        signed_in = await house.sign_in_with_mail_code(data.id, data.code, address=address_of(request))
        await _take_along(house, request, signed_in)
        return await _session(house, signed_in, status=201, with_token=True)

    @get("/session", summary="Who am I?")
    async def session(request: AnyRequest) -> Response[Session]:
        found = await visitors.customer_session(request)
        return await _session(house, SignedIn("", found.customer, found.expires_at, found.name), status=200, with_token=False)

    @delete("/session", status_code=204, summary="Sign out")
    async def sign_out(request: AnyRequest) -> None:
        await house.sign_out(await visitors.customer(request))

    @get("/tickets", summary="My tickets, newest activity first")
    async def tickets(request: AnyRequest) -> Tickets:
        return Tickets(await house.list_tickets(await visitors.customer(request)))

    @post("/tickets", status_code=201, summary="Open a ticket")
    async def open_ticket(request: AnyRequest, data: JSONBody[bodies.OpenTicket]) -> OpenedReceipt:
        customer = await visitors.customer(request)
        opened = await house.open_ticket(
            customer, client_id=data.id, subject=data.subject, text=data.text, topic=data.topic,
            language=data.language or customer.language, files=data.files,
        )  # fmt: skip
        r = opened.receipt
        return OpenedReceipt(r.ticket, r.seq, r.at, r.digest, opened.guest_link)

    @get("/tickets/{number:str}", summary="One ticket with its conversation")
    async def ticket(request: AnyRequest, number: FromPath[str], after: After = 0, before: Before = None) -> OneTicket:
        found = await house.load_ticket(await visitors.customer(request), number, after=after, before=before)
        return OneTicket(found.ticket, found.events, found.marks, found.more)

    @post("/tickets/{number:str}/messages", status_code=201, summary="Write in a ticket")
    async def write(request: AnyRequest, number: FromPath[str], data: JSONBody[bodies.Words]) -> Receipt:
        return await house.write(await visitors.customer(request), number, client_id=data.id, text=data.text, files=data.files)

    @post("/tickets/{number:str}/confirm", status_code=201, summary="The solution works")
    async def confirm(request: AnyRequest, number: FromPath[str], data: JSONBody[bodies.Named]) -> Receipt:
        return await house.confirm(await visitors.customer(request), number, client_id=data.id)

    @post("/tickets/{number:str}/dispute", status_code=201, summary="Say what is still wrong; opens the ticket again")
    async def dispute(request: AnyRequest, number: FromPath[str], data: JSONBody[bodies.Dispute]) -> Receipt:
        return await house.dispute(await visitors.customer(request), number, client_id=data.id, text=data.text)

    @post("/tickets/{number:str}/rating", status_code=201, summary="Rate the service")
    async def rate(request: AnyRequest, number: FromPath[str], data: JSONBody[bodies.Rate]) -> Receipt:
        customer = await visitors.customer(request)
        return await house.rate(customer, number, client_id=data.id, stars=data.stars, comment=data.comment)

    @post("/tickets/{number:str}/hash", status_code=201, summary="Say whether 64 characters that you sent are a transaction hash")
    async def answer_hash(request: AnyRequest, number: FromPath[str], data: JSONBody[bodies.AnswerHash]) -> Receipt:
        customer = await visitors.customer(request)
        return await house.answer_hash(customer, number, client_id=data.id, question=data.question, is_hash=data.is_hash)

    handlers = [
        sign_in,
        ask_mail_code,
        enter_mail_code,
        session,
        sign_out,
        tickets,
        open_ticket,
        ticket,
        write,
        confirm,
        dispute,
        rate,
        answer_hash,
    ]
    return [Router("/api/customer", route_handlers=handlers, middleware=[allow_guests(guests)], tags=["customers"])]


async def _take_along(house: CustomerHouse, request: AnyRequest, signed_in: SignedIn) -> None:
    before = bearer_of(request)
    guest = None if before is None else await house.session_of(before)
    if guest is not None:
        await house.adopt(guest.customer, signed_in.customer)


async def _sign_in(house: CustomerHouse, said: bodies.SignIn, *, address: str) -> SignedIn:
    if sum(way is not None for way in (said.token, said.guest, said.link)) != 1:
        raise Refused(400, "sign_in_way", "Say in one way who you are.", "Send token, guest or link: exactly one of them.")
    if said.token is not None:
        return await house.sign_in_with_token(said.token, language=said.language)
    if said.link is not None:
        return await house.sign_in_with_link(said.link.ticket, said.link.key, language=said.language, address=address)
    name = None if said.guest is None else said.guest.name
    return await house.sign_in_as_guest(name, language=said.language, address=address)


async def _session(house: CustomerHouse, who: SignedIn, *, status: int, with_token: bool) -> Response[Session]:
    customer: Customer = who.customer
    body = Session(
        expires_at=who.expires_at,
        me=Me(customer.contact, int(customer.assurance), who.name),
        tickets=await house.list_tickets(customer),
        session_token=who.token if with_token else None,
    )
    return Response(body, status_code=status, headers=_FRESH)
