"""The sign-in pages of agents: password, code, set-up of one-time codes, first own password; and signing out.

A GET never signs anybody in or out. Each page sends who is at another stage there.
"""

from __future__ import annotations

import io
from typing import Any
from urllib.parse import quote

from litestar import Request, get, post
from litestar.datastructures import Cookie
from litestar.handlers import HTTPRouteHandler

from truepenny.contracts.errors import Refused
from truepenny.people import totp
from truepenny.people.agent_sign_in import Advance, SignInStep, Stage
from truepenny.people.passwords import MIN_CHARS
from truepenny.platform.web.language import local_path
from truepenny.surfaces.admin.forms import Form, read_form
from truepenny.surfaces.admin.visit import (
    SESSION_COOKIE,
    STEP_COOKIE,
    STEP_PATH,
    Admin,
    Fault,
    Page,
    Visit,
    ended_cookie,
    page,
    redirect,
    session_cookie,
    step_cookie,
    visit,
)

HOME = "/desk"
_PAGES: dict[Stage, str] = {"code": "/code", "enrol": "/set-up", "password": "/password"}


def sign_in_routes(admin: Admin) -> list[HTTPRouteHandler]:
    @get("/desk/sign-in", include_in_schema=False)
    async def show_password(request: Request[Any, Any, Any]) -> Page:
        here = await visit(admin, request)
        if here.agent is not None:
            return redirect(_next(request))
        return page(here, "sign_in.html", login="", next=_next(request))

    @post("/desk/sign-in", include_in_schema=False, status_code=200)
    async def check_password(request: Request[Any, Any, Any]) -> Page:
        here = await visit(admin, request)
        form = await read_form(request, one=("login", "password", "next"))
        try:
            step = await admin.sign_in.start(form.text("login"), form.raw("password"), address=here.address)
        except Refused as refused:
            return page(here, "sign_in.html", fault=here.fault(refused), login=form.text("login")[:200], next=_next(request, form))
        return _go(step, request, form, cookies=[step_cookie(admin, step.step_token)])

    @post("/desk/sign-out", include_in_schema=False, status_code=303)
    async def sign_out(request: Request[Any, Any, Any]) -> Page:
        here = await visit(admin, request)
        if here.agent is not None:
            await admin.sessions.end_session(here.agent, here.agent.session)
        ended = [ended_cookie(admin, SESSION_COOKIE), ended_cookie(admin, STEP_COOKIE, path=STEP_PATH)]
        return redirect("/desk/sign-in", cookies=ended)

    return [show_password, check_password, sign_out, *_code_routes(admin), *_set_up_routes(admin), *_password_routes(admin)]


def _code_routes(admin: Admin) -> list[HTTPRouteHandler]:
    @get("/desk/sign-in/code", include_in_schema=False)
    async def show_code(request: Request[Any, Any, Any]) -> Page:
        here, step = await _step(admin, request)
        if step is None or step.stage != "code":
            return _elsewhere(step, request)
        return page(here, "code.html", step=step, next=_next(request))

    @post("/desk/sign-in/code", include_in_schema=False, status_code=200)
    async def check_code(request: Request[Any, Any, Any]) -> Page:
        here, step = await _step(admin, request)
        form = await read_form(request, one=("code", "next"))
        if step is None or step.stage != "code":
            return _elsewhere(step, request)
        try:
            done = await admin.sign_in.check_code(here.step_token, form.text("code"), address=here.address, device=here.device)
        except Refused as refused:
            return page(here, "code.html", fault=here.fault(refused), step=step, next=_next(request, form))
        return await _onward(here, done, form)

    return [show_code, check_code]


def _set_up_routes(admin: Admin) -> list[HTTPRouteHandler]:
    def set_up_page(here: Visit, step: SignInStep, *, to: str, fault: Fault | None = None) -> Page:
        uri = totp.provisioning_uri(step.secret, login=step.login, issuer=here.look.name)
        grouped = " ".join(step.secret[i : i + 4] for i in range(0, len(step.secret), 4))
        return page(here, "set_up.html", fault=fault, step=step, qr=qr_svg(uri), secret=grouped, uri=uri, next=to)

    @get("/desk/sign-in/set-up", include_in_schema=False)
    async def show_set_up(request: Request[Any, Any, Any]) -> Page:
        here, step = await _step(admin, request)
        if step is None or step.stage != "enrol":
            return _elsewhere(step, request)
        return set_up_page(here, step, to=_next(request))

    @post("/desk/sign-in/set-up", include_in_schema=False, status_code=200)
    async def confirm(request: Request[Any, Any, Any]) -> Page:
        here, step = await _step(admin, request)
        form = await read_form(request, one=("code", "next"))
        if step is None or step.stage != "enrol":
            return _elsewhere(step, request)
        try:
            done = await admin.sign_in.confirm_enrolment(here.step_token, form.text("code"), address=here.address, device=here.device)
        except Refused as refused:
            return set_up_page(here, step, to=_next(request, form), fault=here.fault(refused))
        cookies = await _entered(here, done)
        onward = _page_of(done.stage, _next(request, form))
        return page(here, "recovery_codes.html", cookies=cookies, codes=done.recovery_codes, onward=onward, first=True)

    return [show_set_up, confirm]


def _password_routes(admin: Admin) -> list[HTTPRouteHandler]:
    @get("/desk/sign-in/password", include_in_schema=False)
    async def show_new_password(request: Request[Any, Any, Any]) -> Page:
        here, step = await _step(admin, request)
        if step is None or step.stage != "password":
            return _elsewhere(step, request)
        return page(here, "new_password.html", step=step, next=_next(request), min_chars=MIN_CHARS)

    @post("/desk/sign-in/password", include_in_schema=False, status_code=200)
    async def choose_password(request: Request[Any, Any, Any]) -> Page:
        here, step = await _step(admin, request)
        form = await read_form(request, one=("password", "login", "next"))
        if step is None or step.stage != "password":
            return _elsewhere(step, request)
        try:
            done = await admin.sign_in.choose_password(here.step_token, form.raw("password"), address=here.address, device=here.device)
        except Refused as refused:
            return page(here, "new_password.html", fault=here.fault(refused), step=step, next=_next(request, form), min_chars=MIN_CHARS)
        return await _onward(here, done, form)

    return [show_new_password, choose_password]


async def _step(admin: Admin, request: Request[Any, Any, Any]) -> tuple[Visit, SignInStep | None]:
    here = await visit(admin, request)
    return here, await admin.sign_in.find_step(here.step_token)


def _elsewhere(step: SignInStep | None, request: Request[Any, Any, Any]) -> Page:
    """To the page of the stage that the sign-in is at; to the start where there is none."""
    to = _next(request)
    if step is None:
        return redirect(f"/desk/sign-in?next={quote(to, safe='')}")
    return redirect(_page_of(step.stage, to))


def _page_of(stage: Stage, to: str) -> str:
    return to if stage == "in" else f"/desk/sign-in{_PAGES[stage]}?next={quote(to, safe='')}"


def _go(done: Advance, request: Request[Any, Any, Any], form: Form, *, cookies: list[Cookie]) -> Page:
    return redirect(_page_of(done.stage, _next(request, form)), cookies=cookies)


async def _onward(here: Visit, done: Advance, form: Form) -> Page:
    return _go(done, here.request, form, cookies=await _entered(here, done))


async def _entered(here: Visit, done: Advance) -> list[Cookie]:
    """The cookies after a step. A session that this browser had before ends."""
    if done.session is None:
        return []
    if here.agent is not None:
        await here.admin.sessions.end_session(here.agent, here.agent.session)
    return [session_cookie(here.admin, done.session), ended_cookie(here.admin, STEP_COOKIE, path=STEP_PATH)]


def _next(request: Request[Any, Any, Any], form: Form | None = None) -> str:
    wanted = form.text("next") if form is not None else request.query_params.get("next", "")
    to = local_path(wanted, fallback=HOME)
    return HOME if to.startswith((STEP_PATH, "/desk/sign-out")) else to


def qr_svg(text: str) -> str:
    """A QR code as an SVG element, dark on light in every dress, because cameras need it so."""
    import segno

    out = io.BytesIO()
    segno.make(text, error="m", micro=False).save(
        out, kind="svg", xmldecl=False, svgns=False, omitsize=True, border=3, dark="#000", light="#fff", svgclass="qr", lineclass=None
    )
    return out.getvalue().decode()
