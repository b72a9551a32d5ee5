""" "Is this really us?" for programs: the exchange's own app, the embedded box. The same verdicts and limits as on the page.

A customer's session may be given as bearer: only then can the answer say that a mail was sent to them. Nothing is kept.
"""

from __future__ import annotations

import hashlib
from collections.abc import Awaitable, Callable, Mapping, Sequence
from functools import partial
from pathlib import Path
from typing import Annotated, Final

import msgspec
from litestar import Response, get, post
from litestar.params import JSONBody, QueryParameter
from litestar.types import ControllerRouterHandler
from msgspec import Meta

from truepenny.contracts.identity import Customer
from truepenny.knowledge.secret_words import kind_name
from truepenny.platform.web.guest_origins import allow_guests
from truepenny.platform.web.i18n import Catalog, mark
from truepenny.platform.web.language import pick_language
from truepenny.platform.web.router import Router
from truepenny.surfaces.api import bodies
from truepenny.surfaces.api.visitors import AnyRequest, Visitors, address_of, bearer_of
from truepenny.surfaces.check_views import VerdictView, verdict_view
from truepenny.surfaces.truth import Truth
from truepenny.trust.checks.checks import Asker

EMBED: Final = Path(__file__).parents[1] / "assets" / "embed" / "check.js"
_FRESH: Final = {"cache-control": "no-store"}
_WORDS: Final = {
    "title": mark("Is this really us?"),
    "label": mark("What claims to be us?"),
    "hint": mark("A link, mail address, phone number, name or message. It is checked and forgotten."),
    "check": mark("Check it"),
    "ours": mark("Ours is:"),
    "against": mark("What speaks against it"),
    "next": mark("What to do now"),
    "more": mark("Report it, or see more"),
    "failed": mark("No connection. Take it for a no, and try again."),
}
"""What the embedded box says; message ids."""
Short = Annotated[str, QueryParameter(max_length=12)]


class Asked(bodies.Body):
    """text: anything that was pasted; the source of a mail with its headers too."""

    text: Annotated[str, Meta(min_length=1, max_length=120_000)]
    language: Annotated[str, Meta(max_length=35)] = ""


class Box(msgspec.Struct, frozen=True):
    """words: of the embedded box, in this language. page_url: the page with everything."""

    language: str
    words: Mapping[str, str]
    page_url: str


def check_api_routes(
    truth: Truth,
    visitors: Visitors,
    catalog: Catalog,
    *,
    guests: Sequence[str],
    languages: Callable[[], Awaitable[tuple[str, ...]]],
    desk: str,
) -> list[ControllerRouterHandler]:
    """guests: origins whose pages may ask. languages: those offered to customers. desk: our public address."""
    script = EMBED.read_bytes()
    script_tag = f'"{hashlib.sha256(script).hexdigest()[:20]}"'

    async def spoken(request: AnyRequest, language: str) -> str:
        return pick_language(await languages(), chosen=language or None, accept_language=request.headers.get("accept-language", ""))

    @get("/check", summary="The words of the embedded box, and the page of the check", include_in_schema=True)
    async def box(request: AnyRequest, language: Short = "") -> Response[Box]:
        code = await spoken(request, language)
        words = {key: catalog.translate(code, text, "portal") for key, text in _WORDS.items()}
        return Response(Box(code, words, f"{desk}/{code}/check"), headers={"cache-control": "public, max-age=300"})

    @post(
        "/check",
        status_code=200,
        summary="Is this really us?",
        description="What is pasted is looked at, never kept and never logged. state: known_false, looks_like, never_used, was_official, "
        "unknown, sent or official; there is no “safe”. With a customer's session as bearer a mail can be sent: that we sent it to them. "
        "Everybody else gets unknown, whether we sent it or not.",
    )
    async def check(request: AnyRequest, data: JSONBody[Asked]) -> Response[VerdictView]:
        code = await spoken(request, data.language)
        asker = Asker(address_of(request), await _customer(visitors, request), code)
        verdict = await truth.checks.check(data.text, asker=asker)
        view = verdict_view(verdict, language=code, say=partial(_say, catalog, code), kind_of_secret=kind_name)
        return Response(view, headers={**_FRESH, "content-language": code})

    @get("/embed/check.js", include_in_schema=False)
    async def embed(request: AnyRequest) -> Response[bytes]:
        headers = {
            "access-control-allow-origin": "*", "cross-origin-resource-policy": "cross-origin", "etag": script_tag,
            "cache-control": "public, max-age=300, stale-while-revalidate=86400",
        }  # fmt: skip
        fresh = script_tag not in request.headers.get("if-none-match", "")
        return Response(script if fresh else b"", status_code=200 if fresh else 304, media_type="text/javascript", headers=headers)

    return [Router("/api/v1", route_handlers=[box, check], middleware=[allow_guests(guests)], tags=["truth"]), embed]


async def _customer(visitors: Visitors, request: AnyRequest) -> Customer | None:
    """By token only: what another site's page sends with our cookie is not the customer's question."""
    token = bearer_of(request)
    return None if token is None else await visitors.customers.find_customer(token)


def _say(catalog: Catalog, language: str, msgid: str) -> str:
    return catalog.translate(language, msgid, "portal")
