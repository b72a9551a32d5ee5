"""An empty PostgreSQL database for the tests of operations."""

from __future__ import annotations

import pytest
from tests.postgresql_server import PostgresqlServer


@pytest.fixture
def postgresql_url(postgresql: PostgresqlServer) -> str:
    """With a password in it, as operators have; the server of the tests trusts loopback."""
    return postgresql.make_database().replace("truepenny@", "truepenny:secret@")
