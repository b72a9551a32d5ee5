"""What the search takes for the same, and what people looked for in vain: for leads and admins.

In: groups of words as typed. Out: pages. What a group does to a search is shown before it is saved.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import Any, Final
from urllib.parse import urlencode

from litestar import Request, get, post
from litestar.handlers import HTTPRouteHandler
from litestar.params import FromPath

from truepenny.contracts.errors import Refused
from truepenny.contracts.identity import Role
from truepenny.knowledge.search.misses import MAX_WORDS as MAX_MISSED
from truepenny.knowledge.search.misses import Missed
from truepenny.knowledge.search.published import Found
from truepenny.knowledge.search.synonyms import MAX_WORDS, Group, check_group
from truepenny.platform.clock import DAY
from truepenny.surfaces.admin.forms import Form, read_form
from truepenny.surfaces.admin.visit import LANGUAGE_NAMES, Admin, Fault, Page, Visit, page, redirect, visit_as

FIRST: Final = 5
"""So many hits are shown of a search that is tried."""
MAX_TRIED: Final = 200
_FIELDS: Final = ("words", "into", "q", "language", "do")
_BETWEEN: Final = re.compile(r"[\n,，、;；]")


@dataclass(frozen=True, slots=True)
class Tried:
    """The first hits of a search without the group and with it; fresh: paths that the group brings."""

    before: Sequence[Found]
    after: Sequence[Found]
    fresh: frozenset[str]


@dataclass(frozen=True, slots=True)
class Week:
    """at: its first moment, microseconds UTC."""

    at: int
    missed: Sequence[Missed]


def split_words(text: str) -> list[str]:
    """One a line, or with commas of either writing between them."""
    return [word for part in _BETWEEN.split(text) if (word := " ".join(part.split()))]


def search_routes(admin: Admin) -> list[HTTPRouteHandler]:
    book = admin.truth.synonyms

    @get("/admin/search", include_in_schema=False)
    async def overview(request: Request[Any, Any, Any]) -> Page:
        here, _ = await visit_as(admin, request, Role.LEAD, Role.ADMIN)
        q = request.query_params.get("q", "").strip()
        groups = await book.list_groups()
        missed = await admin.truth.misses.list_missed()
        return page(
            here, "search.html", groups=[one for one in groups if q.casefold() in " ".join(one.words).casefold()], all=len(groups), q=q,
            weeks=[Week(week * 7 * DAY, list(of)) for week, of in groupby(missed, lambda one: one.week)], names=LANGUAGE_NAMES,
            done=request.query_params.get("done", ""), query=lambda **given: urlencode(given),
        )  # fmt: skip

    @get("/admin/search/new", include_in_schema=False)
    async def new_group(request: Request[Any, Any, Any]) -> Page:
        here, _ = await visit_as(admin, request, Role.LEAD, Role.ADMIN)
        given = {name: [request.query_params.get(name, "")[:MAX_MISSED]] for name in ("words", "q", "language")}
        return await _form_page(here, None, given=Form(given))

    @post("/admin/search/new", include_in_schema=False, status_code=200)
    async def add_group(request: Request[Any, Any, Any]) -> Page:
        return await _put(admin, request, None)

    @get("/admin/search/{group:str}", include_in_schema=False)
    async def show_group(request: Request[Any, Any, Any], group: FromPath[str]) -> Page:
        here, _ = await visit_as(admin, request, Role.LEAD, Role.ADMIN)
        return await _form_page(here, await book.load(group))

    @post("/admin/search/{group:str}", include_in_schema=False, status_code=200)
    async def change_group(request: Request[Any, Any, Any], group: FromPath[str]) -> Page:
        return await _put(admin, request, group)

    @post("/admin/search/{group:str}/delete", include_in_schema=False, status_code=303)
    async def delete_group(request: Request[Any, Any, Any], group: FromPath[str]) -> Page:
        _, me = await visit_as(admin, request, Role.LEAD, Role.ADMIN)
        await read_form(request)
        await book.delete(group, by=me.id)
        return redirect("/admin/search?done=deleted")

    return [overview, new_group, add_group, show_group, change_group, delete_group]


async def _put(admin: Admin, request: Request[Any, Any, Any], group: str | None) -> Page:
    """Saves what was typed, or only tries it."""
    here, me = await visit_as(admin, request, Role.LEAD, Role.ADMIN)
    form = await read_form(request, one=_FIELDS)
    book = admin.truth.synonyms
    kept = await book.load(group) if group else None
    into = group or form.text("into") or None
    try:
        words = split_words(form.text("words"))
        if into and not group:
            words = [*(await book.load(into)).words, *words]
        if form.text("do") == "try":
            return await _form_page(here, kept, given=form, tried=await _try(admin, here, form, words, into))
        await book.put(check_group(words), group=into, by=me.id)
    except Refused as refused:
        if refused.status == 404:
            raise
        return await _form_page(here, kept, given=form, fault=here.fault(refused))
    return redirect("/admin/search?done=saved")


async def _try(admin: Admin, here: Visit, form: Form, words: Sequence[str], group: str | None) -> Tried:
    before, after = await admin.truth.synonyms.compare(words, group=group)
    language = form.text("language") or here.language
    search, q = admin.truth.search, form.text("q")[:MAX_TRIED]
    without = await search.find(q, language, limit=FIRST, exact=True, same=before)
    with_it = await search.find(q, language, limit=FIRST, exact=True, same=after)
    return Tried(without.hits, with_it.hits, frozenset({one.path for one in with_it.hits} - {one.path for one in without.hits}))


async def _form_page(
    here: Visit, group: Group | None, *, given: Form | None = None, fault: Fault | None = None, tried: Tried | None = None
) -> Page:  # fmt: skip
    values = {name: given.text(name) if given else "" for name in _FIELDS}
    if group is not None and given is None:
        values["words"] = "\n".join(group.words)
    values["language"] = values["language"] or here.language
    others = await here.admin.truth.synonyms.list_groups() if group is None else []
    return page(
        here, "search_group.html", fault=fault, group=group, values=values, tried=tried, others=others, most=MAX_WORDS,
        max_tried=MAX_TRIED, languages=[(code, LANGUAGE_NAMES.get(code, code)) for code in here.admin.languages],
    )  # fmt: skip
