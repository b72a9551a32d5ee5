"""What the {slots} of a template are filled with, in each language. Numbers that are not codes, people that do not exist."""

from __future__ import annotations

import string
from collections.abc import Callable
from random import Random

from corpus import chains

_COINS = ("BTC", "ETH", "USDT", "USDC", "SOL", "XRP", "TRX", "DOGE", "LTC", "BNB", "ADA", "TON", "XLM", "DOT")
_NETS = ("TRC20", "ERC20", "BEP20", "Polygon", "Arbitrum One", "Solana", "Optimism", "TON", "BTC")
_WALLETS = ("MetaMask", "Ledger", "Trust Wallet", "imToken", "TokenPocket", "Phantom", "Trezor", "Exodus")
_MODELS = ("iPhone 15", "iPhone 13 mini", "Galaxy S24", "Pixel 8", "Mi 14", "Huawei P60", "OPPO Reno 11", "Redmi Note 12")
_BANKS = {"en": ("Barclays", "Revolut", "Wise", "Chase", "N26"), "zh": ("招商银行", "工商银行", "建设银行", "中国银行", "农业银行")}
_COUNTRIES = {
    "en": ("Germany", "Thailand", "Canada", "Vietnam", "Brazil", "Turkey"),
    "zh": ("泰国", "日本", "新加坡", "越南", "马来西亚", "德国"),
}
_NAMES = {"en": ("Anna", "Mark", "Priya", "Tom Becker", "J. Smith", "Olga"), "zh": ("小王", "李伟", "陈女士", "张先生", "阿强")}
_DAYS = {"en": ("Monday", "Tuesday", "Friday", "Sunday"), "zh": ("周一", "周三", "周五", "星期天")}
_CITIES = {"en": ("London", "Berlin"), "zh": ("深圳", "杭州", "成都", "广州")}
_ERRORS = (
    "10054",
    "-1021",
    "429",
    "503",
    "E1002",
    "0x80070057",
    "51008",
    "40017",
    "AUTH_FAILED",
    "1020",
    "30001",
    "ERR_CONNECTION_RESET",
    "-2010",
)
_FIAT = {"en": ("EUR", "GBP", "VND", "INR", "BRL"), "zh": ("CNY", "HKD", "TWD")}


def amount(rng: Random) -> str:
    return rng.choice(
        (
            lambda: f"{rng.uniform(0, 5):.{rng.randrange(2, 9)}f}",
            lambda: str(rng.randrange(10, 99999)),
            lambda: f"{rng.randrange(1000, 999999):,}",
            lambda: f"{rng.uniform(10, 9999):.2f}",
        )
    )()


def order(rng: Random) -> str:
    """Order numbers of 12 to 22 digits, some with letters in front."""
    return rng.choice(
        (
            lambda: str(rng.randrange(10**17, 10**19)),
            lambda: f"2026{rng.randrange(1, 13):02d}{rng.randrange(1, 29):02d}{rng.randrange(10**9, 10**12)}",
            lambda: f"P2P{rng.randrange(10**11, 10**12)}",
            lambda: str(rng.randrange(10**11, 10**12)),
            lambda: f"ORD-{rng.randrange(10**6, 10**8)}",
        )
    )()


def uid(rng: Random) -> str:
    return str(rng.randrange(10**7, 10 ** rng.choice((8, 9, 10))))


def phone(rng: Random, language: str) -> str:
    if language == "zh":
        number = f"1{rng.choice('3578')}{rng.randrange(10**8, 10**9)}"
        return rng.choice((number, f"+86 {number}", f"{number[:3]} {number[3:7]} {number[7:]}", f"{number[:3]}****{number[7:]}"))
    number = str(rng.randrange(10**9, 10**10))
    return rng.choice(
        (f"+1 {number[:3]}-{number[3:6]}-{number[6:]}", f"+44 7{number[:3]} {number[3:9]}", f"({number[:3]}) {number[3:6]}-{number[6:]}")
    )


def date(rng: Random, language: str) -> str:
    month, day = rng.randrange(1, 13), rng.randrange(1, 29)
    forms = [f"2026-{month:02d}-{day:02d}", f"2026/{month}/{day}", f"{day:02d}.{month:02d}.2026"]
    if language == "zh":
        forms = [f"2026年{month}月{day}日", f"{month}月{day}号", f"2026-{month:02d}-{day:02d}"]
    return rng.choice(forms)


def clock(rng: Random) -> str:
    hour, minute = rng.randrange(24), rng.randrange(60)
    return rng.choice((f"{hour}:{minute:02d}", f"{hour:02d}:{minute:02d}:{rng.randrange(60):02d}"))


def mail(rng: Random) -> str:
    name = rng.choice(("alice", "bob.lee", "liwei88", "zhang_min", "k.novak", "wang2024", "maria.s", "trader_x"))
    return f"{name}{rng.randrange(99)}@{rng.choice(('example.com', 'mail.example.org', 'qq.example.cn', 'example.net'))}"


def refcode(rng: Random) -> str:
    return rng.choice(
        (
            lambda: "".join(rng.choice(string.ascii_uppercase + string.digits) for _ in range(rng.randrange(6, 9))),
            lambda: rng.choice(("WELCOME", "SUMMER", "BONUS", "NEWYEAR")) + str(rng.randrange(10, 2027)),
        )
    )()


def ticket(rng: Random) -> str:
    letters = "ABCDEFGHJKMNPQRSTVWXYZ23456789"
    return "-".join("".join(rng.choice(letters) for _ in range(4)) for _ in range(2))


def price(rng: Random) -> str:
    return rng.choice(
        (f"{rng.uniform(0.01, 5):.4f}", f"{rng.randrange(1000, 120000)}", f"{rng.randrange(1000, 120000):,}.{rng.randrange(10)}")
    )


def slots(language: str) -> dict[str, Callable[[Random], str]]:
    """language: en or zh."""
    lists = {
        "coin": _COINS,
        "net": _NETS,
        "wallet": _WALLETS,
        "model": _MODELS,
        "err": _ERRORS,
        "bank": _BANKS[language],
        "country": _COUNTRIES[language],
        "name": _NAMES[language],
        "weekday": _DAYS[language],
        "city": _CITIES[language],
        "fiat": _FIAT[language],
        "min": ("5", "10", "15", "20", "30", "45"),
        "hours": ("2", "3", "6", "12", "24", "36", "48", "72"),
        "days": ("3", "5", "7", "14", "30", "90"),
        "small": tuple("23456789"),
        "year": ("2019", "2020", "2021", "2022", "2023", "2024", "2025"),
        "pct": ("0.5", "1.2", "3", "5", "8", "12", "99"),
        "ver": ("6.57.1", "2.9", "3.14.0", "10.2.33", "8.4.1 (60571)"),
    }
    made: dict[str, Callable[[Random], str]] = {name: (lambda rng, values=values: rng.choice(values)) for name, values in lists.items()}
    return made | {
        "amount": amount,
        "order": order,
        "uid": uid,
        "mail": mail,
        "refcode": refcode,
        "ticket": ticket,
        "price": price,
        "time": clock,
        "phone": lambda rng: phone(rng, language),
        "date": lambda rng: date(rng, language),
        "usd": lambda rng: rng.choice((str(rng.randrange(20, 99999)), f"{rng.randrange(1000, 99999):,}", f"{rng.uniform(10, 999):.2f}")),
        "postcode": lambda rng: (
            rng.choice(("94107", "SW1A 1AA", "10115", "2600 AB")) if language == "en" else str(rng.randrange(10**5, 9 * 10**5))
        ),
        "last4": lambda rng: f"{rng.randrange(10000):04d}",
        "addr": lambda rng: chains.ADDRESSES[rng.choice(("BTC", "ETH", "TRON", "SOL", "XRP", "LTC", "TON"))](rng),
    }
