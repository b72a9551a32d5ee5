"""The page of search results: help articles and announcements, with and without JavaScript.

In: what was typed, as ?q=. Out: hits with what was found marked. What finds nothing is counted for editors, without who asked.
"""

from __future__ import annotations

from typing import Any, Final

from litestar import Request, get
from litestar.handlers import HTTPRouteHandler
from litestar.params import FromPath, FromQuery

from truepenny.knowledge.search.published import Answer
from truepenny.platform.db.database import DatabaseAway
from truepenny.surfaces.portal.public import TAGS, public_page, public_visit, to_language
from truepenny.surfaces.portal.visit import Page, Portal, Visit

PAGE: Final = 10
MAX_PAGES: Final = 20
MAX_TYPED: Final = 400


def search_routes(portal: Portal) -> list[HTTPRouteHandler]:
    @get("/search", include_in_schema=False)
    async def bare(request: Request[Any, Any, Any]) -> Page:
        return await to_language(portal, request, "/search")

    @get("/{language:str}/search", include_in_schema=False)
    async def results(
        request: Request[Any, Any, Any],
        language: FromPath[str],
        q: FromQuery[str] = "",
        page: FromQuery[str] = "",
        exact: FromQuery[str] = "",
    ) -> Page:
        """exact=true: look for what was typed although another spelling finds more."""
        number = min(max(int(page), 1), MAX_PAGES) if page.isascii() and page.isdigit() and len(page) < 4 else 1
        here = await public_visit(portal, request, language)
        typed = " ".join(q.split())[:MAX_TYPED]
        words = portal.truth.offers.clean(typed)
        if typed and not words:
            return _page(here, "", secret=True)
        answer = await portal.truth.search.find(words, language, limit=PAGE, page=number, exact=exact == "true") if words else None
        if answer is not None and number == 1 and (answer.weak or answer.is_empty):
            await _count_miss(here, words)
        return _page(here, words, answer=answer, number=number)

    return [bare, results]


def _page(here: Visit, words: str, *, answer: Answer | None = None, number: int = 1, secret: bool = False) -> Page:
    return public_page(
        here, "search.html", path="/search", listed=False, words=words, answer=answer, number=number, secret=secret, tags=TAGS,
    )  # fmt: skip


async def _count_miss(here: Visit, words: str) -> None:
    try:
        await here.portal.truth.misses.count(words, language=here.language, place=here.address)
    except DatabaseAway:
        return
