"""Card numbers: Luhn (ISO/IEC 7812), the issuer's range, and a length that the issuer uses.

Ranges as card schemes publish them. What only looks like a card by its length stays: order numbers have 16 to 19 digits too.
"""

from __future__ import annotations

Span = tuple[int, int]
_RANGES: tuple[tuple[int, int, frozenset[int]], ...] = (  # first and last of the leading six digits; lengths
    (400000, 499999, frozenset({13, 16, 19})),  # Visa
    (510000, 559999, frozenset({16})),  # Mastercard
    (222100, 272099, frozenset({16})),
    (340000, 349999, frozenset({15})),  # American Express
    (370000, 379999, frozenset({15})),
    (620000, 629999, frozenset({16, 17, 18, 19})),  # UnionPay
    (352800, 358999, frozenset({16})),  # JCB
    (601100, 601199, frozenset({16, 19})),  # Discover
    (644000, 659999, frozenset({16, 19})),
    (300000, 305999, frozenset({14, 16})),  # Diners Club
    (309500, 309599, frozenset({14, 16})),
    (360000, 369999, frozenset({14})),
    (380000, 399999, frozenset({14, 16})),
    (220000, 220499, frozenset({16, 17, 18, 19})),  # Mir
    (501800, 501899, frozenset({16})),  # Maestro
    (502000, 502099, frozenset({16})),
    (503800, 503899, frozenset({16})),
    (589300, 589399, frozenset({16})),
    (630400, 630499, frozenset({16})),
    (675900, 676399, frozenset({16, 18, 19})),
)
_SURE_ENOUGH = frozenset({15, 16, 19})


def card_number(text: str, start: int, end: int) -> Span | None:
    """Digits with single spaces or dashes between groups."""
    digits = _digits(text[start:end])
    return (start, end) if is_card(digits) else None


def bare_card_number(text: str, start: int, end: int) -> Span | None:
    """The same for a number that nothing speaks of as a card: of a usual length, in groups as on a card or in one piece."""
    written = text[start:end]
    digits = _digits(written)
    if len(digits) not in _SURE_ENOUGH or not is_card(digits):
        return None
    groups = [len(group) for group in written.replace("-", " ").split(" ")]
    usual = groups in ([4, 6, 5], [4, 6, 4], [6, 13], [len(digits)]) or (set(groups[:-1]) == {4} and groups[-1] <= 4)
    return (start, end) if usual else None


def is_card(digits: str) -> bool:
    leading = int(digits[:6])
    return any(first <= leading <= last and len(digits) in lengths for first, last, lengths in _RANGES) and luhn(digits)


def luhn(digits: str) -> bool:
    total = sum(int(digit) for digit in digits[-1::-2])
    total += sum(sum(divmod(2 * int(digit), 10)) for digit in digits[-2::-2])
    return total % 10 == 0


def _digits(written: str) -> str:
    return written.replace(" ", "").replace("-", "")
