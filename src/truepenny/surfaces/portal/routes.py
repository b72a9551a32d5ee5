"""All routes of the portal. In: what main/wiring.py has made. Out: route handlers for Litestar."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from litestar.handlers import HTTPRouteHandler

from truepenny.platform.web.problem import Problem
from truepenny.platform.web.templates import Templates
from truepenny.surfaces.portal.home import home_routes
from truepenny.surfaces.portal.opening import opening_routes
from truepenny.surfaces.portal.tickets import ticket_routes
from truepenny.surfaces.portal.visit import Portal

TEMPLATES = Path(__file__).parent / "templates"
STATIC = Path(__file__).parent / "static"
LOCALE = Path(__file__).parent / "locale"


def routes(portal: Portal) -> list[HTTPRouteHandler]:
    return [*home_routes(portal), *opening_routes(portal), *ticket_routes(portal)]


def problem_page(templates: Templates) -> Callable[[str, Problem], str]:
    """Makes the HTML page of a problem, for platform.web.problem.Answers. Needs no database: it must work when nothing else does."""

    def render(language: str, problem: Problem) -> str:
        return templates.render("portal/problem.html", language=language, problem=problem)

    return render
