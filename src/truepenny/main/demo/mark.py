"""The file that says that the demo's data in a data_dir are complete."""

from __future__ import annotations

from pathlib import Path

from truepenny.platform.settings import Settings


def mark(settings: Settings) -> Path:
    return settings.data_dir / "demo-complete"


def is_seeded(settings: Settings) -> bool:
    """True when a first start was completed here and its database still stands."""
    database = settings.sqlite_path
    return mark(settings).exists() and (database is None or database.exists())
