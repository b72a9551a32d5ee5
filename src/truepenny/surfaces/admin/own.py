"""An agent's own page: sessions, password, one-time codes, language. For every role."""

from __future__ import annotations

from typing import Any
from urllib.parse import quote

from litestar import Request, get, post
from litestar.handlers import HTTPRouteHandler

from truepenny.contracts.errors import Refused
from truepenny.contracts.identity import Agent
from truepenny.people.passwords import MIN_CHARS
from truepenny.surfaces.admin.forms import bad_form, read_form
from truepenny.surfaces.admin.visit import (
    SESSION_COOKIE,
    Admin,
    Fault,
    Page,
    Visit,
    ended_cookie,
    language_cookie,
    page,
    redirect,
    step_cookie,
    visit_as,
)

PATH = "/admin/me"


async def _own_page(here: Visit, agent: Agent, *, fault: Fault | None = None, at: str = "") -> Page:
    """at: the part of the page where the fault is."""
    card = await here.admin.directory.load(agent.id)
    listed = await here.admin.sessions.list_sessions(agent)
    done = here.request.query_params.get("done", "")
    return page(here, "own.html", fault=fault, at=at, card=card, sessions=listed, min_chars=MIN_CHARS, done=done)


def own_routes(admin: Admin) -> list[HTTPRouteHandler]:
    @get(PATH, include_in_schema=False)
    async def show(request: Request[Any, Any, Any]) -> Page:
        return await _own_page(*await visit_as(admin, request))

    @post(f"{PATH}/language", include_in_schema=False, status_code=303)
    async def choose_language(request: Request[Any, Any, Any]) -> Page:
        _, agent = await visit_as(admin, request)
        language = (await read_form(request, one=("language",))).text("language")
        if language not in admin.languages:
            raise bad_form()
        await admin.directory.change(agent.id, by=agent.id, language=language)
        return redirect(f"{PATH}?done=language", cookies=[language_cookie(admin, language)])

    @post(f"{PATH}/password", include_in_schema=False, status_code=200)
    async def change_password(request: Request[Any, Any, Any]) -> Page:
        here, agent = await visit_as(admin, request)
        form = await read_form(request, one=("login", "old_password", "password"))
        try:
            await admin.sign_in.change_password(agent, form.raw("old_password"), form.raw("password"))
        except Refused as refused:
            return await _own_page(here, agent, fault=here.fault(refused), at="password")
        return redirect(f"{PATH}?done=password")

    return [show, choose_language, change_password, *_code_routes(admin), *_session_routes(admin)]


def _code_routes(admin: Admin) -> list[HTTPRouteHandler]:
    @post(f"{PATH}/device", include_in_schema=False, status_code=200)
    async def change_device(request: Request[Any, Any, Any]) -> Page:
        here, agent = await visit_as(admin, request)
        form = await read_form(request, one=("device_password", "device_code"))
        try:
            step = await admin.sign_in.begin_totp_change(agent, form.raw("device_password"), form.text("device_code"))
        except Refused as refused:
            fault = here.fault(refused)
            field = "device_code" if fault.field == "code" else "device_password"
            return await _own_page(here, agent, fault=Fault(fault.status, field, fault.title, fault.cure, fault.retry_after_s), at="device")
        return redirect(f"/desk/sign-in/set-up?next={quote(PATH, safe='')}", cookies=[step_cookie(admin, step.step_token)])

    @post(f"{PATH}/recovery-codes", include_in_schema=False, status_code=200)
    async def renew(request: Request[Any, Any, Any]) -> Page:
        here, agent = await visit_as(admin, request)
        form = await read_form(request, one=("code",))
        try:
            codes = await admin.sign_in.renew_recovery_codes(agent, form.text("code"))
        except Refused as refused:
            return await _own_page(here, agent, fault=here.fault(refused), at="codes")
        return page(here, "recovery_codes.html", codes=codes, onward=PATH, first=False)

    return [change_device, renew]


def _session_routes(admin: Admin) -> list[HTTPRouteHandler]:
    @post(f"{PATH}/sessions/end", include_in_schema=False, status_code=303)
    async def end_one(request: Request[Any, Any, Any]) -> Page:
        _, agent = await visit_as(admin, request)
        session = (await read_form(request, one=("session",))).text("session")
        await admin.sessions.end_session(agent, session)
        if session == agent.session:
            return redirect("/desk/sign-in", cookies=[ended_cookie(admin, SESSION_COOKIE)])
        return redirect(f"{PATH}?done=session")

    @post(f"{PATH}/sessions/end-others", include_in_schema=False, status_code=303)
    async def end_others(request: Request[Any, Any, Any]) -> Page:
        _, agent = await visit_as(admin, request)
        await read_form(request)
        await admin.sessions.end_all(agent, but_this=True)
        return redirect(f"{PATH}?done=sessions")

    return [end_one, end_others]
