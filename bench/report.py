"""What a benchmark says: a table for people, then one flat JSON object on the last line."""

from __future__ import annotations

import json
import statistics
from collections.abc import Mapping, Sequence

Value = float | int | str


def percentile(values: Sequence[float], share: float) -> float:
    """share of 0 to 1; 0.0 of nothing."""
    if not values:
        return 0.0
    ordered = sorted(values)
    return ordered[min(len(ordered) - 1, int(len(ordered) * share))]


def median(values: Sequence[float]) -> float:
    return statistics.median(values) if values else 0.0


def show_table(title: str, rows: Sequence[tuple[str, Value, str]]) -> None:
    """rows: (what, figure, remark)."""
    print(f"\n{title}")
    width = max(len(what) for what, _, _ in rows)
    for what, value, remark in rows:
        print(f"  {what:<{width}}  {_figure(value):>12}  {remark}".rstrip())


def show_json(figures: Mapping[str, Value]) -> None:
    rounded = {key: round(value, 3) if isinstance(value, float) else value for key, value in figures.items()}
    print(json.dumps(rounded), flush=True)


def _figure(value: Value) -> str:
    if isinstance(value, int):
        return f"{value:,}"
    if isinstance(value, float):
        return f"{value:,.0f}" if value >= 1000 else f"{value:,.2f}"
    return value
