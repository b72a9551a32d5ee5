"""The demo's official contacts: Acme's, with one that was ours once, and what Acme never uses.

Numbers are of the ranges for fiction (+1 202 555 01xx, Ofcom's 020 7946 0xxx and 0808 157 0xxx); the one in China is made up.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Final

from truepenny.platform.clock import SECOND
from truepenny.trust.directory.directory import Directory
from truepenny.trust.directory.entries import Draft
from truepenny.trust.directory.hours import DAY_MINUTES, Holiday, Hours, read_spans

_DAY_AND_NIGHT: Final = Hours("UTC", (((0, DAY_MINUTES),),) * 7)


def _day(text: str) -> int:
    return int(datetime.fromisoformat(text).replace(tzinfo=UTC).timestamp()) * SECOND


def _office(zone: str, spans: str, holidays: Sequence[tuple[str, str, str]], *, saturday: str = "") -> Hours:
    week = (*((read_spans(spans),) * 5), read_spans(saturday), ())
    return Hours(zone, week, tuple(Holiday(day, (), {"en": en, "zh": zh}) for day, en, zh in holidays))


_LONDON = _office(
    "Europe/London",
    "09:00-17:30",
    [("2026-12-25", "Christmas Day", "圣诞节"), ("2026-12-28", "Boxing Day", "节礼日补假"), ("2027-01-01", "New Year’s Day", "元旦")],
)
_SHENZHEN = _office("Asia/Shanghai", "09:00-12:00, 13:30-21:00", [("2027-01-01", "New Year’s Day", "元旦")], saturday="10:00-18:00")
_NEW_YORK = _office("America/New_York", "08:00-20:00", [("2026-12-25", "Christmas Day", "圣诞节")], saturday="10:00-16:00")

CONTACTS: Final[tuple[Draft, ...]] = (
    Draft("site", "https://acme.example", {"en": "Acme Exchange", "zh": "Acme 交易所官网"}, valid_from=_day("2019-06-03"), order=10),
    Draft(
        "site", "*.acme.example", {"en": "Every address below acme.example", "zh": "acme.example 下的所有网址"},
        valid_from=_day("2019-06-03"), order=11,
    ),
    Draft("app", "https://apps.apple.com/app/id1234567890", {"en": "Acme for iPhone", "zh": "Acme 苹果版"}, order=12),
    Draft("app", "https://play.google.com/store/apps/details?id=example.acme.app",
          {"en": "Acme for Android", "zh": "Acme 安卓版"}, order=13),
    Draft(
        "email", "support@acme.example", {"en": "Support by mail", "zh": "客服邮箱"}, languages="en zh", hours=_DAY_AND_NIGHT, order=40,
        notes={"en": "An answer takes about four hours.", "zh": "一般四小时内回复。"},
    ),
    Draft("email_domain", "acme.example", {"en": "All our mail", "zh": "我们的所有邮件"}, valid_from=_day("2019-06-03")),
    Draft(
        "phone", "+44 20 7946 0123", {"en": "London line", "zh": "伦敦热线"}, regions="GB IE", languages="en", hours=_LONDON, order=20,
        lines=("accounts", "payments", "security"), cost={"en": "As a call to London", "zh": "按拨打伦敦电话计费"},
        valid_from=_day("2026-04-01"),
    ),
    Draft(
        "phone", "+44 808 157 0123", {"en": "Freeze my account, from Britain", "zh": "英国境内：冻结账户专线"}, regions="GB",
        languages="en", hours=_DAY_AND_NIGHT, lines=("security",), topics="SEC ACC.LOCK", order=15,
    ),
    Draft(
        "phone", "+86 755 0000 0000", {"en": "Chinese line (a made-up number)", "zh": "中文热线（虚构号码）"}, regions="CN HK MO TW SG",
        languages="zh yue", hours=_SHENZHEN, order=21, lines=("accounts", "payments", "security"),
        cost={"en": "As a call to Shenzhen", "zh": "按拨打深圳电话计费"}, valid_from=_day("2025-09-01"),
    ),
    Draft(
        "phone", "+1 202 555 0147", {"en": "American line", "zh": "美国热线"}, regions="US CA", languages="en es", hours=_NEW_YORK,
        order=22,
        lines=("accounts", "payments"), cost={"en": "As a call to Washington", "zh": "按拨打华盛顿电话计费"},
    ),
    Draft(
        "telegram", "https://t.me/acme_exchange", {"en": "Community on Telegram", "zh": "Telegram 社群"}, platform_id="1000000001",
        languages="en zh", order=60,
        notes={"en": "Nobody of ours writes to you first there.", "zh": "我们的人绝不会在那里主动私信您。"},
    ),
    Draft("x", "https://x.com/acme_exchange", {"en": "News on X", "zh": "X 官方账号"}, languages="en", order=61),
    Draft(
        "discord", "https://discord.gg/acme-exchange", {"en": "Developers on Discord", "zh": "Discord 开发者社群"},
        platform_id="100000000000000001", languages="en", order=62, topics="API",
    ),
    Draft(
        "phone", "+44 20 7946 0990", {"en": "London line", "zh": "伦敦热线"}, regions="GB IE", languages="en",
        valid_from=_day("2021-02-01"), valid_until=_day("2026-03-31"), ending="lost",
    ),
)  # fmt: skip
NEVER: Final = (
    ("whatsapp", "", "We have no WhatsApp, in any country.", "我们在任何国家和地区都没有 WhatsApp。"),
    ("wechat", "", "We have no WeChat account and no WeChat groups.", "我们没有微信号，也没有微信群。"),
    ("email", "*@freemail.example", "We never write from free mailboxes.", "我们从不使用免费邮箱。"),
)


async def add_contacts(directory: Directory, *, by: str) -> None:
    for draft in CONTACTS:
        await directory.put(draft, by=by)
    for kind, pattern, en, zh in NEVER:
        await directory.put_never(kind, {"en": en, "zh": zh}, pattern, by=by)
