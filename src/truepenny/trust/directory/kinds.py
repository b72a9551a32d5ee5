"""The kinds of contact points: those that a desk may have, and messengers that it may say it never uses. Data, and looking up."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final, Literal, get_args

from truepenny.platform.web.i18n import mark

Kind = Literal["site", "app", "email", "email_domain", "phone", "telegram", "discord", "x", "facebook", "other"]
KINDS: Final[tuple[Kind, ...]] = get_args(Kind)
HANDLES: Final[tuple[Kind, ...]] = ("telegram", "discord", "x", "facebook")
KIND_NAMES: Final[Mapping[str, str]] = {
    "site": mark("Website"),
    "app": mark("App"),
    "email": mark("Mail address"),
    "email_domain": mark("Mail domain"),
    "phone": mark("Phone"),
    "telegram": "Telegram",
    "discord": "Discord",
    "x": "X",
    "facebook": "Facebook",
    "other": mark("Other"),
    "whatsapp": "WhatsApp",
    "wechat": mark("WeChat"),
    "qq": "QQ",
    "line": "LINE",
    "signal": "Signal",
    "viber": "Viber",
    "instagram": "Instagram",
    "tiktok": "TikTok",
    "sms": mark("Text message (SMS)"),
}
"""Message ids, and names that are the same in every language."""
FOREIGN: Final = ("whatsapp", "wechat", "qq", "line", "signal", "viber", "instagram", "tiktok", "sms")
NEVER_KINDS: Final[tuple[str, ...]] = (*FOREIGN, *KINDS)
FOREIGN_HOSTS: Final[Mapping[str, str]] = {
    "wa.me": "whatsapp",
    "whatsapp.com": "whatsapp",
    "weixin.qq.com": "wechat",
    "wechat.com": "wechat",
    "u.wechat.com": "wechat",
    "qm.qq.com": "qq",
    "line.me": "line",
    "lin.ee": "line",
    "signal.me": "signal",
    "signal.group": "signal",
    "viber.com": "viber",
    "instagram.com": "instagram",
    "tiktok.com": "tiktok",
}
"""Sites of messengers that have no kind of their own here, with all that lies below them."""
LINES: Final[Mapping[str, str]] = {
    "accounts": mark("Accounts and signing in"),
    "payments": mark("Deposits and withdrawals"),
    "spot": mark("Spot trading"),
    "derivatives": mark("Futures and margin"),
    "card": mark("Card"),
    "business": mark("Business customers"),
    "security": mark("Security and fraud"),
    "complaints": mark("Complaints"),
    "media": mark("Media and partners"),
}
"""Lines of business: message ids by code."""
ENDINGS: Final[Mapping[str, str]] = {
    "ended": mark("We gave it up"),
    "lost": mark("Others may have it now"),
    "mistake": mark("It was never ours"),
}
"""Why an entry does not count any more."""


def foreign_kind(host: str) -> str | None:
    """Which messenger a host belongs to, of those without a kind of their own."""
    labels = host.split(".")
    return next((kind for n in range(len(labels)) if (kind := FOREIGN_HOSTS.get(".".join(labels[n:])))), None)
