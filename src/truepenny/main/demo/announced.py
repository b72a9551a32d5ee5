# ruff: noqa: E501
"""The demo's announcements: an incident that runs and has tickets, work that is planned, two that are over, a promotion. Data, and playing it."""

from __future__ import annotations

from dataclasses import replace

from truepenny.contracts.identity import Agent, AgentId, Role
from truepenny.knowledge.announcements.kinds import Draft, NewUpdate, Scope, Written
from truepenny.main.house import House
from truepenny.platform.clock import DAY, HOUR, MINUTE, SetClock

OMAR = Agent(AgentId("A-1012"), "Omar Haddad", Role.LEAD)
TRON = Draft(
    "incident", "investigating",
    {
        "en": Written("TRON withdrawals paused", "Withdrawals on the TRON network (TRC-20) are paused. Your funds are safe: what you ordered waits and is sent in its order as soon as the network is stable again. **You need do nothing**, and need not order it again.\n\nDeposits on TRON and withdrawals on other networks work."),
        "zh": Written("TRON 提现暂停", "TRON 网络（TRC-20）的提现已暂停。您的资金安全：已提交的提现会保留，网络恢复稳定后按顺序发出。**您无需任何操作**，也不必重新提交。\n\nTRON 充值和其他网络的提现均正常。"),
    },
    Scope(topics=("WD",), assets=("USDT", "TRX"), networks=("TRON",), services=("withdrawals",)), effect="paused",
)  # fmt: skip
DATABASE = Draft(
    "maintenance", "scheduled",
    {
        "en": Written("Trading pauses for 30 minutes for an upgrade", "We upgrade the matching engine. Orders stay as they are; new ones are not taken while we work. Withdrawals and deposits go on."),
        "zh": Written("系统升级，交易暂停 30 分钟", "我们将升级撮合引擎。已有委托保持不变，升级期间不接受新委托。充值和提现照常。"),
    },
    Scope(topics=("TRADE", "DERIV"), services=("trading",)), effect="maintenance",
)  # fmt: skip
BTC = Draft(
    "incident", "investigating",
    {
        "en": Written("Bitcoin deposits are credited late", "Deposits in BTC reach the chain, but are credited up to two hours late. None is lost."),
        "zh": Written("BTC 充值入账延迟", "BTC 充值已上链，但入账最多延迟两小时。没有任何充值丢失。"),
    },
    Scope(topics=("DEP",), assets=("BTC",), networks=("Bitcoin",), services=("deposits",)), effect="degraded",
)  # fmt: skip
SIGN_IN = Draft(
    "incident", "investigating",
    {
        "en": Written("Signing in by mail code fails for some", "Codes for signing in arrive late or not at all at some mail providers."),
        "zh": Written("部分邮箱收不到登录验证码", "部分邮箱服务商收取登录验证码延迟或失败。"),
    },
    Scope(topics=("ACC",), services=("sign-in",)), effect="degraded",
)  # fmt: skip
FEES = Draft(
    "promotion", "in_progress",
    {
        "en": Written("Half the trading fees on BTC pairs in December", "All month, without a code and without a condition. Nobody writes or calls you about it."),
        "zh": Written("12 月 BTC 交易对手续费减半", "整月有效，无需兑换码，也没有附加条件。我们不会就此主动给您打电话或发私信。"),
    },
)  # fmt: skip


async def announce(house: House, clock: SetClock, now: int) -> None:
    """Plays them at their times before now; the clock stands at now afterwards. Links the tickets that wait for TRON."""
    news = house.truth.announcements

    async def at(ago: int, draft: Draft, *updates: tuple[int, NewUpdate]) -> str:
        clock.at_us = now - ago
        made = await news.publish(draft, by=OMAR.id, tell=False)
        for later, update in updates:
            clock.at_us += later
            await news.add_update(made, update, by=OMAR.id)
        return made

    await at(
        19 * DAY, SIGN_IN,
        (40 * MINUTE, NewUpdate("identified", {"en": "A block list names one of our mail servers by mistake. Codes go out by another one.", "zh": "我们的一台邮件服务器被误列入拦截名单，验证码已改由其他服务器发送。"})),
        (2 * HOUR, NewUpdate("resolved", {"en": "Codes arrive everywhere again.", "zh": "验证码已恢复正常接收。"})),
    )  # fmt: skip
    await at(
        6 * DAY, BTC,
        (25 * MINUTE, NewUpdate("identified", {"en": "One of our nodes is behind the chain by 14 blocks.", "zh": "我们的一个节点落后主链 14 个区块。"})),
        (70 * MINUTE, NewUpdate("monitoring", {"en": "The node has caught up; deposits are being credited.", "zh": "节点已同步，正在补入账。"}, effect="none")),
        (45 * MINUTE, NewUpdate("resolved", {"en": "All deposits are credited.", "zh": "所有充值均已入账。"})),
    )  # fmt: skip
    await at(2 * DAY, replace(FEES, planned_end=now + 25 * DAY))
    start = now - now % DAY + 3 * DAY + 2 * HOUR
    await at(DAY, replace(DATABASE, planned_start=start, planned_end=start + 30 * MINUTE))
    tron = await at(
        95 * MINUTE, TRON,
        (20 * MINUTE, NewUpdate("identified", {"en": "Our node for TRON has fallen behind. We are moving to a second one.", "zh": "我们的 TRON 节点出现延迟，正在切换到备用节点。"})),
    )  # fmt: skip
    clock.at_us = now
    waiting = await house.truth.incidents.waiting(await news.load(tron))
    for n, one in enumerate(waiting[:2]):
        clock.at_us = now - (2 - n) * MINUTE
        await house.truth.incidents.link(OMAR, tron, [one.ticket], tell=True)
    clock.at_us = now
