"""The HTTP API of the search over help articles and announcements: for the portal while somebody types, the widget and the exchange's app.

The same answer for everybody. Words that may hold a secret find nothing and are never kept.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Annotated, Literal

import msgspec
from litestar import Response, get
from litestar.params import QueryParameter
from litestar.types import ControllerRouterHandler

from truepenny.contracts.errors import TooFast
from truepenny.knowledge.search.published import Found
from truepenny.platform.buckets import Bucket, Buckets
from truepenny.platform.web.guest_origins import allow_guests
from truepenny.platform.web.router import Router
from truepenny.surfaces.api.visitors import AnyRequest, address_of
from truepenny.surfaces.truth import Truth

MAX_TYPED = 200
MOST = 10
_PER_S, _AT_ONCE = 4.0, 40.0
"""From one address: faster than anybody types, and offices share one."""
Typed = Annotated[str, QueryParameter(max_length=MAX_TYPED)]
Part = tuple[str, bool]
"""Text, and whether it is what was looked for."""


class SearchHit(msgspec.Struct, frozen=True, omit_defaults=True):
    """url: a path on the desk. running: an announcement that holds now."""

    kind: Literal["article", "announcement"]
    url: str
    language: str
    title: Sequence[Part]
    extract: Sequence[Part]
    category: str = ""
    running: bool = False


class SearchAnswer(msgspec.Struct, frozen=True):
    """hits: in the language asked for, the best first. others: in other languages. corrected: what was looked for instead, or ""."""

    hits: Sequence[SearchHit]
    others: Sequence[SearchHit]
    corrected: str


def searching_routes(truth: Truth, *, guests: Sequence[str]) -> list[ControllerRouterHandler]:
    """guests: origins whose pages carry the widget."""
    pace = Buckets(lambda: Bucket(per_s=_PER_S, most=_AT_ONCE))

    @get(
        "/search",
        summary="Search help articles and announcements",
        description="q: what somebody types, screened where it was typed; words that may hold a secret find nothing. typing=true: the last "
        "word may be unfinished. The same answer for everybody.",
    )
    async def search(
        request: AnyRequest,
        q: Typed = "",
        language: Annotated[str, QueryParameter(max_length=12)] = "",
        limit: Annotated[int, QueryParameter(ge=1, le=MOST)] = MOST,
        typing: Annotated[str, QueryParameter(max_length=5)] = "",
    ) -> Response[SearchAnswer]:
        if not pace.take(address_of(request)):
            raise TooFast
        languages = truth.search.languages
        words = truth.offers.clean(q)
        answer = await truth.search.find(words, language if language in languages else languages[0], limit=limit, typing=typing == "true")
        shown = SearchAnswer([_hit(one) for one in answer.hits], [_hit(one) for one in answer.others], answer.corrected)
        return Response(shown, headers={"cache-control": "no-store"})

    return [Router("/api/v1", route_handlers=[search], middleware=[allow_guests(guests)], tags=["truth"])]


def _hit(found: Found) -> SearchHit:
    url = f"/{found.language}{found.path}"
    return SearchHit(found.kind, url, found.language, found.title, found.extract, found.category, found.running)
