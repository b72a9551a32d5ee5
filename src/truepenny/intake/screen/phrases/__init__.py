"""Finds recovery phrases in a text: BIP-39 in its ten official languages, however it is spaced, numbered or wrapped.

In: a text, best NFKC-folded and with markup blanked; out: findings with positions in it. Pure, linear in the length of the text.
"""

from __future__ import annotations

from truepenny.intake.screen.phrases.search import find_phrases

__all__ = ["find_phrases"]
