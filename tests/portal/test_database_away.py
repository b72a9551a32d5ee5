"""The database goes away while customers write: what they typed comes back, and goes through when it is there again."""

from __future__ import annotations

from dataclasses import replace

import pytest
from tests.portal.conftest import Desk
from tests.portal.test_tickets import NEW, open_ticket
from tests.postgresql_server import MakeUrl, PostgresqlServer

from truepenny.platform.settings import Settings

pytestmark = [pytest.mark.anyio, pytest.mark.postgresql, pytest.mark.slow]


@pytest.fixture
def portal_settings(sqlite_settings: Settings, make_migrated: MakeUrl) -> Settings:
    return replace(sqlite_settings, database_url=make_migrated())


async def test_without_the_database_the_form_comes_back_as_it_was_filled_in(desk: Desk, postgresql: PostgresqlServer) -> None:
    customer = desk.browser()
    ticket = await open_ticket(customer)
    await customer.open(f"/tickets/{ticket}")
    writing = desk.browser()
    await writing.open(f"{NEW}?topic=other")
    postgresql.stop()
    try:
        await writing.submit(NEW, subject="Help", text="A long and careful text.", go="send")
        assert writing.status == 503
        assert writing.form(NEW).value("text") == "A long and careful text."
        assert "retry-after" in writing.page.headers
        messages = f"/tickets/{ticket}/messages"
        await customer.submit(messages, text="And one more thing.")
        assert customer.status == 503
        assert customer.form(messages).value("text") == "And one more thing."
        told = await customer.http.get("/tickets")
        assert told.status_code == 503
        assert "Keep this page open" in told.text
    finally:
        postgresql.resume()
    await customer.submit(messages)
    assert customer.path == f"/tickets/{ticket}"
    assert "And one more thing." in customer.words
