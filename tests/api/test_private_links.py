"""Withdrawing a private link over HTTP: agents may, and from that moment neither the link nor what it had opened shows anything."""

from __future__ import annotations

from typing import Any

from tests.api.conftest import Stand


def withdraw(stand: Stand, ticket: str, name: str, *, role: str = "agent", reason: str = "It was passed on") -> Any:
    return stand.ask("POST", f"/api/desk/tickets/{ticket}/withdraw-links", role, json={"id": name, "reason": reason})


def test_a_withdrawn_link_opens_nothing_and_closes_what_it_had_opened(stand: Stand) -> None:
    body = {"id": "by-link-0001", "text": "0.5 BTC is missing.", "subject": "Payout"}
    opened = stand.ask("POST", "/api/customer/tickets", "customer", json=body).json()
    ticket, link = opened["ticket"], {"link": {"ticket": opened["ticket"], "key": opened["guest_link"].rsplit("/", 1)[1]}}
    token = stand.ask("POST", "/api/customer/session", json=link).json()["session_token"]
    holder = {"Authorization": f"Bearer {token}"}
    assert stand.ask("GET", f"/api/customer/tickets/{ticket}", headers=holder).status_code == 200
    assert "withdrawn_at" not in stand.ask("GET", f"/api/desk/tickets/{ticket}", "agent").json()["link"]

    assert withdraw(stand, ticket, "withdraw-01", role="customer").status_code == 401
    assert withdraw(stand, ticket, "withdraw-02", reason=" ").status_code == 422
    assert stand.ask("GET", f"/api/customer/tickets/{ticket}", headers=holder).status_code == 200, "nobody who may has said so yet"

    first = withdraw(stand, ticket, "withdraw-03")
    assert (first.status_code, withdraw(stand, ticket, "withdraw-03").json()) == (201, first.json()), "the answer may have been lost"
    assert stand.ask("GET", f"/api/customer/tickets/{ticket}", headers=holder).status_code == 401
    again = stand.ask("POST", "/api/customer/session", json=link)
    assert (again.status_code, again.json()["code"]) == (410, "link_withdrawn")
    whole = stand.ask("GET", f"/api/desk/tickets/{ticket}", "agent").json()
    assert whole["link"]["withdrawn_at"] > whole["link"]["made_at"]
    assert [event["reason"] for event in whole["events"] if event["kind"] == "links_withdrawn"] == ["It was passed on"]
    assert stand.ask("GET", f"/api/customer/tickets/{ticket}", "customer").status_code == 200, "their own session is another"
