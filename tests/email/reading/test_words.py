"""The words of a mail: of its versions, of its HTML, joined lines, several parts, their language."""

from __future__ import annotations

import pytest
from tests.email.reading.mails import attached, bytes_of, html, mail, nested, parts, plain, read


def words_of(page: str) -> str:
    return read(parts(html(page), kind="alternative")).text


def test_the_plain_version_is_the_text_and_the_page_is_kept_as_sent() -> None:
    found = read(parts(plain("提现没到账\n"), html("<p>提现<b>没到账</b></p>"), kind="alternative"))
    assert found.text == "提现没到账"
    assert found.html == "<p>提现<b>没到账</b></p>"
    assert found.language == "zh"


@pytest.mark.parametrize(
    "excuse",
    [
        "",
        " \n\xa0\n",
        "Your mail program does not support HTML.",
        "This message cannot be displayed because your program can't show HTML messages.",
        "To view the message, please use an HTML compatible email viewer!",
        "您的邮件客户端不支持 HTML 格式，请使用支持 HTML 的客户端查看。",
        "Please view this email in your browser.",
    ],
)
def test_a_plain_version_that_says_nothing_is_made_from_the_page(excuse: str) -> None:
    assert read(parts(plain(excuse), html("<p>My deposit is missing.</p>"), kind="alternative")).text == "My deposit is missing."


def test_versions_that_were_sent_as_two_parts_are_one_text() -> None:
    found = read(parts(plain("My deposit is missing.\n"), html("<p>My deposit is <i>missing</i>.</p>")))
    assert found.text == "My deposit is missing."
    assert found.html == "<p>My deposit is <i>missing</i>.</p>"


def test_versions_that_show_links_differently_are_one_text() -> None:
    words = "See https://acme.example/x and tell me.\n\n> you wrote\n"
    page = '<p>See <a href="https://acme.example/x">https://acme.example/x</a> and <a href="https://acme.example/y">tell</a> me.</p>'
    found = read(parts(plain(words), html(page + "<blockquote>you wrote</blockquote>")))
    assert found.text == words.strip()
    assert read(parts(plain("one"), html("<p>two</p>"))).text == "one\n\ntwo"


def test_several_texts_are_joined_and_none_is_lost_in_the_formatted_version() -> None:
    found = read(parts(html("<p>one</p>"), attached(b"x"), html("<p>two</p>"), plain("-- list <footer>")))
    assert found.text == "one\n\ntwo\n\n-- list <footer>"
    assert found.html == "<p>one</p>\n<p>two</p>\n<pre>-- list &lt;footer&gt;</pre>"
    assert len(found.files) == 1


def test_alternative_within_related_and_related_within_alternative_read_the_same() -> None:
    picture = b"Content-Type: image/png\nContent-ID: <pic@x>\nContent-Disposition: inline\nContent-Transfer-Encoding: base64\n\naGk=\n"
    page = html('<p>hi <img src="cid:pic@x" alt="sun"></p>')
    one = read(parts(nested(plain("hi"), page, kind="alternative", boundary="i"), picture, kind="related"))
    two = read(parts(plain("hi"), nested(page, picture, kind="related", boundary="i"), kind="alternative"))
    three = read(
        parts(plain("hi"), nested(nested(page, picture, kind="related", boundary="j"), kind="mixed", boundary="i"), kind="alternative")
    )
    for found in (one, two, three):
        assert (found.text, [(file.kind, file.content_id) for file in found.files]) == ("hi", [("inline", "pic@x")])
        assert found.html is not None
        assert found.html.strip() == '<p>hi <img src="cid:pic@x" alt="sun"></p>'


def test_a_text_with_a_name_is_a_file_but_not_when_it_is_all_there_is() -> None:
    named = b"Content-Type: text/plain; name=log.txt\nContent-Disposition: inline\n\nline"
    found = read(parts(plain("see the log"), named))
    assert (found.text, [file.name for file in found.files]) == ("see the log", ["log.txt"])
    assert read(parts(named)).text == "line"
    assert read(mail(b"line", 'Content-Type: text/plain; name="body.txt"')).text == "line"


@pytest.mark.parametrize(
    ("page", "text"),
    [
        ("<p>one</p><p>two<br>three</p><div>four</div><div>five</div>", "one\n\ntwo\nthree\n\nfour\nfive"),
        ("<ul><li>a</li><li>b<ul><li>c</li></ul></li></ul><ol><li>x<li>y</ol>", "- a\n- b\n  - c\n\n1. x\n2. y"),
        ("<table><tr><th>Asset<th>Amount<tr><td>BTC<td>1.5</table>", "Asset  Amount\nBTC  1.5"),
        ("<p>Hi</p><blockquote><p>old</p><blockquote>older</blockquote></blockquote><p>bye</p>", "Hi\n\n> old\n>\n> > older\n\nbye"),
        ('<a href="https://acme.example/x">here</a>', "here (https://acme.example/x)"),
        ('<a href="https://acme.example/">acme.example</a>', "acme.example"),
        ('<a href="https://evil.example/">https://acme.example</a>', "https://acme.example (https://evil.example/)"),
        ('<a href="mailto:a@acme.example">a@acme.example</a> <a href="#top">up</a>', "a@acme.example up"),
        ('<a href="https://acme.example/track"><img src="x.gif"></a>', ""),
        ("<style>p{}</style><script>x()</script><title>t</title><!-- c --><p>seen</p>", "seen"),
        ('<p>seen<span style="display: none !important">gone</span></p><div hidden>gone</div>', "seen"),
        ('<p>seen <span style="font-size:0;color:#fff">small</span></p>', "seen small"),
        ("<pre>a\n  b\n</pre>", "a\n  b"),
        ("a\n   b&nbsp;&nbsp;c&lt;d&gt; \u200b\u200c\xad e", "a b c<d> e"),
        ("<b>bo</b>ld <i>and</i>, <u> so </u>on", "bold and, so on"),
        ("<ul><li></li><li> </li><li><p>a</p></li></ul><p>b</p>", "- a\n\nb"),
        ("one<hr>two", "one\n----------\ntwo"),
        ("<p>提现<b>没到账</b>，请<a href='https://acme.example/a'>看</a></p>", "提现没到账，请看 (https://acme.example/a)"),
        ("", ""),
        ("<p", ""),
        ("plain & simple < text", "plain & simple < text"),
    ],
)
def test_a_page_becomes_readable_lines(page: str, text: str) -> None:
    assert words_of(page) == text


def test_five_thousand_links_are_all_there() -> None:
    text = words_of("".join(f'<p><a href="https://acme.example/{number}">link</a></p>' for number in range(5000)))
    assert text.count("link (https://acme.example/") == 5000


def test_a_page_of_any_depth_is_read() -> None:
    page = "<div>" * 20_000 + "deep<br>&amp; so" + "<blockquote>" * 3000 + "deeper</p>"
    found = read(parts(html(page), kind="alternative"))
    assert found.text == "deep\n& so deeper"
    assert "too_deep" in found.faults
    assert words_of("<div><blockquote><p>one<br>" * 150 + "</p></blockquote></div>" * 150).endswith("> " * 20 + "one")


def test_lines_that_a_program_broke_are_joined_again() -> None:
    body = "This line \nwas broken.\n> and a quotation \n> too.\n>> deeper\n From here.\n-- \nLi Wei\n"
    found = read(mail(body.encode(), "Content-Type: text/plain; charset=utf-8; format=flowed"))
    assert found.text == "This line was broken.\n> and a quotation too.\n> > deeper\nFrom here.\n-- \nLi Wei"
    found = read(mail("提现 \n没到账\n".encode(), "Content-Type: text/plain; charset=utf-8; format=flowed; delsp=yes"))
    assert found.text == "提现没到账"


@pytest.mark.parametrize("charset", ["", "; charset=gb2312", "; charset=x-nothing", "; charset=us-ascii", "; charset=utf-8"])
@pytest.mark.parametrize("codec", ["gb18030", "utf-8"])
def test_chinese_words_are_read_whatever_their_label_says(charset: str, codec: str) -> None:
    words = "您好，我的提现两天没有到账，请问是什么情况？谢谢。"
    found = read(mail(words.encode(codec), f"Content-Type: text/plain{charset}", "Content-Transfer-Encoding: 8bit"))
    assert found.text == words


@pytest.mark.parametrize(
    ("codec", "words"),
    [
        ("big5", "您好，我的提現兩天沒有到帳，請問是什麼情況？謝謝。"),
        ("koi8-r", "Здравствуйте, мой вывод не приходит второй день."),
        ("windows-1251", "Здравствуйте, мой вывод не приходит второй день."),
        ("shift_jis", "こんにちは。出金が二日間届いていません。"),
        ("iso-2022-jp", "こんにちは。出金が二日間届いていません。"),
        ("euc-kr", "안녕하세요. 출금이 이틀째 도착하지 않았습니다."),
        ("windows-1252", "Bonjour, mon retrait n’est pas arrivé après deux jours."),
    ],
)
def test_words_without_a_label_are_read_by_what_they_look_like(codec: str, words: str) -> None:
    assert read(mail(words.encode(codec), "Content-Type: text/plain")).text == words


@pytest.mark.parametrize("charset", ["", "; charset=x-nothing", "; charset=us-ascii"])
@pytest.mark.parametrize("words", ["您好，我的提现两天没有到账。", "Zażółć gęślą jaźń, 20 £"])
def test_a_few_broken_bytes_do_not_turn_all_other_words_into_another_language(charset: str, words: str) -> None:
    found = read(mail(words.encode() + b" \xff\xfe 0.5 BTC", f"Content-Type: text/plain{charset}", "Content-Transfer-Encoding: 8bit"))
    assert found.text.startswith(words)
    assert found.text.endswith("0.5 BTC")
    assert found.faults


def test_a_page_says_its_charset_itself() -> None:
    page = '<html><head><meta charset="gbk"></head><body>提现</body></html>'
    assert read(mail(page.encode("gbk"), "Content-Type: text/html")).text == "提现"


def test_bytes_that_are_nothing_are_shown_as_such() -> None:
    found = read(mail(b"good \xff\xfe\xfa bad " * 3, "Content-Type: text/plain; charset=utf-8"))
    assert found.text.startswith("good ")
    assert "undecodable" in found.faults


@pytest.mark.parametrize(
    ("words", "language"),
    [
        ("我的提现没有到账", "zh"),
        ("My withdrawal is missing", "en"),
        ("我的 USDT 提现 TRC20 没有到账 txid", "zh"),
        ("My withdrawal is missing\n\n> 您好，我们已经收到您的来信，正在处理", "en"),
        ("您好，充值没有到账，哈希是 " + "0xAb12" * 11, "zh"),
        ("您好，助记词是 one two three four five six seven eight nine ten eleven twelve", "zh"),
        ("My friend 李伟 told me to write here about the deposit that I made", "en"),
        ("出金できません。助けてください", None),
        ("Мой вывод не приходит", None),
        ("12345", None),
        ("https://acme.example/very/long/path?x=1\n提现", "zh"),
    ],
)
def test_the_language_is_guessed_from_the_letters(words: str, language: str | None) -> None:
    assert read(b"From: a@customer.example\r\nContent-Type: text/plain; charset=utf-8\r\n\r\n" + words.encode()).language == language


def test_more_words_than_can_be_read_are_cut_and_kept_as_a_file() -> None:
    line = "one line of very many, 提现没到账。\n"
    many = (line * (3 * 1024 * 1024 // len(line.encode()))).encode()
    for encoding in ("8bit", "quoted-printable"):
        found = read(mail(many, "Content-Type: text/plain; charset=utf-8", f"Content-Transfer-Encoding: {encoding}"))
        assert "cut" in found.faults
        assert len(found.text.encode()) <= 2 * 1024 * 1024
        assert set(found.text.split("\n")) == {line.strip()}
        assert bytes_of(found.files[0]).replace(b"\r\n", b"\n") == many
