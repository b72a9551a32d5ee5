"""The kinds of problem that customers come with: code, names, ordinary priority, and what to ask so that nobody has to ask again.

Data, no behaviour beyond looking up. Codes stay for ever (they stand in the log); names and priorities may change.
A question never asks for a password, recovery phrase, private key, code, card number or API secret.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from truepenny.contracts.errors import Refused
from truepenny.contracts.views import Priority

MONEY, ACCOUNT, CHEATED, MORE = "money", "account", "cheated", "more"


@dataclass(frozen=True, slots=True)
class Question:
    """One short fact to ask for. key names the form field; en and zh are the label, hint_* an example or where to find it."""

    key: str
    en: str
    zh: str
    hint_en: str = ""
    hint_zh: str = ""

    def label(self, language: str) -> str:
        return self.zh if language == "zh" else self.en

    def hint(self, language: str) -> str:
        return self.hint_zh if language == "zh" else self.hint_en


@dataclass(frozen=True, slots=True)
class Topic:
    """need: which of the big buttons leads here; empty for topics that only the desk sets."""

    code: str
    need: str
    priority: Priority
    en: str
    zh: str
    questions: tuple[Question, ...] = ()

    def name(self, language: str) -> str:
        return self.zh if language == "zh" else self.en


ASSET = Question(
    "asset",
    "Which coin, and on which network?",
    "哪种币？走的哪条网络？",
    "For example: USDT on TRON",
    "例如：TRON 上的 USDT",
)
AMOUNT = Question("amount", "How much?", "数量是多少？", "For example: 250.5 USDT", "例如：250.5 USDT")
TXID = Question(
    "txid",
    "Transaction ID (TXID or hash), if you have it",
    "交易哈希（TXID），如有",
    "The sending wallet or exchange shows it next to the transfer.",
    "可在转出方的钱包或平台的转账记录中找到。",
)
WHEN = Question(
    "when",
    "When did it happen?",
    "什么时候发生的？",
    "Day, time and your time zone, as exactly as you know.",
    "日期、时间和时区，尽量准确。",
)
ADDRESS = Question("address", "Which address was it sent to?", "转到了哪个地址？", "Copy it in full.", "请完整复制。")
TAG = Question(
    "tag",
    "Which memo or tag did you enter?",
    "您填写的 Memo 或标签是什么？",
    "Write “none” if you left it empty.",
    "如未填写，请写“无”。",
)
ORDER = Question("order", "Order number", "订单号", "It stands in your order history.", "可在订单记录中找到。")
REFERENCE = Question(
    "reference",
    "Bank reference or payment number",
    "银行流水号或付款编号",
    "Never your card number.",
    "请勿填写银行卡号。",
)
NOTICE = Question(
    "notice",
    "What does the notice say?",
    "提示的内容是什么？",
    "Copy the words, or attach a screenshot later.",
    "请照抄原文，也可稍后上传截图。",
)
CONTACTED = Question(
    "contacted",
    "How did they reach you?",
    "对方通过什么方式联系您？",
    "A web address, handle or phone number.",
    "网址、账号或电话号码。",
)
ENDPOINT = Question(
    "endpoint",
    "Which endpoint, error code and request ID?",
    "哪个接口、错误码和请求 ID？",
    "Only the label of your API key, never the key or its secret.",
    "只需 API 密钥的名称，切勿提供密钥本身。",
)
PRODUCT = Question("product", "Which product, and since when?", "哪个产品？从什么时候开始？")

TOPICS: tuple[Topic, ...] = (
    Topic("WD.MISSING", MONEY, "P2", "Withdrawal sent, but not arrived", "提现已发出，但未到账", (ASSET, AMOUNT, TXID, WHEN)),
    Topic("WD.PENDING", MONEY, "P2", "Withdrawal not sent yet", "提现一直未发出", (ASSET, AMOUNT, WHEN)),
    Topic("DEP.MISSING", MONEY, "P2", "Deposit not in my account", "充值未到账", (ASSET, AMOUNT, TXID, WHEN)),
    Topic(
        "DEP.TAG",
        MONEY,
        "P2",
        "Deposit with a wrong or missing memo or tag",
        "充值时 Memo 或标签填错、漏填",
        (ASSET, AMOUNT, TXID, TAG),
    ),
    Topic(
        "DEP.CHAIN",
        MONEY,
        "P3",
        "Sent on the wrong network, or an unsupported coin",
        "充错网络，或币种不受支持",
        (ASSET, AMOUNT, TXID, ADDRESS),
    ),
    Topic("DEP.TRAVEL", MONEY, "P2", "Deposit held for questions about the sender", "充值因汇款人信息被暂扣", (ASSET, AMOUNT, TXID)),
    Topic("FIAT.DEP", MONEY, "P2", "Bank or card deposit not arrived", "银行或银行卡入金未到账", (AMOUNT, REFERENCE, WHEN)),
    Topic("FIAT.WD", MONEY, "P2", "Bank payout not arrived", "银行出金未到账", (AMOUNT, REFERENCE, WHEN)),
    Topic("ACC.LOCK", ACCOUNT, "P1", "My account is locked", "账户被锁定", (NOTICE, WHEN)),
    Topic("ACC.2FA", ACCOUNT, "P1", "I lost my second factor (2FA)", "两步验证丢失"),
    Topic("ACC.RECOVER", ACCOUNT, "P1", "I lost my email, phone or password", "邮箱、手机号或密码无法使用"),
    Topic("ACC.RESTR", ACCOUNT, "P2", "My account is restricted", "账户功能受限", (NOTICE,)),
    Topic("KYC", ACCOUNT, "P3", "Identity check refused or still pending", "身份认证被拒或一直在审核", (NOTICE,)),
    Topic("SEC.ATO", CHEATED, "P0", "Someone is in my account, or money left it without me", "有人进入了我的账户，或资金被转走"),
    Topic("SEC.LEAK", CHEATED, "P1", "I gave a password, phrase or code to someone", "我把密码、助记词或验证码给了别人"),
    Topic(
        "SEC.PHISH",
        CHEATED,
        "P1",
        "Someone claims to be your support, or a site looks fake",
        "有人自称是你们的客服，或网站可疑",
        (CONTACTED,),
    ),
    Topic("P2P", CHEATED, "P1", "Dispute about a P2P order", "P2P 订单纠纷", (ORDER, REFERENCE)),
    Topic("HARM", CHEATED, "P0", "I am in danger, or someone forces me", "我有危险，或有人在胁迫我"),
    Topic("TRADE", MORE, "P2", "An order or trade", "订单或成交", (ORDER, WHEN)),
    Topic("DERIV", MORE, "P2", "Futures, margin, liquidation", "合约、保证金、强平", (ORDER, WHEN)),
    Topic("API", MORE, "P3", "API", "API", (ENDPOINT, WHEN)),
    Topic("CARD", MORE, "P3", "Card", "卡片", (PRODUCT,)),
    Topic("EARN", MORE, "P3", "Earn products", "理财", (PRODUCT,)),
    Topic("STAKE", MORE, "P3", "Staking", "质押", (PRODUCT,)),
    Topic("REWARD", MORE, "P3", "Rewards and campaigns", "奖励与活动", (PRODUCT,)),
    Topic("LIST.TOKEN", MORE, "P4", "Delisting, migration, airdrop", "下架、换币、空投", (ASSET,)),
    Topic("TAX.STATEMENT", MORE, "P4", "Statements and tax", "对账单与税务"),
    Topic("DATA.REQ", MORE, "P3", "My personal data", "我的个人数据"),
    Topic("APP.BUG", MORE, "P3", "A fault in the app or on the site", "应用或网站故障", (WHEN,)),
    Topic("CS.COMPLAINT", MORE, "P2", "A complaint", "投诉"),
    Topic("CS.SUGGEST", MORE, "P4", "A suggestion", "建议"),
    Topic("VULN", MORE, "P1", "Report a security hole", "报告安全漏洞"),
    Topic("LEGAL.LE", MORE, "P2", "Authorities, courts, estates", "执法、司法与遗产"),
    Topic("APP.OUTAGE", "", "P1", "Outage", "服务中断"),
    Topic("CS.RATE", "", "P4", "Rating", "评价"),
)

BY_CODE: Mapping[str, Topic] = {topic.code: topic for topic in TOPICS}


def find_topic(code: str | None) -> Topic | None:
    return BY_CODE.get(code or "")


def priority_of(code: str | None) -> Priority:
    """The ordinary priority of a topic; P3 where none is chosen. Raises Refused for one that does not exist."""
    topic = check_topic(code)
    return "P3" if topic is None else topic.priority


def check_topic(code: str | None) -> Topic | None:
    """The topic, None where none is chosen. Raises Refused for one that does not exist."""
    if not code:
        return None
    topic = find_topic(code)
    if topic is None:
        raise Refused(422, "topic_unknown", "There is no such topic.", "Choose a topic from the list, or none.", field="topic")
    return topic


def topics_for(need: str) -> tuple[Topic, ...]:
    """In the order in which a customer reads them."""
    return tuple(topic for topic in TOPICS if topic.need == need)
