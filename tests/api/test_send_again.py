"""Sending a mail again over the HTTP API: for agents, and only where one has failed."""

from __future__ import annotations

from tests.api.conftest import Stand


def test_only_an_agent_sends_again_and_only_what_has_failed(stand: Stand) -> None:
    path = f"/api/desk/tickets/{stand.ticket}/send-again"
    asked = {"id": "send-again-0001", "about_seq": 2}
    assert stand.ask("POST", path, "customer", json=asked).status_code in (401, 403)
    refused = stand.ask("POST", path, "agent", json=asked)
    assert (refused.status_code, refused.json()["code"]) == (409, "delivery_not_failed")
    assert stand.ask("POST", path, "agent", json={"id": "send-again-0002", "about_seq": 0}).status_code == 400
    assert stand.ask("POST", path, "agent", json={"id": "send-again-0003"}).status_code == 400
