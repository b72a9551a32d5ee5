"""Pages that everybody may read and search engines may list: each language has its own address, /en/… and /zh/…, and names its twins.

In: a path without the language, such as /help/fees. Out: HTML with canonical and hreflang links; or the way from the bare path to it.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from urllib.parse import quote

from litestar import Response
from litestar.datastructures import Cookie

from truepenny.contracts.errors import NotFound
from truepenny.surfaces.portal.visit import Page, Portal, SomeRequest, Visit, page, redirect, visit

TAGS = {"zh": "zh-Hans"}
"""BCP 47 tags where they are longer than our codes."""


@dataclass(frozen=True, slots=True)
class Twin:
    """The same page in another language. tag: as hreflang wants it."""

    language: str
    tag: str
    url: str


async def public_visit(portal: Portal, request: SomeRequest, language: str) -> Visit:
    """The visit in the language of the address, whatever the reader's browser asks for. Raises NotFound for a language not spoken here."""
    here = await visit(portal, request)
    if language not in here.offered:
        raise NotFound("page_unknown", "There is no such page.", "Choose a language at the top, or begin at the home page.")
    return replace(here, language=language)


async def to_language(portal: Portal, request: SomeRequest, path: str) -> Page:
    """From the bare path (/help) to the same in the reader's language (/zh/help). The query goes along."""
    here = await visit(portal, request)
    query = f"?{request.url.query}" if request.url.query else ""
    return redirect(f"/{here.language}{quote(path)}{query}", headers={"vary": "accept-language, cookie"})


def json_ld(body: Mapping[str, object]) -> str:
    """Structured data (schema.org), safe inside a script element. Browsers do not run it, so the policy for scripts does not touch it."""
    text = json.dumps(body, ensure_ascii=False, separators=(",", ":"))
    return text.replace("<", "\\u003c").replace(">", "\\u003e").replace("&", "\\u0026")


def unless_known(here: Visit, made: Page) -> Page:
    """The page with its ETag; 304 without a body for a reader who has it already. A page that sets cookies is left as it is."""
    if made.cookies or made.status_code != 200:
        return made
    tag = f'W/"{hashlib.blake2b(str(made.content).encode(), digest_size=12).hexdigest()}"'
    known = [one.strip() for one in here.request.headers.get("if-none-match", "").split(",")]
    if tag in known:
        return Response("", status_code=304, media_type="text/html; charset=utf-8", headers={**made.headers, "etag": tag})
    made.headers["etag"] = tag
    return made


def public_page(
    here: Visit,
    template: str,
    *,
    path: str,
    twins: Sequence[str] | None = None,
    listed: bool = True,
    status: int = 200,
    cookies: list[Cookie] | None = None,
    **shown: object,
) -> Page:
    """path: without the language. twins: the languages that have this page; None: all. Where this language has not, the
    canonical address is that of the first that has. listed: search engines may show it."""
    languages = [code for code in here.offered if twins is None or code in twins]
    links = [Twin(code, TAGS.get(code, code), f"{here.portal.public_url}/{code}{quote(path)}") for code in languages]
    real = here.language if here.language in languages or not languages else languages[0]
    public = {"canonical": f"{here.portal.public_url}/{real}{quote(path)}", "twins": links, "listed": listed}
    return page(here, template, status=status, cookies=cookies, public=public, **shown)
