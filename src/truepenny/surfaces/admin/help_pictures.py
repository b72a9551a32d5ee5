"""Pictures for articles: sent in by the editor's script or by a form, and listed with what to write for them in an article."""

from __future__ import annotations

from typing import Any

from litestar import Request, Response, get, post
from litestar.handlers import HTTPRouteHandler

from truepenny.contracts.errors import Refused
from truepenny.knowledge.help.pictures import MAX_BYTES
from truepenny.surfaces.admin.forms import read_upload
from truepenny.surfaces.admin.visit import Admin, Fault, Page, Visit, page, redirect, visit_as

MAX_BODY = 40_000_000
"""Bytes of a form: a file that is too large is answered in words."""


def help_picture_routes(admin: Admin) -> list[HTTPRouteHandler]:
    async def list_page(here: Visit, *, fault: Fault | None = None) -> Page:
        pictures = await admin.truth.pictures.list_newest()
        return page(
            here, "help_pictures.html", fault=fault, pictures=pictures, new=here.request.query_params.get("new", ""),
            megabytes=MAX_BYTES // 1_000_000,
        )  # fmt: skip

    @get("/admin/help/pictures", include_in_schema=False)
    async def show(request: Request[Any, Any, Any]) -> Page:
        here, _ = await visit_as(admin, request)
        return await list_page(here)

    @post("/admin/help/pictures", include_in_schema=False, status_code=200, request_max_body_size=MAX_BODY)
    async def upload(request: Request[Any, Any, Any]) -> Response[Any]:
        here, me = await visit_as(admin, request)
        by_script = "application/json" in request.headers.get("accept", "")
        try:
            content, name = await read_upload(request, "file", max_bytes=MAX_BYTES)
            kept = await admin.truth.pictures.add(content, name, by=me.id)
        except Refused as refused:
            fault = here.fault(refused)
            if by_script:
                return Response({"title": fault.title, "cure": fault.cure}, status_code=fault.status, media_type="application/json")
            return await list_page(here, fault=Fault(fault.status, "file", fault.title, fault.cure))
        if by_script:
            return Response({"reference": kept.reference, "name": kept.name}, media_type="application/json")
        return redirect(f"/admin/help/pictures?new={kept.id}")

    return [show, upload]
