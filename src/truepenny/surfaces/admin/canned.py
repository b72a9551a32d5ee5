"""Canned replies, for leads and admins."""

from __future__ import annotations

from typing import Any

from litestar import Request, get, post
from litestar.handlers import HTTPRouteHandler
from litestar.params import FromPath

from truepenny.contracts.errors import Refused
from truepenny.contracts.identity import Role
from truepenny.knowledge.canned import MAX_TEXT, MAX_TITLE, CannedReply, CannedWords
from truepenny.surfaces.admin.forms import Form, read_form
from truepenny.surfaces.admin.visit import LANGUAGE_NAMES, Admin, Fault, Page, Visit, page, redirect, visit_as

_FIELDS = ("shortcut", "title", "text", "language")
PLACES = (
    ("customer", "the customer's name"),
    ("agent", "the agent's name"),
    ("agent_id", "the agent ID"),
    ("number", "the ticket number"),
    ("brand", "the brand's name"),
)
"""Place, and a message id that says what stands there."""


def _form_page(here: Visit, reply: CannedReply | None, *, given: Form | None = None, fault: Fault | None = None) -> Page:
    values = {field: given.text(field) if given else getattr(reply, field) if reply else "" for field in _FIELDS}
    values["language"] = values["language"] or here.language
    taught = bool(given.text("education")) if given else bool(reply and reply.education)
    return page(
        here, "canned_reply.html", fault=fault, reply=reply, values=values, taught=taught,
        may_teach=taught or (fault is not None and fault.may_teach), max_title=MAX_TITLE, max_text=MAX_TEXT,
        places=[("{" + place + "}", here.say(words)) for place, words in PLACES],
        languages=[(code, LANGUAGE_NAMES.get(code, code)) for code in here.admin.languages],
    )  # fmt: skip


def canned_routes(admin: Admin) -> list[HTTPRouteHandler]:
    @get("/admin/canned", include_in_schema=False)
    async def list_canned(request: Request[Any, Any, Any]) -> Page:
        here, _ = await visit_as(admin, request, Role.LEAD, Role.ADMIN)
        replies = await admin.canned.list_canned()
        return page(here, "canned.html", replies=replies, names=LANGUAGE_NAMES, done=request.query_params.get("done", ""))

    @get("/admin/canned/new", include_in_schema=False)
    async def new_reply(request: Request[Any, Any, Any]) -> Page:
        here, _ = await visit_as(admin, request, Role.LEAD, Role.ADMIN)
        return _form_page(here, None)

    @post("/admin/canned/new", include_in_schema=False, status_code=200)
    async def add_reply(request: Request[Any, Any, Any]) -> Page:
        return await put(request, None)

    @get("/admin/canned/{reply:str}", include_in_schema=False)
    async def show_reply(request: Request[Any, Any, Any], reply: FromPath[str]) -> Page:
        here, _ = await visit_as(admin, request, Role.LEAD, Role.ADMIN)
        return _form_page(here, await admin.canned.load(reply))

    @post("/admin/canned/{reply:str}", include_in_schema=False, status_code=200)
    async def change_reply(request: Request[Any, Any, Any], reply: FromPath[str]) -> Page:
        return await put(request, reply)

    @post("/admin/canned/{reply:str}/delete", include_in_schema=False, status_code=303)
    async def delete_reply(request: Request[Any, Any, Any], reply: FromPath[str]) -> Page:
        _, me = await visit_as(admin, request, Role.LEAD, Role.ADMIN)
        await read_form(request)
        await admin.canned.delete(reply, by=me.id)
        return redirect("/admin/canned?done=deleted")

    async def put(request: Request[Any, Any, Any], reply: str | None) -> Page:
        here, me = await visit_as(admin, request, Role.LEAD, Role.ADMIN)
        form = await read_form(request, one=(*_FIELDS, "education"))
        words = CannedWords(*(form.text(field) for field in _FIELDS))
        try:
            await admin.canned.put(words, reply=reply, by=me.id, education=form.text("education") == "yes")
        except Refused as refused:
            if refused.status == 404:
                raise
            fault = here.fault(refused, text=form.text(refused.field or "text"))
            return _form_page(here, await admin.canned.load(reply) if reply else None, given=form, fault=fault)
        return redirect("/admin/canned?done=saved")

    return [list_canned, new_reply, add_reply, show_reply, change_reply, delete_reply]
