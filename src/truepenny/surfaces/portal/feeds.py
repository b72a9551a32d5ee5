"""Feeds in Atom (RFC 4287). In: announcements. Out: XML that names each language's own feed as its twin."""

from __future__ import annotations

import unicodedata
from xml.etree import ElementTree as ET

from litestar import Response

from truepenny.knowledge.announcements.bodies import told_words
from truepenny.knowledge.announcements.kinds import Announcement
from truepenny.knowledge.announcements.labels import KIND_WORDS
from truepenny.platform.web import times
from truepenny.platform.web.visible import visible
from truepenny.surfaces.announced import show
from truepenny.surfaces.portal.public import TAGS
from truepenny.surfaces.portal.visit import Visit

ATOM = "http://www.w3.org/2005/Atom"
MOST = 50


def feed_of(here: Visit, announced: list[Announcement], *, path: str, title: str) -> Response[bytes]:
    """path: of the page that the feed belongs to, without the language. The last changed first."""
    base, language = here.portal.public_url, here.language
    newest = sorted(announced, key=lambda one: one.changed_at, reverse=True)[:MOST]
    feed = ET.Element("feed", {"xmlns": ATOM, "xml:lang": TAGS.get(language, language)})
    _add(feed, "title", f"{visible(here.look.name)}: {title}")
    _add(feed, "id", f"{base}/{language}{path}/feed.xml")
    _add(feed, "updated", times.iso(newest[0].changed_at if newest else 0))
    ET.SubElement(feed, "link", {"rel": "self", "type": "application/atom+xml", "href": f"{base}/{language}{path}/feed.xml"})
    ET.SubElement(feed, "link", {"rel": "alternate", "type": "text/html", "href": f"{base}/{language}{path}"})
    _add(ET.SubElement(feed, "author"), "name", visible(here.look.name))
    for one in newest:
        feed.append(_entry(here, one))
    body = b'<?xml version="1.0" encoding="utf-8"?>\n' + ET.tostring(feed, encoding="utf-8")
    headers = {"content-language": language, "cache-control": "public, max-age=60"}
    return Response(body, media_type="application/atom+xml; charset=utf-8", headers=headers)


def _entry(here: Visit, one: Announcement) -> ET.Element:
    shown = show(one, here.language, now_us=here.portal.clock.now_us(), services=[])
    url = f"{here.portal.public_url}/{here.language}{shown.path}"
    entry = ET.Element("entry")
    _add(entry, "title", f"{shown.title}（{shown.state_words}）" if here.language == "zh" else f"{shown.title} ({shown.state_words})")
    _add(entry, "id", url)
    _add(entry, "published", times.iso(one.created_at))
    _add(entry, "updated", times.iso(one.changed_at))
    ET.SubElement(entry, "link", {"rel": "alternate", "type": "text/html", "href": url})
    ET.SubElement(entry, "category", {"term": one.kind, "label": KIND_WORDS[one.kind].said(here.language)})
    summary = told_words(one, one.updates[-1].n, here.language)
    _add(entry, "summary", visible(summary), type="text")
    _add(entry, "content", shown.html, type="html")
    return entry


def _add(parent: ET.Element, name: str, text: str, **attributes: str) -> None:
    told = (char for char in text if char in "\n\t" or unicodedata.category(char) not in ("Cc", "Cs", "Cn"))
    ET.SubElement(parent, name, attributes).text = "".join(told)
