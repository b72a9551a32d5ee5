"""The help centre for editors: the list of all articles with filters, a new article, and what the languages of one share."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from litestar import Request, get, post
from litestar.handlers import HTTPRouteHandler
from litestar.params import FromPath

from truepenny.contracts.errors import Refused
from truepenny.contracts.identity import Role
from truepenny.knowledge.help.feedback import Counts
from truepenny.knowledge.help.formats.bundle import make_slug
from truepenny.knowledge.help.listing import Wanted
from truepenny.knowledge.help.rows import Overview, Standing
from truepenny.knowledge.help.versions import MAX_TITLE, Frame, Key
from truepenny.platform.web.i18n import mark
from truepenny.surfaces.admin.forms import Form, read_form
from truepenny.surfaces.admin.help_article import STATES, TONES, Framed, category_names, show_article, title_of
from truepenny.surfaces.admin.visit import LANGUAGE_NAMES, Admin, Fault, Page, Visit, page, redirect, visit_as

PER_PAGE = 50
MARKS = {
    "out_of_date": mark("Translation out of date"),
    "not_helpful": mark("Often not helpful"),
    "untranslated": mark("No translation"),
    "links": mark("Waiting for a lead"),
}
"""Message ids of what to look for."""
FEW_VOTES = 5


@dataclass(frozen=True, slots=True)
class Votes:
    """Readers of 30 days, in all languages of the desk."""

    yes: int = 0
    no: int = 0

    @property
    def unhelpful(self) -> bool:
        return self.no >= FEW_VOTES and self.no > self.yes


@dataclass(frozen=True, slots=True)
class Row:
    """One article in the list."""

    id: str
    slug: str
    title: str
    category: str
    languages: tuple[tuple[str, str, Standing | None], ...]
    votes: Votes


def _votes(counts: Mapping[Key, Counts], languages: Sequence[str]) -> dict[str, Votes]:
    """By article."""
    found: dict[str, Votes] = {}
    for key, one in counts.items():
        if key.language in languages:
            before = found.get(key.article, Votes())
            found[key.article] = Votes(before.yes + one.yes, before.no + one.no)
    return found


def _row(overview: Overview, here: Visit, votes: Votes) -> Row:
    languages = tuple((code, LANGUAGE_NAMES.get(code, code), overview.languages.get(code)) for code in here.admin.languages)
    frame = overview.frame
    return Row(overview.id, frame.slug, title_of(overview, here.language), frame.category, languages, votes)


def help_routes(admin: Admin) -> list[HTTPRouteHandler]:
    return [*_list_routes(admin), *_article_routes(admin)]


def _list_routes(admin: Admin) -> list[HTTPRouteHandler]:
    @get("/admin/help", include_in_schema=False)
    async def list_articles(request: Request[Any, Any, Any]) -> Page:
        here, _ = await visit_as(admin, request)
        asked = {name: request.query_params.get(name, "") for name in ("q", "state", "language", "category", "mark")}
        votes = _votes(await admin.truth.help.feedback.counts(), admin.languages)
        number = request.query_params.get("page", "1")
        wanted = Wanted(
            admin.languages, here.language, asked["q"], asked["state"], asked["language"], asked["category"], asked["mark"],
            {article for article, told in votes.items() if told.unhelpful},
        )  # fmt: skip
        at = int(number) if number.isascii() and number.isdigit() and 0 < len(number) < 5 else 1
        found = await admin.truth.help.listing.find(wanted, at=at, per_page=PER_PAGE)
        categories = await admin.truth.help.list_categories(here.language)
        return page(
            here, "help.html", rows=[_row(one, here, votes.get(one.id, Votes())) for one in found.articles],
            total=found.fitting, all=found.every, asked=asked, states=STATES, tones=TONES, marks=MARKS,
            categories=categories, category_names=category_names(categories),
            languages=[(code, LANGUAGE_NAMES.get(code, code)) for code in admin.languages],
            earlier=_query(asked, found.at - 1) if found.at > 1 else "",
            later=_query(asked, found.at + 1) if found.at * PER_PAGE < found.fitting else "",
            done=request.query_params.get("done", ""),
        )  # fmt: skip

    @get("/admin/help/new", include_in_schema=False)
    async def new_article(request: Request[Any, Any, Any]) -> Page:
        here, _ = await visit_as(admin, request)
        return await _new_page(here, form=Form({"title": [request.query_params.get("title", "")[:MAX_TITLE]]}))

    @post("/admin/help/new", include_in_schema=False, status_code=200)
    async def add_article(request: Request[Any, Any, Any]) -> Page:
        here, me = await visit_as(admin, request)
        form = await read_form(request, one=("title", "slug", "category"))
        title = form.text("title")
        try:
            if not title:
                raise Refused(400, "title_wrong", "This field is empty.", "Write at least one letter.", field="title")
            slug = form.text("slug") or make_slug(title, source=title, taken=await admin.truth.help.listing.slugs())
            article = await admin.truth.help.editing.add_article(Frame(slug, form.text("category")), by=me)
        except Refused as refused:
            return await _new_page(here, form=form, fault=here.fault(refused))
        return redirect(f"/admin/help/{article}?{urlencode({'title': title[:MAX_TITLE]})}")

    async def _new_page(here: Visit, *, form: Form | None = None, fault: Fault | None = None) -> Page:
        values = {name: form.text(name) if form else "" for name in ("title", "slug", "category")}
        categories = await admin.truth.help.list_categories(here.language)
        return page(here, "help_new.html", fault=fault, values=values, categories=categories, max_title=MAX_TITLE)

    return [list_articles, new_article, add_article]


def _query(asked: Mapping[str, str], at: int) -> str:
    return urlencode({name: value for name, value in asked.items() if value} | ({"page": str(at)} if at > 1 else {}))


def _article_routes(admin: Admin) -> list[HTTPRouteHandler]:
    @get("/admin/help/{article:str}", include_in_schema=False)
    async def show(request: Request[Any, Any, Any], article: FromPath[str]) -> Page:
        here, me = await visit_as(admin, request)
        return await show_article(here, me, article)

    @post("/admin/help/{article:str}/frame", include_in_schema=False, status_code=200)
    async def put_frame(request: Request[Any, Any, Any], article: FromPath[str]) -> Page:
        here, me = await visit_as(admin, request)
        form = await read_form(request, one=("category", "related", "place"), many=("topics",))
        overview = await admin.truth.help.editing.overview(article)
        related = tuple(form.text("related").replace(",", " ").replace("，", " ").split())
        framed = Framed(form.text("category"), form.many("topics"), related, form.text("place"))
        try:
            place = form.number("place") if form.text("place") else 0
            frame = Frame(overview.frame.slug, framed.category, framed.topics, framed.related, place)
            await admin.truth.help.editing.put_frame(article, frame, by=me)
        except Refused as refused:
            return await show_article(here, me, article, framed=framed, fault=here.fault(refused))
        return redirect(f"/admin/help/{article}?done=placed")

    @post("/admin/help/{article:str}/delete", include_in_schema=False, status_code=200)
    async def delete(request: Request[Any, Any, Any], article: FromPath[str]) -> Page:
        here, me = await visit_as(admin, request, Role.LEAD, Role.ADMIN)
        await read_form(request)
        try:
            await admin.truth.help.editing.delete_article(article, by=me)
        except Refused as refused:
            if refused.status == 404:
                raise
            return await show_article(here, me, article, fault=here.fault(refused))
        return redirect("/admin/help?done=deleted")

    return [show, put_frame, delete]
