"""One mail of each kind, in both languages, as the sender would hand it over; and the house's catalogue."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import Any

import truepenny
from truepenny.contracts.mail import MailKind, OutboundMail
from truepenny.platform.web.i18n import Catalog, find_locale_folders, load_catalog

OWN = "support@acme.example"
KINDS: tuple[MailKind, ...] = ("reply", "solution", "receipt", "notice", "secret", "code")
LANGUAGES = ("en", "zh")
_PACKAGE = Path(truepenny.__file__).parent
_WORDS = {
    "en": "Hello,\n\n0.5 BTC has two of six confirmations.\n  It is credited after the sixth, in 30 to 50 minutes.",
    "zh": "您好：\n\n0.5 BTC 已有 2 次确认，共需 6 次。\n  第 6 次确认后到账，还需 30 至 50 分钟。",
}
_SOLUTION: dict[str, dict[str, Any]] = {
    "en": {
        "steps": ("Looked at the transaction on the chain.", "Had it credited by hand."),
        "parameters": (("Amount", "0.5 BTC"), ("TXID", "4f2c1d0e9a8b7c6d5e4f3a2b1c0d9e8f7a6b5c4d3e2f1a0b9c8d7e6f5a4b3c2d")),
        "cautions": ("Send only BTC to this address.", "Copy a new address each time."),
    },
    "zh": {
        "steps": ("在链上核对了交易。", "请钱包团队手动入账。"),
        "parameters": (("金额", "0.5 BTC"), ("TXID", "4f2c1d0e9a8b7c6d5e4f3a2b1c0d9e8f7a6b5c4d3e2f1a0b9c8d7e6f5a4b3c2d")),
        "cautions": ("此地址只能接收 BTC。", "每次请重新复制地址。"),
    },
}
_REMOVED = {
    "en": (("recovery phrase", "Anyone who saw it can take everything in that wallet.", "Make a new wallet now."),),
    "zh": (("助记词", "任何人看到助记词，都可以转走该钱包里的全部资产。", "请立即新建一个钱包。"),),
}


@cache
def catalog() -> Catalog:
    return load_catalog(find_locale_folders([_PACKAGE / "surfaces", _PACKAGE / "contracts", _PACKAGE / "intake", _PACKAGE / "channels"]))


def a_mail_of(kind: MailKind, language: str = "en", **more: Any) -> OutboundMail:
    """As letter.py makes it."""
    given: dict[str, Any] = {
        "kind": kind, "to": "li@mail.example", "language": language, "message_id": f"{'4f' * 16}.0123456789abcdef@acme.example",
        "return_path": "support+b-aaaa-bbbb@acme.example", "verify_url": "https://desk.acme.example/mail/ymvkazFf_AR-BfWWarE9gQ",
        "brand": "Acme Exchange", "at": 1_790_000_000_000_000, "ticket": "K7M2-4QDX",
        "ticket_url": "https://desk.acme.example/t/K7M2-4QDX", "reply_to": "support+k7m24qdx-key@acme.example",
        "in_reply_to": "first@mail.example", "references": ("first@mail.example",),
        "phrase": "blue heron at noon" if language == "en" else "正午的蓝鹭",
    }  # fmt: skip
    return OutboundMail(**{**given, **_OF_KIND[kind](language), **more})


_OF_KIND: dict[MailKind, Any] = {
    "reply": lambda language: {
        "subject": "Withdrawal not arrived" if language == "en" else "提币未到账", "text": _WORDS[language], "agent_id": "A-1027",
        "agent_name": "Lin Wei" if language == "en" else "林薇", "left_out": ("statement.pdf",),
    },
    "solution": lambda language: {
        "subject": "Withdrawal not arrived" if language == "en" else "提币未到账", "text": _WORDS[language], "agent_id": "A-1027",
        "agent_name": "Lin Wei", **_SOLUTION[language],
    },
    "receipt": lambda language: {"phrase": ""},
    "notice": lambda language: {"reply_to": "", "unsubscribe_url": "https://desk.acme.example/mail/off/WiOPvxBtVbOQ1MQOeg2QiBSgjHci"},
    "secret": lambda language: {"removed": _REMOVED[language], "asks_hash": True},
    "code": lambda language: {
        "ticket": "", "reply_to": "", "in_reply_to": "", "references": (), "code": "48291375", "valid_minutes": 10,
        "ticket_url": "https://desk.acme.example/sign-in",
    },
}  # fmt: skip
