"""What an agent may never ask a customer for, found in what the agent writes (docs/adr/0012-never-ask.md).

In: a text in Chinese, English or both. Out: every sentence that asks for a password, a code, a key, a phrase, card details, a transfer,
remote access, less protection or a private chat; with its place in the text. Warnings against all that are no asks. Pure and linear.
"""

from __future__ import annotations

from truepenny.trust.never_ask.asks import ITEMS, Ask, Item

__all__ = ["ITEMS", "Ask", "Item", "find_asks"]


def find_asks(text: str) -> list[Ask]:
    """In order of their place; at most one ask for each item in a sentence. The first call reads the rules, which takes some 200 ms."""
    from truepenny.trust.never_ask import find

    return find.find_asks(text)
