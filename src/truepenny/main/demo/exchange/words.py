"""The sample exchange's words: English and Chinese side by side."""

from __future__ import annotations

WORDS: dict[str, tuple[str, str]] = {
    "brand": ("Acme Exchange", "Acme 交易所"),
    "banner": (
        "A sample page of an invented exchange. The round button at the bottom right is Truepenny’s chat.",
        "这是一家虚构交易所的示例页面，右下角的圆形按钮就是 Truepenny 客服对话。",
    ),
    "skip": ("Skip to the content", "跳到正文"),
    "markets": ("Markets", "行情"),
    "wallet": ("Wallet", "钱包"),
    "my_tickets": ("My support tickets", "我的工单"),
    "portal": ("Support", "客服中心"),
    "mailbox": ("Mailbox", "邮箱"),
    "you_are": ("You are", "当前身份"),
    "guest": ("A guest", "访客"),
    "switch": ("Switch", "切换"),
    "lead": ("Buy, hold and send crypto, with people who answer.", "买入、持有、转账，随时有真人答复。"),
    "sub": (
        "Prices on this page are invented. Support is not: write to us at the bottom right.",
        "本页价格均为虚构，客服却是真的：请点击右下角。",
    ),
    "ask": ("Ask support", "联系客服"),
    "coin": ("Coin", "币种"),
    "price": ("Price (USDT)", "价格（USDT）"),
    "change": ("24 h", "24 小时"),
    "volume": ("Volume (M USDT)", "成交额（百万 USDT）"),
    "trend": ("Last day", "近一日走势"),
    "balance": ("Total balance", "总资产"),
    "deposit": ("Deposit", "充值"),
    "withdraw": ("Withdraw", "提现"),
    "holdings": ("Your coins", "我的资产"),
    "amount": ("Amount", "数量"),
    "worth": ("Worth (USDT)", "估值（USDT）"),
    "transfers": ("Latest transfers", "最近转账"),
    "when": ("When", "时间"),
    "where": ("Address", "地址"),
    "state": ("State", "状态"),
    "in": ("Deposit", "充值"),
    "out": ("Withdrawal", "提现"),
    "done": ("Completed", "已完成"),
    "sent": ("Sent, waiting for confirmations", "已发出，等待确认"),
    "held": ("Under review", "审核中"),
    "signed_out": ("Sign in to see your wallet.", "登录后即可查看钱包。"),
    "signed_out_more": ("As a guest you can still write to support.", "访客也可以联系客服。"),
    "sign_in_as": ("Sign in as {name}", "以 {name} 的身份登录"),
    "safe": ("Staying safe", "安全提示"),
    "safe_1": (
        "We never ask for your password, recovery phrase, codes or transfers.",
        "我们绝不会索要您的密码、助记词、验证码，也不会要求转账。",
    ),
    "safe_2": (
        "Every answer of our support carries the agent’s name and ID.",
        "客服的每条答复都会注明姓名和工号。",
    ),
    "safe_3": ("Withdrawals to a new address wait for 24 hours.", "首次提现到新地址，需等待 24 小时。"),
    "foot": ("Acme is not a real company. Example figures only.", "Acme 并非真实公司，所有数据仅作示例。"),
    "to_support": ("To your support tickets", "前往我的工单"),
    "to_support_more": (
        "Acme signs you in to its support with a token that is good for one use.",
        "Acme 会用一次性凭证为您登录客服中心。",
    ),
    "continue": ("Continue", "继续"),
    "short_title": ("A short page", "一个很短的页面"),
    "short_more": ("Nothing else is here.", "这里没有别的内容。"),
    "hostile_title": ("A page with hostile styles", "样式混乱的页面"),
    "hostile_more": (
        "This page’s style sheet tries to change everything. The chat must look the same as elsewhere.",
        "本页的样式表试图改动一切，而对话窗口应与别处一样。",
    ),
    "missing_title": ("There is no such page", "没有这个页面"),
    "missing_more": ("Check the address, or begin at the markets.", "请检查网址，或从行情页开始。"),
    "codes_title": ("One-time codes of the demo’s agents", "演示客服的动态验证码"),
    "codes_more": (
        "For the demo only: a real desk shows no codes, they come from each agent’s own app. Each code works once.",
        "仅用于演示：真实环境不会显示验证码，它来自每位客服自己的应用。每个验证码只能使用一次。",
    ),
    "codes_password": ("Password of all demo agents:", "所有演示客服的密码："),
    "codes_to_desk": ("Sign in at the desk", "登录客服工作台"),
    "login": ("Sign-in name", "登录名"),
    "name": ("Name", "姓名"),
    "role": ("Role", "角色"),
    "code": ("Code now", "当前验证码"),
    "next_code": ("Next code", "下一个验证码"),
    "codes_age": ("Codes change every 30 seconds; this page follows.", "验证码每 30 秒更换一次，本页会自动更新。"),
}


def words_in(language: str) -> dict[str, str]:
    place = 1 if language == "zh" else 0
    return {key: pair[place] for key, pair in WORDS.items()}
