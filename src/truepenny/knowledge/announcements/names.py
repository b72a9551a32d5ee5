"""Assets and networks as customers write them, and whether their words speak of what an announcement concerns.

Data and looking up. What is not in the lists can still stand in an announcement: then its own name is looked for.
"""

from __future__ import annotations

from collections.abc import Mapping

from truepenny.knowledge.announcements.kinds import Scope
from truepenny.knowledge.announcements.mentions import mentions

NETWORKS: Mapping[str, tuple[str, ...]] = {
    "TRON": ("tron", "trc20", "trc-20", "trc 20", "trx", "波场", "波場"),
    "Ethereum": ("ethereum", "erc20", "erc-20", "erc 20", "eth", "以太坊"),
    "Bitcoin": ("bitcoin", "btc", "比特币", "比特幣"),
    "BNB Smart Chain": ("bnb smart chain", "bsc", "bep20", "bep-20", "bep 20", "币安智能链", "幣安智能鏈"),
    "Solana": ("solana", "sol", "spl"),
    "Polygon": ("polygon", "matic", "pol"),
    "Arbitrum": ("arbitrum", "arbitrum one", "arb"),
    "Optimism": ("optimism", "op mainnet"),
    "Base": ("base chain", "base network", "base 链", "base 鏈"),
    "Avalanche C-Chain": ("avalanche", "avax", "avaxc", "c-chain"),
    "TON": ("toncoin", "the open network", "ton"),
    "XRP Ledger": ("xrp ledger", "xrpl", "ripple", "xrp", "瑞波"),
    "Litecoin": ("litecoin", "ltc", "莱特币", "萊特幣"),
    "Dogecoin": ("dogecoin", "doge", "狗狗币", "狗狗幣"),
}
ASSETS: Mapping[str, tuple[str, ...]] = {
    "BTC": ("btc", "bitcoin", "比特币", "比特幣"),
    "ETH": ("eth", "ether", "以太币", "以太幣"),
    "USDT": ("usdt", "u", "tether", "泰达币", "泰達幣"),
    "USDC": ("usdc", "usd coin"),
    "TRX": ("trx", "波场币", "波場幣"),
    "BNB": ("bnb", "币安币", "幣安幣"),
    "SOL": ("sol",),
    "XRP": ("xrp", "瑞波币", "瑞波幣"),
    "DOGE": ("doge", "dogecoin", "狗狗币", "狗狗幣"),
    "LTC": ("ltc", "litecoin", "莱特币", "萊特幣"),
    "TON": ("toncoin",),
    "ADA": ("ada", "cardano"),
    "MATIC": ("matic",),
    "AVAX": ("avax",),
    "DAI": ("dai",),
}
"""Name as we show it, and how it is written."""


def may_concern(text: str, assets: tuple[str, ...], networks: tuple[str, ...]) -> bool:
    """False when the words name another asset or another network than these. Words that name none leave it open."""
    for wanted, known in ((assets, ASSETS), (networks, NETWORKS)):
        if wanted:
            named = mentions(text, known, also=wanted)
            if named and not named & set(wanted):
                return False
    return True


def name_them(text: str, assets: tuple[str, ...], networks: tuple[str, ...]) -> bool:
    """Whether the words name one of the networks outright; of what concerns no network, one of the assets."""
    wanted, known = (networks, NETWORKS) if networks else (assets, ASSETS)
    return bool(mentions(text, known, also=wanted) & set(wanted))


def in_scope(topic: str | None, text: str, scope: Scope) -> bool:
    """Whether a ticket may be about this. Chats and mails have no topic at first: then their words have to name it."""
    if topic is None and scope.topics and not name_them(text, scope.assets, scope.networks):
        return False
    return (topic is None or topic_matches(topic, scope.topics)) and may_concern(text, scope.assets, scope.networks)


def topic_matches(topic: str, topics: tuple[str, ...]) -> bool:
    """topics: codes or their beginnings. Without any, every topic does."""
    return not topics or any(topic == one or topic.startswith(f"{one}.") for one in topics)
