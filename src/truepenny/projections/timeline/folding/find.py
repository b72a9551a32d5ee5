"""The folds of a mail's words, in order and not overlapping."""

from __future__ import annotations

from truepenny.contracts.views import Fold


def find_folds(text: str) -> tuple[Fold, ...]:
    """Lines as split at "\\n"."""
    lines = text.split("\n")
    first = next((n for n, line in enumerate(lines) if line.startswith(">")), len(lines))
    return (Fold("quote", first, len(lines)),) if first < len(lines) else ()
