"""Announcements and the state of services as JSON, for anybody: the exchange's own app, the widget on other pages, monitors."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Annotated, Any

import msgspec
from litestar import Response, get, post
from litestar.params import FromPath, FromQuery, JSONBody
from litestar.types import ControllerRouterHandler

from truepenny.knowledge.announcements.announcements import Announcements
from truepenny.knowledge.announcements.labels import SERVICE_WORDS, SINCE
from truepenny.platform.clock import Clock
from truepenny.platform.web.guest_origins import allow_guests
from truepenny.platform.web.router import Router
from truepenny.surfaces.announced import api_view

_SOON = {"cache-control": "public, max-age=15"}


class Asked(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """topic: a code, "" when none is chosen. text: what was typed about asset and network."""

    topic: Annotated[str, msgspec.Meta(max_length=40)] = ""
    text: Annotated[str, msgspec.Meta(max_length=2000)] = ""
    language: Annotated[str, msgspec.Meta(max_length=12)] = "en"


def announced_routes(
    news: Announcements, clock: Clock, *, public_url: str, guests: Sequence[str]
) -> list[ControllerRouterHandler]:  # fmt: skip
    """guests: origins whose pages carry the widget."""

    def known(language: str) -> str:
        return language if language in news.languages else news.languages[0]

    def views(found: Sequence[Any], language: str) -> list[dict[str, object]]:
        now = clock.now_us()
        return [
            {
                **api_view(one, language, now_us=now, url=f"{public_url}/{language}/notices/{one.id}"),
                "path": f"/{language}/notices/{one.id}",
            }
            for one in found
        ]

    @get("/status", summary="How each service stands", description="Times in microseconds since 1970, UTC.")
    async def status(language: FromQuery[str] = "en") -> Response[dict[str, object]]:
        language, standings = known(language), await news.state_of_services()
        services = [
            {
                "id": each.service.id, "name": each.service.name(language), "state": each.state, "since": each.since,
                "state_words": SERVICE_WORDS[each.state].said(language), "announcements": each.because,
            }
            for each in standings
        ]  # fmt: skip
        worst = all(each.state == "operational" for each in standings)
        return Response({"all_operational": worst, "as_of": clock.now_us(), "services": services}, headers=_SOON)

    @get("/notices", summary="Announcements: what runs, what is planned, and the last that are over. Promotions only when asked for")
    async def notices(
        language: FromQuery[str] = "en", kind: FromQuery[str] = "", phase: FromQuery[str] = ""
    ) -> Response[dict[str, object]]:
        language, now = known(language), clock.now_us()
        found = await news.list_all(promotions=kind == "promotion")
        wanted = [one for one in found if kind in ("", one.kind) and phase in ("", one.phase(now))]
        return Response({"notices": views(wanted, language)}, headers=_SOON)

    @get("/notices/now", summary="Incidents and work that run now, in a few words: what the chat shows")
    async def running(lang: FromQuery[str] = "en") -> Response[dict[str, object]]:
        language = known(lang)
        found = [one for one in await news.running() if one.kind in ("incident", "maintenance")][:2]
        keys = ("id", "kind", "title", "begins_at", "url")
        shown = [
            {**{key: each[key] for key in keys}, "words": f"{each['state_words']} · {SINCE.said(language)}"}
            for each in views(found, language)
        ]
        return Response({"notices": shown}, headers=_SOON)

    @get("/notices/{announcement:str}", summary="One announcement with its timeline")
    async def notice(announcement: FromPath[str], language: FromQuery[str] = "en") -> Response[dict[str, object]]:
        return Response(views([await news.load(announcement)], known(language))[0], headers=_SOON)

    @post("/notices/match", status_code=200, summary="Announcements that run now and may be what a ticket is about")
    async def match(data: JSONBody[Asked]) -> Response[dict[str, object]]:
        language = known(data.language)
        found = await news.current(language, data.topic or None, text=data.text)
        return Response({"notices": views(found[:2], language)}, headers={"cache-control": "no-store"})

    return [
        Router(
            "/api/v1", route_handlers=[status, notices, running, notice, match], tags=["announcements"], middleware=[allow_guests(guests)]
        )
    ]
