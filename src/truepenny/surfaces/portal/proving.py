"""The pages by which customers tell us from others: two words in a ticket, who is talking to me now, and what of an agent ID.

All of them say no where they cannot know.
"""

from __future__ import annotations

from dataclasses import replace
from typing import Annotated, Any, cast

from litestar import Request, get, post
from litestar.handlers import HTTPRouteHandler
from litestar.params import FromPath, QueryParameter

from truepenny.contracts.countersign import Purpose
from truepenny.contracts.identity import Customer
from truepenny.contracts.views import Receipt
from truepenny.platform.db.database import DatabaseAway
from truepenny.surfaces.portal.forms import Form, bad_form, read_form
from truepenny.surfaces.portal.proof import PURPOSES
from truepenny.surfaces.portal.public import public_page, public_visit, to_language
from truepenny.surfaces.portal.signing_in import sign_in_page
from truepenny.surfaces.portal.tickets import act, ticket_of
from truepenny.surfaces.portal.visit import DECLINED, Page, Portal, page, visit, visit_anyway

_FRESH = {"cache-control": "no-store"}


def proving_routes(portal: Portal) -> list[HTTPRouteHandler]:
    @post("/tickets/{number:str}/countersign", include_in_schema=False)
    async def ask(request: Request[Any, Any, Any], number: FromPath[str]) -> Page:
        return await act(portal, request, number, fields=("id", "purpose"), form_name="countersign", act_on=_ask)

    @post("/tickets/{number:str}/countersigned", include_in_schema=False)
    async def answer(request: Request[Any, Any, Any], number: FromPath[str]) -> Page:
        return await act(portal, request, number, fields=("id", "countersign", "answer"), form_name="countersigned", act_on=_answer)

    @get("/now", include_in_schema=False)
    async def now(request: Request[Any, Any, Any]) -> Page:
        try:
            here = await visit(portal, request)
            if here.customer is None:
                return sign_in_page(here, status=401, to="/now")
            found = await portal.truth.now.of(here.customer)
        except DatabaseAway:
            here = await visit_anyway(portal, request)
            answer = page(here, "now.html", status=503, found=None)
        else:
            answer = page(here, "now.html", found=found)
        answer.headers.update(_FRESH)
        return answer

    return [ask, answer, now, *_agent_routes(portal)]


def _agent_routes(portal: Portal) -> list[HTTPRouteHandler]:
    @get("/check/agent", include_in_schema=False)
    async def bare(request: Request[Any, Any, Any]) -> Page:
        return await to_language(portal, request, "/check/agent")

    @get("/{language:str}/check/agent", include_in_schema=False)
    async def form(
        request: Request[Any, Any, Any], language: FromPath[str], agent: Annotated[str, QueryParameter(max_length=40)] = ""
    ) -> Page:
        here = await public_visit(portal, request, language)
        return public_page(here, "check_agent.html", path="/check/agent", answer=None, agent=agent, words="", problem=None)

    @post("/{language:str}/check/agent", status_code=200, include_in_schema=False)
    async def check(request: Request[Any, Any, Any], language: FromPath[str]) -> Page:
        filled = await read_form(request, fields=("agent", "words"))
        agent, words = filled.text("agent")[:40], filled.text("words")[:80]
        answer, problem, status = None, None, 200
        try:
            here = await public_visit(portal, request, language)
            if agent:
                answer = await portal.truth.countersign.check_agent(agent, words, place=here.address)
            else:
                problem, status = (here.say("Enter the agent ID."), ""), 422
        except DECLINED as refused:
            if refused.status == 404:
                raise
            here = replace(await visit_anyway(portal, request), language=language)
            problem, status = here.say_refused(refused), refused.status
        shown = public_page(
            here, "check_agent.html", path="/check/agent", status=status, listed=False, answer=answer, agent=agent, words=words,
            problem=problem,
        )  # fmt: skip
        shown.headers.update(_FRESH)
        return shown

    return [bare, form, check]


async def _ask(portal: Portal, customer: Customer, number: str, form: Form) -> Receipt:
    purpose = form.text("purpose")
    if purpose not in PURPOSES:
        raise bad_form()
    return await portal.truth.countersign.ask(
        customer, ticket_of(number), client_id=form.client_id(purpose), purpose=cast("Purpose", purpose), channel="portal"
    )


async def _answer(portal: Portal, customer: Customer, number: str, form: Form) -> Receipt:
    name, answer = form.text("countersign"), form.text("answer")
    if not name or answer not in ("yes", "no"):
        raise bad_form()
    settled = await portal.truth.countersign.answer(
        customer, ticket_of(number), client_id=form.client_id(name, answer), countersign=name[:64], matched=answer == "yes"
    )
    return settled.receipt
