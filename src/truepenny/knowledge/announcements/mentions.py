"""Whether words speak of an asset or a network. In: what a customer wrote. Out: the names that it holds. Pure.

Some names are ordinary words too (a ton of messages, Ada from your desk, near, link): these count in capitals, beside an amount, beside
a word that speaks of money on its way, among Chinese letters, or alone on their line. Better to overlook one than to take a word for it.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from functools import lru_cache
from typing import Final

_ORDINARY: Final = frozenset(("ada", "arb", "avalanche", "dai", "optimism", "pol", "polygon", "ripple", "sol", "spl", "ton", "u"))
"""Spellings of names.py that mean something else in English or in a language of its neighbours, or are first names."""
_NOUNS: Final = (
    "address", "balance", "blockchain", "chain", "coins?", "deposits?", "mainnet", "network", "staking", "tokens?", "transactions?",
    "transfers?", "wallet", "withdrawals?",
)  # fmt: skip
_VERBS: Final = (
    "bought", "buy", "convert(?:ed)?", "deposit(?:ed|ing|s)?", "receiv(?:e|ed)", "sell", "send(?:ing)?", "sent", "sold", "stak(?:e|ed|ing)",
    "swap(?:ped)?", "transfer(?:red|ring|s)?", "withdraw(?:al|als|ing|n)?", "withdrew",
)  # fmt: skip
_OF: Final = r"(?:\s+(?:all|my|of|some|the))*"
_BY: Final = r"\s+(?:on|over|through|using|via)(?:\s+the)?"
_HAN: Final = "\u3400-\u9fff"


def mentions(text: str, known: Mapping[str, tuple[str, ...]], also: Iterable[str] = ()) -> set[str]:
    """Which of the known names, and of these others, stand in the text, as words of their own."""
    named, folded = dict(known), text.lower()
    sure = {spelling for spellings in known.values() for spelling in spellings} - _ORDINARY
    named.update({name: (name.lower(),) for name in also if name not in known})
    return {name for name, spellings in named.items() if any(_stands_in(text, folded, one, sure=one in sure) for one in spellings)}


def _stands_in(text: str, folded: str, spelling: str, *, sure: bool) -> bool:
    if spelling not in folded or _anywhere(spelling).search(folded) is None:
        return False
    if sure or not (spelling.isascii() and spelling.isalpha()):
        return True
    if len(spelling) == 1:
        return _as_a_letter(spelling).search(text) is not None
    shouted = len(re.findall(r"[A-Z]{2,}", text)) > 3 and not re.search(r"[a-z]", text)
    return (not shouted and _in_capitals(spelling).search(text) is not None) or _as_a_name(spelling).search(text) is not None


@lru_cache(maxsize=512)
def _anywhere(spelling: str) -> re.Pattern[str]:
    """An amount may touch it on one side: 0.5BTC."""
    if not spelling.isascii():
        return re.compile(re.escape(spelling))
    return re.compile(rf"(?<![a-z]){re.escape(spelling)}(?![a-z0-9])|(?<![a-z0-9]){re.escape(spelling)}(?![a-z])")


@lru_cache(maxsize=512)
def _in_capitals(spelling: str) -> re.Pattern[str]:
    return re.compile(rf"(?<![A-Za-z0-9]){spelling.upper()}(?![A-Za-z0-9])")


@lru_cache(maxsize=512)
def _as_a_name(spelling: str) -> re.Pattern[str]:
    """In any case beside what can only be meant of coins; never as a capitalised word after a verb, where it may be a person."""
    any_case, low = (rf"(?<![A-Za-z]){one}(?![A-Za-z])" for one in (f"(?i:{spelling})", f"(?:{spelling}|{spelling.upper()})"))
    return re.compile(
        rf"(?m:^(?:[^\w\n]|_)*{any_case}(?:[^\w\n]|_)*$)|[0-9]\s?{low}|{low}\s?[:=]?\s?[0-9]|{any_case}\s+(?i:{'|'.join(_NOUNS)})\b"
        rf"|(?i:\b(?:{'|'.join(_VERBS)})(?:{_OF}|{_BY})\s+){low}|[A-Z0-9]{{3,}}{_BY}\s+{low}|[{_HAN}]\s?{low}|{low}\s?[{_HAN}]"
    )


@lru_cache(maxsize=8)
def _as_a_letter(letter: str) -> re.Pattern[str]:
    """As people write USDT in Chinese: 500U, 提U."""
    return re.compile(rf"(?i:(?<=[0-9]){letter}(?![a-z0-9])|(?<=[{_HAN}]){letter}(?![a-z0-9盘]))")
