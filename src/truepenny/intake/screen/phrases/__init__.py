"""Finds recovery phrases: BIP-39 in its ten official languages, Electrum, SLIP-39, Monero and Algorand, however they are spaced, numbered,
labelled or wrapped, and over several messages.

In: a text, best NFKC-folded and with markup blanked; out: findings with positions in it. Pure, and linear in the length of the text.
search.py is the way of a text; judge.py decides about a row of list words; checks.py has the checksums; across.py joins messages.
"""

from __future__ import annotations

from truepenny.intake.screen.phrases.across import find_across
from truepenny.intake.screen.phrases.messages import looks_like_part
from truepenny.intake.screen.phrases.search import find_phrases

__all__ = ["find_across", "find_phrases", "looks_like_part"]
