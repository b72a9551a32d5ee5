"""The links and pictures of an article, looked at before readers do: which lead nowhere, and which lead away, where nobody here can look.

In: the rendered article. Out: findings for the editor. Nothing is fetched.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache
from typing import Any
from urllib.parse import parse_qs, unquote, urlsplit

from truepenny.contracts.errors import NotFound, Refused
from truepenny.knowledge.help.markup import Link, Rendered
from truepenny.knowledge.help.pictures import named_in
from truepenny.knowledge.topics import check_topic
from truepenny.platform.web.i18n import mark
from truepenny.surfaces.admin.visit import Admin

WHY = {
    "no_article": mark("There is no such article."),
    "not_published": mark("This article is not published yet."),
    "no_place": mark("There is no such heading."),
    "no_page": mark("There is no such page."),
    "no_topic": mark("There is no such topic."),
    "no_category": mark("There is no such category."),
    "left_out": mark("Readers do not get this address: only web, mail and phone addresses, our own pages and uploaded pictures."),
    "no_picture": mark("There is no such picture."),
    "no_words": mark("This picture has no description for readers who cannot see it."),
}
"""Message ids."""
_ARTICLE = re.compile(r"/([a-z]{2,8})/help/([^/?#]+)/?")
_CATEGORY = re.compile(r"/[a-z]{2,8}/help/c/([^/?#]+)/?")
_NO_WORDS = re.compile(r'<img\b[^>]*\bsrc="([^"]*)"[^>]*\balt=""')
_PARAMETER = re.compile(r"\{[^{}]*\}")


@dataclass(frozen=True, slots=True)
class Broken:
    """address: as it stands in the page. words: those that lead there. why: a key of WHY."""

    address: str
    words: str
    why: str


@dataclass(frozen=True, slots=True)
class Outside:
    """A link to another site, a mailbox or a phone, which was not looked at. state: what the directory says: official, was_official,
    never_ours, never_used or unknown."""

    href: str
    words: str
    state: str


@dataclass(frozen=True, slots=True)
class LinkReport:
    broken: tuple[Broken, ...] = ()
    outside: tuple[Outside, ...] = ()

    @property
    def doubtful(self) -> bool:
        """Whether one of those outside was ours once, or is known never to be."""
        return any(one.state in ("was_official", "never_ours", "never_used") for one in self.outside)


async def check_links(admin: Admin, rendered: Rendered, body: str, *, paths: Iterable[str]) -> LinkReport:
    """paths: of all routes that answer GET, as Litestar writes them."""
    pages = _pages(tuple(sorted(set(paths))))
    broken = [Broken(address, "", "left_out") for address in rendered.left_out]
    outside: list[Outside] = []
    for link in rendered.links:
        if not link.href.startswith(("/", "#")):
            outside.append(Outside(link.href, link.words, await _known_as(admin, link.href)))
            continue
        why = await _why_broken(admin, link, rendered, pages)
        if why is not None:
            broken.append(Broken(link.href, link.words, why))
    named = named_in(body)
    gone = await admin.truth.pictures.missing(set(named.values()))
    broken += [Broken(reference, "", "no_picture") for reference, picture in named.items() if picture in gone]
    broken += [Broken(src, "", "no_words") for src in _NO_WORDS.findall(rendered.html)]
    return LinkReport(tuple(dict.fromkeys(broken)), tuple(dict.fromkeys(outside)))


async def _known_as(admin: Admin, href: str) -> str:
    """The directory's word for an address, or for its site."""
    find, parts = admin.truth.directory.find, urlsplit(href)
    known = await find(None, href.removeprefix("mailto:").removeprefix("tel:").partition("?")[0])
    if known.state == "unknown" and parts.hostname:
        known = await find(None, parts.hostname)
    return known.state


async def _why_broken(admin: Admin, link: Link, rendered: Rendered, pages: re.Pattern[str]) -> str | None:
    parts = urlsplit(link.href)
    place = unquote(parts.fragment)
    if not parts.path:
        return None if any(heading.id == place for heading in rendered.headings) else "no_place"
    article = _ARTICLE.fullmatch(parts.path)
    if article is not None:
        return await _why_no_article(admin, article[1], unquote(article[2]), place)
    category = _CATEGORY.fullmatch(parts.path)
    if category is not None:
        known = await admin.truth.help.list_categories(admin.languages[0])
        return None if any(one.slug == category[1] for one in known) else "no_category"
    if not pages.fullmatch(parts.path):
        return "no_page"
    for topic in parse_qs(parts.query).get("topic", ()):
        try:
            check_topic(topic)
        except Refused:
            return "no_topic"
    return None


async def _why_no_article(admin: Admin, language: str, slug: str, place: str) -> str | None:
    if slug == "feed.xml":
        return None
    try:
        article = await admin.truth.help.article(language, slug)
    except NotFound:
        return "no_article" if await admin.truth.help.editing.find_id(slug) is None else "not_published"
    return "no_place" if place and all(heading.id != place for heading in article.headings) else None


@lru_cache(maxsize=4)
def _pages(paths: tuple[str, ...]) -> re.Pattern[str]:
    """One pattern for the pages that readers may be led to: none of the desk, the admin pages or programs."""
    kept = [path for path in paths if not re.match(r"/(?:admin|desk|api|assets|live|metrics)(?:/|$)", path)]
    return re.compile("|".join(_PARAMETER.sub("[^/]+", re.sub(r"[.+*?()^$\\[\]|]", r"\\\g<0>", path)) + "/?" for path in kept))


def page_paths(app: Any) -> list[str]:
    """Of a Litestar application."""
    return [route.path_format for route in app.routes if "GET" in getattr(route, "methods", ())]
