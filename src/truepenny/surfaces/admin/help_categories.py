"""The categories of the help centre: names in each language, order and icon. Leads and admins change them, everybody may look."""

from __future__ import annotations

from typing import Any

from litestar import Request, get, post
from litestar.handlers import HTTPRouteHandler
from litestar.params import FromPath

from truepenny.contracts.errors import Refused
from truepenny.contracts.identity import Role
from truepenny.knowledge.help.formats.bundle import make_slug
from truepenny.knowledge.help.versions import MAX_NAME
from truepenny.surfaces.admin.forms import Form, read_form
from truepenny.surfaces.admin.visit import LANGUAGE_NAMES, Admin, Fault, Page, Visit, page, redirect, visit_as

ICONS = ("file", "money", "lock", "key", "shield", "warning", "chat", "tickets", "clock", "check", "globe", "star", "search", "more")
STEP = 10


def help_category_routes(admin: Admin) -> list[HTTPRouteHandler]:
    editing = admin.truth.help.editing
    fields = tuple(f"names_{language}" for language in admin.languages)

    async def list_page(here: Visit, *, fault: Fault | None = None, given: Form | None = None, at: str = "") -> Page:
        categories = await admin.truth.help.list_categories(here.language)
        counts = {one.slug: 0 for one in categories} | dict(await admin.truth.help.listing.count_by_category())
        typed = {field: given.text(field) for field in (*fields, "icon", "slug", "place")} if given else {}
        return page(
            here, "help_categories.html", fault=fault, categories=categories, counts=counts, typed=typed, at=at, icons=ICONS,
            languages=[(code, LANGUAGE_NAMES.get(code, code)) for code in admin.languages], max_name=MAX_NAME,
            done=here.request.query_params.get("done", ""), next_place=max((one.place for one in categories), default=0) + STEP,
        )  # fmt: skip

    @get("/admin/help/categories", include_in_schema=False)
    async def show(request: Request[Any, Any, Any]) -> Page:
        here, _ = await visit_as(admin, request)
        return await list_page(here)

    @post("/admin/help/categories", include_in_schema=False, status_code=200)
    async def put(request: Request[Any, Any, Any]) -> Page:
        here, me = await visit_as(admin, request, Role.LEAD, Role.ADMIN)
        form = await read_form(request, one=(*fields, "icon", "slug", "place", "old"))
        names = {language: form.text(f"names_{language}") for language in admin.languages}
        old = form.text("old")
        try:
            known = {one.slug for one in await admin.truth.help.list_categories(here.language)}
            named = next((name for name in (names.get("en", ""), *names.values()) if name), "")
            slug = old or form.text("slug") or (make_slug(named, source=named, taken=known) if named else "new")
            if not old and slug in known:
                raise Refused(409, "slug_taken", "Another category has this address.", "Choose another address.", field="slug")
            place = form.number("place") if form.text("place") else 0
            await editing.put_category(slug, names=names, icon=form.text("icon") or ICONS[0], place=place, by=me)
        except Refused as refused:
            return await list_page(here, fault=here.fault(refused), given=form, at=old)
        return redirect("/admin/help/categories?done=saved")

    @post("/admin/help/categories/{slug:str}/delete", include_in_schema=False, status_code=200)
    async def delete(request: Request[Any, Any, Any], slug: FromPath[str]) -> Page:
        here, me = await visit_as(admin, request, Role.LEAD, Role.ADMIN)
        await read_form(request)
        try:
            await editing.delete_category(slug, by=me)
        except Refused as refused:
            if refused.status == 404:
                raise
            return await list_page(here, fault=here.fault(refused))
        return redirect("/admin/help/categories?done=deleted")

    return [show, put, delete]
