"""A mail's blocks as plain text: for those who read mail without HTML, and for everyone's search."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from truepenny.channels.email.blocks import Sheet, Small

RULE = "—" * 12


def as_text(sheet: Sheet) -> str:
    """Lines of any length, for nothing that people wrote may be broken; line ends "\\n"."""
    head = f"{sheet.brand} · {sheet.number}" if sheet.number else sheet.brand
    parts = [head, *(_TEXTS[block.kind](block, sheet.colon) for block in sheet.body), RULE, *(_small(line) for line in sheet.closing)]
    return "\n\n".join(parts) + "\n"


def _steps(block: Any, _colon: str) -> str:
    lines = [f"{n}. {item}" if block.numbered else f"• {item}" for n, item in enumerate(block.items, start=1)]
    return "\n".join([block.title, *lines])


def _values(block: Any, colon: str) -> str:
    return "\n".join([block.title, *(f"{name}{colon}{value}" for name, value in block.pairs)])


def _box(block: Any, colon: str) -> str:
    if block.tone == "phrase":
        return f"{block.lead}{colon}{block.lines[0]}\n{block.lines[1]}"
    return "\n".join([block.lead, *(f"• {line}" if block.tone == "warning" and len(block.lines) > 1 else line for line in block.lines)])


def _small(block: Small) -> str:
    return f"{block.text}\n{block.url}" if block.url else block.text


_TEXTS: dict[str, Callable[[Any, str], str]] = {
    "title": lambda block, _colon: block.text,
    "paragraph": lambda block, _colon: block.text,
    "writer": lambda block, _colon: f"{block.name} · {block.agent_id}",
    "words": lambda block, _colon: block.text,
    "steps": _steps,
    "values": _values,
    "figure": lambda block, colon: f"{block.label}{colon}{block.value}",
    "button": lambda block, colon: f"{block.text}{colon.strip()}\n{block.url}",
    "box": _box,
    "small": lambda block, _colon: _small(block),
}
