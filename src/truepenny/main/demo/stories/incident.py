# ruff: noqa: E501
"""Sample conversations about the incident that runs in the demo: customers who wait for withdrawals on TRON. Invented people and figures."""

from __future__ import annotations

from truepenny.main.demo.people import PAYMENTS
from truepenny.main.demo.story import Answer, Sort, Story, Write

INCIDENT: tuple[Story, ...] = (
    Story(
        "daniel-tron", "daniel", 62, "WD.PENDING", "portal", "USDT withdrawal still processing",
        (
            Write(0, "Which coin, and on which network? USDT on TRON\nHow much? 640 USDT\n\nMy withdrawal has been “processing” for half an hour. Usually it takes two minutes. Is something wrong?"),
            Sort(6, "sofia", team=PAYMENTS, to="sofia", tags=("tron",)),
            Answer(2, "sofia", "Hello Daniel, withdrawals on TRON are paused at the moment. Yours is safe and in the queue; you hear from us here as soon as it goes on."),
            Write(4, "OK, thank you. Please tell me when it moves."),
        ),
    ),
    Story(
        "wu-tron", "wu-lei", 48, "WD.PENDING", "webchat", "USDT 提现一直在处理中",
        (
            Write(0, "哪种币？走的哪条网络？ TRC20 的 USDT\n数量是多少？ 1,500 USDT\n\n提现提交四十分钟了，状态还是处理中，请问什么时候能到账？"),
            Sort(5, "lin", team=PAYMENTS, tags=("tron",)),
        ),
    ),
    Story(
        "huang-tron", "guest-huang", 35, "WD.MISSING", "webchat", "波场提现没到账",
        (Write(0, "我在波场上提了 320 个 USDT，半个多小时了还没到，是不是丢了？"),),
    ),
)  # fmt: skip
