"""Teams: leads see them, admins change them."""

from __future__ import annotations

from typing import Any

from litestar import Request, get, post
from litestar.handlers import HTTPRouteHandler
from litestar.params import FromPath

from truepenny.contracts.errors import NotFound, Refused
from truepenny.contracts.identity import Role
from truepenny.people.teams import Team
from truepenny.surfaces.admin.forms import Form, read_form
from truepenny.surfaces.admin.visit import Admin, Fault, Page, Visit, page, redirect, visit_as


async def _list_page(here: Visit, *, fault: Fault | None = None, name: str = "") -> Page:
    teams = await here.admin.teams.list_teams(with_closed=True)
    names = {card.id: card.name for card in await here.admin.directory.list_agents()}
    done = here.request.query_params.get("done", "")
    return page(here, "teams.html", fault=fault, teams=teams, names=names, name=name, done=done)


async def _team_page(here: Visit, team: Team, *, fault: Fault | None = None, given: Form | None = None) -> Page:
    cards = await here.admin.directory.list_agents(with_disabled=False)
    values = {"name": given.text("name") if given else team.name, "members": list(given.many("members") if given else team.members)}
    return page(here, "team.html", fault=fault, team=team, cards=cards, values=values)


async def _load(admin: Admin, team: str) -> Team:
    found = next((one for one in await admin.teams.list_teams(with_closed=True) if one.id == team), None)
    if found is None:
        raise NotFound("team_unknown", "There is no such team.", "Load the list again.")
    return found


def team_routes(admin: Admin) -> list[HTTPRouteHandler]:
    @get("/admin/teams", include_in_schema=False)
    async def list_teams(request: Request[Any, Any, Any]) -> Page:
        here, _ = await visit_as(admin, request, Role.LEAD, Role.ADMIN)
        return await _list_page(here)

    @post("/admin/teams", include_in_schema=False, status_code=200)
    async def add_team(request: Request[Any, Any, Any]) -> Page:
        here, me = await visit_as(admin, request, Role.ADMIN)
        form = await read_form(request, one=("name",))
        try:
            team = await admin.teams.add(form.text("name"), by=me.id)
        except Refused as refused:
            return await _list_page(here, fault=here.fault(refused), name=form.text("name"))
        return redirect(f"/admin/teams/{team}")

    @get("/admin/teams/{team:str}", include_in_schema=False)
    async def show_team(request: Request[Any, Any, Any], team: FromPath[str]) -> Page:
        here, _ = await visit_as(admin, request, Role.ADMIN)
        return await _team_page(here, await _load(admin, team))

    @post("/admin/teams/{team:str}", include_in_schema=False, status_code=200)
    async def change_team(request: Request[Any, Any, Any], team: FromPath[str]) -> Page:
        here, me = await visit_as(admin, request, Role.ADMIN)
        form = await read_form(request, one=("name",), many=("members",))
        try:
            await admin.teams.change(team, by=me.id, name=form.text("name"), members=form.many("members"))
        except Refused as refused:
            return await _team_page(here, await _load(admin, team), fault=here.fault(refused), given=form)
        admin.sessions.ended([])
        return redirect("/admin/teams?done=saved")

    @post("/admin/teams/{team:str}/{verb:str}", include_in_schema=False, status_code=303)
    async def close_or_open(request: Request[Any, Any, Any], team: FromPath[str], verb: FromPath[str]) -> Page:
        _, me = await visit_as(admin, request, Role.ADMIN)
        await read_form(request)
        acts = {"close": admin.teams.close, "open": admin.teams.open}
        if verb not in acts:
            raise NotFound
        await acts[verb](team, by=me.id)
        admin.sessions.ended([])
        return redirect("/admin/teams?done=saved")

    return [list_teams, add_team, show_team, change_team, close_or_open]
