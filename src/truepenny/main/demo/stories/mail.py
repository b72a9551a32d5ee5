# ruff: noqa: E501
"""Sample conversations by mail, in Chinese and English; and one mail that names another ticket and cannot prove who wrote it."""

from __future__ import annotations

from truepenny.main.demo.people import PAYMENTS, SECURITY
from truepenny.main.demo.story import Answer, Note, Sort, Story, Write

HOUR, DAY = 60, 24 * 60

MAIL: tuple[Story, ...] = (
    Story(
        "maria-tax", "maria", 28 * HOUR, None, "email", "Statement for my tax return",
        (
            Write(
                0,
                "Hello,\n\nfor my tax return I need a statement of all trades of last year, with the fees. The page Statements gives me "
                "three months at most.\n\nCould you send me the whole year?\n\nKind regards\nMaria Silva",
            ),
            Sort(14, "sofia", team=PAYMENTS, to="sofia", tags=("statement",)),
            Answer(
                9, "sofia",
                "Hello Maria,\n\nthe whole year is available as one file: choose “Tax year” under Statements, then the year. It is made "
                "within an hour and stays there for 30 days.\n\nIf a trade is missing in it, tell me its date and I will look it up.",
            ),
            Write(
                95,
                "Found it, thank you. One question: the deposit from 3 November stands there without a price. Is that right? "
                "I attach my own list.\n\nMaria",
                ("statement.csv",),
            ),
        ),
    ),
    Story(
        "maria-impostor", "maria", 60, None, "email", "Re: Statement for my tax return [{number}]",
        (
            Write(
                0,
                "Hello, this is Maria Silva again about the ticket in the subject. I lost my phone, so please switch off the two-step login "
                "of my account today and confirm it to this address.",
                impostor=True,
            ),
            Sort(4, "noah", team=SECURITY, to="noah", priority="P2", tags=("impostor",)),
            Note(3, "noah", "Nothing proves that Maria wrote this, and she is signed in with her two-step login as we speak. I ask her in her own ticket before anything else."),
        ),
        quotes="maria-tax",
    ),
    Story(
        "li-wei-appeal", "li-wei", 7 * HOUR, None, "email", "申诉：C2C 订单被判定为对方胜诉",
        (
            Write(
                0,
                "您好：\n\n我是李伟，UID 20484821。昨天的一笔 C2C 订单（编号 330918）被判定为卖家胜诉，但我已经按要求付款，并保留了转账凭证，见附件。"
                "\n\n请重新核实这笔订单。\n\n李伟",
                ("receipt.pdf",),
            ),
            Sort(11, "lin", team=PAYMENTS, to="lin", tags=("C2C", "申诉")),
            Answer(
                13, "lin",
                "李先生您好：\n\n凭证已经收到，我正在与卖家和收款银行核对到账时间。核对期间，订单中的资产会继续冻结，不会划给任何一方。"
                "\n\n请问您付款时，备注里是否填写了订单编号？",
            ),
            Write(38, "填写了，备注是“330918”。付款时间是昨天 16:42，银行短信我也可以提供。\n\n李伟"),
        ),
    ),
)  # fmt: skip
