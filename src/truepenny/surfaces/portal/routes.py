"""All routes of the portal. In: what main/wiring.py has made. Out: route handlers for Litestar."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from litestar.handlers import HTTPRouteHandler

from truepenny.platform.web.i18n import Catalog
from truepenny.platform.web.problem import FOR_AGENTS, Problem
from truepenny.platform.web.templates import Templates
from truepenny.platform.web.visible import visible
from truepenny.surfaces.portal.announced import announced_routes
from truepenny.surfaces.portal.checking import check_routes
from truepenny.surfaces.portal.contact import contact_routes
from truepenny.surfaces.portal.following import following_routes
from truepenny.surfaces.portal.help import help_routes
from truepenny.surfaces.portal.home import home_routes
from truepenny.surfaces.portal.mails import mail_routes
from truepenny.surfaces.portal.needs import Look
from truepenny.surfaces.portal.offers import offer_routes
from truepenny.surfaces.portal.opening import opening_routes
from truepenny.surfaces.portal.phrases import phrase_routes
from truepenny.surfaces.portal.proving import proving_routes
from truepenny.surfaces.portal.search import search_routes
from truepenny.surfaces.portal.signing_in import mail_sign_in_routes
from truepenny.surfaces.portal.sitemap import sitemap_routes
from truepenny.surfaces.portal.tickets import ticket_routes
from truepenny.surfaces.portal.visit import Portal, brand_css_url, brand_title

TEMPLATES = Path(__file__).parent / "templates"
STATIC = Path(__file__).parent / "static"
LOCALE = Path(__file__).parent / "locale"


def routes(portal: Portal) -> list[HTTPRouteHandler]:
    return [
        *home_routes(portal), *mail_sign_in_routes(portal), *phrase_routes(portal), *mail_routes(portal), *opening_routes(portal),
        *ticket_routes(portal), *contact_routes(portal), *proving_routes(portal), *help_routes(portal), *sitemap_routes(portal),
        *announced_routes(portal), *following_routes(portal), *offer_routes(portal), *check_routes(portal), *search_routes(portal),
    ]  # fmt: skip


def problem_page(templates: Templates, catalog: Catalog, *, look: Callable[[], Look | None]) -> Callable[[str, Problem, str], str]:
    """Makes the HTML page of a problem, for platform.web.problem.Answers. Needs no database: it must work when nothing else does.

    look: the brand as it was last read, or None. Links lead agents to the desk and customers to the portal, by the path asked for.
    """

    def render(language: str, problem: Problem, path: str) -> str:
        seen = look()
        for_agents = path.startswith(FOR_AGENTS)
        brand = {"title": catalog.translate(language, "Support", "portal"), "logo_url": None, "css_url": None}
        if seen is not None:
            title = visible(seen.name) if for_agents else brand_title(seen, catalog, language)
            brand = {"title": title, "logo_url": seen.logo_url, "css_url": brand_css_url(seen)}
        return templates.render("portal/problem.html", language=language, problem=problem, brand=brand, for_agents=for_agents)

    return render
