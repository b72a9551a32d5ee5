"""Real mail servers for the stories that ask for them, one of each kind for the whole run."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from tests.email.servers.dovecot import NO_DOVECOT, DovecotServer, has_dovecot
from tests.email.servers.postfix import NO_POSTFIX, PostfixServer, has_postfix


@pytest.fixture(scope="session")
def dovecot() -> Iterator[DovecotServer]:
    """IMAP and LMTP; each story adds users of its own."""
    if not has_dovecot():
        pytest.skip(NO_DOVECOT)
    server = DovecotServer()
    try:
        server.start()
        yield server
    finally:
        server.stop()


@pytest.fixture(scope="session")
def postfix() -> Iterator[PostfixServer]:
    """SMTP; each story routes domains of its own."""
    if not has_postfix():
        pytest.skip(NO_POSTFIX)
    server = PostfixServer()
    try:
        server.start()
        yield server
    finally:
        server.stop()
