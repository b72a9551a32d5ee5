"""Markdown of authors to HTML that is safe on any page, whoever wrote it; and to plain words for search and previews.

In: Markdown with tables, strikethrough and callouts (::: warning, note, tip, steps). Out: Rendered. No HTML of the author, no picture
that is not ours, no address that runs something; an allow list (nh3) decides last. What is too long or too intricate is refused first.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Collection
from dataclasses import dataclass, field
from functools import cache
from typing import TYPE_CHECKING, Any, Final, NamedTuple

from truepenny.knowledge.help.addresses import anchor, check_address
from truepenny.knowledge.help.bounds import check_bounds
from truepenny.knowledge.help.emphasis import EAST, star_rule
from truepenny.platform.web.visible import visible

if TYPE_CHECKING:
    from markdown_it import MarkdownIt
    from markdown_it.token import Token

CALLOUTS: Final = ("warning", "note", "tip", "steps")
MOST_LINKS: Final = 1000
_TITLES: Final = {
    "en": {"warning": "Warning", "note": "Note", "tip": "Tip", "table": "Table"},
    "zh": {"warning": "注意", "note": "说明", "tip": "提示", "table": "表格"},
}
_BLOCKS = frozenset({"paragraph_open", "heading_open", "list_item_open", "td_open", "th_open", "blockquote_open"})
_ENDS = frozenset({"paragraph_close", "heading_close", "th_close", "td_close", "list_item_close"})
_BROKEN = re.compile("[\ud800-\udfff]")
_NOT_SEEN = re.compile("[\u00ad\u200b\u2060\ufeff]")
_GAPS = re.compile(r"[ \t\u3000]*\n\s*")
_TAGS = {
    "a", "blockquote", "br", "code", "div", "em", "h2", "h3", "h4", "h5", "h6", "hr", "img", "li", "ol", "p", "pre", "s", "strong", "table",
    "tbody", "td", "th", "thead", "tr", "ul",
}  # fmt: skip
_ATTRIBUTES = {
    "*": {"dir", "class", "id"},
    "a": {"href", "rel"},
    "img": {"src", "alt", "width", "height", "loading", "decoding"},
    "ol": {"start"},
    "div": {"role", "tabindex", "aria-label"},
    "pre": {"tabindex"},
}


class Picture(NamedTuple):
    """A picture of our own. url: a path here, /files/…; width and height in pixels, 0 where not known."""

    url: str
    width: int = 0
    height: int = 0


@dataclass(frozen=True, slots=True)
class Heading:
    """level: 2 to 6. id: the place on the page; words: plain."""

    level: int
    id: str
    words: str


@dataclass(frozen=True, slots=True)
class Link:
    """href: as it stands in the HTML. outside: it leads to another site."""

    href: str
    words: str
    outside: bool


@dataclass(frozen=True, slots=True)
class Rendered:
    """html: a fragment whose headings begin at h2. words: plain text, blocks on lines of their own.

    left_out: addresses of links and pictures that were not let through, as they were typed: their words stay, they lead nowhere.
    """

    html: str
    words: str
    links: tuple[Link, ...] = ()
    headings: tuple[Heading, ...] = ()
    left_out: tuple[str, ...] = ()


FileUrl = Callable[[str], Picture | None]
"""What stands in ![…](here) to the picture of ours that is meant; None: there is no such one."""


def no_pictures(_typed: str) -> Picture | None:
    return None


def render(
    markdown: str, *, language: str, file_url: FileUrl = no_pictures, own_hosts: Collection[str] = (), accepted: bool = False
) -> Rendered:
    """language: of the words; our own pages are linked to in it. own_hosts: names of this desk, so that links there count as ours.
    accepted: they were let through when they were written, and are shown whatever the bounds are now.

    Links may lead to another article by its slug: [fees](withdrawal-fees), [fees](withdrawal-fees.md#how-much).
    Raises Refused 400, naming the field body, for what is too long or too intricate. Pure. 200,000 characters take up to 200 ms:
    not on the event loop.
    """
    if not accepted:
        check_bounds(markdown)
    parser = _parser()
    tokens = parser.parse(_cleaned(markdown), {})
    page = _Page(language, file_url, frozenset(own_hosts))
    _settle_headings(tokens, page)
    for token in tokens:
        if token.type in _BLOCKS:
            token.attrSet("dir", "auto")
        if token.type.startswith("container_"):
            token.meta["title"] = _title_of(token, page)
        elif token.type == "table_open":
            token.meta["label"] = _TITLES.get(language, _TITLES["en"])["table"]
        elif token.type in ("td_open", "th_open"):
            _align(token)
        elif token.type == "inline":
            token.children = page.settle(token.children or [])
    html = parser.renderer.render(tokens, parser.options, {})
    return Rendered(_only_allowed(html), _words(tokens), tuple(page.links), tuple(page.headings), tuple(page.left_out))


def _cleaned(text: str) -> str:
    """Without what nobody sees; what would reorder or hide words is shown by its number."""
    return visible(_BROKEN.sub("\ufffd", _NOT_SEEN.sub("", text)))


def _only_allowed(html: str) -> str:
    import nh3

    return _cleaned(nh3.clean(html, tags=_TAGS, attributes=_ATTRIBUTES, link_rel=None, url_schemes={"http", "https", "mailto", "tel"}))


@cache
def _parser() -> MarkdownIt:
    from markdown_it import MarkdownIt
    from mdit_py_plugins.container import container_plugin

    parser = MarkdownIt("commonmark", {"html": False, "maxNesting": 20}).enable(["table", "strikethrough"])
    parser.validateLink = lambda url: len(url) <= 4000  # type: ignore[method-assign]
    parser.inline.ruler.at("emphasis", star_rule)
    for name in CALLOUTS:
        container_plugin(parser, name, render=_render_callout)
    for kind, rule in (("table_open", _open_table), ("table_close", _close_table), ("fence", _render_code), ("code_block", _render_code)):
        parser.add_render_rule(kind, rule)
    return parser


@dataclass(slots=True)
class _Page:
    """What is gathered while the tokens of one text are settled."""

    language: str
    file_url: FileUrl
    own_hosts: frozenset[str]
    links: list[Link] = field(default_factory=list)
    headings: list[Heading] = field(default_factory=list)
    left_out: list[str] = field(default_factory=list)

    def settle(self, children: list[Token]) -> list[Token]:
        """The same, with links and pictures that may be there; line breaks between Chinese characters are no spaces."""
        kept: list[Token] = []
        open_links: list[tuple[int, bool]] = []
        for at, token in enumerate(children):
            if token.type == "link_open":
                open_links.append((at, self._settle_link(token, children, at)))
                if not open_links[-1][1]:
                    continue
            elif token.type == "link_close":
                if not open_links.pop()[1]:
                    continue
            elif token.type == "image":
                token = self._settle_picture(token)
            elif token.type == "softbreak" and _joins(children, at):
                continue
            kept.append(token)
        return kept

    def _settle_link(self, token: Token, children: list[Token], at: int) -> bool:
        typed = str(token.attrGet("href") or "")
        found = check_address(typed, language=self.language, own_hosts=self.own_hosts)
        if found is None or len(self.links) >= MOST_LINKS:
            self.left_out.append(typed[:200])
            return False
        token.attrs = {"href": found.href, "rel": "noopener nofollow"} if found.outside else {"href": found.href}
        end = next(i for i in range(at, len(children)) if children[i].type == "link_close")
        self.links.append(Link(found.href, _inline_words(children[at:end]), found.outside))
        return True

    def _settle_picture(self, token: Token) -> Token:
        typed, told = str(token.attrGet("src") or ""), _inline_words(token.children or [])
        picture = self.file_url(typed)
        if picture is None or not re.fullmatch(r"/(?![/\\])[^\s\\]+", picture.url):
            self.left_out.append(typed[:200])
            token.type, token.tag, token.content, token.attrs, token.children = "text", "", told, {}, None
            return token
        size: dict[str, str | int | float] = (
            {"width": picture.width, "height": picture.height} if picture.width > 0 and picture.height > 0 else {}
        )
        token.attrs = {"src": picture.url, "alt": told, **size, "loading": "lazy", "decoding": "async"}
        return token


def _joins(children: list[Token], at: int) -> bool:
    """Between two Chinese characters a line break of the source means nothing."""
    before = children[at - 1].content[-1:] if at else ""
    after = children[at + 1].content[:1] if at + 1 < len(children) else ""
    return bool(EAST.match(before) and EAST.match(after))


def _settle_headings(tokens: list[Token], page: _Page) -> None:
    """The highest becomes h2, and none is deeper than its place: screen readers read the page by them."""
    found = [(at, int(token.tag[1])) for at, token in enumerate(tokens) if token.type == "heading_open"]
    highest = min((level for _, level in found), default=1)
    taken: dict[str, int] = {}
    before = 1
    for at, level in found:
        before = min(level - highest + 2, before + 1, 6)
        words = _cleaned(" ".join(_inline_words(tokens[at + 1].children or []).split()))
        name = anchor(words)
        taken[name] = taken.get(name, 0) + 1
        place = name if taken[name] == 1 else f"{name}-{taken[name]}"
        opening, closing = tokens[at], tokens[at + 2]
        opening.tag = closing.tag = f"h{before}"
        opening.attrSet("id", place)
        page.headings.append(Heading(before, place, words))


def _title_of(token: Token, page: _Page) -> str:
    """What stands over a callout: the author's words after its kind, or the name of the kind."""
    kind, _, said = token.info.strip().partition(" ")
    return said.strip()[:120] or _TITLES.get(page.language, _TITLES["en"]).get(kind, "")


def _align(token: Token) -> None:
    side = str(token.attrs.pop("style", "")).removeprefix("text-align:")
    if side in ("right", "center"):
        token.attrSet("class", f"to-{side}")


def _render_callout(_self: Any, tokens: list[Token], at: int, _options: object, _env: object) -> str:
    from markdown_it.common.utils import escapeHtml

    token = tokens[at]
    kind = token.type.removeprefix("container_").rpartition("_")[0]
    if token.nesting < 0:
        return "</div>\n"
    if kind == "steps":
        return '<div class="steps">\n'
    return f'<div class="callout callout-{kind}" role="note">\n<p class="callout-title" dir="auto">{escapeHtml(token.meta["title"])}</p>\n'


def _open_table(_self: Any, tokens: list[Token], at: int, _options: object, _env: object) -> str:
    return f'<div class="table-room" role="group" tabindex="0" aria-label="{tokens[at].meta["label"]}"><table>\n'


def _close_table(_self: Any, _tokens: list[Token], _at: int, _options: object, _env: object) -> str:
    return "</table></div>\n"


def _render_code(_self: Any, tokens: list[Token], at: int, _options: object, _env: object) -> str:
    from markdown_it.common.utils import escapeHtml

    return f'<pre dir="ltr" tabindex="0"><code>{escapeHtml(tokens[at].content)}</code></pre>\n'


def _inline_words(children: list[Token]) -> str:
    said: list[str] = []
    for token in children:
        if token.type in ("softbreak", "hardbreak"):
            said.append("\n")
        elif token.type == "image":
            said.append(_inline_words(token.children or []))
        else:
            said.append(token.content)
    return "".join(said)


def _words(tokens: list[Token]) -> str:
    said: list[str] = []
    for token in tokens:
        if token.type == "inline":
            said.append(_inline_words(token.children or []))
        elif token.type in ("fence", "code_block"):
            said.append(token.content)
        elif token.type.startswith("container_") and token.nesting > 0:
            said.append(f"{token.meta['title']}\n" if token.meta["title"] else "")
        if token.type in _ENDS or token.type in ("fence", "code_block"):
            said.append("\n")
    return _GAPS.sub("\n", _cleaned("".join(said))).strip()
