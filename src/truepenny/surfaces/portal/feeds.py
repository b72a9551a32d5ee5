"""Feeds in Atom (RFC 4287). In: entries of a public page. Out: XML under the page's own address, one for each language."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final
from xml.etree import ElementTree as ET

from litestar import Response

from truepenny.platform.web.times import iso
from truepenny.platform.web.visible import xml_words
from truepenny.surfaces.portal.public import TAGS
from truepenny.surfaces.portal.visit import Visit

ATOM: Final = "http://www.w3.org/2005/Atom"
MOST: Final = 50


@dataclass(frozen=True, slots=True)
class FeedEntry:
    """path: of its page, without the language. html: its words in full, made safe, or "". category: term and label, or None.
    Times in microseconds UTC."""

    path: str
    title: str
    published_at: int
    updated_at: int
    summary: str
    html: str = ""
    category: tuple[str, str] | None = None


def feed_of(here: Visit, entries: Iterable[FeedEntry], *, path: str, title: str, query: str = "") -> Response[bytes]:
    """path: of the page that the feed belongs to, without the language; query: of both, from "?" on. The last changed first."""
    base = f"{here.portal.public_url}/{here.language}"
    newest = sorted(entries, key=lambda one: one.updated_at, reverse=True)[:MOST]
    feed = ET.Element("feed", {"xmlns": ATOM, "xml:lang": TAGS.get(here.language, here.language)})
    _add(feed, "title", f"{here.look.name}: {title}")
    _add(feed, "id", f"{base}{path}/feed.xml{query}")
    _add(feed, "updated", iso(newest[0].updated_at if newest else 0))
    ET.SubElement(feed, "link", {"rel": "self", "type": "application/atom+xml", "href": f"{base}{path}/feed.xml{query}"})
    ET.SubElement(feed, "link", {"rel": "alternate", "type": "text/html", "href": f"{base}{path}{query}"})
    _add(ET.SubElement(feed, "author"), "name", here.look.name)
    for one in newest:
        _add_entry(feed, one, f"{base}{one.path}")
    body = b'<?xml version="1.0" encoding="utf-8"?>\n' + ET.tostring(feed, encoding="utf-8")
    headers = {"content-language": here.language, "cache-control": "public, max-age=60"}
    return Response(body, media_type="application/atom+xml; charset=utf-8", headers=headers)


def _add_entry(feed: ET.Element, one: FeedEntry, url: str) -> None:
    entry = ET.SubElement(feed, "entry")
    _add(entry, "title", one.title)
    _add(entry, "id", url)
    _add(entry, "published", iso(one.published_at))
    _add(entry, "updated", iso(one.updated_at))
    ET.SubElement(entry, "link", {"rel": "alternate", "type": "text/html", "href": url})
    if one.category is not None:
        ET.SubElement(entry, "category", {"term": one.category[0], "label": one.category[1]})
    _add(entry, "summary", one.summary)
    if one.html:
        _add(entry, "content", one.html, type="html")


def _add(parent: ET.Element, name: str, text: str, **attributes: str) -> None:
    ET.SubElement(parent, name, attributes).text = xml_words(text)
