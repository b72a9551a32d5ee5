"""What leads search engines to the public pages: /sitemap.xml and /robots.txt.

A part of the house that has public pages adds one function to SOURCES.
"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Any, Final
from xml.sax.saxutils import escape, quoteattr

from litestar import Request, Response, get
from litestar.handlers import HTTPRouteHandler

from truepenny.platform.web.times import iso
from truepenny.surfaces.portal.public import TAGS
from truepenny.surfaces.portal.visit import Portal, visit

MOST_ADDRESSES: Final = 50_000
"""Of one sitemap (sitemaps.org)."""
CLOSED: Final = ("/admin", "/api/", "/desk", "/files/", "/language/", "/live", "/mail/", "/sign-in", "/t/", "/tickets")


@dataclass(frozen=True, slots=True)
class Place:
    """A public page. path: without the language. languages: those that have it. changed_at: microseconds, UTC; None when not known."""

    path: str
    languages: Sequence[str]
    changed_at: int | None = None


Source = Callable[[Portal, Sequence[str]], Awaitable[Iterable[Place]]]
"""Public pages of one part, in the languages that are offered."""


async def help_places(portal: Portal, offered: Sequence[str]) -> list[Place]:
    centre = portal.truth.help
    found: dict[str, list[str]] = {}
    changed: dict[str, int] = {}
    for language in offered:
        for head in await centre.list_articles(language):
            for path in (f"/help/c/{head.category}", f"/help/{head.slug}"):
                languages = found.setdefault(path, [])
                if language not in languages:
                    languages.append(language)
                changed[path] = max(changed.get(path, 0), head.updated_at)
    return [Place("/help", offered), *(Place(path, languages, changed[path]) for path, languages in sorted(found.items()))]


async def directory_places(portal: Portal, offered: Sequence[str]) -> list[Place]:
    return [Place("/contact", offered, (await portal.truth.directory.book()).changed_at)]


async def announced_places(portal: Portal, offered: Sequence[str]) -> list[Place]:
    """Without promotions, which are in no other list either."""
    told = await portal.truth.announcements.list_all(past=100)
    newest = max((one.changed_at for one in told), default=None)
    pages = [Place(path, offered, newest) for path in ("/notices", "/status")]
    return [*pages, *(Place(f"/notices/{one.id}", offered, one.changed_at) for one in told)]


async def check_places(_portal: Portal, offered: Sequence[str]) -> list[Place]:
    return [Place("/check", offered)]


SOURCES: Sequence[Source] = (help_places, directory_places, announced_places, check_places)


def sitemap_routes(portal: Portal) -> list[HTTPRouteHandler]:
    @get("/robots.txt", include_in_schema=False)
    async def robots() -> Response[str]:
        lines = ["User-agent: *", *(f"Disallow: {path}" for path in CLOSED), "", f"Sitemap: {portal.public_url}/sitemap.xml", ""]
        return Response("\n".join(lines), media_type="text/plain; charset=utf-8", headers={"cache-control": "public, max-age=3600"})

    @get("/sitemap.xml", include_in_schema=False)
    async def sitemap(request: Request[Any, Any, Any]) -> Response[str]:
        here = await visit(portal, request)
        places = [place for source in SOURCES for place in await source(portal, here.offered)]
        made = await asyncio.to_thread(_sitemap, portal.public_url, places)
        return Response(made, media_type="application/xml; charset=utf-8", headers={"cache-control": "public, max-age=300"})

    return [robots, sitemap]


def _sitemap(base: str, places: Sequence[Place]) -> str:
    lines = [
        '<?xml version="1.0" encoding="UTF-8"?>',
        '<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9" xmlns:xhtml="http://www.w3.org/1999/xhtml">',
    ]
    count = 0
    for place in places:
        twins = "".join(
            f'<xhtml:link rel="alternate" hreflang={quoteattr(TAGS.get(code, code))} href={quoteattr(f"{base}/{code}{place.path}")}/>'
            for code in place.languages
        )
        since = f"<lastmod>{iso(place.changed_at)}</lastmod>" if place.changed_at else ""
        for language in place.languages:
            if count < MOST_ADDRESSES:
                lines.append(f"<url><loc>{escape(f'{base}/{language}{place.path}')}</loc>{since}{twins}</url>")
            count += 1
    return "\n".join([*lines, "</urlset>", ""])
