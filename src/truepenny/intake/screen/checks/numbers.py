"""Check digits of numbers that operators know: Luhn (ISO/IEC 7812-1) and remainder 97 (ISO/IEC 7064 MOD 97-10; IBAN: ISO 13616-1).

Spaces and dashes between groups do not count. What is no such number is not one: no text makes these raise.
"""

from __future__ import annotations

from truepenny.intake.screen.checks import cards

Span = tuple[int, int]
_LETTERS = {letter: str(10 + n) for n, letter in enumerate("ABCDEFGHIJKLMNOPQRSTUVWXYZ")}


def luhn(text: str, start: int, end: int) -> Span | None:
    """At least two digits, the last of them the check digit."""
    digits = _plain(text[start:end])
    return (start, end) if len(digits) > 1 and _is_number(digits) and cards.luhn(digits) else None


def mod97(text: str, start: int, end: int) -> Span | None:
    """Digits and letters whose number leaves 1 when it is divided by 97; an IBAN with its first four characters moved to the end."""
    plain = _plain(text[start:end]).upper()
    if len(plain) < 5:
        return None
    moved = plain[4:] + plain[:4] if plain[:2].isalpha() else plain
    number = "".join(_LETTERS.get(char, char) for char in moved)
    return (start, end) if _is_number(number) and int(number) % 97 == 1 else None


def card_number(text: str, start: int, end: int) -> Span | None:
    """cards.card_number for a pattern that need not match digits alone."""
    return cards.card_number(text, start, end) if _is_number(_plain(text[start:end])) else None


def _plain(written: str) -> str:
    return written.replace(" ", "").replace("-", "")


def _is_number(plain: str) -> bool:
    return plain.isascii() and plain.isdecimal()
