"""Who looks at the pages of the sample exchange: read from the query, then the cookies, then the browser's language."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, MutableMapping
from dataclasses import dataclass
from http.cookies import CookieError, SimpleCookie
from typing import Any
from urllib.parse import parse_qs

from truepenny.main.demo.people import ON_THE_PAGE, DemoCustomer, find_customer

LANGUAGES = ("en", "zh")
_MAX_FORM = 4096


@dataclass(frozen=True, slots=True)
class Visitor:
    """customer None: not signed in. chosen: cookies to set, for what the query said. foreign: asked by a page of another site."""

    language: str
    customer: DemoCustomer | None
    chosen: tuple[tuple[str, str], ...] = ()
    foreign: bool = False


def visitor_of(scope: MutableMapping[str, Any]) -> Visitor:
    headers = {name.decode("latin-1"): value.decode("latin-1") for name, value in scope["headers"]}
    cookies = _cookies(headers.get("cookie", ""))
    query = {name: values[0] for name, values in parse_qs(scope["query_string"].decode("latin-1")).items()}
    chosen = []
    language = cookies.get("acme_lang", "")
    if query.get("lang") in LANGUAGES:
        language = query["lang"]
        chosen.append(("acme_lang", language))
    if language not in LANGUAGES:
        language = "zh" if headers.get("accept-language", "").lower().startswith("zh") else "en"
    who = cookies.get("acme_as", "")
    if query.get("as") in (*ON_THE_PAGE, "guest"):
        who = query["as"]
        chosen.append(("acme_as", who))
    if who not in (*ON_THE_PAGE, "guest"):
        who = "li-wei" if language == "zh" else "maria"
    foreign = headers.get("sec-fetch-site", "same-origin") not in ("same-origin", "none")
    return Visitor(language, find_customer(who), tuple(chosen), foreign)


async def read_form(receive: Callable[[], Awaitable[MutableMapping[str, Any]]]) -> dict[str, str]:
    """A small form; what is beyond 4 KiB is not read."""
    body = b""
    while len(body) <= _MAX_FORM:
        message = await receive()
        body += message.get("body", b"")
        if not message.get("more_body"):
            break
    return {name: values[0] for name, values in parse_qs(body[:_MAX_FORM].decode("utf-8", "replace")).items()}


def _cookies(header: str) -> dict[str, str]:
    try:
        return {name: morsel.value for name, morsel in SimpleCookie(header).items()}
    except CookieError:
        return {}
