"""The brand: name, hue with its readable colours shown beforehand, logo; and the languages that customers are offered. For admins."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from litestar import Request, Response, get, post
from litestar.handlers import HTTPRouteHandler

from truepenny.contracts.errors import Refused
from truepenny.contracts.identity import Role
from truepenny.platform.web.colour import brand_colours, contrast
from truepenny.surfaces.admin.forms import Form, read_form, read_upload
from truepenny.surfaces.admin.visit import LANGUAGE_NAMES, Admin, Fault, Page, Visit, page, redirect, visit_as

MAX_LOGO_BYTES = 2_000_000


@dataclass(frozen=True, slots=True)
class Reading:
    """How well words can be read on one ground. ratio: WCAG, such as 5.3."""

    dress: str
    words: str
    ground: str
    ratio: float

    @property
    def enough(self) -> bool:
        return self.ratio >= 4.5


def readings(hue: int) -> list[Reading]:
    """Words on the button and words in the brand colour, in both dresses."""
    found: list[Reading] = []
    for dress, colours in brand_colours(hue).items():
        for words, ground in (("on-brand", "brand"), ("brand-text", "brand-bg")):
            found.append(Reading(dress, colours[words], colours[ground], round(contrast(colours[words], colours[ground]), 1)))
    return found


def preview_css(hue: int) -> str:
    """The brand's tokens for the two samples on the page."""
    parts = []
    for dress, colours in brand_colours(hue).items():
        tokens = "".join(f"--tp-{name}:{value};" for name, value in colours.items())
        parts.append(f".brand-sample--{dress}{{{tokens}}}")
    return "\n".join(parts) + "\n"


def _brand_page(here: Visit, *, fault: Fault | None = None, given: Form | None = None) -> Page:
    asked = given.text("hue") if given else here.request.query_params.get("hue", "")
    hue = int(asked) % 360 if asked.isascii() and asked.isdigit() and len(asked) < 4 else here.look.hue
    name = given.text("name") if given else here.request.query_params.get("name", here.look.name)
    changed = hue != here.look.hue or name != here.look.name
    return page(
        here, "brand.html", fault=fault, name=name[:200], hue=hue, changed=changed, readings=readings(hue), logo_url=here.look.logo_url,
        done=here.request.query_params.get("done", ""),
    )  # fmt: skip


def brand_routes(admin: Admin) -> list[HTTPRouteHandler]:
    @get("/admin/brand", include_in_schema=False)
    async def show(request: Request[Any, Any, Any]) -> Page:
        here, _ = await visit_as(admin, request, Role.ADMIN)
        return _brand_page(here)

    @get("/admin/brand/sample.css", include_in_schema=False)
    async def sample_style(request: Request[Any, Any, Any]) -> Response[str]:
        asked = request.query_params.get("hue", "")
        hue = int(asked) if asked.isascii() and asked.isdigit() and len(asked) < 4 else 0
        return Response(preview_css(hue), media_type="text/css; charset=utf-8", headers={"cache-control": "public, max-age=86400"})

    @get("/admin/brand/readings", include_in_schema=False)
    async def sample_readings(request: Request[Any, Any, Any]) -> Response[dict[str, list[str]]]:
        await visit_as(admin, request, Role.ADMIN)
        asked = request.query_params.get("hue", "")
        hue = int(asked) if asked.isascii() and asked.isdigit() and len(asked) < 4 else 0
        return Response({"ratios": [f"{reading.ratio:.1f}" for reading in readings(hue)]}, media_type="application/json")

    @post("/admin/brand", include_in_schema=False, status_code=200)
    async def change(request: Request[Any, Any, Any]) -> Page:
        here, me = await visit_as(admin, request, Role.ADMIN)
        form = await read_form(request, one=("name", "hue"))
        try:
            await admin.brand.change(by=me.id, name=form.text("name"), hue=form.number("hue"))
        except Refused as refused:
            return _brand_page(here, fault=here.fault(refused, text=form.text(refused.field or "name")), given=form)
        return redirect("/admin/brand?done=saved")

    return [show, sample_style, sample_readings, change, *_logo_routes(admin), *_language_routes(admin)]


def _logo_routes(admin: Admin) -> list[HTTPRouteHandler]:
    @post("/admin/brand/logo", include_in_schema=False, status_code=200)
    async def upload(request: Request[Any, Any, Any]) -> Page:
        here, me = await visit_as(admin, request, Role.ADMIN)
        try:
            content, name = await read_upload(request, "logo", max_bytes=MAX_LOGO_BYTES)
            await admin.brand.set_logo(await admin.save_logo(content, name), by=me.id)
        except Refused as refused:
            fault = here.fault(refused)
            return _brand_page(here, fault=Fault(fault.status, "logo", fault.title, fault.cure))
        return redirect("/admin/brand?done=logo")

    @post("/admin/brand/logo/remove", include_in_schema=False, status_code=303)
    async def remove(request: Request[Any, Any, Any]) -> Page:
        _, me = await visit_as(admin, request, Role.ADMIN)
        await read_form(request)
        await admin.brand.set_logo(None, by=me.id)
        return redirect("/admin/brand?done=no_logo")

    return [upload, remove]


def _language_routes(admin: Admin) -> list[HTTPRouteHandler]:
    def languages_page(here: Visit, *, fault: Fault | None = None) -> Page:
        rows = [(code, LANGUAGE_NAMES.get(code, code), code in here.look.languages) for code in admin.languages]
        done = here.request.query_params.get("done", "")
        return page(here, "languages.html", fault=fault, rows=rows, first=here.look.languages[0], done=done)

    @get("/admin/languages", include_in_schema=False)
    async def show(request: Request[Any, Any, Any]) -> Page:
        here, _ = await visit_as(admin, request, Role.ADMIN)
        return languages_page(here)

    @post("/admin/languages", include_in_schema=False, status_code=200)
    async def choose(request: Request[Any, Any, Any]) -> Page:
        here, me = await visit_as(admin, request, Role.ADMIN)
        form = await read_form(request, one=("first",), many=("languages",))
        first = form.text("first")
        on = sorted(form.many("languages"), key=lambda code: code != first)
        try:
            await admin.brand.change(by=me.id, languages=on)
        except Refused as refused:
            return languages_page(here, fault=here.fault(refused))
        return redirect("/admin/languages?done=saved")

    return [show, choose]
