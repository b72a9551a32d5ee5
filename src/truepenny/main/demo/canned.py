"""The demo's canned replies, each in English and Chinese. Data only."""

from __future__ import annotations

from truepenny.knowledge.canned import CannedWords

_PAIRS: tuple[tuple[str, str, str, str, str], ...] = (
    (
        "hello", "Greeting", "问候",
        "Hello {customer}, this is {agent} ({agent_id}). I am looking into it now.",
        "{customer}您好，我是 {agent}（{agent_id}），正在为您查看。",
    ),
    (
        "need-txid", "Ask for the transaction ID", "请提供交易哈希",
        "Please send me the transaction ID (TXID). The sending wallet or exchange shows it next to the transfer.",
        "麻烦您提供这笔转账的交易哈希（TXID），可以在转出方的转账记录中找到。",
    ),
    (
        "confirmations", "Waiting for confirmations", "等待区块确认",
        "The transfer is on the network and waits for confirmations. It is credited by itself; there is nothing for you to do.",
        "这笔转账已在链上，正在等待区块确认，确认完成后会自动入账，您无需任何操作。",
    ),
    (
        "new-address", "24 hours for a new address", "新地址 24 小时",
        "This is the first withdrawal to this address, so it waits for 24 hours. That protects you if somebody else got into your account.",
        "这是您第一次提现到该地址，需要等待 24 小时。万一有人盗用账户，这段时间可以保护您的资产。",
    ),
    (
        "never-ask", "What we never ask", "我们绝不会索要",
        "We never ask for your password, recovery phrase, codes or transfers. Whoever does is not from {brand}.",
        "我们绝不会索要您的密码、助记词、验证码，也不会要求转账。凡是索要的，都不是 {brand} 的人。",
    ),
    (
        "missing-tag", "Memo or tag missing", "漏填标签",
        "We have your deposit, but without the tag we do not know whose it is. Please send a screenshot of the withdrawal with its TXID.",
        "您的充值已经收到，只是缺少标签，无法确认归属。请在转出平台打开这笔提现的详情，截图发给我，图中要能看到交易哈希。",
    ),
    (
        "anything-else", "Anything else?", "还有其他问题吗",
        "Is there anything else I can do for you in ticket {number}?",
        "关于工单 {number}，还有其他需要我协助的吗？",
    ),
)  # fmt: skip

CANNED: tuple[CannedWords, ...] = tuple(
    words
    for shortcut, title_en, title_zh, text_en, text_zh in _PAIRS
    for words in (CannedWords(shortcut, title_en, text_en, "en"), CannedWords(shortcut, title_zh, text_zh, "zh"))
)
