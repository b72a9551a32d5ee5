"""One request to the admin pages: who asks, in which language, and how a page is made for them.

In: cookies and headers. Out: HTML responses that are never stored. Cookies: tp_agent (session), tp_agent_step (a sign-in under way).
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Any
from urllib.parse import quote

from litestar import Request, Response
from litestar.datastructures import Cookie

from truepenny.contracts.errors import Refused
from truepenny.contracts.identity import Agent, Role
from truepenny.intake.operator_rules import OperatorRules
from truepenny.knowledge.brand import Brand, BrandLook
from truepenny.knowledge.canned import Canned
from truepenny.people.agent_directory import AgentDirectory
from truepenny.people.agent_sessions import AgentSessions, OpenedSession
from truepenny.people.agent_sign_in import AgentSignIn
from truepenny.people.teams import Teams
from truepenny.platform.clock import SECOND, Clock
from truepenny.platform.web.colour import brand_css
from truepenny.platform.web.i18n import Catalog, fill
from truepenny.platform.web.language import COOKIE, COOKIE_MAX_AGE_S, local_path, pick_language
from truepenny.platform.web.templates import Templates
from truepenny.surfaces.admin.mail_room import MailRoom
from truepenny.surfaces.truth import Truth

SESSION_COOKIE = "tp_agent"
STEP_COOKIE = "tp_agent_step"
STEP_PATH = "/desk/sign-in"
ZONE_COOKIE = "tp_zone"
SomeRequest = Request[Any, Any, Any]
Page = Response[str]
SaveLogo = Callable[[bytes, str], Awaitable[str]]
"""A picture and its name in, its address on our own origin out. Raises Refused."""
LANGUAGE_NAMES = {"en": "English", "zh": "中文"}


@dataclass(frozen=True, slots=True)
class Admin:
    """What all routes share. languages: all that the desk speaks."""

    directory: AgentDirectory
    sessions: AgentSessions
    sign_in: AgentSignIn
    teams: Teams
    canned: Canned
    brand: Brand
    screen: OperatorRules
    mail: MailRoom
    save_logo: SaveLogo
    truth: Truth
    templates: Templates
    catalog: Catalog
    clock: Clock
    languages: tuple[str, ...]
    secure_cookies: bool


@dataclass(frozen=True, slots=True)
class Visit:
    admin: Admin
    request: SomeRequest
    language: str
    zone: str
    look: BrandLook
    agent: Agent | None

    @property
    def address(self) -> str:
        return self.request.client.host if self.request.client else ""

    @property
    def device(self) -> str:
        return str(self.request.headers.get("user-agent", ""))

    @property
    def step_token(self) -> str:
        return str(self.request.cookies.get(STEP_COOKIE, ""))

    def say(self, msgid: str, **params: object) -> str:
        return self.admin.catalog.translate(self.language, msgid, **params)

    def fault(self, refused: Refused, *, text: str = "") -> Fault:
        """The refusal in the reader's language, for the page that is shown again. text: what the field at fault held, to quote from."""
        title, cure = (fill(self.admin.catalog.translate(self.language, text), refused.params) for text in (refused.title, refused.cure))
        quotes = tuple(Quote(text[m.start : m.end], self.say(m.title), m.start, m.end) for m in refused.marks)
        teaches = bool(quotes) and not any(mark.certain for mark in refused.marks)
        return Fault(refused.status, refused.field or "", title, cure, refused.retry_after_s, quotes, may_teach=teaches)


@dataclass(frozen=True, slots=True)
class Fault:
    """What was wrong with a form. field: the name of the input, or empty. may_teach: all that is quoted may be meant as a warning."""

    status: int
    field: str
    title: str
    cure: str
    retry_after_s: int | None = None
    quotes: tuple[Quote, ...] = ()
    may_teach: bool = False


@dataclass(frozen=True, slots=True)
class Quote:
    """A stretch of the field that is at fault, and why; start and end count its code points."""

    words: str
    title: str
    start: int
    end: int


async def visit(admin: Admin, request: SomeRequest) -> Visit:
    """The language chosen in this browser, as at the desk; else the agent's own; else what the browser asks for."""
    agent = await admin.sessions.find_agent(request.cookies.get(SESSION_COOKIE))
    look = await admin.brand.look()
    known = [code for code in admin.languages if code in admin.catalog.languages] or list(admin.catalog.languages)
    chosen = request.cookies.get(COOKIE) or (agent.language if agent is not None else None)
    language = pick_language(known, chosen=chosen, accept_language=request.headers.get("accept-language", ""))
    return Visit(admin, request, language, request.cookies.get(ZONE_COOKIE, ""), look, agent)


class SignInFirst(Exception):
    """Answered by the way to the sign-in page and back."""

    def __init__(self, back: str) -> None:
        super().__init__(back)
        self.back = back


async def visit_as(admin: Admin, request: SomeRequest, *roles: Role) -> tuple[Visit, Agent]:
    """For agents with one of the roles. Raises SignInFirst, and Refused 403 for the others."""
    here = await visit(admin, request)
    if here.agent is None:
        query = f"?{request.url.query}" if request.url.query else ""
        raise SignInFirst(request.url.path + query if request.method == "GET" else "/admin")
    if roles and here.agent.role not in roles:
        raise Refused(
            403,
            "role_needed",
            "This page is not for your role.",
            "Ask an admin to do it, or to give you the role.",
            params={"role": roles[0].value},
        )
    return here, here.agent


def page(
    here: Visit, template: str, *, fault: Fault | None = None, status: int = 200, cookies: list[Cookie] | None = None, **shown: object
) -> Page:
    """A whole page. fault: shown on top and at its field; the status is the fault's then."""
    html = here.admin.templates.render(
        f"admin/{template}",
        language=here.language,
        zone=here.zone,
        brand={"name": here.look.name, "logo_url": here.look.logo_url, "css_url": brand_css_url(here.look.hue)},
        language_links=[(code, LANGUAGE_NAMES.get(code, code)) for code in here.admin.languages if code in here.admin.catalog.languages],
        here=quote(_back(here), safe=""),
        path=here.request.url.path,
        me=here.agent,
        fault=fault,
        now=here.admin.clock.now_us(),
        **shown,
    )
    headers = {"content-language": here.language, "vary": "accept-language, cookie", "cache-control": "no-store"}
    if fault is not None:
        status = fault.status
        if fault.retry_after_s is not None:
            headers["retry-after"] = str(fault.retry_after_s)
    return Response(html, status_code=status, media_type="text/html; charset=utf-8", headers=headers, cookies=cookies or [])


def _back(here: Visit) -> str:
    url = here.request.url
    return url.path + (f"?{url.query}" if url.query and here.request.method == "GET" else "")


def brand_css_url(hue: int) -> str:
    """Changes with the hue, so that it may be kept for ever."""
    return f"/assets/brand.css?hue={hue}-{len(brand_css(hue))}"


def redirect(to: str, *, cookies: list[Cookie] | None = None) -> Page:
    """303: the next request is a GET."""
    headers = {"location": to, "cache-control": "no-store"}
    return Response("", status_code=303, headers=headers, cookies=cookies or [], media_type="text/plain")


def answer_sign_in_first(_request: SomeRequest, needed: SignInFirst) -> Page:
    """For Litestar(exception_handlers={SignInFirst: ...})."""
    return redirect(f"/desk/sign-in?next={quote(local_path(needed.back, fallback='/desk'), safe='')}")


def session_cookie(admin: Admin, session: OpenedSession) -> Cookie:
    life_s = max(60, (session.expires_at - admin.clock.now_us()) // SECOND)
    return Cookie(SESSION_COOKIE, value=session.token, path="/", max_age=life_s, httponly=True, samesite="lax", secure=admin.secure_cookies)


def language_cookie(admin: Admin, language: str) -> Cookie:
    return Cookie(COOKIE, value=language, path="/", max_age=COOKIE_MAX_AGE_S, samesite="lax", secure=admin.secure_cookies)


def step_cookie(admin: Admin, token: str) -> Cookie:
    return Cookie(STEP_COOKIE, value=token, path=STEP_PATH, max_age=600, httponly=True, samesite="strict", secure=admin.secure_cookies)


def ended_cookie(admin: Admin, key: str, *, path: str = "/") -> Cookie:
    return Cookie(key, value="", path=path, max_age=0, httponly=True, samesite="lax", secure=admin.secure_cookies)
