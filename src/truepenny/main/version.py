"""The version of the installed package."""

from __future__ import annotations

from importlib.metadata import PackageNotFoundError, version


def _find_version() -> str:
    try:
        return version("truepenny")
    except PackageNotFoundError:
        return "0.0.0"


VERSION = _find_version()
