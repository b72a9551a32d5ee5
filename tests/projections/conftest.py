"""The standing house of tests/log, here too."""

from __future__ import annotations

from tests.log.conftest import module_settings, standing

__all__ = ["module_settings", "standing"]
