"""The phrase that a customer chooses to see in every mail of ours: choose, change, remove."""

from __future__ import annotations

from typing import Any

from litestar import Request, get, post
from litestar.handlers import HTTPRouteHandler
from litestar.params import FromQuery

from truepenny.contracts.errors import NotFound
from truepenny.contracts.identity import Customer
from truepenny.platform.web.problem import Declined
from truepenny.surfaces.portal.forms import read_form
from truepenny.surfaces.portal.signing_in import sign_in_page
from truepenny.surfaces.portal.visit import DECLINED, Page, Portal, Visit, page, redirect, signed_in, visit

PATH = "/me/phrase"
LONGEST = 60


def phrase_routes(portal: Portal) -> list[HTTPRouteHandler]:
    @get(PATH, include_in_schema=False)
    async def show(request: Request[Any, Any, Any], done: FromQuery[str] = "") -> Page:
        here = await visit(portal, request)
        if not portal.needs.mail.is_on:
            raise NotFound
        if here.customer is None or not portal.needs.mail.may_choose(here.customer):
            return sign_in_page(here, status=401, to=PATH)
        return await _phrase_page(here, here.customer, done=done if done in ("set", "removed") else "")

    @post(PATH, include_in_schema=False)
    async def choose(request: Request[Any, Any, Any]) -> Page:
        here, customer = await signed_in(portal, request)
        form = await read_form(request, fields=("phrase",))
        try:
            await portal.needs.mail.set_phrase(customer, form.text("phrase"), language=here.language)
        except DECLINED as refused:
            if refused.status in (403, 404):
                raise
            return await _phrase_page(here, customer, typed=form.text("phrase")[:200], refused=refused)
        return redirect(f"{PATH}?done=set")

    @post(f"{PATH}/remove", include_in_schema=False)
    async def remove(request: Request[Any, Any, Any]) -> Page:
        _, customer = await signed_in(portal, request)
        await portal.needs.mail.remove_phrase(customer)
        return redirect(f"{PATH}?done=removed")

    return [show, choose, remove]


async def _phrase_page(
    here: Visit, customer: Customer, *, done: str = "", typed: str | None = None, refused: Declined | None = None
) -> Page:
    """typed: what was refused; a secret is not given back."""
    phrase = await here.portal.needs.mail.phrase_of(customer)
    given = "" if refused is not None and refused.code == "phrase_secret" else typed
    answer = page(
        here, "phrase.html", status=refused.status if refused else 200, phrase=phrase, done=done, given=phrase if given is None else given,
        refused=here.join(*here.say_refused(refused)) if refused else "", suggestion=here.portal.needs.mail.suggest(here.language),
        longest=LONGEST,
    )  # fmt: skip
    answer.headers["cache-control"] = "no-store"
    return answer
