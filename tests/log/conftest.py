"""A house that stands for a whole module, for tests that try many things on it."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from tests.log.writing import Standing, standing_house

from truepenny.platform.settings import Settings, load_settings


@pytest.fixture(scope="module", params=["sqlite", pytest.param("postgresql", marks=pytest.mark.postgresql)])
def module_settings(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Settings:
    """Settings that a whole module shares, once on each database."""
    url = request.getfixturevalue("make_migrated")() if request.param == "postgresql" else ""
    given = {"data_dir": str(tmp_path_factory.mktemp("desk") / "data"), "database_url": url, "undo_s": "0", "log_level": "error"}
    found = load_settings({}, given=given)
    return found if url else request.getfixturevalue("furnish_sqlite")(found)


@pytest.fixture(scope="module")
def standing(module_settings: Settings) -> Iterator[Standing]:
    with standing_house(module_settings) as built:
        yield built
