"""Words of an article that are saved, looked at before they are, and handed from state to state until readers have them."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any, cast

from litestar import Request, Response, post
from litestar.handlers import HTTPRouteHandler
from litestar.params import FromPath

from truepenny.contracts.errors import Refused
from truepenny.contracts.identity import Agent
from truepenny.knowledge.help.versions import Change, Words
from truepenny.platform.web.times import zone_named
from truepenny.surfaces.admin.forms import Form, read_form
from truepenny.surfaces.admin.help_article import Typed, show_article
from truepenny.surfaces.admin.help_links import WHY, LinkReport, check_links, page_paths
from truepenny.surfaces.admin.visit import Admin, Page, Visit, redirect, visit_as

MAX_BODY = 32_000_000
"""Bytes of a form: what is far too long is answered in words, with all that was typed."""
LONGEST = 20_000_000
_FIELDS = ("to", "number", "note", "education", "alone", "change", "at", "anyway")


def help_word_routes(admin: Admin) -> list[HTTPRouteHandler]:
    @post("/admin/help/{article:str}/{language:str}", include_in_schema=False, status_code=200, request_max_body_size=MAX_BODY)
    async def save(request: Request[Any, Any, Any], article: FromPath[str], language: FromPath[str]) -> Page:
        here, me = await visit_as(admin, request)
        form = await read_form(request, one=("title", "summary", "body", "base", "then"), longest=LONGEST)
        typed = Typed(language, Words(*(form.text(name) for name in ("title", "summary", "body"))), form.number("base"))
        if form.text("then") == "preview":
            return await show_article(here, me, article, typed=typed)
        try:
            assert typed.words is not None
            version = await admin.truth.help.editing.put_draft(article, language, typed.words, base=typed.base, by=me)
            if form.text("then") == "submit":
                await admin.truth.help.editing.submit(article, language, version.number, by=me)
        except Refused as refused:
            if refused.status == 404:
                raise
            return await show_article(here, me, article, typed=typed, refused=refused)
        return redirect(
            f"/admin/help/{article}?done={'submitted' if form.text('then') == 'submit' else 'saved'}-{language}#side-{language}"
        )

    @post("/admin/help/{article:str}/{language:str}/move", include_in_schema=False, status_code=200)
    async def move(request: Request[Any, Any, Any], article: FromPath[str], language: FromPath[str]) -> Page:
        here, me = await visit_as(admin, request)
        form = await read_form(request, one=_FIELDS)
        to = form.text("to")
        try:
            await _move(here, me, article, language, form)
        except Refused as refused:
            if refused.status in (403, 404):
                raise
            moved = {name: form.text(name) for name in _FIELDS}
            return await show_article(here, me, article, typed=Typed(language, moved=moved), refused=refused)
        return redirect(f"/admin/help/{article}?done={to}-{language}#side-{language}")

    @post("/admin/help/preview", include_in_schema=False, status_code=200, request_max_body_size=MAX_BODY)
    async def preview(request: Request[Any, Any, Any]) -> Response[str]:
        here, _ = await visit_as(admin, request)
        form = await read_form(request, one=("body", "language"), longest=LONGEST)
        language = form.text("language") if form.text("language") in admin.languages else admin.languages[0]
        html, links, problem = "", LinkReport(), ""
        try:
            rendered = await admin.truth.help.render(form.text("body"), language)
            links = await check_links(admin, rendered, form.text("body"), paths=page_paths(request.app))
            html = rendered.html
        except Refused as refused:
            fault = here.fault(refused)
            problem = f"{fault.title} {fault.cure}"
        made = admin.templates.render(
            "admin/help_preview.html", language=here.language, zone=here.zone, html=html, links=links, problem=problem, why=WHY, of=language
        )
        return Response(made, media_type="text/html; charset=utf-8", headers={"cache-control": "no-store"})

    return [save, move, preview]


async def _move(here: Visit, me: Agent, article: str, language: str, form: Form) -> None:
    """Raises Refused."""
    editing, to, number = here.admin.truth.help.editing, form.text("to"), form.number("number")
    match to:
        case "submit":
            await editing.submit(article, language, number, by=me)
        case "take_back":
            await editing.take_back(article, language, number, by=me)
        case "send_back":
            await editing.send_back(article, language, number, note=form.text("note"), by=me)
        case "approve":
            teaches, alone = form.text("education") == "yes", form.text("alone") == "yes"
            await editing.approve(article, language, number, by=me, education=teaches, alone=alone)
        case "publish" | "schedule":
            await _refuse_broken(here, article, language, number, form)
            change = form.text("change")
            told = cast("Change", change) if change in ("meaning", "small", "caught_up") else None
            at = _time(here, form.text("at")) if to == "schedule" else None
            await editing.publish(article, language, number, by=me, change=told, at=at)
        case "unschedule":
            await editing.unschedule(article, language, number, by=me)
        case "retire":
            await editing.retire(article, by=me, languages=[language])
        case _:
            raise Refused(400, "bad_form", "We could not read this form.", "Open the page anew and fill it in again.")


async def _refuse_broken(here: Visit, article: str, language: str, number: int, form: Form) -> None:
    """Before readers follow them."""
    if form.text("anyway") == "yes":
        return
    version = await here.admin.truth.help.editing.version(article, language, number)
    rendered = await here.admin.truth.help.render(version.words.body, language)
    report = await check_links(here.admin, rendered, version.words.body, paths=page_paths(here.request.app))
    if report.broken:
        raise Refused(
            409, "links_broken", "Links or pictures in it lead nowhere: {count}.", "Mend them, or tick that it goes out all the same.",
            params={"count": len(report.broken)}, field="anyway",
        )  # fmt: skip


def _time(here: Visit, typed: str) -> int:
    """A moment typed in the reader's own zone, in microseconds UTC. Raises Refused naming the field at."""
    try:
        when = datetime.fromisoformat(typed)
        return int(when.replace(tzinfo=when.tzinfo or zone_named(here.zone)).astimezone(UTC).timestamp()) * 1_000_000
    except (ValueError, OverflowError):
        raise Refused(400, "at_wrong", "This is not a time.", "Write day and time, such as 2026-11-30 14:05.", field="at") from None
