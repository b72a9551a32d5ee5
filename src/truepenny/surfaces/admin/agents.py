"""Agents, for admins: the list, adding one, changing one, resetting password and codes, disabling."""

from __future__ import annotations

from typing import Any

from litestar import Request, get, post
from litestar.handlers import HTTPRouteHandler
from litestar.params import FromPath

from truepenny.contracts.errors import Refused
from truepenny.contracts.identity import Role, TeamId
from truepenny.people.agents import AgentCard
from truepenny.people.teams import Team
from truepenny.surfaces.admin.forms import Form, bad_form, read_form
from truepenny.surfaces.admin.visit import LANGUAGE_NAMES, Admin, Fault, Page, Visit, page, redirect, visit_as

_FIELDS = ("name", "role", "language")
ROLE_WORDS = {Role.AGENT: "Agent", Role.LEAD: "Lead", Role.ADMIN: "Admin"}


def _role(form: Form) -> Role:
    try:
        return Role(form.text("role"))
    except ValueError as unknown:
        raise bad_form() from unknown


def _language(admin: Admin, form: Form) -> str:
    if form.text("language") not in admin.languages:
        raise bad_form()
    return form.text("language")


async def _form_page(
    here: Visit, *, card: AgentCard | None, given: Form | None = None, fault: Fault | None = None, password: str = ""
) -> Page:
    """given: what was typed, when the page is shown again. password: a new one, shown this once."""
    teams: list[Team] = await here.admin.teams.list_teams()
    values = {
        "login": given.text("login") if given else "",
        "name": given.text("name") if given else card.name if card else "",
        "role": given.text("role") if given else card.role.value if card else Role.AGENT.value,
        "language": given.text("language") if given else card.language if card else here.language,
        "teams": list(given.many("teams") if given else card.teams if card else ()),
    }
    return page(
        here, "agent.html", fault=fault, card=card, values=values, teams=teams,
        roles=[(role.value, here.say(words)) for role, words in ROLE_WORDS.items()],
        languages=[(code, LANGUAGE_NAMES.get(code, code)) for code in here.admin.languages], password=password,
        done=here.request.query_params.get("done", ""),
    )  # fmt: skip


def agent_routes(admin: Admin) -> list[HTTPRouteHandler]:
    @get("/admin/agents", include_in_schema=False)
    async def list_agents(request: Request[Any, Any, Any]) -> Page:
        here, _ = await visit_as(admin, request, Role.ADMIN)
        names = {team.id: team.name for team in await admin.teams.list_teams()}
        cards = await admin.directory.list_agents()
        words = {role.value: here.say(text) for role, text in ROLE_WORDS.items()}
        return page(here, "agents.html", cards=cards, team_names=names, role_words=words, done=request.query_params.get("done", ""))

    @get("/admin/agents/new", include_in_schema=False)
    async def new_agent(request: Request[Any, Any, Any]) -> Page:
        here, _ = await visit_as(admin, request, Role.ADMIN)
        return await _form_page(here, card=None)

    @post("/admin/agents/new", include_in_schema=False, status_code=200)
    async def add_agent(request: Request[Any, Any, Any]) -> Page:
        here, me = await visit_as(admin, request, Role.ADMIN)
        form = await read_form(request, one=(*_FIELDS, "login"), many=("teams",))
        try:
            agent, password = await admin.directory.add(
                form.text("login"), form.text("name"), by=me.id, role=_role(form), language=_language(admin, form),
                teams=[TeamId(team) for team in form.many("teams")],
            )  # fmt: skip
        except Refused as refused:
            return await _form_page(here, card=None, given=form, fault=here.fault(refused))
        return page(here, "first_password.html", card=await admin.directory.load(agent), password=password, added=True)

    @get("/admin/agents/{agent:str}", include_in_schema=False)
    async def show_agent(request: Request[Any, Any, Any], agent: FromPath[str]) -> Page:
        here, _ = await visit_as(admin, request, Role.ADMIN)
        return await _form_page(here, card=await admin.directory.load(agent))

    @post("/admin/agents/{agent:str}", include_in_schema=False, status_code=200)
    async def change_agent(request: Request[Any, Any, Any], agent: FromPath[str]) -> Page:
        here, me = await visit_as(admin, request, Role.ADMIN)
        form = await read_form(request, one=_FIELDS, many=("teams",))
        try:
            await admin.directory.change(
                agent, by=me.id, name=form.text("name"), role=_role(form), language=_language(admin, form), teams=form.many("teams")
            )
        except Refused as refused:
            return await _form_page(here, card=await admin.directory.load(agent), given=form, fault=here.fault(refused))
        return redirect(f"/admin/agents/{agent}?done=saved")

    return [list_agents, new_agent, add_agent, show_agent, change_agent, *_action_routes(admin)]


def _action_routes(admin: Admin) -> list[HTTPRouteHandler]:
    @post("/admin/agents/{agent:str}/password", include_in_schema=False, status_code=200)
    async def reset_password(request: Request[Any, Any, Any], agent: FromPath[str]) -> Page:
        here, me = await visit_as(admin, request, Role.ADMIN)
        await read_form(request)
        password = await admin.directory.set_password(agent, None, by=me.id)
        return page(here, "first_password.html", card=await admin.directory.load(agent), password=password, added=False)

    @post("/admin/agents/{agent:str}/codes", include_in_schema=False, status_code=303)
    async def reset_codes(request: Request[Any, Any, Any], agent: FromPath[str]) -> Page:
        _, me = await visit_as(admin, request, Role.ADMIN)
        await read_form(request)
        await admin.directory.drop_totp(agent, by=me.id)
        return redirect(f"/admin/agents/{agent}?done=codes")

    @post("/admin/agents/{agent:str}/disable", include_in_schema=False, status_code=200)
    async def disable(request: Request[Any, Any, Any], agent: FromPath[str]) -> Page:
        here, me = await visit_as(admin, request, Role.ADMIN)
        await read_form(request)
        try:
            await admin.directory.disable(agent, by=me.id)
        except Refused as refused:
            return await _form_page(here, card=await admin.directory.load(agent), fault=here.fault(refused))
        return redirect(f"/admin/agents/{agent}?done=disabled")

    @post("/admin/agents/{agent:str}/enable", include_in_schema=False, status_code=303)
    async def enable(request: Request[Any, Any, Any], agent: FromPath[str]) -> Page:
        _, me = await visit_as(admin, request, Role.ADMIN)
        await read_form(request)
        await admin.directory.enable(agent, by=me.id)
        return redirect(f"/admin/agents/{agent}?done=enabled")

    return [reset_password, reset_codes, disable, enable]
