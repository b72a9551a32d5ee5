"""One request of one reader: who they are, their language and zone, and how a page is made for them.

In: the request's cookies and headers. Out: HTML responses. Cookies: tp_customer (session), tp_lang, tp_zone (set by the browser's script).
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Any
from urllib.parse import quote

from litestar import Request, Response
from litestar.datastructures import Cookie

from truepenny.contracts.errors import Refused
from truepenny.contracts.identity import Customer
from truepenny.platform.clock import Clock
from truepenny.platform.db.database import DatabaseAway
from truepenny.platform.web.colour import brand_css
from truepenny.platform.web.i18n import Catalog, fill
from truepenny.platform.web.language import COOKIE, pick_language
from truepenny.platform.web.problem import Declined
from truepenny.platform.web.templates import Templates
from truepenny.platform.web.visible import visible
from truepenny.surfaces.portal.needs import ASSURANCE_WORDS, Look, PortalNeeds, SignedIn
from truepenny.surfaces.truth import Truth

SESSION_COOKIE = "tp_customer"
GUEST_COOKIE = "tp_guest"
"""A guest's session, kept beside the one of an account that signs in later, so that the guest's tickets can be taken along."""
ZONE_COOKIE = "tp_zone"
SomeRequest = Request[Any, Any, Any]
Page = Response[str]


@dataclass(frozen=True, slots=True)
class Portal:
    """What all routes share. public_url: without a slash at its end."""

    needs: PortalNeeds
    templates: Templates
    catalog: Catalog
    clock: Clock
    public_url: str
    secure_cookies: bool
    max_file_bytes: int
    accept: tuple[str, ...]
    truth: Truth


@dataclass(frozen=True, slots=True)
class Visit:
    portal: Portal
    request: SomeRequest
    language: str
    zone: str
    look: Look
    session: SignedIn | None

    @property
    def offered(self) -> tuple[str, ...]:
        """The languages that this reader may choose from."""
        return tuple(code for code in self.look.languages if code in self.portal.catalog.languages) or self.portal.catalog.languages

    @property
    def customer(self) -> Customer | None:
        return self.session.customer if self.session else None

    @property
    def address(self) -> str:
        return self.request.client.host if self.request.client else ""

    def say(self, msgid: str, **params: object) -> str:
        return self.portal.catalog.translate(self.language, msgid, "portal", **params)

    def say_refused(self, refused: Declined) -> tuple[str, str]:
        """Title and cure in the reader's language."""
        return (
            fill(self.portal.catalog.translate(self.language, refused.title), refused.params),
            fill(self.portal.catalog.translate(self.language, refused.cure), refused.params),
        )

    def join(self, *sentences: str) -> str:
        """Sentences of the house, one after the other."""
        return ("" if self.language == "zh" else " ").join(filter(None, sentences))


async def visit(portal: Portal, request: SomeRequest) -> Visit:
    look = await portal.needs.brand()
    token = request.cookies.get(SESSION_COOKIE, "")
    session = await portal.needs.session_of(token) if token else None
    offered = tuple(code for code in look.languages if code in portal.catalog.languages) or portal.catalog.languages
    language = pick_language(offered, chosen=request.cookies.get(COOKIE), accept_language=request.headers.get("accept-language", ""))
    return Visit(portal, request, language, request.cookies.get(ZONE_COOKIE, ""), look, session)


async def visit_anyway(portal: Portal, request: SomeRequest) -> Visit:
    """The same where even the brand and the session cannot be read: a nobody on a plain page, so that a form can be given back."""
    try:
        return await visit(portal, request)
    except DatabaseAway:
        languages = portal.catalog.languages
        language = pick_language(languages, chosen=request.cookies.get(COOKIE), accept_language=request.headers.get("accept-language", ""))
        return Visit(portal, request, language, request.cookies.get(ZONE_COOKIE, ""), PlainLook(languages), None)


@dataclass(frozen=True, slots=True)
class PlainLook:
    """A look for when the brand cannot be read."""

    languages: tuple[str, ...]
    name: str = "Truepenny"
    hue: int = 258
    logo_url: str | None = None


async def signed_in(portal: Portal, request: SomeRequest) -> tuple[Visit, Customer]:
    """The same for routes that need a customer. Raises SignInNeeded."""
    here = await visit(portal, request)
    if here.customer is None:
        raise SignInNeeded
    return here, here.customer


DECLINED = (Refused, DatabaseAway)
"""What is told to the customer beside the form; everything else is a bug."""


class SignInNeeded(Refused):
    def __init__(self) -> None:
        super().__init__(401, "sign_in_needed", "Please sign in first.", "Sign in through your exchange, or open your private link.")


def page(
    here: Visit, template: str, *, status: int = 200, cookies: list[Cookie] | None = None, public: object = None, **shown: object
) -> Page:
    """A whole page of the portal. public: addresses of a page for everybody (public.py). shown: what the template names."""
    path = here.request.url.path
    back = path + (f"?{here.request.url.query}" if here.request.url.query and here.request.method == "GET" else "")
    html = here.portal.templates.render(
        f"portal/{template}",
        language=here.language,
        zone=here.zone,
        brand={
            "name": here.look.name,
            "title": brand_title(here.look, here.portal.catalog, here.language),
            "logo_url": here.look.logo_url,
            "css_url": brand_css_url(here.look),
        },
        languages=here.offered,
        here=quote(back, safe=""),
        me=_me(here),
        by_mail=here.portal.needs.mail.is_on,
        public=public,
        now=here.portal.clock.now_us(),
        **shown,
    )
    headers = {"content-language": here.language, "vary": "accept-language, cookie"}
    return Response(html, status_code=status, media_type="text/html; charset=utf-8", headers=headers, cookies=cookies or [])


_SAYS_SUPPORT = re.compile(r"support|help|desk|客服|帮助|支持", re.IGNORECASE)


def brand_title(look: Look, catalog: Catalog, language: str) -> str:
    """The brand's name, with "Support" unless it says so itself."""
    name = visible(look.name)
    return name if _SAYS_SUPPORT.search(name) else catalog.translate(language, "{brand} Support", "portal", brand=name)


def _me(here: Visit) -> dict[str, object] | None:
    if here.session is None:
        return None
    customer = here.session.customer
    return {
        "name": here.session.name,
        "assurance": int(customer.assurance),
        "words": here.say(ASSURANCE_WORDS[customer.assurance]),
        "only_ticket": customer.only_ticket,
        "phrase": here.portal.needs.mail.may_choose(customer),
        "account": customer.contact if customer.assurance and customer.only_ticket is None else None,
    }


def brand_css_url(look: Look) -> str:
    """Changes with the hue, so that it may be kept for ever."""
    return f"/assets/brand.css?hue={look.hue}-{len(brand_css(look.hue))}"


def redirect(to: str, *, cookies: list[Cookie] | None = None, headers: dict[str, str] | None = None) -> Page:
    """303: the next request is a GET."""
    return Response("", status_code=303, headers={"location": to, **(headers or {})}, cookies=cookies or [], media_type="text/plain")


async def guest_before(here: Visit) -> tuple[Customer, int] | None:
    """The guest that this browser was before its account signed in, and how many tickets wait to be taken along; None without any."""
    token = here.request.cookies.get(GUEST_COOKIE, "")
    if not token or here.customer is None or not here.customer.assurance or here.customer.only_ticket is not None:
        return None
    session = await here.portal.needs.session_of(token)
    if session is None or session.customer.assurance or session.customer.only_ticket is not None:
        return None
    tickets = await here.portal.needs.list_tickets(session.customer)
    return (session.customer, len(tickets)) if tickets else None


def session_cookie(portal: Portal, session: SignedIn, *, key: str = SESSION_COOKIE) -> Cookie:
    life_s = max(60, (session.expires_at - portal.clock.now_us()) // 1_000_000)
    return Cookie(key, value=session.token, path="/", max_age=life_s, httponly=True, samesite="lax", secure=portal.secure_cookies)


def ended_cookie(portal: Portal, key: str, *, path: str = "/") -> Cookie:
    return Cookie(key, value="", path=path, max_age=0, httponly=True, samesite="lax", secure=portal.secure_cookies)
