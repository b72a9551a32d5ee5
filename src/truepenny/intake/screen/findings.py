"""What the screen finds: where a secret stands in a text, of which kind, and how sure that is. Never the secret itself."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from truepenny.contracts.secrets import SecretKind

Certainty = Literal["certain", "likely", "ask"]
"""certain: an exact check holds (checksum, algebra, an unmistakable header). likely: shape and context. ask: 64 hex digits that only the
customer can tell apart; kind is then private_key."""


@dataclass(frozen=True, slots=True)
class Finding:
    """text[start:end] is to be removed. start and end count code points of the text as it was given; rule names what found it ("wif")."""

    start: int
    end: int
    kind: SecretKind
    rule: str
    certainty: Certainty
    size: int
    unit: Literal["words", "characters"] = "characters"
