"""What we never use, as leads propose and admins publish it: a kind, words for customers, and perhaps a pattern of values."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from litestar import Request, get, post
from litestar.handlers import HTTPRouteHandler
from litestar.params import FromPath

from truepenny.contracts.errors import NotFound, Refused
from truepenny.contracts.identity import Role
from truepenny.surfaces.admin.forms import read_form
from truepenny.surfaces.admin.visit import LANGUAGE_NAMES, Admin, Fault, Page, Visit, page, redirect, visit_as
from truepenny.trust.directory.entries import NeverUse
from truepenny.trust.directory.kinds import KIND_NAMES, NEVER_KINDS


def never_routes(admin: Admin) -> list[HTTPRouteHandler]:
    lists = admin.truth.directory

    @get("/admin/directory/never/new", include_in_schema=False)
    async def new(request: Request[Any, Any, Any]) -> Page:
        here, _ = await visit_as(admin, request, Role.LEAD, Role.ADMIN)
        return _form_page(here, None, {"kind": "whatsapp"})

    @post("/admin/directory/never/new", include_in_schema=False, status_code=200)
    async def add(request: Request[Any, Any, Any]) -> Page:
        return await put(request, None)

    @get("/admin/directory/never/{item:str}", include_in_schema=False)
    async def show(request: Request[Any, Any, Any], item: FromPath[str]) -> Page:
        here, _ = await visit_as(admin, request, Role.LEAD, Role.ADMIN)
        one = await _load(admin, item)
        return _form_page(
            here, one, {"kind": one.kind, "pattern": one.pattern, **{f"words_{code}": text for code, text in one.words.items()}}
        )

    @post("/admin/directory/never/{item:str}", include_in_schema=False, status_code=200)
    async def change(request: Request[Any, Any, Any], item: FromPath[str]) -> Page:
        return await put(request, item)

    @post("/admin/directory/never/{item:str}/drop", include_in_schema=False, status_code=303)
    async def drop(request: Request[Any, Any, Any], item: FromPath[str]) -> Page:
        _, me = await visit_as(admin, request, Role.LEAD, Role.ADMIN)
        form = await read_form(request, one=("reason",))
        done = await lists.drop_never(item, reason=form.text("reason"), by=me.id, publish=me.role is Role.ADMIN)
        return redirect(f"/admin/directory?done={done.state}")

    async def put(request: Request[Any, Any, Any], item: str | None) -> Page:
        here, me = await visit_as(admin, request, Role.LEAD, Role.ADMIN)
        form = await read_form(request, one=("kind", "pattern", "reason", *(f"words_{code}" for code in admin.languages)))
        words = {code: form.text(f"words_{code}") for code in admin.languages}
        try:
            done = await lists.put_never(
                form.text("kind"),
                words,
                form.text("pattern"),
                item=item,
                reason=form.text("reason"),
                by=me.id,
                publish=me.role is Role.ADMIN,
            )
        except Refused as refused:
            if refused.status == 404:
                raise
            one = None if item is None else await _load(admin, item)
            return _form_page(here, one, {name: given[0] for name, given in form.values.items()}, fault=here.fault(refused))
        return redirect(f"/admin/directory?done={done.state}")

    return [new, add, show, change, drop]


def _form_page(here: Visit, one: NeverUse | None, values: Mapping[str, str], *, fault: Fault | None = None) -> Page:
    names = ("kind", "pattern", "reason", *(f"words_{code}" for code in here.admin.languages))
    return page(
        here, "directory_never.html", fault=fault, one=one, values={name: values.get(name, "") for name in names},
        kinds=[(kind, here.say(KIND_NAMES[kind])) for kind in NEVER_KINDS],
        tongues=[(code, LANGUAGE_NAMES.get(code, code)) for code in here.admin.languages],
    )  # fmt: skip


async def _load(admin: Admin, item: str) -> NeverUse:
    """Raises NotFound."""
    newest = (await admin.truth.directory.history(item))[0]
    if not isinstance(newest.body, NeverUse):
        raise NotFound("entry_unknown", "There is no such entry.", "Load the list again.")
    return newest.body
