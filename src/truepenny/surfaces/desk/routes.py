"""The desk's pages: the same shell at /desk and at every address that its script draws, for signed-in agents.

In: the agent's cookie. Out: HTML that loads static/app.js, or a redirect to /desk/sign-in that leads back. Never reads a ticket.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Protocol
from urllib.parse import quote

from litestar import Request, Response, get
from litestar.handlers import HTTPRouteHandler

from truepenny.contracts.identity import Agent
from truepenny.platform.web.assets import Assets
from truepenny.platform.web.colour import brand_css
from truepenny.platform.web.language import COOKIE, pick_language
from truepenny.platform.web.templates import Templates

TEMPLATES = Path(__file__).parent / "templates"
STATIC = Path(__file__).parent / "static"
LOCALE = Path(__file__).parent / "locale"

SESSION_COOKIE = "tp_agent"
THEME_COOKIE = "tp_theme"
CLIENT_PATHS = ["/desk", "/desk/t/{number:str}"]
"""Kept in step with static/router.js."""


class Look(Protocol):
    """The brand: name, hue in degrees, languages offered (the first one when in doubt)."""

    @property
    def name(self) -> str: ...
    @property
    def hue(self) -> int: ...
    @property
    def languages(self) -> tuple[str, ...]: ...


@dataclass(frozen=True, slots=True)
class DeskPages:
    """What the pages need of the house. find_agent: who a session token stands for, or None. public_url: where customers find the site,
    which may be another address than the one by which agents reach the desk."""

    templates: Templates
    assets: Assets
    look: Callable[[], Awaitable[Look]]
    find_agent: Callable[[str], Awaitable[Agent | None]]
    public_url: str


def routes(pages: DeskPages) -> list[HTTPRouteHandler]:
    modules = preloaded(pages.assets)

    @get(CLIENT_PATHS, include_in_schema=False)
    async def shell(request: Request[Any, Any, Any]) -> Response[str]:
        token = request.cookies.get(SESSION_COOKIE, "")
        agent = await pages.find_agent(token) if token else None
        if agent is None:
            return _to_sign_in(request)
        look = await pages.look()
        language = pick_language(
            look.languages, chosen=request.cookies.get(COOKIE) or agent.language, accept_language=request.headers.get("accept-language", "")
        )
        html = pages.templates.render(
            "desk/shell.html",
            language=language,
            name=look.name,
            public_url=pages.public_url,
            theme=_theme(request.cookies.get(THEME_COOKIE, "")),
            brand_css_url=f"/assets/brand.css?hue={look.hue}-{len(brand_css(look.hue))}",
            modules=modules,
        )
        headers = {"cache-control": "no-store", "content-language": language, "vary": "cookie, accept-language"}
        return Response(html, media_type="text/html; charset=utf-8", headers=headers)

    return [shell]


def preloaded(assets: Assets) -> list[str]:
    """URLs of all modules, so that the browser fetches them at once instead of import by import."""
    own = sorted(name for name in assets.names if name.startswith("desk/") and name.endswith(".js"))
    return [assets.url(name) for name in ["shared/vendor/lit.js", *own]]


def _theme(chosen: str) -> str:
    return chosen if chosen in ("light", "dark") else ""


def _to_sign_in(request: Request[Any, Any, Any]) -> Response[str]:
    here = request.url.path + (f"?{request.url.query}" if request.url.query else "")
    location = f"/desk/sign-in?next={quote(here, safe='')}"
    return Response("", status_code=303, media_type="text/plain", headers={"location": location, "cache-control": "no-store"})
