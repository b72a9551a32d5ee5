"""Card numbers: Luhn (ISO/IEC 7812), the issuer's range, and a length that the issuer uses.

Ranges as card schemes publish them. What only looks like a card by its length stays: order numbers have 16 to 19 digits too.
"""

from __future__ import annotations

import re

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
MOST_DIGITS = 19
_GROUP = re.compile("[0-9]+")


def card_number(text: str, start: int, end: int) -> Span | None:
    """The card's number within digits in groups, with single spaces or dashes between them; a date or a code may stand beside it."""
    return _within(text, start, end, usual=False)


def bare_card_number(text: str, start: int, end: int) -> Span | None:
    """The same for a number that nothing speaks of as a card: of a usual length, in groups as on a card or in one piece."""
    return _within(text, start, end, usual=True)


def _within(text: str, start: int, end: int, *, usual: bool) -> Span | None:
    groups = [group.span() for group in _GROUP.finditer(text, start, end)]
    for first, (begin, _) in enumerate(groups):
        digits, longest = "", None
        for last in range(first, len(groups)):
            digits += text[slice(*groups[last])]
            if len(digits) > MOST_DIGITS or (len(digits) >= 6 and _lengths(digits) is None):
                break
            sizes = [stop - at for at, stop in groups[first : last + 1]]
            if is_card(digits) and (not usual or _is_usual(sizes)):
                longest = groups[last][1]
            if sizes[-1] < 4:
                break
        if longest is not None:
            return begin, longest
    return None


def _is_usual(sizes: list[int]) -> bool:
    if sum(sizes) not in (15, 16, 19):
        return False
    return len(sizes) == 1 or sizes in ([4, 6, 5], [6, 13]) or (set(sizes[:-1]) == {4} and sizes[-1] <= 4)


def _lengths(digits: str) -> frozenset[int] | None:
    leading = int(digits[:6])
    return next((lengths for first, last, lengths in _RANGES if first <= leading <= last), None)


def is_card(digits: str) -> bool:
    lengths = _lengths(digits)
    return lengths is not None and len(digits) in lengths and luhn(digits)


def luhn(digits: str) -> bool:
    total = sum(int(digit) for digit in digits[-1::-2])
    total += sum(sum(divmod(2 * int(digit), 10)) for digit in digits[-2::-2])
    return total % 10 == 0
