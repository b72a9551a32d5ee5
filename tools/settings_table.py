"""Prints the settings table of docs/operations.md from platform/settings.py."""

from __future__ import annotations

from truepenny.platform.settings import settings_table

if __name__ == "__main__":
    print(settings_table())
