"""Asks for money: a transfer to us or to a “safe” place, a payment as proof, a fee or deposit that unlocks something, gift cards.

In: one sentence, marked with the words of transfers. Out: which units ask, and how sure.
"""

from __future__ import annotations

import re
from typing import Final

from truepenny.trust.never_ask.deeds import Deed, was
from truepenny.trust.never_ask.lexicon import WORDS, Mark
from truepenny.trust.never_ask.sentences import Sentence

_PAYING: Final = frozenset(("pay", "pay_first", "out"))
_NUMBER: Final = re.compile(r"[0-9][0-9.,]*")
_AMOUNT: Final = re.compile(r"[0-9][0-9.,]*(u|usdt|usdc|btc|eth|trx|xrp|usd|eur|k|w)")

_OWN_QUESTION: Final = re.compile(r"(?:^| )(?:(?:do|will|would) i (?:have|need) to|(?:must|should|do) i)$")


def find_transfer(sentence: Sentence) -> Deed | None:
    for verb in sentence.marks:
        if not verb.any(_PAYING) or sentence.is_label(verb) or _is_told_of(sentence, verb):
            continue
        if sentence.is_shielded(verb) and not sentence.is_excepted(verb.start):
            continue
        end = _reason(sentence, verb)
        if end is not None:
            return Deed(verb.start, max(end, verb.end), sentence.is_plain(verb.start))
    return _fee_alone(sentence) or _gift_card(sentence)


def _is_told_of(sentence: Sentence, verb: Mark) -> bool:
    """Said of the past, of us, or as a condition that asks for nothing."""
    before = sentence.text(verb.start - 1)
    if _is_own_question(sentence, verb) and sentence.after(verb.start, "to_us") is None:
        return True
    if sentence.chinese and sentence.text(verb.end) in WORDS["spoken_of"] and not sentence.has("please"):
        return True
    if before == "们" and sentence.text(verb.start - 3) not in ("给", "向", "往"):
        return True
    if before in WORDS["payers"] and not _is_ordered(sentence, verb):
        return True
    return sentence.before(verb.start, "past", clause=True, reach=6) is not None


def _is_own_question(sentence: Sentence, verb: Mark) -> bool:
    """“Do I have to pay a fee?”: a customer's words, as over an article."""
    return sentence.asks and _OWN_QUESTION.search(" ".join(sentence.texts[max(0, verb.start - 4) : verb.start])) is not None


def _is_price_question(sentence: Sentence, verb: Mark, fee: Mark) -> bool:
    """“提现要付多少手续费？”, “为什么提现要付手续费？”: what a service costs, or why, which asks nobody to pay it."""
    texts = sentence.texts
    if not sentence.chinese or texts[verb.start - 1] not in WORDS["costing"] or fee.start < verb.end:
        return False
    if "".join(texts[fee.start : fee.end]) not in WORDS["service_fees"] or not {"请", "先"}.isdisjoint(texts):
        return False
    if "".join(texts[verb.end : fee.start]) in WORDS["how_much"]:
        return True
    why = "".join(texts[:3]).startswith(("为什么", "为何"))
    return verb.end == fee.start and (why or "".join(texts[fee.end :]) in ("吗", "么", "嘛")) and {"您", "你"}.isdisjoint(texts)


def _is_ordered(sentence: Sentence, verb: Mark) -> bool:
    before = sentence.text(verb.start - 1)
    return before in ("must", "should") or (before == "to" and sentence.text(verb.start - 2) in WORDS["ordering"])


def _is_plain_order(sentence: Sentence, verb: Mark) -> bool:
    """Said to the customer to be done: at the start, after please, or as something they have to do."""
    if verb.has("pay_first") or sentence.before(verb.start, "please", reach=8) is not None or _is_ordered(sentence, verb):
        return True
    if sentence.text(verb.start) in WORDS["placing"] and not _NUMBER.fullmatch(sentence.text(verb.end)):
        return False
    orders = (sentence.text(at) in WORDS["orders"] and sentence.text(at + 1) != "生" for at in range(verb.start))
    if sentence.chinese:
        return any(orders)
    return verb.start == 0 or (verb.has("out") and sentence.text(verb.start - 1) in (",", ":"))


def _reason(sentence: Sentence, verb: Mark) -> int | None:
    """Where what makes this payment an ask ends."""
    amount, to_us = _amount(sentence), sentence.after(verb.start, "to_us")
    if to_us is None and sentence.chinese:
        to_us = sentence.before(verb.start, "to_us", reach=24)
    fee = sentence.after(verb.end, "fee", reach=12) or sentence.before(verb.start, "fee", reach=24)
    if fee is not None and any(verb.end <= mark.start and mark.end <= fee.start for mark in sentence.all("negation")):
        return None
    if fee is not None and amount is None and to_us is None and not sentence.has("purpose") and _is_price_question(sentence, verb, fee):
        return None
    if amount is None and sentence.after(verb.end, "object", reach=1) is not None:
        return None
    ordered = _is_plain_order(sentence, verb)
    if verb.has("out") and not verb.has("pay"):
        return to_us.end if to_us is not None and ordered else None
    much = amount is not None or _money(sentence, verb)
    if to_us is not None and (much or fee is not None or verb.has("pays")):
        return to_us.end
    return _purpose(sentence, verb, fee, amount, much=much, ordered=ordered)


def _purpose(sentence: Sentence, verb: Mark, fee: Mark | None, amount: int | None, *, much: bool, ordered: bool) -> int | None:
    """Money that goes to no place of the customer's own, for a fee, as a proof, or simply as an order."""
    if sentence.has("own") or _is_to_own(sentence):
        return None
    purpose = next(iter(sentence.all("purpose")), None)
    if fee is not None and (purpose is not None or sentence.asks or ordered):
        return fee.end
    if purpose is not None and (much or (sentence.text(verb.start) == "pay" and ordered)):
        return purpose.end
    return amount if ordered and (verb.start > 0 or not verb.has("pays")) else None


def _money(sentence: Sentence, verb: Mark) -> bool:
    around = sentence.after(verb.start, "money") or sentence.before(verb.start, "money", reach=8)
    return around is not None or sentence.after(verb.end, "currency", reach=4) is not None


def _is_to_own(sentence: Sentence) -> bool:
    """“to your hardware wallet”."""
    texts = sentence.texts
    ways = (at for at, text in enumerate(texts) if text == "your" and at > 0 and texts[at - 1] in ("to", "into", "in"))
    return any(not WORDS["own_places"].isdisjoint(texts[at + 1 : at + 4]) for at in ways)


def _amount(sentence: Sentence) -> int | None:
    """Where a sum of money ends: “0.01 BTC”, “1000u”, “10 %”."""
    for mark in sentence.all("currency"):
        if _NUMBER.fullmatch(sentence.text(mark.start - 1)):
            return mark.end
    for at, text in enumerate(sentence.texts):
        if _AMOUNT.fullmatch(text) or (text == "%" and _NUMBER.fullmatch(sentence.text(at - 1))):
            return at + 1
    return None


def _fee_alone(sentence: Sentence) -> Deed | None:
    """“A refundable deposit of 200 USDT is required”, “解冻费 200 U，支付后……”."""
    for fee in sentence.all("fee"):
        required = sentence.after(fee.end, "purpose")
        if required is not None and _amount(sentence) is None and sentence.text(required.end - 1) not in WORDS["due"]:
            required = None
        paid = sentence.after(fee.end, "paid")
        if paid is not None and (sentence.chinese or sentence.before(fee.start, "if_paid") is not None):
            required = paid
        if required is not None and not sentence.has("own") and not sentence.is_shielded(fee):
            return Deed(fee.start, required.end, sentence.is_plain(fee.start))
    return None


def _gift_card(sentence: Sentence) -> Deed | None:
    for verb in sentence.all("buy"):
        card = sentence.after(verb.end, "gift_card", reach=8)
        if card is not None and sentence.text(verb.end) != "的" and not sentence.is_shielded(verb) and not was(sentence, verb):
            return Deed(verb.start, card.end, sentence.is_plain(verb.start))
    return None
