"""The services that customers see on the page of states: their names in every language, their order, and which are shown."""

from __future__ import annotations

import re
from typing import Any

from litestar import Request, get, post
from litestar.handlers import HTTPRouteHandler
from litestar.params import FromPath

from truepenny.contracts.errors import Refused
from truepenny.contracts.identity import Role
from truepenny.platform.ids import new_id
from truepenny.surfaces.admin.forms import Form, read_form
from truepenny.surfaces.admin.visit import LANGUAGE_NAMES, Admin, Fault, Page, Visit, page, redirect, visit_as
from truepenny.surfaces.announced import show_service


def service_routes(admin: Admin) -> list[HTTPRouteHandler]:
    news = admin.truth.announcements
    names = tuple(f"name_{language}" for language in admin.languages)

    async def list_page(here: Visit, *, given: Form | None = None, at: str = "", fault: Fault | None = None) -> Page:
        states = {each.service.id: show_service(each, here.language, {}) for each in await news.state_of_services()}
        return page(
            here, "services.html", fault=fault, services=await news.list_services(also_retired=True), states=states, at=at,
            given={name: given.raw(name) for name in names} if given else {}, done=here.request.query_params.get("done", ""),
            languages=[(code, LANGUAGE_NAMES.get(code, code)) for code in admin.languages],
        )  # fmt: skip

    async def new_service(words: dict[str, str]) -> str:
        plain, known = _id_of(words), {one.id for one in await news.list_services(also_retired=True)}
        return new_id() if plain in known else plain

    @get("/admin/services", include_in_schema=False)
    async def list_services(request: Request[Any, Any, Any]) -> Page:
        here, _ = await visit_as(admin, request, Role.LEAD, Role.ADMIN)
        return await list_page(here)

    @post("/admin/services/{service:str}", include_in_schema=False, status_code=200)
    async def put(request: Request[Any, Any, Any], service: FromPath[str]) -> Page:
        """service: an id, or "new"."""
        here, me = await visit_as(admin, request, Role.LEAD, Role.ADMIN)
        form = await read_form(request, one=(*names, "do"))
        what = form.text("do")
        try:
            if what in ("up", "down"):
                await news.move_service(service, down=what == "down", by=me.id)
            elif what in ("retire", "restore"):
                await news.retire_service(service, retired=what == "retire", by=me.id)
            else:
                words = {language: form.text(f"name_{language}") for language in admin.languages}
                await news.put_service(await new_service(words) if service == "new" else service, words, by=me.id)
        except Refused as refused:
            if refused.status == 404:
                raise
            return await list_page(here, given=form, at=service, fault=here.fault(refused, text=form.raw(refused.field or "")))
        return redirect("/admin/services?done=saved")

    return [list_services, put]


def _id_of(words: dict[str, str]) -> str:
    """Readable where the English name allows it."""
    plain = re.sub(r"[^a-z0-9]+", "-", words.get("en", "").lower()).strip("-")[:24]
    return plain if plain and plain != "new" else new_id()
