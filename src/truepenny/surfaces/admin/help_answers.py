"""What became of articles that were offered to customers who were writing: counts and rates, for leads and admins."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Final

from litestar import Request, get
from litestar.handlers import HTTPRouteHandler

from truepenny.contracts.identity import Role
from truepenny.knowledge.help.deflection import PLACES, Totals
from truepenny.platform.web.i18n import mark
from truepenny.surfaces.admin.visit import LANGUAGE_NAMES, Admin, Page, page, visit_as

DAYS: Final = (7, 30, 90)
PLACE_WORDS: Final = {"": mark("Ticket form and chat"), "portal": mark("Ticket form"), "widget": mark("Chat")}
ENOUGH: Final = 20
"""Openings below which a rate says nothing."""


@dataclass(frozen=True, slots=True)
class Row:
    """Of one article in one language. answered_rate, sent_rate: percent of those who opened it; None where they are too few."""

    title: str
    slug: str
    language: str
    offered: int
    opened: int
    answered: int
    sent: int

    @property
    def answered_rate(self) -> int | None:
        return _percent(self.answered, self.opened)

    @property
    def sent_rate(self) -> int | None:
        return _percent(self.sent, self.opened)


def _percent(part: int, whole: int) -> int | None:
    return round(100 * min(part, whole) / whole) if whole >= ENOUGH else None


def _sum(rows: Sequence[Totals | Row]) -> Row:
    return Row("", "", "", *(sum(getattr(row, did) for row in rows) for did in ("offered", "opened", "answered", "sent")))


def help_answer_routes(admin: Admin) -> list[HTTPRouteHandler]:
    @get("/admin/help/answers", include_in_schema=False)
    async def answers(request: Request[Any, Any, Any]) -> Page:
        here, _ = await visit_as(admin, request, Role.LEAD, Role.ADMIN)
        given = request.query_params.get("days", "")
        days = int(given) if given in map(str, DAYS) else DAYS[1]
        place = next((one for one in PLACES if one == request.query_params.get("place")), None)
        totals = await admin.truth.offers.totals(days=days, place=place)
        rows = [await _row(admin, one) for one in totals]
        return page(
            here, "help_answers.html", rows=rows, all=_sum(rows), days=days, choices=DAYS, place=place or "", places=PLACE_WORDS,
            names=LANGUAGE_NAMES, enough=ENOUGH,
        )  # fmt: skip

    return [answers]


async def _row(admin: Admin, one: Totals) -> Row:
    """With the title of the article, or its address where it is no longer published."""
    head = (await admin.truth.help.find(one.slug)).get(one.language)
    return Row(head.title if head else one.slug, one.slug, one.language, one.offered, one.opened, one.answered, one.sent)
