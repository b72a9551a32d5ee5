"""For stories about the ways in: a database with all tables, and a desk before it that only takes."""

from __future__ import annotations

import itertools
from collections.abc import AsyncIterator, Callable
from pathlib import Path

import pytest
from tests.email.fetch.stage import Site
from tests.email.servers.dovecot import DovecotServer

from truepenny.platform.db.choose import make_database
from truepenny.platform.settings import Settings

_numbers = itertools.count(1)
Users = Callable[[], str]


@pytest.fixture
async def site(settings: Settings, tmp_path: Path) -> AsyncIterator[Site]:
    db = make_database(settings)
    await db.start()
    yield Site(db, tmp_path)
    await db.stop()


@pytest.fixture
def new_user(dovecot: DovecotServer) -> Users:
    """Adds a mailbox that no other story has."""
    return lambda: dovecot.add_user(f"support{next(_numbers)}@acme.example")
