"""All routes of agents' sign-in and of the admin pages. In: what main/wiring.py has made. Out: one router for Litestar."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from litestar import Request, get

from truepenny.contracts.identity import Role
from truepenny.platform.web.router import Router
from truepenny.surfaces.admin.agents import agent_routes
from truepenny.surfaces.admin.brand import brand_routes
from truepenny.surfaces.admin.canned import canned_routes
from truepenny.surfaces.admin.checks import check_routes
from truepenny.surfaces.admin.directory import directory_routes
from truepenny.surfaces.admin.help import help_routes
from truepenny.surfaces.admin.help_answers import help_answer_routes
from truepenny.surfaces.admin.help_categories import help_category_routes
from truepenny.surfaces.admin.help_pictures import help_picture_routes
from truepenny.surfaces.admin.help_versions import help_version_routes
from truepenny.surfaces.admin.help_words import help_word_routes
from truepenny.surfaces.admin.mail import mail_routes
from truepenny.surfaces.admin.notice_tickets import notice_ticket_routes
from truepenny.surfaces.admin.notices import notice_routes
from truepenny.surfaces.admin.own import own_routes
from truepenny.surfaces.admin.record import record_routes
from truepenny.surfaces.admin.screen import screen_routes
from truepenny.surfaces.admin.search import search_routes
from truepenny.surfaces.admin.services import service_routes
from truepenny.surfaces.admin.sign_in import sign_in_routes
from truepenny.surfaces.admin.teams import team_routes
from truepenny.surfaces.admin.visit import Admin, Page, SignInFirst, answer_sign_in_first, redirect, visit_as

TEMPLATES = Path(__file__).parent / "templates"
STATIC = Path(__file__).parent / "static"
LOCALE = Path(__file__).parent / "locale"
MAX_BODY = 3_000_000
_START = {Role.AGENT: "/admin/me", Role.LEAD: "/admin/canned", Role.ADMIN: "/admin/agents"}


def routes(admin: Admin) -> list[Router]:
    @get("/admin", include_in_schema=False)
    async def start(request: Request[Any, Any, Any]) -> Page:
        _, me = await visit_as(admin, request)
        return redirect(_START[me.role])

    handlers = [
        start,
        *sign_in_routes(admin),
        *own_routes(admin),
        *agent_routes(admin),
        *team_routes(admin),
        *canned_routes(admin),
        *help_routes(admin),
        *help_word_routes(admin),
        *help_version_routes(admin),
        *help_picture_routes(admin),
        *help_category_routes(admin),
        *help_answer_routes(admin),
        *search_routes(admin),
        *directory_routes(admin),
        *check_routes(admin),
        *screen_routes(admin),
        *mail_routes(admin),
        *notice_routes(admin),
        *notice_ticket_routes(admin),
        *service_routes(admin),
        *brand_routes(admin),
        *record_routes(admin),
    ]
    return [Router("/", route_handlers=handlers, exception_handlers={SignInFirst: answer_sign_in_first}, request_max_body_size=MAX_BODY)]
