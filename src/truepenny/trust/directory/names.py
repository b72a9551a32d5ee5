"""Names of regions (ISO 3166), languages (ISO 639) and cities of time zones in English and Chinese; a code without one is its own name."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from functools import cache
from importlib.resources import files

Names = Mapping[str, Mapping[str, list[str]]]


def region_name(code: str, language: str) -> str:
    return _name("regions", code, language)


def language_name(code: str, language: str) -> str:
    return _name("languages", code, language)


def city_name(zone: str, language: str) -> str:
    """Of Asia/Hong_Kong: Hong Kong, 香港."""
    city = zone.rpartition("/")[2].replace("_", " ")
    return _name("cities", zone, language) if zone in _names()["cities"] else city


def list_regions(language: str) -> list[tuple[str, str]]:
    """Code and name of each, by name in English and by code elsewhere."""
    found = [(code, region_name(code, language)) for code in _names()["regions"]]
    return sorted(found, key=lambda one: one[1] if language == "en" else one[0])


def _name(kind: str, code: str, language: str) -> str:
    names = _names()[kind].get(code)
    return code if names is None else names[1 if language == "zh" else 0]


@cache
def _names() -> Names:
    return tomllib.loads(files(__package__).joinpath("names.toml").read_text(encoding="utf-8"))
