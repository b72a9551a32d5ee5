"""Figures of the sample exchange: invented prices, a sample wallet. Data, and the lines drawn of it; the same at every start."""

from __future__ import annotations

import math
import random
from dataclasses import dataclass

LINE_WIDTH, LINE_HEIGHT = 120, 36


@dataclass(frozen=True, slots=True)
class Coin:
    """price in USDT, change in per cent of a day, volume in millions of USDT."""

    code: str
    en: str
    zh: str
    price: float
    change: float
    volume: float

    @property
    def price_text(self) -> str:
        digits = 2 if self.price >= 10 else 4
        return f"{self.price:,.{digits}f}"

    @property
    def change_text(self) -> str:
        return f"{'+' if self.change >= 0 else '−'}{abs(self.change):.2f}%"

    @property
    def volume_text(self) -> str:
        return f"{self.volume:,.1f}"

    @property
    def line(self) -> str:
        """Points of a polyline in a box of LINE_WIDTH x LINE_HEIGHT, from yesterday's price to today's."""
        chance = random.Random(self.code)  # noqa: S311 - decoration
        start, n = self.price / (1 + self.change / 100), 30
        noise = [0.0]
        for _ in range(n - 1):
            noise.append(noise[-1] * 0.82 + chance.gauss(0, 0.004) * self.price)
        values = [start + (self.price - start) * i / (n - 1) + noise[i] * math.sin(math.pi * i / (n - 1)) for i in range(n)]
        low, high = min(values), max(values)
        span = (high - low) or 1.0
        return " ".join(
            f"{i * LINE_WIDTH / (n - 1):.1f},{3 + (LINE_HEIGHT - 6) * (1 - (value - low) / span):.1f}" for i, value in enumerate(values)
        )


@dataclass(frozen=True, slots=True)
class Holding:
    code: str
    amount: str
    worth: str


@dataclass(frozen=True, slots=True)
class Transfer:
    """way: in or out. state: done, sent or held. day: en and zh."""

    way: str
    code: str
    network: str
    amount: str
    place: str
    state: str
    day: tuple[str, str]


COINS = (
    Coin("BTC", "Bitcoin", "比特币", 68412.50, 1.84, 1284.6),
    Coin("ETH", "Ether", "以太币", 3518.27, 2.31, 842.9),
    Coin("SOL", "Solana", "Solana", 172.46, -1.12, 311.4),
    Coin("TRX", "TRON", "波场", 0.1324, 0.46, 96.8),
    Coin("XRP", "XRP", "瑞波币", 0.5871, -0.73, 88.2),
    Coin("DOGE", "Dogecoin", "狗狗币", 0.1542, 4.08, 74.5),
    Coin("LTC", "Litecoin", "莱特币", 84.19, -2.05, 41.7),
    Coin("DOT", "Polkadot", "波卡", 6.834, 0.91, 29.3),
)

WALLET = (
    Holding("BTC", "0.58340000", "39,911.85"),
    Holding("USDT", "12,480.00", "12,480.00"),
    Holding("ETH", "2.10420000", "7,403.14"),
    Holding("TRX", "8,150.00", "1,079.06"),
)
TOTAL = "60,874.05"

TRANSFERS = (
    Transfer("out", "BTC", "Bitcoin", "0.50000000", "bc1q…4f0k", "sent", ("Today, 08:12", "今天 08:12")),
    Transfer("in", "USDT", "TRON", "2,500.00", "TQ4n…x8Zr", "done", ("Yesterday, 21:40", "昨天 21:40")),
    Transfer("in", "TRX", "TRON", "8,150.00", "TQ4n…x8Zr", "done", ("Yesterday, 21:36", "昨天 21:36")),
    Transfer("out", "ETH", "Ethereum", "0.75000000", "0x7b…19Ce", "held", ("12 March, 16:05", "3 月 12 日 16:05")),
)
