"""Phone numbers by the number plans that come with the package phonenumbers, which is loaded when the first number is read.

In: a number as anyone writes it. Out: its international form, the region that it belongs to, and whether the plan makes it free to call.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass

MAX_TYPED = 60
_LEAVE = re.compile(r"[^\d+]")
VANITY = re.compile(r"(?=(?:[^A-Za-z]*[A-Za-z]){3})[+(]?\d[\d().\- ]{2,12}[A-Za-z][A-Za-z\d.\- ]{2,14}")
"""1-800-ACME-HELP: letters stand for the keys on which they are."""


@dataclass(frozen=True, slots=True)
class Number:
    """e164: +442079460123. shown: +44 20 7946 0123. region: ISO 3166 code, "001" for numbers that belong to no country."""

    e164: str
    shown: str
    region: str
    toll_free: bool


def read_number(typed: str, *, region: str | None = None) -> Number | None:
    """A number in international form (+ or 00 before it), or as it is dialled in the region. None when no plan has it."""
    import phonenumbers

    text = unicodedata.normalize("NFKC", typed).strip()[:MAX_TYPED]
    text = text[4:] if text[:4].lower() == "tel:" else text
    if VANITY.fullmatch(text):
        text = phonenumbers.convert_alpha_characters_in_number(text)
    if re.search(r"[A-Za-z]", text):
        return None
    digits = _LEAVE.sub("", text)
    if digits.startswith("00"):
        digits = f"+{digits[2:]}"
    if not digits.startswith("+") and region is None:
        return None
    if digits.startswith("+"):  # "+44 (0)20 …": the bracketed zero is dialled at home only
        digits = _LEAVE.sub("", re.sub(r"\(\s*0\s*\)", "", text)) if text.startswith("+") else digits
    try:
        number = phonenumbers.parse(digits, region)
    except phonenumbers.NumberParseException:
        return None
    if not phonenumbers.is_valid_number(number):
        return None
    kind = phonenumbers.number_type(number)
    return Number(
        phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164),
        phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.INTERNATIONAL),
        phonenumbers.region_code_for_number(number) or "001",
        kind == phonenumbers.PhoneNumberType.TOLL_FREE,
    )


def read_anywhere(typed: str, regions: Iterable[str]) -> list[Number]:
    """What a number may mean: itself where it is international, else what it is in each of the regions."""
    if (found := read_number(typed)) is not None:
        return [found]
    numbers = (read_number(typed, region=region) for region in regions)
    return list({number.e164: number for number in numbers if number is not None}.values())


def is_region(code: str) -> bool:
    """Whether it is a region that has a number plan (ISO 3166 alpha-2)."""
    import phonenumbers

    return code in phonenumbers.SUPPORTED_REGIONS
