"""The page of all official contacts, for everybody, with and without JavaScript: the right one first, what we never use, what was ours.

In: language (of the address), and the reader's region and spoken language from a plain GET form. Out: HTML; nothing is remembered.
"""

from __future__ import annotations

import json
from dataclasses import dataclass, replace
from typing import Any

from litestar import Request, Response, get
from litestar.handlers import HTTPRouteHandler
from litestar.params import FromPath, FromQuery

from truepenny.surfaces.contact_views import ContactView, contact_view, grouped, never_view
from truepenny.surfaces.portal.public import public_page, public_visit, to_language
from truepenny.surfaces.portal.visit import Page, Portal, Visit, visit
from truepenny.trust.directory.book import Book
from truepenny.trust.directory.kinds import ENDINGS, KIND_NAMES
from truepenny.trust.directory.names import language_name, region_name
from truepenny.trust.directory.signed import PATH

_TYPES = {"phone": "telephone", "email": "email"}


@dataclass(frozen=True, slots=True)
class _Gone:
    """A contact point that was ours. until: microseconds UTC. why: a message id of kinds.ENDINGS."""

    value: str
    kind: str
    until: int
    why: str
    never: bool


def contact_routes(portal: Portal) -> list[HTTPRouteHandler]:
    @get("/contact", include_in_schema=False)
    async def bare(request: Request[Any, Any, Any]) -> Page:
        return await to_language(portal, request, "/contact")

    @get("/{language:str}/contact", include_in_schema=False)
    async def contacts(
        request: Request[Any, Any, Any], language: FromPath[str], region: FromQuery[str] = "", spoken: FromQuery[str] = ""
    ) -> Page:
        here = await public_visit(portal, request, language)
        return await _contact_page(here, region=region[:2].upper(), spoken=spoken[:3].lower())

    @get("/embed/directory.html", include_in_schema=False)
    async def footer(request: Request[Any, Any, Any], language: FromQuery[str] = "") -> Response[str]:
        here = await visit(portal, request)
        return await _footer(replace(here, language=language) if language in here.offered else here)

    return [bare, contacts, footer]


async def _footer(here: Visit) -> Response[str]:
    """A piece of HTML without script and style, for the foot of the exchange's own pages."""
    now = here.portal.clock.now_us()
    shown = await here.portal.truth.directory.entries(here.language)
    views = [contact_view(one, language=here.language, say=here.say, now=now) for one in shown]
    html = here.portal.templates.render(
        "portal/contact_embed.html", language=here.language, zone=None, contacts=views, desk=here.portal.public_url
    )
    headers = {
        "access-control-allow-origin": "*", "cross-origin-resource-policy": "cross-origin", "cache-control": "public, max-age=300",
        "content-language": here.language, "vary": "accept-language, cookie", "x-robots-tag": "noindex",
    }  # fmt: skip
    return Response(html, media_type="text/html; charset=utf-8", headers=headers)


async def _contact_page(here: Visit, *, region: str, spoken: str) -> Page:
    directory, now = here.portal.truth.directory, here.portal.clock.now_us()
    book = await directory.book()
    valid = book.valid(now)
    regions = sorted({code for entry in valid for code in entry.regions}, key=lambda code: region_name(code, here.language))
    languages = sorted({code for entry in valid for code in entry.languages} | set(here.offered))
    chosen = region if region in regions else _region_of(here, regions)
    speaks = spoken if spoken in languages else here.language
    shown = await directory.entries(speaks, chosen or None)
    views = [contact_view(one, language=here.language, say=here.say, now=now) for one in shown]
    first = next((one for one in views if one.is_reached), None)
    return public_page(
        here, "contact.html", path="/contact",
        first=first, groups=grouped([one for one in views if one is not first]),
        regions=[(code, region_name(code, here.language)) for code in regions], region=chosen,
        languages_spoken=[(code, language_name(code, here.language)) for code in languages], spoken=speaks,
        never=[never_view(one, language=here.language, say=here.say) for one in book.never], gone=_gone(here, book, now),
        fingerprint=directory.fingerprint, sequence=book.sequence, changed_at=book.changed_at, file=PATH,
        structured=structured(here, views),
    )  # fmt: skip


def _region_of(here: Visit, regions: list[str]) -> str:
    """The region that the reader's browser names first, if we have something for it; none after the reader chose "everywhere"."""
    if "region" in here.request.query_params:
        return ""
    for part in here.request.headers.get("accept-language", "")[:200].split(","):
        code = part.partition(";")[0].strip().rpartition("-")[2].upper()
        if code in regions:
            return code
    return ""


def _gone(here: Visit, book: Book, now: int) -> list[_Gone]:
    """Newest first."""
    return [
        _Gone(entry.shown, here.say(KIND_NAMES[entry.kind]), until, here.say(ENDINGS[ending]), ending == "mistake")
        for entry, until, ending in book.gone(now)
    ]


def structured(here: Visit, views: list[ContactView]) -> str:
    """JSON-LD (schema.org Organization with its contact points), safe to stand in a script element."""
    points = [
        {
            "@type": "ContactPoint", "name": one.label, "contactType": "customer support",
            _TYPES[one.kind]: one.norm, **({"areaServed": list(one.regions)} if one.regions else {}),
            **({"availableLanguage": list(one.languages)} if one.languages else {}),
            **({"contactOption": "TollFree"} if one.toll_free else {}),
        }
        for one in views
        if one.kind in _TYPES
    ]  # fmt: skip
    body = {
        "@context": "https://schema.org", "@type": "Organization", "name": here.look.name, "url": here.portal.public_url,
        "sameAs": list(dict.fromkeys(one.url for one in views if one.url.startswith("https:"))), "contactPoint": points,
    }  # fmt: skip
    text = json.dumps(body, ensure_ascii=False, separators=(",", ":"))
    return text.replace("<", "\\u003c").replace(">", "\\u003e").replace("&", "\\u0026")
