"""All versions of an article in one language, what changed between two of them, and an old one brought back as a new draft."""

from __future__ import annotations

import asyncio
from typing import Any

from litestar import Request, get, post
from litestar.handlers import HTTPRouteHandler
from litestar.params import FromPath

from truepenny.contracts.errors import Refused
from truepenny.knowledge.help.compare import Line, compare
from truepenny.knowledge.help.versions import Version
from truepenny.surfaces.admin.forms import read_form
from truepenny.surfaces.admin.help_article import STATES, TONES, title_of
from truepenny.surfaces.admin.visit import LANGUAGE_NAMES, Admin, Page, page, redirect, visit_as


def help_version_routes(admin: Admin) -> list[HTTPRouteHandler]:
    editing = admin.truth.help.editing

    @get("/admin/help/{article:str}/{language:str}/versions", include_in_schema=False)
    async def list_versions(request: Request[Any, Any, Any], article: FromPath[str], language: FromPath[str]) -> Page:
        here, _ = await visit_as(admin, request)
        overview = await editing.overview(article)
        versions = await editing.list_versions(article, language)
        names = {str(card.id): card.name for card in await admin.directory.list_agents()}
        return page(
            here, "help_versions.html", article=article, of=language, name=LANGUAGE_NAMES.get(language, language), versions=versions,
            title=title_of(overview, language), names=names, states=STATES, tones=TONES,
        )  # fmt: skip

    @get("/admin/help/{article:str}/{language:str}/versions/{number:int}", include_in_schema=False)
    async def show_version(request: Request[Any, Any, Any], article: FromPath[str], language: FromPath[str], number: FromPath[int]) -> Page:
        here, _ = await visit_as(admin, request)
        version = await editing.version(article, language, number)
        versions = await editing.list_versions(article, language)
        asked = request.query_params.get("against", "")
        numbers = [one.number for one in versions]
        against = int(asked) if asked.isascii() and asked.isdigit() and len(asked) < 7 and int(asked) in numbers else number - 1
        other = await editing.version(article, language, against) if against in numbers else None
        lines = await asyncio.to_thread(_changes, other, version)
        html, problem = "", ""
        try:
            html = (await admin.truth.help.render(version.words.body, language)).html
        except Refused as refused:
            problem = here.fault(refused).title
        names = {str(card.id): card.name for card in await admin.directory.list_agents()}
        return page(
            here, "help_version.html", article=article, of=language, name=LANGUAGE_NAMES.get(language, language), version=version,
            other=other, lines=lines, html=html, problem=problem, versions=versions, newest=versions[0].number == number, names=names,
            states=STATES, tones=TONES,
        )  # fmt: skip

    @post("/admin/help/{article:str}/{language:str}/versions/{number:int}/restore", include_in_schema=False, status_code=303)
    async def restore(request: Request[Any, Any, Any], article: FromPath[str], language: FromPath[str], number: FromPath[int]) -> Page:
        _, me = await visit_as(admin, request)
        await read_form(request)
        version = await editing.version(article, language, number)
        versions = await editing.list_versions(article, language)
        await editing.put_draft(article, language, version.words, base=versions[0].number, by=me)
        return redirect(f"/admin/help/{article}?done=restored-{language}#side-{language}")

    return [list_versions, show_version, restore]


def _changes(before: Version | None, after: Version) -> list[tuple[str, list[Line]]]:
    """By field; those without a change are left out."""
    old = before.words if before is not None else None
    pairs = [
        ("title", old.title if old else "", after.words.title),
        ("summary", old.summary if old else "", after.words.summary),
        ("body", old.body if old else "", after.words.body),
    ]
    return [(field, lines) for field, was, now in pairs if (lines := compare(was, now))]
