"""What customers send of their trading: exports, logs and answers of an interface, whose few words are words of BIP-39 too."""

from __future__ import annotations

import random
from collections.abc import Callable


def _lines(n: int, make: Callable[[random.Random, int], str], head: str = "") -> str:
    dice = random.Random(n)
    return head + "".join(make(dice, line) for line in range(n))


def trades(n: int) -> str:
    return _lines(n, lambda dice, line: (
        f"2026-11-30 12:{line % 60:02}:00,BTC/USDT,{dice.choice(('buy', 'sell'))},{dice.choice(('market', 'limit'))},"
        f"{dice.random() * 9e4:.2f},{dice.random():.5f},{dice.choice(('filled', 'cancel', 'expire'))}\n"
    ), "time,pair,side,type,price,amount,status\n")  # fmt: skip


def orders(n: int) -> str:
    return _lines(
        n, lambda dice, line: f"{line + 1}\t{dice.choice(('buy', 'sell'))}\t{dice.choice(('market', 'limit', 'stop'))}\tsuccess\n"
    )


def ledger(n: int) -> str:
    kinds = ("deposit", "withdraw", "trade", "reward", "bonus", "transfer", "fee", "earn")
    return _lines(n, lambda dice, line: f"2026-11-30T12:00:00Z,{dice.choice(kinds)},USDT,{dice.random() * 100:.4f}\n")


def log(n: int) -> str:
    words = ("order", "market", "limit", "cancel", "sell", "trade")
    return _lines(n, lambda dice, line: f"2026-11-30 12:00:{line % 60:02} INFO {dice.choice(words)} {4000 + line} ok\n")


def answer(n: int) -> str:
    return "[" + _lines(n, lambda dice, line: (
        f'{{"side":"{dice.choice(("sell", "buy"))}","type":"{dice.choice(("market", "limit"))}","price":{dice.random() * 9e4:.2f}}},'
    )) + "{}]"  # fmt: skip


EXPORTS = {made.__name__: made for made in (trades, orders, ledger, log, answer)}
