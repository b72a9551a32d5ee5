"""The directory for programs, public and for every site: JSON, the signed file, and the script for the exchange's own pages."""

from __future__ import annotations

import hashlib
from collections.abc import Awaitable, Callable, Mapping, Sequence
from functools import partial
from pathlib import Path
from typing import Annotated, Any, Final

import msgspec
from litestar import Request, Response, get
from litestar.params import QueryParameter
from litestar.types import ControllerRouterHandler

from truepenny.platform.clock import Clock
from truepenny.platform.web.i18n import Catalog, mark
from truepenny.platform.web.language import pick_language
from truepenny.surfaces.contact_views import ContactView, NeverView, contact_view, never_view
from truepenny.trust.directory.directory import Directory
from truepenny.trust.directory.signed import PATH, past_facts

EMBED: Final = Path(__file__).parents[1] / "assets" / "embed" / "directory.js"
_FOR_ALL: Final = {
    "access-control-allow-origin": "*",
    "cross-origin-resource-policy": "cross-origin",
    "cache-control": "public, max-age=60",
}
_WORDS: Final = {
    "title": mark("Official contacts"),
    "open": mark("Open now"),
    "closed": mark("Closed now"),
    "until": mark("until {time} your time"),
    "opens": mark("opens {time} your time"),
    "all": mark("All official contacts"),
    "check": mark("Is this really us? Check"),
}
"""What the embedded list says; message ids."""
Short = Annotated[str, QueryParameter(max_length=12)]
AnyRequest = Request[Any, Any, Any]


class Contacts(msgspec.Struct, frozen=True):
    """sequence: of the last change. contacts: those that are ours now, the right one first. past: what is not ours any more."""

    language: str
    sequence: int
    changed_at: int
    contacts: Sequence[ContactView]
    never: Sequence[NeverView]
    past: Sequence[Mapping[str, Any]]
    page_url: str
    check_url: str
    signed_url: str
    fingerprint: str
    words: Mapping[str, str]


def directory_routes(
    directory: Directory, clock: Clock, catalog: Catalog, *, languages: Callable[[], Awaitable[Sequence[str]]]
) -> list[ControllerRouterHandler]:
    """languages: those that customers are offered."""
    script = EMBED.read_bytes()
    script_tag = f'"{hashlib.sha256(script).hexdigest()[:20]}"'

    @get("/api/v1/directory", summary="Every official contact point, in a language, the right one first", tags=["directory"])
    async def contacts(request: AnyRequest, language: Short = "", region: Short = "", kind: Short = "") -> Response[Contacts]:
        offered = await languages()
        spoken = pick_language(offered, chosen=language or None, accept_language=request.headers.get("accept-language", ""))
        body = await _contacts(directory, clock.now_us(), partial(catalog.translate, spoken), language=spoken, region=region[:2].upper())
        if kind:
            body = msgspec.structs.replace(body, contacts=[one for one in body.contacts if one.kind == kind])
        return Response(body, headers={**_FOR_ALL, "vary": "accept-language", "content-language": spoken})

    @get(PATH, summary="The directory, signed, to be checked offline", tags=["directory"], media_type="application/json")
    async def signed(request: AnyRequest) -> Response[bytes]:
        return _kept(request, await directory.signed_file(), media_type="application/json")

    @get("/embed/directory.js", include_in_schema=False)
    async def embed(request: AnyRequest) -> Response[bytes]:
        headers = {**_FOR_ALL, "cache-control": "public, max-age=300, stale-while-revalidate=86400", "etag": script_tag}
        fresh = script_tag not in request.headers.get("if-none-match", "")
        return Response(script if fresh else b"", status_code=200 if fresh else 304, media_type="text/javascript", headers=headers)

    return [contacts, signed, embed]


async def _contacts(directory: Directory, now: int, say: Callable[[str], str], *, language: str, region: str) -> Contacts:
    book = await directory.book()
    shown = await directory.entries(language, region or None)
    return Contacts(
        language, book.sequence, book.changed_at, [contact_view(one, language=language, say=say, now=now) for one in shown],
        [never_view(one, language=language, say=say) for one in book.never], past_facts(book, now), f"{directory.desk}/{language}/contact",
        f"{directory.desk}/{language}/check", f"{directory.desk}{PATH}", directory.fingerprint,
        {key: say(text) for key, text in _WORDS.items()},
    )  # fmt: skip


def _kept(request: AnyRequest, body: bytes, *, media_type: str) -> Response[bytes]:
    tag = f'"{hashlib.sha256(body).hexdigest()[:20]}"'
    headers = {**_FOR_ALL, "etag": tag}
    if tag in request.headers.get("if-none-match", ""):
        return Response(b"", status_code=304, headers=headers)
    return Response(body, media_type=media_type, headers=headers)
