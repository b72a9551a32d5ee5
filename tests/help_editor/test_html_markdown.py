"""Foreign HTML becomes Markdown that says the same words and does nothing else."""

from __future__ import annotations

import re
import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from truepenny.knowledge.help.formats.html_markdown import Converted, TooMuchHtml, to_markdown
from truepenny.knowledge.help.markup import Picture, render


def convert(html: str) -> Converted:
    return to_markdown(html, on_link=lambda href, _: href, on_picture=lambda src, _: src)


def shown(html: str) -> str:
    """As readers get it."""
    return render(convert(html).markdown, language="en", file_url=lambda url: Picture(f"/files/{url}")).html


def test_headings_begin_below_the_title() -> None:
    assert convert("<h1>Fees</h1><h2>By network</h2>").markdown == "## Fees\n\n### By network"
    assert convert("<h2>Fees</h2><h3>By network</h3>").markdown == "## Fees\n\n### By network"


def test_lists_keep_their_depth_and_numbers() -> None:
    made = convert("<ol start='3'><li>Open it<ul><li>on a phone</li><li>or a computer</li></ul></li><li>Look</li></ol>").markdown

    assert made == "3. Open it\n   - on a phone\n   - or a computer\n4. Look"
    assert shown("<ol><li><p>One</p><p>still one</p></li><li>Two</li></ol>").count("<li") == 2


def test_tables_and_what_stands_in_their_cells() -> None:
    html = shown("<table><tr><td>Network</td><td>Fee</td></tr><tr><td>TRON | TRC20</td><td><p>1</p><p>USDT</p></td></tr></table>")

    assert html.count("<th") - html.count("<thead") == 2
    assert "TRON | TRC20" in html
    assert "1 USDT" in html


def test_a_table_of_one_column_only_lays_out_and_is_taken_apart() -> None:
    assert convert("<table><tr><td><p>One</p></td></tr><tr><td><p>Two</p></td></tr></table>").markdown == "One\n\nTwo"


@pytest.mark.parametrize(
    ("name", "kind"),
    [("callout callout--warning", "warning"), ("alert alert-danger", "warning"), ("note", "note"), ("admonition tip", "tip")],
)
def test_callouts_are_known_by_their_class(name: str, kind: str) -> None:
    made = f'<div class="{name}"><p>Read this.</p></div>'

    assert convert(made).markdown == f"::: {kind}\nRead this.\n:::"
    assert f"callout-{kind}" in shown(made)


def test_code_keeps_its_lines_and_fences() -> None:
    made = convert('<pre><code class="language-sh">echo ```\n  two</code></pre>').markdown

    assert made == "````sh\necho ```\n  two\n````"


@pytest.mark.parametrize(
    ("html", "bold"),
    [
        ("<p><b>提币：</b>请先核对。</p>", "提币"),
        ("<p><b>Note: </b>read this</p>", "Note:"),
        ("<p>a<b> b </b>c</p>", "b"),
        ("<p>请看<b><code>TXID</code></b>即可</p>", "TXID"),
        ("<p>请看<b><a href='https://acme.example/'>这里</a></b>即可</p>", "这里"),
        ("<p><b><b>twice</b></b></p>", "twice"),
    ],
)
def test_emphasis_is_set_where_it_works(html: str, bold: str) -> None:
    inside = re.search(r"<strong>(.*?)</strong>", shown(html))

    assert inside is not None
    assert re.sub("<[^>]+>", "", inside[1]) == bold


@pytest.mark.parametrize("words", ["__0__", "__init__", "(_a_)", "0__", "a__b", "___", "中__文__"])
def test_strokes_in_words_are_no_emphasis(words: str) -> None:
    assert shown(f"<p>{words}</p>") == f'<p dir="auto">{words}</p>\n'


HOSTILE = [
    "<script>alert(1)</script>",
    "<img src=x onerror=alert(1)>",
    "<a href='javascript:alert(1)'>here</a>",
    "<a href='JaVa\tScript:alert(1)'>here</a>",
    "<a href='data:text/html,x'>here</a>",
    "<svg onload=alert(1)><script>alert(2)</script></svg>",
    "<iframe srcdoc='<script>alert(1)</script>'></iframe>",
    "<p>&lt;script&gt;alert(1)&lt;/script&gt;</p>",
    "<p>[x](javascript:alert(1))</p>",
    "<p>![x](x onerror=alert(1))</p>",
    "<form action=//evil.example><input name=password></form>",
    "<style>body{display:none}</style><math><mtext></form><form><mglyph><style></math><img src onerror=alert(1)>",
    "<p title='`<img onerror=1>`'>`&lt;img onerror=1&gt;`</p>",
    "<a href='https://acme.example/)](javascript:alert(1)'>x</a>",
]


@pytest.mark.parametrize("html", HOSTILE)
def test_nothing_that_acts_survives(html: str) -> None:
    out = shown(f"<p>before</p>{html}<p>after</p>")

    assert "before" in out
    assert not re.search(r"<(script|svg|iframe|form|input|style|math|object)\b", out)
    for tag in re.findall(r"<[^>]*>", out):
        assert not re.search(r"\son\w+\s*=|=\W*(?:javascript|data):", tag, re.IGNORECASE)


def test_what_is_left_out_is_counted() -> None:
    made = convert("<script>1</script><p style='display:none'>hidden</p><p>shown</p><iframe src='https://v.example/1'></iframe>")

    assert made.markdown == "shown\n\n[Video](https://v.example/1)"
    assert dict(made.dropped) == {"script": 1, "hidden": 1, "iframe": 1}


def test_what_would_keep_a_parser_busy_is_not_read() -> None:
    with pytest.raises(TooMuchHtml):
        convert("<div>" * 100_000)
    with pytest.raises(TooMuchHtml):
        convert("x" * 5_000_000)


def test_a_paragraph_of_nothing_but_emphasis_takes_no_time_and_keeps_its_words() -> None:
    began = time.process_time()
    made = convert("<p>" + "<b>a </b>" * 3_000 + "</p>").markdown
    assert time.process_time() - began < 5
    assert made.split() == ["a"] * 3_000


TEXT = st.text(st.characters(blacklist_categories=("Cc", "Cs", "Cf", "Co", "Cn", "Zl", "Zp")), min_size=1, max_size=24)
LEAF = TEXT.map(lambda words: words.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;"))
INLINE = st.recursive(
    LEAF,
    lambda inner: st.builds(
        lambda tag, parts: f"<{tag}>{''.join(parts)}</{tag}>",
        st.sampled_from(("b", "i", "s", "span", "code", "u")),
        st.lists(inner, max_size=3),
    ),
    max_leaves=6,
)
BLOCK = st.one_of(
    INLINE.map(lambda words: f"<p>{words}</p>"),
    INLINE.map(lambda words: f"<h2>{words}</h2>"),
    st.lists(INLINE, min_size=1, max_size=3).map(lambda items: "<ul>" + "".join(f"<li>{one}</li>" for one in items) + "</ul>"),
    st.lists(INLINE, min_size=1, max_size=3).map(
        lambda items: "<blockquote>" + "".join(f"<p>{one}</p>" for one in items) + "</blockquote>"
    ),
    st.lists(INLINE, min_size=2, max_size=3).map(
        lambda cells: (
            "<table><tr>" + "<td>Head</td>" * len(cells) + "</tr><tr>" + "".join(f"<td>{one}</td>" for one in cells) + "</tr></table>"
        )
    ),
)


@given(st.lists(BLOCK, min_size=1, max_size=4).map("".join))
def test_readers_read_the_words_that_stood_there(html: str) -> None:
    from selectolax.lexbor import LexborHTMLParser

    body = LexborHTMLParser(html).body
    assert body is not None
    read = LexborHTMLParser(shown(html)).body
    before, after = ("".join(one.text(deep=True).split()) for one in (body, read) if one is not None)

    assert _plain(after) == _plain(before)


def _plain(text: str) -> str:
    """Without what the page shows by its number, and the name of a table."""
    return re.sub(r"‹U\+[0-9A-F]+›|\s", "", text)
