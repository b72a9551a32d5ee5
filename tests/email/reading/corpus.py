"""One mail of each kind, to be damaged in every way."""

from __future__ import annotations

import base64

from tests.email.reading import packing, reports
from tests.email.reading.mails import attached, html, mail, nested, parts, plain

_STATUS = (
    b"Reporting-MTA: dns; mx\n\nFinal-Recipient: rfc822; li@customer.example\nAction: failed\nStatus: 5.1.1\nDiagnostic-Code: smtp; 550 x\n"
)
_RICH = rb"{\rtf1\ansi\ansicpg936\fromhtml1 {\*\htmltag64 <p>}My \'cc\'e1\u25552? money\par}"
_UU = b"words\nbegin 644 a.txt\n#0V%T\n`\nend\nmore\n"
_PAGE = (
    '<html><head><style>p{color:red}</style></head><body><p>您好 <a href="https://acme.example/a?b=1">here</a></p>'
    "<blockquote>old<ul><li>a<li>b</ul></blockquote><table><tr><td>a<td>b</table><pre> x\n y</pre></body></html>"
)
_CALENDAR = (
    b"Content-Type: text/calendar; method=REQUEST\n\nBEGIN:VCALENDAR\nBEGIN:VEVENT\nSUMMARY:a\nDTSTART:20261201T100000Z\nEND:VEVENT\n"
)

MAILS: dict[str, bytes] = {
    "plain": mail(
        "提现没到账，谢谢。\n".encode("gb18030") * 5, "Content-Type: text/plain; charset=gb2312", "Content-Transfer-Encoding: 8bit"
    ),
    "flowed": mail(b"one \ntwo\n> three \n> four\n-- \nme\n", "Content-Type: text/plain; format=flowed; delsp=yes"),
    "both": parts(plain("提现没到账"), html(_PAGE), kind="alternative"),
    "files": parts(
        plain("x"),
        attached(bytes(range(256)) * 8, "image/png", "attachment; filename*0*=UTF-8''%E8%BD%AC; filename*1=\"a.png\""),
        attached(b"y" * 999, "application/pdf", 'attachment; filename="=?gbk?B?16rVyw==?= =?gbk?B?vMfCvC5wZGY=?="'),
    ),
    "deep": parts(
        nested(nested(plain("a"), html(_PAGE), kind="alternative", boundary="z"), attached(b"p"), kind="related", boundary="y"),
        attached(b"q"),
    ),
    "uuencode": mail(_UU),
    "winmail": parts(
        attached(
            packing.winmail(packing.message((0x1009, 0x102, packing.rich(_RICH))), packing.file("转账.pdf", b"%PDF")), "application/ms-tnef"
        )
    ),
    "forward": parts(plain(""), b"Content-Type: message/rfc822\n\n" + mail(b"inner")),
    "signed": parts(plain("signed"), attached(b"sig", "application/pgp-signature"), kind="signed"),
    "calendar": parts(plain("x"), _CALENDAR, kind="alternative"),
    "report": reports.report(_STATUS),
    "qmail": reports.old(reports.QMAIL),
    "netease": reports.old(reports.NETEASE),
    "heads": mail(
        b"x",
        'Cc: Team: a@x.example, "B, C" <b@x.example>;, (c) d@x.example, =?utf-8?B?5p2O?= <e@例子.example>',
        "Subject: =?gb2312?B?" + base64.b64encode("提现".encode("gbk")).decode() + "?= =?utf-8?Q?=E6=8F=90?=",
        "References: <a@x> <b@y>\r\n <c@z>",
        "In-Reply-To: <c@z>",
        "Delivered-To: support@acme.example",
    ),
}
