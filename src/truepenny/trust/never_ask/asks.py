"""What may not be asked for, and what is said of a sentence that asks for it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final, Literal, get_args

Item = Literal[
    "password", "funds_password", "code", "api_secret", "private_key", "recovery_phrase", "master_key", "card",
    "transfer", "remote_access", "weaken_security", "other_channel",
]  # fmt: skip
ITEMS: Final[tuple[Item, ...]] = get_args(Item)


@dataclass(frozen=True, slots=True)
class Ask:
    """text[start:end] asks for item, in the sentence text[sentence[0]:sentence[1]]; all count code points of the text as given.

    certain: nothing in the sentence speaks for a warning. What is not certain may be education that the rules misread.
    """

    start: int
    end: int
    item: Item
    sentence: tuple[int, int]
    certain: bool
