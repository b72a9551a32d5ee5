"""The HTTP API of articles offered to somebody who is writing: what may answer it, and what became of that. The same for everybody.

The typed words are looked at, never kept and never logged; what may hold a secret finds nothing.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Annotated

import msgspec
from litestar import Response, get, post
from litestar.params import JSONBody, QueryParameter
from litestar.types import ControllerRouterHandler
from msgspec import Meta

from truepenny.contracts.errors import TooFast
from truepenny.knowledge.help.deflection import Did, Place
from truepenny.knowledge.help.offers import MAX_WORDS, MOST
from truepenny.knowledge.topics import check_topic
from truepenny.platform.buckets import Bucket, Buckets
from truepenny.platform.web.guest_origins import allow_guests
from truepenny.platform.web.router import Router
from truepenny.surfaces.api import bodies
from truepenny.surfaces.api.visitors import AnyRequest, address_of
from truepenny.surfaces.truth import Truth

_FRESH = {"cache-control": "no-store"}
_PER_S, _AT_ONCE = 1.0, 30.0
"""Of each kind from one address: more than anybody types, and offices share one."""
Typed = Annotated[str, QueryParameter(max_length=MAX_WORDS)]
Code = Annotated[str, QueryParameter(max_length=40)]


class SuggestedArticle(msgspec.Struct, frozen=True):
    """url: a path on the desk."""

    slug: str
    title: str
    summary: str
    url: str


class SuggestedNotice(msgspec.Struct, frozen=True):
    """What is broken or being worked on now and may be the reason. url: a path on the desk."""

    id: str
    kind: str
    title: str
    url: str


class Suggested(msgspec.Struct, frozen=True):
    articles: Sequence[SuggestedArticle]
    notices: Sequence[SuggestedNotice]


class Became(bodies.Body):
    """did: offered (shown beside what somebody writes), opened, answered ("this answered it"), sent (a ticket, after opening)."""

    did: Did
    surface: Place
    language: Annotated[str, Meta(max_length=12)]
    articles: Annotated[list[bodies.Short], Meta(min_length=1, max_length=MOST)]


def help_offer_routes(truth: Truth, *, guests: Sequence[str]) -> list[ControllerRouterHandler]:
    """guests: origins whose pages carry the widget."""
    asked, told = _pace(), _pace()

    @get(
        "/suggest",
        summary="Articles and current notices that may answer what somebody is writing",
        description="q: a few words that were screened where they were typed. They are not kept, and words that may hold a secret find "
        "nothing. The same answer for everybody.",
    )
    async def suggest(request: AnyRequest, q: Typed = "", topic: Code = "", language: Code = "") -> Response[Suggested]:
        _take(asked, address_of(request))
        check_topic(topic)
        languages = truth.help.languages
        spoken = language if language in languages else languages[0]
        words = truth.offers.clean(q)
        found = await truth.offers.suggest(words, topic=topic or None, language=spoken) if words or topic else []
        running = await truth.announcements.current(spoken, topic=topic or None, text=words) if words or topic else []
        articles = [SuggestedArticle(head.slug, head.title, head.summary, f"/{spoken}/help/{head.slug}") for head in found]
        notices = [SuggestedNotice(one.id, one.kind, one.said(spoken)[0].title, f"/{spoken}/notices/{one.id}") for one in running]
        return Response(Suggested(articles, notices[:MOST]), headers=_FRESH)

    @post("/offers", status_code=204, summary="Count what became of offered articles", description="Numbers by day, nothing of who.")
    async def count(request: AnyRequest, data: JSONBody[Became]) -> None:
        _take(told, address_of(request))
        await truth.offers.count(data.did, data.articles, place=data.surface, language=data.language)

    return [Router("/api/v1/help", route_handlers=[suggest, count], middleware=[allow_guests(guests)], tags=["truth"])]


def _pace() -> Buckets:
    return Buckets(lambda: Bucket(per_s=_PER_S, most=_AT_ONCE))


def _take(pace: Buckets, address: str) -> None:
    if not pace.take(address):
        raise TooFast
