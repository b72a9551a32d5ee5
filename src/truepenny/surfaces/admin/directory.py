"""The list of official contacts, for leads who propose and admins who publish: entries with their history, and what we never use."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from typing import Any
from zoneinfo import available_timezones

from litestar import Request, get, post
from litestar.handlers import HTTPRouteHandler
from litestar.params import FromPath

from truepenny.contracts.errors import NotFound, Refused
from truepenny.contracts.identity import Agent, Role
from truepenny.surfaces.admin.directory_form import NEW, draft_of, fields_of, values_of
from truepenny.surfaces.admin.directory_never import never_routes
from truepenny.surfaces.admin.forms import Form, read_form
from truepenny.surfaces.admin.visit import LANGUAGE_NAMES, Admin, Fault, Page, Visit, page, redirect, visit_as
from truepenny.surfaces.contact_views import DAYS, contact_view
from truepenny.trust.directory.directory import Directory
from truepenny.trust.directory.entries import Entry
from truepenny.trust.directory.kinds import ENDINGS, KIND_NAMES, KINDS, LINES
from truepenny.trust.directory.order import Shown, standing_of
from truepenny.trust.directory.rows import Version

HOURS_IDEAS = ("09:00-17:00", "09:00-12:00, 13:30-18:00", "08:00-22:00", "24h")


def directory_routes(admin: Admin) -> list[HTTPRouteHandler]:
    lists = admin.truth.directory

    @get("/admin/directory", include_in_schema=False)
    async def show_list(request: Request[Any, Any, Any]) -> Page:
        here, me = await visit_as(admin, request, Role.LEAD, Role.ADMIN)
        return await _list_page(here, me, lists)

    @get("/admin/directory/new", include_in_schema=False)
    async def new_entry(request: Request[Any, Any, Any]) -> Page:
        here, me = await visit_as(admin, request, Role.LEAD, Role.ADMIN)
        return await _form_page(here, me, None, {**NEW, "kind": request.query_params.get("kind", "phone")})

    @post("/admin/directory/new", include_in_schema=False, status_code=200)
    async def add_entry(request: Request[Any, Any, Any]) -> Page:
        return await put(request, None)

    @get("/admin/directory/{item:str}", include_in_schema=False)
    async def show_entry(request: Request[Any, Any, Any], item: FromPath[str]) -> Page:
        here, me = await visit_as(admin, request, Role.LEAD, Role.ADMIN)
        newest = await _newest(lists, item)
        return await _form_page(here, me, newest, {**values_of(_entry(newest)), "base": str(newest.number)})

    @post("/admin/directory/{item:str}", include_in_schema=False, status_code=200)
    async def change_entry(request: Request[Any, Any, Any], item: FromPath[str]) -> Page:
        return await put(request, item)

    @post("/admin/directory/{item:str}/end", include_in_schema=False, status_code=303)
    async def end_entry(request: Request[Any, Any, Any], item: FromPath[str]) -> Page:
        here, me = await visit_as(admin, request, Role.LEAD, Role.ADMIN)
        form = await read_form(request, one=("ending", "reason"))
        try:
            await lists.end(item, ending=form.text("ending"), reason=form.text("reason"), by=me.id, publish=me.role is Role.ADMIN)
        except Refused as refused:
            if refused.status == 404:
                raise
            newest = await _newest(lists, item)
            return await _form_page(here, me, newest, {**values_of(_entry(newest)), "base": str(newest.number)}, fault=here.fault(refused))
        return redirect(f"/admin/directory?done={'ended' if me.role is Role.ADMIN else 'proposed'}")

    @post("/admin/directory/versions/{version:str}/{verb:str}", include_in_schema=False, status_code=303)
    async def settle(request: Request[Any, Any, Any], version: FromPath[str], verb: FromPath[str]) -> Page:
        here, me = await visit_as(admin, request, Role.ADMIN)
        await read_form(request)
        if verb not in ("publish", "drop"):
            raise NotFound
        try:
            await (lists.publish if verb == "publish" else lists.drop)(version, by=me.id)
        except Refused as refused:
            if refused.status == 404:
                raise
            return await _list_page(here, me, lists, fault=here.fault(refused))
        return redirect(f"/admin/directory?done={'published' if verb == 'publish' else 'dropped'}")

    async def put(request: Request[Any, Any, Any], item: str | None) -> Page:
        here, me = await visit_as(admin, request, Role.LEAD, Role.ADMIN)
        form = await read_form(request, one=fields_of(admin.languages), many=("lines",))
        newest = None if item is None else await _newest(lists, item)
        values = {name: given[0] for name, given in form.values.items() if name != "lines"}
        try:
            draft = draft_of(form, admin.languages, None if newest is None else newest.entry)
            if form.text("do") == "preview":
                preview = lists.check(draft, item=item)
                return await _form_page(here, me, newest, values, lines=form.many("lines"), preview=preview)
            act = lists.put if form.text("do") == "publish" and me.role is Role.ADMIN else lists.propose
            done = await act(draft, item=item, base=_base(form), reason=form.text("reason"), by=me.id)
        except Refused as refused:
            if refused.status == 404:
                raise
            return await _form_page(here, me, newest, values, lines=form.many("lines"), fault=here.fault(refused))
        return redirect(f"/admin/directory?done={done.state}")

    return [show_list, new_entry, add_entry, *never_routes(admin), settle, show_entry, change_entry, end_entry]


async def _list_page(here: Visit, me: Agent, lists: Directory, *, fault: Fault | None = None) -> Page:
    book, now = await lists.refresh(), here.admin.clock.now_us()
    rows = [(entry, _view(here, entry, now), _state(entry, now)) for entry in book.entries]
    groups = [(here.say(KIND_NAMES[kind]), [row for row in rows if row[0].kind == kind and row[2] != "over"]) for kind in KINDS]
    waiting = [(version, _what(here, version)) for version in await lists.proposed()]
    return page(
        here, "directory.html", fault=fault, groups=[group for group in groups if group[1]], over=[row for row in rows if row[2] == "over"],
        waiting=waiting, may_publish=me.role is Role.ADMIN, fingerprint=lists.fingerprint, sequence=book.sequence, done=_done(here),
        never=[(one, here.say(KIND_NAMES[one.kind]), one.said(here.language)) for one in book.never],
    )  # fmt: skip


async def _form_page(
    here: Visit, me: Agent, newest: Version | None, values: Mapping[str, str], *, lines: tuple[str, ...] | None = None,
    preview: Entry | None = None, fault: Fault | None = None,
) -> Page:  # fmt: skip
    entry, now = None if newest is None else newest.entry, here.admin.clock.now_us()
    chosen = lines if lines is not None else entry.lines if entry else ()
    history = [] if newest is None else await here.admin.truth.directory.history(newest.item)
    fields = fields_of(here.admin.languages)
    return page(
        here, "directory_entry.html", fault=fault, entry=entry, newest=newest, values={name: values.get(name, "") for name in fields},
        kinds=[(kind, here.say(KIND_NAMES[kind])) for kind in KINDS], endings=[(code, here.say(name)) for code, name in ENDINGS.items()],
        lines=[(code, here.say(name), code in chosen) for code, name in LINES.items()],
        days=[(f"day_{n}", here.say(day)) for n, day in enumerate(DAYS)], ideas=HOURS_IDEAS, zones=_zones(),
        tongues=[(code, LANGUAGE_NAMES.get(code, code)) for code in here.admin.languages], may_publish=me.role is Role.ADMIN,
        preview=None if preview is None else _view(here, preview, now), over=entry is not None and entry.is_over(now),
        history=[(version, _what(here, version)) for version in history],
    )  # fmt: skip


@cache
def _zones() -> list[str]:
    return sorted(zone for zone in available_timezones() if "/" in zone and not zone.startswith(("Etc/", "posix/", "right/")))


def _done(here: Visit) -> str:
    return str(here.request.query_params.get("done", ""))


def _view(here: Visit, entry: Entry, now: int) -> object:
    return contact_view(Shown(entry, standing_of(entry, now), ()), language=here.language, say=here.say, now=now)


def _state(entry: Entry, now: int) -> str:
    return "over" if entry.is_over(now) else "valid" if entry.is_valid(now) else "coming"


def _what(here: Visit, version: Version) -> dict[str, str]:
    """Kind, value and what the version does, in words."""
    body = version.body
    if isinstance(body, Entry):
        ended = body.ending and body.valid_until is not None
        said = here.say(ENDINGS[body.ending]) if ended else here.say("New entry") if version.number == 1 else here.say("Changed")
        return {"kind": here.say(KIND_NAMES[body.kind]), "value": body.shown, "label": body.label(here.language), "said": said}
    said = here.say("Taken back") if body.gone else here.say("Never used")
    return {"kind": here.say(KIND_NAMES[body.kind]), "value": body.pattern, "label": body.said(here.language), "said": said}


async def _newest(lists: Directory, item: str) -> Version:
    """Of an entry. Raises NotFound."""
    versions = await lists.history(item)
    newest = next((one for one in versions if one.state != "dropped"), versions[0])
    _entry(newest)
    return newest


def _entry(version: Version) -> Entry:
    if version.entry is None:
        raise NotFound("entry_unknown", "There is no such entry.", "Load the list again.")
    return version.entry


def _base(form: Form) -> int | None:
    text = form.text("base")
    return int(text) if text.isascii() and text.isdigit() and len(text) < 7 else None
