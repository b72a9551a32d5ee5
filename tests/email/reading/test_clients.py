"""Mail in the form that each program gives it: how its parts are nested, what it calls them, in which charset it writes."""

from __future__ import annotations

import base64

from tests.email.reading.mails import attached, bytes_of, html, nested, parts, plain, read

from truepenny.contracts.mail import MailAddress

PICTURE = b"\x89PNG\r\n\x1a\n" + bytes(range(200))
PDF = b"%PDF-1.4 words"


def lines(*each: str | bytes) -> bytes:
    return b"\r\n".join(line.encode() if isinstance(line, str) else line for line in each) + b"\r\n"


def code(text: str, charset: str) -> bytes:
    return base64.encodebytes(text.encode(charset)).replace(b"\n", b"\r\n").rstrip()


def test_qq_writes_gb18030_in_base64_with_everything_encoded() -> None:
    found = read(
        lines(
            'From: "=?gb18030?B?wO7OsA==?=" <10001@qq.example>',
            'To: "=?gb18030?B?c3VwcG9ydA==?=" <support@acme.example>',
            "Subject: =?gb18030?B?zOHP1sO709C1vdXL?=",
            "Mime-Version: 1.0",
            'Content-Type: multipart/mixed; boundary="----=_NextPart_6A2B_0F1E_1"',
            "Content-Transfer-Encoding: 8Bit",
            "Date: Mon, 30 Nov 2026 10:00:00 +0800",
            "X-Priority: 3",
            "Message-ID: <tencent_0A1B@qq.example>",
            "X-QQ-MIME: TCMime 1.0 by Tencent",
            "",
            "This is a multi-part message in MIME format.",
            "",
            "------=_NextPart_6A2B_0F1E_1",
            'Content-Type: multipart/alternative; boundary="----=_NextPart_6A2B_0F1E_2";',
            "",
            "------=_NextPart_6A2B_0F1E_2",
            'Content-Type: text/plain; charset="gb18030"',
            "Content-Transfer-Encoding: base64",
            "",
            code("您好，提现没有到账。", "gb18030"),
            "",
            "------=_NextPart_6A2B_0F1E_2",
            'Content-Type: text/html; charset="gb18030"',
            "Content-Transfer-Encoding: base64",
            "",
            code('<meta http-equiv="Content-Type" content="text/html; charset=GB18030"><div>您好，提现没有到账。</div>', "gb18030"),
            "",
            "------=_NextPart_6A2B_0F1E_2--",
            "",
            "------=_NextPart_6A2B_0F1E_1",
            'Content-Type: application/octet-stream; charset="gb18030"; name="=?gb18030?B?16rVyy5wZGY=?="',
            'Content-Disposition: attachment; filename="=?gb18030?B?16rVyy5wZGY=?="',
            "Content-Transfer-Encoding: base64",
            "",
            base64.b64encode(PDF),
            "",
            "------=_NextPart_6A2B_0F1E_1--",
        )
    )
    assert found.senders == (MailAddress("10001@qq.example", "李伟"),)
    assert (found.subject, found.text, found.language) == ("提现没有到账", "您好，提现没有到账。", "zh")
    assert [(file.name, bytes_of(file)) for file in found.files] == [("转账.pdf", PDF)]
    assert found.faults == ()


def test_netease_writes_gbk_and_a_page_with_its_own_quotation() -> None:
    page = (
        '<div style="line-height:1.7;">还是没有到账</div><blockquote id="isReplyContent">在 2026-11-30，support 写道：<br>您好</blockquote>'
    )
    found = read(
        lines(
            "Date: Mon, 30 Nov 2026 10:00:00 +0800 (CST)",
            "From: =?GBK?B?wO7OsA==?= <li_wei@163.example>",
            "To: support <support@acme.example>",
            "Subject: =?GBK?Q?Re:=CC=E1=CF=D6?=",
            "X-Mailer: Coremail Webmail Server Version XT",
            'Content-Type: multipart/alternative; boundary="----=_Part_1_2.3"',
            "MIME-Version: 1.0",
            "Message-ID: <1a2b.3c.4d@163.example>",
            "",
            "------=_Part_1_2.3",
            "Content-Type: text/plain; charset=GBK",
            "Content-Transfer-Encoding: base64",
            "",
            code("还是没有到账", "gbk"),
            "------=_Part_1_2.3",
            "Content-Type: text/html; charset=GBK",
            "Content-Transfer-Encoding: base64",
            "",
            code(page, "gbk"),
            "------=_Part_1_2.3--",
        )
    )
    assert (found.subject, found.text, found.html) == ("Re:提现", "还是没有到账", page)


def test_foxmail_puts_pictures_into_related_with_its_own_ids() -> None:
    both = nested(plain("见图", "gbk"), html('<div>见图<img src="cid:_Foxmail.1@7A8B"></div>'), kind="alternative", boundary="----=_002")
    picture = attached(PICTURE, 'image/png; name="InsertPic_1(11-30).png"', "inline").replace(
        b"Content-Type", b"Content-ID: <_Foxmail.1@7A8B>\nContent-Type", 1
    )
    found = read(parts(both, picture, kind="related", boundary="----=_001", params='; type="multipart/alternative"'))
    assert found.text == "见图"
    assert [(file.name, file.kind, file.content_id) for file in found.files] == [("InsertPic_1(11-30).png", "inline", "_Foxmail.1@7A8B")]


def test_outlook_writes_pages_full_of_marks_and_empty_paragraphs() -> None:
    page = (
        '<html xmlns:o="urn:schemas-microsoft-com:office:office"><head><!--[if gte mso 9]><xml>x</xml><![endif]-->'
        "<style><!-- p {} --></style></head>"
        '<body lang="EN-US"><div class="WordSection1"><p class="MsoNormal">My deposit is missing.<o:p></o:p></p>'
        '<p class="MsoNormal"><o:p>&nbsp;</o:p></p>'
        '<p class="MsoListParagraph"><![if !supportLists]>1.<![endif]>Paid on Monday</p><div style="border-top:solid #E1E1E1 1.0pt">'
        "<p><b>From:</b> Acme Support &lt;support@acme.example&gt; <br><b>Sent:</b> Monday</p></div></div></body></html>"
    )
    found = read(parts(html(page), kind="alternative"))
    assert found.text == "My deposit is missing.\n\n1.Paid on Monday\n\nFrom: Acme Support <support@acme.example>\nSent: Monday"


def test_apple_mail_puts_files_between_pages() -> None:
    mixed = nested(
        html("<body>See this:<br></body>"),
        attached(PDF, "application/pdf; name=proof.pdf", 'inline; filename="proof.pdf"'),
        html("<body><br>Thanks</body>"),
        kind="mixed",
        boundary="Apple-Mail=_B",
    )
    found = read(parts(plain("See this:\n\n\n\nThanks"), mixed, kind="alternative", boundary="Apple-Mail=_A"))
    assert found.text == "See this:\n\n\n\nThanks"
    assert [(file.name, file.kind) for file in found.files] == [("proof.pdf", "attachment")]
    assert found.html is not None
    assert found.html.index("See this") < found.html.index("Thanks")


def test_gmail_writes_flowed_text_and_names_in_two_ways() -> None:
    name = "=?UTF-8?B?6L2s6LSm6K6w5b2VLnBkZg==?="
    file = attached(PDF, f'application/pdf; name="{name}"', f'attachment; filename="{name}"').replace(
        b"Content-Type", b"X-Attachment-Id: f_lx1\nContent-ID: <f_lx1>\nContent-Type", 1
    )
    both = nested(
        plain("Please look at *this*.\r\n\r\nOn Mon, Nov 30, 2026 at 10:00 AM Acme <support@acme.example> wrote:\r\n> Hello\r\n"),
        html(
            '<div dir="ltr">Please look at <b>this</b>.</div><br>'
            '<div class="gmail_quote">On Mon … wrote:<br><blockquote>Hello</blockquote></div>'
        ),
        kind="alternative",
        boundary="000000000000a1",
    )
    found = read(parts(both, file, boundary="000000000000a0"))
    assert found.text.startswith("Please look at *this*.\n\nOn Mon")
    assert [(one.name, one.kind) for one in found.files] == [("转账记录.pdf", "attachment")]


def test_proton_sends_its_key_along_and_signs() -> None:
    key = attached(
        b"-----BEGIN PGP PUBLIC KEY BLOCK-----", 'application/pgp-keys; filename="publickey.asc"', 'attachment; filename="publickey.asc"'
    )
    inner = nested(nested(html("<p>Where is it?</p>"), kind="alternative", boundary="b3"), key, kind="mixed", boundary="b2")
    signature = attached(
        b"-----BEGIN PGP SIGNATURE-----", 'application/pgp-signature; name="signature.asc"', 'attachment; filename="signature.asc"'
    )
    found = read(parts(inner, signature, kind="signed", params='; protocol="application/pgp-signature"; micalg=pgp-sha512'))
    assert (found.text, found.crypt) == ("Where is it?", "pgp_signed")
    assert [(file.name, file.kind) for file in found.files] == [
        ("publickey.asc", "attachment"),
        ("signed.eml", "signature"),
        ("signature.asc", "signature"),
    ]


def test_a_phone_sends_one_picture_and_no_words() -> None:
    found = read(
        parts(
            b"Content-Type: text/plain; charset=us-ascii\n\n\n\nSent from my phone\n",
            attached(PICTURE, "image/jpeg; name=IMG_1.jpeg", "inline"),
        )
    )
    assert found.text == "Sent from my phone"
    assert [(file.name, file.kind) for file in found.files] == [("IMG_1.jpeg", "inline")]


def test_a_ticket_system_in_japan_writes_iso_2022_jp() -> None:
    found = read(
        lines(
            "From: =?ISO-2022-JP?B?GyRCOzNFRBsoQg==?= <yamada@customer.example>",
            "Subject: =?ISO-2022-JP?B?GyRCPVA2YhsoQg==?=",
            "Content-Type: text/plain; charset=iso-2022-jp",
            "Content-Transfer-Encoding: 7bit",
            "",
            "出金できません".encode("iso2022_jp"),
        )
    )
    assert (found.senders[0].name, found.subject, found.text, found.language) == ("山田", "出金", "出金できません", None)
