"""The formatted version of a mail, made safe: a stranger's HTML in, HTML out that shows and does nothing else.

An allow list decides (nh3, as the last step). Remote pictures are kept as words, so that nothing is loaded; what only tells the sender
that the mail was read is dropped. Addresses of pictures inside the mail become those of our files.
"""

from __future__ import annotations

import html as markup
import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING
from urllib.parse import unquote

from truepenny.intake.mail.css import PROPERTIES, safe_color, safe_style
from truepenny.intake.mail.links import is_far_away, leads_elsewhere, safe_address
from truepenny.platform.html_nesting import is_bounded

if TYPE_CHECKING:
    from selectolax.lexbor import LexborHTMLParser, LexborNode

MOST_IN = 4 * 1024 * 1024
MOST_OUT = 1024 * 1024
REMOTE = "data-remote"
ELSEWHERE = "data-elsewhere"

_SHOWN = (
    "a abbr address b bdi bdo big blockquote br caption center cite code col colgroup dd del dfn div dl dt em figcaption figure font footer"
    " h1 h2 h3 h4 h5 h6 header hr i img ins kbd li mark ol p pre q s samp section small span strike strong sub sup table tbody td tfoot th"
    " thead tr tt u ul var wbr"
)
_TAGS = frozenset(_SHOWN.split())
_LEFT_OUT = (
    "script style title svg math template noscript noembed noframes iframe frameset object applet embed textarea select button audio video"
    " canvas map xmp plaintext"
)
_GONE = frozenset(_LEFT_OUT.split())
"""Of these the content goes too; of any other tag it stays as words."""
_SIZED = {"width", "height"}
_ATTRIBUTES = {
    "*": {"dir", "lang", "style", "align", "valign", "bgcolor"},
    "a": {"href", ELSEWHERE},
    "img": {"src", "alt", REMOTE, *_SIZED},
    "table": {"border", "cellpadding", "cellspacing", *_SIZED},
    "td": {"colspan", "rowspan", "nowrap", *_SIZED},
    "th": {"colspan", "rowspan", "nowrap", *_SIZED},
    "col": {"span", "width"},
    "font": {"color", "size"},
    "ol": {"start", "type"},
    "li": {"value"},
    "hr": {"width"},
}
_OURS = re.compile(r"/files/[0-9A-Za-z_-]{1,64}")
_NUMBER = re.compile(r"\d{1,4}%?|[+-]?\d")
_SPAN = re.compile(r"\d{1,2}")
_WORD = re.compile(r"[0-9A-Za-z-]{1,20}")
_HOST = re.compile(r"[^\s<>\"'&]{1,253}")
_HTTP = re.compile(r"https?://", re.IGNORECASE)
_TAG = re.compile(r"<[^<>]*>")
_REMOTE_SEEN = re.compile(rf'<img\b[^<>]* {REMOTE}="')
_ELSEWHERE_SEEN = re.compile(rf'<a\b[^<>]* {ELSEWHERE}="')
_BOXES = 8
_TINY = re.compile(r"\s*[012](?:\.\d+)?\s*(?:px)?\s*")
_HIDDEN = re.compile(
    r"display\s*:\s*none|visibility\s*:\s*hidden|opacity\s*:\s*0(?:\.0*)?\s*(?:;|!|$)|max-(?:height|width)\s*:\s*0", re.IGNORECASE
)
_TINY_STYLE = re.compile(r"(?:^|;)\s*(?:width|height)\s*:\s*[012](?:\.\d+)?(?:px)?\s*(?:;|!|$)", re.IGNORECASE)
_BEACON = re.compile(
    r"[/.](?:open|opens|opened|o|beacon|pixel|px|track|tracking|trk|read|seen|spacer|blank|clear|1x1|t|e|wf)(?:/open|/o)?"
    r"(?:\.(?:gif|png|php|aspx?|ashx|jsp))(?:[?#]|$)"
    r"|/(?:wf/open|track/open|e/open|trk/open|email/open|mail/open|open/track|tracking/pixel|pixel/track|beacon|imp)\b",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class SafeHtml:
    """html: a fragment; None when there is nothing to show, or it cannot be shown in bounded time and size. remote: pictures that lie
    elsewhere, not loaded. trackers: pictures that were dropped. misleading_links: those that show another domain than they lead to."""

    html: str | None
    remote: int = 0
    trackers: int = 0
    misleading_links: int = 0


def make_safe(html: str, *, inline: Mapping[str, str]) -> SafeHtml:
    """inline: content id, without <>, to the address /files/{id}. Pure. About 20 ms for 100 kB: not on the event loop."""
    if len(html) > MOST_IN or not is_bounded(html):
        return SafeHtml(None)
    from selectolax.lexbor import LexborHTMLParser

    tree = LexborHTMLParser(html)
    body = tree.body
    if body is None:
        return SafeHtml(None)
    for node in tree.css(f"[{REMOTE}], [{ELSEWHERE}]"):
        for name in (REMOTE, ELSEWHERE):
            _unset(node, name)
    trackers = sum(_settle_picture(node, inline) for node in tree.css("img"))
    for node in tree.css("a[href]"):
        _mark_link(node)
    safe = _clean(_with_page_colors(tree, body), frozenset(inline.values()))
    if not ("<img" in safe or _TAG.sub("", safe).strip()) or len(safe.encode("utf-8", "replace")) > MOST_OUT:
        return SafeHtml(None, trackers=trackers)
    return SafeHtml(safe, len(_REMOTE_SEEN.findall(safe)), trackers, len(_ELSEWHERE_SEEN.findall(safe)))


def with_remote(safe: str) -> str:
    """The same with its remote pictures: they are loaded where it is shown. Never over http."""
    return re.sub(rf'(<img\b[^<>]*) {REMOTE}="https?:', r'\1 src="https:', safe, flags=re.IGNORECASE)


def _settle_picture(node: LexborNode, inline: Mapping[str, str]) -> bool:
    """Gives a picture the address of its file, or keeps where it lies as words. True: it was a tracker, and is gone."""
    src = (node.attributes.get("src") or "").strip()
    _unset(node, "src")
    if src[:4].lower() == "cid:":
        address = inline.get(unquote(src[4:]).strip("<> ")) or inline.get(src[4:])
        if address is not None:
            node.attrs["src"] = address
        return False
    remote = safe_address(src)
    if remote is None or not _HTTP.match(remote) or not is_far_away(remote):
        return False
    if _is_tracker(node, remote):
        node.decompose()
        return True
    node.attrs[REMOTE] = remote
    return False


def _is_tracker(node: LexborNode, remote: str) -> bool:
    style = node.attributes.get("style") or ""
    sizes = [node.attributes.get(name) or "" for name in ("width", "height")]
    tiny = any(_TINY.fullmatch(size) for size in sizes) or _TINY_STYLE.search(style) is not None
    return tiny or _is_hidden(node) or _BEACON.search(remote) is not None


def _is_hidden(node: LexborNode) -> bool:
    """It, or one of the boxes right around it: browsers load a picture all the same."""
    box: LexborNode | None = node
    for _ in range(_BOXES):
        if box is None:
            return False
        if "hidden" in box.attributes or _HIDDEN.search(box.attributes.get("style") or ""):
            return True
        box = box.parent
    return False


def _mark_link(node: LexborNode) -> None:
    address = safe_address(node.attributes.get("href") or "")
    if address is None:
        return
    node.attrs["href"] = address
    host = leads_elsewhere(node.text(deep=True), address)
    if host is not None:
        node.attrs[ELSEWHERE] = host


def _unset(node: LexborNode, name: str) -> None:
    if name in node.attributes:
        del node.attrs[name]


def _with_page_colors(tree: LexborHTMLParser, body: LexborNode) -> str:
    """What the body holds; the colours that stood on it go on a box around it, or white words would stand on white."""
    given = body.attributes
    styles = [given.get("style") or ""]
    styles += [f"{name}:{given[key]}" for key, name in (("bgcolor", "background-color"), ("text", "color")) if given.get(key)]
    style = safe_style(";".join(one for one in reversed(styles) if one))
    inner = body.inner_html or ""
    direction = given.get("dir") or (tree.root.attributes.get("dir") if tree.root is not None else None)
    attributes = "".join(f' {name}="{markup.escape(value)}"' for name, value in (("style", style), ("dir", direction)) if value)
    return f"<div{attributes}>{inner}</div>" if attributes else inner


def _clean(html: str, ours: frozenset[str]) -> str:
    import nh3

    def kept(tag: str, name: str, value: str) -> str | None:
        return _attribute(tag, name, value, ours)

    return nh3.clean(
        html,
        tags=set(_TAGS),
        clean_content_tags=set(_GONE),
        attributes=_ATTRIBUTES,
        attribute_filter=kept,
        filter_style_properties=set(PROPERTIES),
        url_schemes={"http", "https", "mailto", "tel"},
        url_relative=lambda address: address if address in ours and _OURS.fullmatch(address) else None,
        link_rel="noopener noreferrer nofollow",
        set_tag_attribute_values={"a": {"target": "_blank"}},
    )


def _attribute(tag: str, name: str, value: str, ours: frozenset[str]) -> str | None:
    """The value as it may stay."""
    match name:
        case "style":
            return safe_style(value)
        case "href":
            return safe_address(value)
        case "src":
            return value if value in ours and _OURS.fullmatch(value) else None
        case "data-remote":
            return value if _HTTP.match(value) and safe_address(value) == value and is_far_away(value) else None
        case "data-elsewhere":
            return value if _HOST.fullmatch(value) else None
        case "bgcolor" | "color":
            return safe_color(value)
        case "alt":
            return value[:500]
        case "colspan" | "rowspan" | "span":
            return value if _SPAN.fullmatch(value) else None
        case "target" | "rel":
            return value if tag == "a" else None
        case "width" | "height" | "border" | "cellpadding" | "cellspacing" | "size" | "start" | "value":
            return value if _NUMBER.fullmatch(value) else None
        case _:
            return value if _WORD.fullmatch(value) else None
