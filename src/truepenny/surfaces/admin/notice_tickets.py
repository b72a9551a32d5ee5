"""The tickets of an announcement, for leads and admins: which wait for it, linking them all in one go, and how far telling them is."""

from __future__ import annotations

from typing import Any

from litestar import Request, Response, get, post
from litestar.handlers import HTTPRouteHandler
from litestar.params import FromPath

from truepenny.contracts.identity import Role, TicketId
from truepenny.surfaces.admin.forms import read_form
from truepenny.surfaces.admin.notices import notice_page
from truepenny.surfaces.admin.visit import Admin, Page, redirect, visit_as


def notice_ticket_routes(admin: Admin) -> list[HTTPRouteHandler]:
    incidents = admin.truth.incidents

    @get("/admin/notices/{announcement:str}", include_in_schema=False)
    async def show_notice(request: Request[Any, Any, Any], announcement: FromPath[str]) -> Page:
        here, _ = await visit_as(admin, request, Role.LEAD, Role.ADMIN)
        return await notice_page(here, announcement)

    @post("/admin/notices/{announcement:str}/link", include_in_schema=False)
    async def link(request: Request[Any, Any, Any], announcement: FromPath[str]) -> Page:
        _, me = await visit_as(admin, request, Role.LEAD, Role.ADMIN)
        form = await read_form(request, one=("now",), many=("tickets",))
        linked = await incidents.link(me, announcement, [TicketId(one) for one in form.many("tickets")], tell=form.text("now") == "yes")
        return redirect(f"/admin/notices/{announcement}?done=linked&told={linked.linked}#tickets")

    @post("/admin/notices/{announcement:str}/unlink", include_in_schema=False)
    async def unlink(request: Request[Any, Any, Any], announcement: FromPath[str]) -> Page:
        _, me = await visit_as(admin, request, Role.LEAD, Role.ADMIN)
        form = await read_form(request, one=("ticket",))
        await incidents.unlink(me, announcement, TicketId(form.text("ticket")))
        return redirect(f"/admin/notices/{announcement}?done=unlinked#tickets")

    @post("/admin/notices/{announcement:str}/again", include_in_schema=False)
    async def again(request: Request[Any, Any, Any], announcement: FromPath[str]) -> Page:
        await visit_as(admin, request, Role.LEAD, Role.ADMIN)
        form = await read_form(request, one=("n",))
        await incidents.tell_again(announcement, form.number("n"))
        return redirect(f"/admin/notices/{announcement}")

    @get("/admin/notices/{announcement:str}/progress", include_in_schema=False)
    async def progress(request: Request[Any, Any, Any], announcement: FromPath[str]) -> Response[list[dict[str, object]]]:
        await visit_as(admin, request, Role.LEAD, Role.ADMIN)
        found = [
            {
                "n": job.n,
                "what": job.what,
                "total": job.total,
                "done": job.done,
                "failed": job.failed,
                "finished": job.finished_at is not None,
            }
            for job in await incidents.progress(announcement)
        ]
        return Response(found, headers={"cache-control": "no-store"})

    return [show_notice, link, unlink, again, progress]
