"""Markdown of authors: what a reader sees of it, and that nothing runs, hides or loads from elsewhere, whoever wrote it."""

from __future__ import annotations

import re
import time

import pytest
from hypothesis import given
from hypothesis import strategies as st
from selectolax.lexbor import LexborHTMLParser

from truepenny.contracts.errors import Refused
from truepenny.knowledge.help.bounds import MAX_CHARS, check_bounds
from truepenny.knowledge.help.markup import Heading, Link, Picture, Rendered, render

HOSTILE = (
    "<script>alert(1)</script>",
    "<img src=x onerror=alert(1)>",
    "<svg/onload=alert(1)>",
    "<iframe src=//evil.example></iframe>",
    "<style>*{display:none}</style>",
    "<a href='javascript:alert(1)'>x</a>",
    "[x](javascript:alert(1))",
    "[x](JaVaScRiPt:alert(1))",
    "[x](java&#10;script:alert(1))",
    "[x](javascript&colon;alert(1))",
    "[x](<java\tscript:alert(1)>)",
    "[x](\u0001javascript:alert(1))",
    "[x](java\u200bscript:alert(1))",
    "[x](vbscript:msgbox)",
    "[x](data:text/html;base64,PHNjcmlwdD4=)",
    "[x](DATA:text/html,<script>alert(1)</script>)",
    "[x](file:///etc/passwd)",
    "[x](blob:https://evil.example/1)",
    "[x](//evil.example/a)",
    "[x](/\\evil.example)",
    "[x](\\\\evil.example)",
    "[x](http://acme.example@evil.example/)",
    "[x](https://a:b@evil.example/)",
    "[x](http:evil.example)",
    "[x](https:///evil.example)",
    "[x](http://[::1)",
    "[x]: javascript:alert(1)\n\n[x]",
    "<javascript:alert(1)>",
    "<data:text/html,x>",
    '[x](https://a.example "\\" onmouseover=alert(1) x=")',
    '[x](https://a.example/"onmouseover="alert(1))',
    '![x" onerror="alert(1)](https://evil.example/a.png)',
    "![x](javascript:alert(1))",
    "![x](data:image/svg+xml,<svg onload=alert(1)>)",
    "![a](b\"onerror=\"alert(1))",
    '::: warning "><script>alert(1)</script>\nx\n:::',
    "::: note <img src=x onerror=alert(1)>\nx\n:::",
    "```html onload=alert(1) \"><script>\n</code></pre><script>alert(1)</script>\n```",
    "# x {onclick=alert(1)}",
    '# "><img src=x onerror=alert(1)>',
    "| a |\n|---|\n| <script>alert(1)</script> |",
    "`<script>alert(1)</script>`",
    "&lt;script&gt;alert(1)&lt;/script&gt;",
    "<!-- --><script>alert(1)</script>",
    "<![CDATA[<script>alert(1)</script>]]>",
    "<?php alert(1) ?>",
    "</p></div></main><form action=https://evil.example><input name=password>",
    "<math><mtext><table><mglyph><style><img src=x onerror=alert(1)>",
    "<base href=https://evil.example>",
    "<meta http-equiv=refresh content='0;url=https://evil.example'>",
)  # fmt: skip
_MAY_STAND = {
    "href", "rel", "src", "alt", "width", "height", "loading", "decoding", "dir", "class", "id", "role", "tabindex", "aria-label", "start",
}  # fmt: skip
_UNSEEN = re.compile("[\u0000-\u0008\u00ad\u061c\u200b\u200e\u200f\u202a-\u202e\u2060-\u2069\ufeff]")


def article(markdown: str) -> Rendered:
    return render(markdown, language="en", file_url=lambda typed: Picture("/files/9", 3, 4) if typed == "ours" else None)


def check_is_harmless(html: str) -> None:
    """Read as a browser reads it: no element, attribute or address in it does anything."""
    tree = LexborHTMLParser(f"<!doctype html><body>{html}</body>")
    assert tree.body is not None
    for node in tree.body.traverse(include_text=False):
        assert node.tag not in ("script", "style", "iframe", "svg", "math", "form", "input", "meta", "base", "object", "link", "-comment")
        for name, value in node.attributes.items():
            assert node.tag == "body" or name in _MAY_STAND, (node.tag, name)
            if name in ("href", "src"):
                assert value is not None
                assert re.match(r"https?://[^/@\s]+(/|$|[?#])|/(?![/\\])|#|mailto:|tel:", value), value
            if name == "src":
                assert value == "/files/9"
    assert not _UNSEEN.search(html)


@pytest.mark.parametrize("markdown", HOSTILE)
def test_nothing_hostile_comes_through(markdown: str) -> None:
    check_is_harmless(article(markdown).html)
    check_is_harmless(article(f"- > {markdown}\n\n::: tip\n{markdown}\n:::\n\n[a ![{markdown}](ours) b](https://a.example)").html)


@given(st.lists(st.sampled_from([*HOSTILE, "\n\n", "    ", "> ", "- ", "::: note\n", ":::\n", "```\n", "|a|b|\n|-|-|\n", "*", "[", "]("])))
def test_no_mixture_of_it_comes_through(pieces: list[str]) -> None:
    check_is_harmless(article("".join(pieces)).html)


@given(st.text(st.one_of(st.characters(), st.sampled_from("<>[]()!*_~`|:#-\n \"'&;/\\\u202e\u200b\ufeff")), max_size=300))
def test_no_words_at_all_do_harm(text: str) -> None:
    check_is_harmless(article(text).html)


def test_tricks_written_as_entities_are_shown_by_their_number() -> None:
    found = article("pay &#x202e;moc.elpmaxe&ZeroWidthSpace; now [&rlm;x](https://a.example)")
    assert "‹U+202E›moc.elpmaxe now" in found.words
    assert "‹U+202E›moc" in found.html


def test_links_lead_where_they_may_and_say_where() -> None:
    found = article(
        "[fees](fees.md#how-much) [help](/help/c/money) [site](https://acme.example/a?b=1) [mail](mailto:a@acme.example) [bad](ftp://x)"
    )
    assert found.links == (
        Link("/en/help/fees#s-how-much", "fees", False),
        Link("/en/help/c/money", "help", False),
        Link("https://acme.example/a?b=1", "site", True),
        Link("mailto:a@acme.example", "mail", False),
    )
    assert found.html.count('rel="noopener nofollow"') == 1
    assert found.left_out == ("ftp://x",)
    assert "bad</p>" in found.html, "the words stay"


def test_links_to_the_desk_itself_are_ours() -> None:
    found = render("[x](https://help.acme.example/a)", language="en", own_hosts={"help.acme.example"})
    assert found.links == (Link("https://help.acme.example/a", "x", False),)


def test_headings_begin_at_the_second_level_and_leave_none_out() -> None:
    found = article("# How long?\n\n#### Deep\n\n## How long?\n\n## 多久到账？")
    assert found.headings == (
        Heading(2, "s-how-long", "How long?"),
        Heading(3, "s-deep", "Deep"),
        Heading(3, "s-how-long-2", "How long?"),
        Heading(3, "s-多久到账", "多久到账？"),
    )
    assert '<h3 id="s-多久到账" dir="auto">多久到账？</h3>' in found.html


def test_callouts_are_named_in_the_language_of_the_words() -> None:
    assert 'role="note">\n<p class="callout-title" dir="auto">注意</p>' in render("::: warning\n慢\n:::", language="zh").html
    assert ">Before you send</p>" in article("::: note Before you send\nx\n:::").html


def test_tables_can_be_reached_by_keyboard_and_hold_no_style() -> None:
    html = article("| a | b |\n|---|--:|\n| 1 | ~~2~~ |").html
    assert '<div class="table-room" role="group" tabindex="0" aria-label="Table"><table>' in html
    assert '<td dir="auto" class="to-right"><s>2</s></td>' in html
    assert "style=" not in html


def test_pictures_are_ours_or_words() -> None:
    found = article("![the button](ours) and ![a cat](https://cats.example/1.png)")
    assert '<img src="/files/9" alt="the button" width="3" height="4" loading="lazy" decoding="async"> and a cat' in found.html
    assert found.left_out == ("https://cats.example/1.png",)


def test_chinese_needs_no_spaces_around_bold_words_and_gets_none_between_lines() -> None:
    assert "<strong>注意：</strong>请勿" in render("**注意：**请勿", language="zh").html
    assert "请<strong>「立即」</strong>停止" in render("请**「立即」**停止", language="zh").html
    found = render("第一行\n第二行\nand a word\nmore", language="zh")
    assert found.words == "第一行第二行\nand a word\nmore"


def test_words_are_plain_and_each_block_stands_alone() -> None:
    assert article("## A\n\nb *c* `d`\n\n- e\n- f\n\n| g | h |\n|---|---|\n| i | j |").words == "A\nb c d\ne\nf\ng\nh\ni\nj"


@pytest.mark.parametrize(
    "markdown",
    [
        "a" * (MAX_CHARS + 1), "x" * 10_000_000, "[" * 100_000, "[a](b) " * 50_000, "> " * 90_000, "*a " * 60_000, "\n" * 100_000,
        "|a" * 300 + "|\n" + "|-" * 300 + "|\n" + "|\n" * 300, "\u202e" * 100_000, "![" * 50_000, "::: note\n" * 4_000,
        "- " * 50_000, "=" * 200_000, "a--" * 66_666, "- - - a\n" * 1_500, "> \n>::: note\n`1. a" * 500,
        "[\n note===- &*" * 2_000, "<http://a.b>\n" * 3_000,
    ],
)  # fmt: skip
def test_what_would_take_long_is_refused_before_it_is_read(markdown: str) -> None:
    with pytest.raises(Refused) as refused:
        article(markdown)
    assert refused.value.field == "body"
    assert refused.value.code in ("body_too_long", "body_too_intricate")


@pytest.mark.parametrize(
    "unit",
    [
        "- a\n  - b\n    - c\n",
        "[a](b)\n",
        "*a",
        "=",
        "a--",
        "_# http://a.b\thttp://a.b[",
        "[\n note===- &*",
        "<http://a.b>\n",
        "> \n>::: note\n",
    ],
)
def test_as_much_as_is_let_through_is_read_in_a_moment(unit: str) -> None:
    """200 ms of an ordinary machine; here twice that, since many share this one."""
    most = max(n for n in range(0, MAX_CHARS // len(unit) + 1, max(1, 500 // len(unit))) if _passes(unit * n))
    took = []
    for _ in range(3):
        began = time.process_time()
        article(unit * most)
        took.append(time.process_time() - began)
    assert most > 10
    assert min(took) < 0.4


def _passes(markdown: str) -> bool:
    try:
        check_bounds(markdown)
    except Refused:
        return False
    return True


@pytest.mark.parametrize(
    "markdown",
    [
        "- " * 2_000,
        "[a](" + "(" * 90_000,
        "`" * 3_900,
        "[" * 1_900,
        "> " * 2_400 + "a",
        "a\u0301" * 90_000,
        "".join("  " * n + "- a\n" for n in range(400)),
    ],
)
def test_what_is_deep_but_short_is_shown(markdown: str) -> None:
    check_is_harmless(article(markdown).html)
