"""What the stories of announcements begin with: drafts in both languages, and the desk's own part that keeps them."""

from __future__ import annotations

from dataclasses import replace

from truepenny.knowledge.announcements.kinds import Draft, Scope, Written

TRON = Draft(
    "incident", "investigating",
    {
        "en": Written("TRON withdrawals paused", "Withdrawals on **TRON** wait. Your funds are safe."),
        "zh": Written("TRON 提现暂停", "**TRON** 网络的提现暂缓处理，您的资金安全。"),
    },
    Scope(topics=("WD",), assets=("USDT",), networks=("trc20",), services=("withdrawals",)),
    effect="paused",
)  # fmt: skip
PROMOTION = Draft(
    "promotion", "in_progress", {"en": Written("Half the fees in December", "Trade for less."), "zh": Written("手续费减半", "交易更省。")}
)


def planned(draft: Draft, *, start: int, end: int) -> Draft:
    """The same as work that begins later."""
    return replace(draft, kind="maintenance", state="scheduled", effect="maintenance", planned_start=start, planned_end=end)
