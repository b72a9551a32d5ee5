"""What the demo's people paste although nobody should: made anew at each start, nobody's, and taken out by the screen like anybody's.

In: the words of a story with {phrase} or {digits} in them. Out: the words as they would come in.
"""

from __future__ import annotations

import hashlib
import secrets

from truepenny.intake.screen.phrases.wordlists import read_words

LISTS = {"zh": "bip39-zh-hans"}
_WORD_BITS = 11


def with_pasted(text: str, language: str) -> str:
    """{phrase}: a recovery phrase of twelve words; {digits}: 64 hex digits, of a transaction or of a key."""
    if "{phrase}" in text:
        text = text.replace("{phrase}", " ".join(_new_phrase(LISTS.get(language, "bip39-en"))))
    return text.replace("{digits}", secrets.token_hex(32))


def _new_phrase(name: str) -> list[str]:
    """By BIP-39: 128 random bits and the first four of their SHA-256, eleven bits a word."""
    entropy = secrets.token_bytes(16)
    bits = int.from_bytes(entropy) << 4 | hashlib.sha256(entropy).digest()[0] >> 4
    words = read_words(name)
    return [words[bits >> _WORD_BITS * place & 2**_WORD_BITS - 1] for place in reversed(range(12))]
