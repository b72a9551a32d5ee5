"""Looking at a masked detail: the fact and the detail come together, or neither does."""

from __future__ import annotations

from typing import Any

from tests.api.conftest import Stand

from truepenny.contracts.identity import Assurance, ContactId
from truepenny.people.contacts import put_identity


def facts(stand: Stand, ticket: str) -> list[dict[str, Any]]:
    events = stand.ask("GET", f"/api/desk/tickets/{ticket}", "agent").json()["events"]
    return [event for event in events if event["kind"] == "revealed"]


def look(stand: Stand, ticket: str, name: str, **said: str) -> Any:
    return stand.ask("POST", f"/api/desk/tickets/{ticket}/reveal", "agent", json={"id": name, "reason": "to call back", **said})


def test_nothing_is_written_when_there_is_nothing_to_reveal(stand: Stand) -> None:
    for name, kind, reason, status in (
        ("reveal-001", "email", "to call back", 404),
        ("reveal-002", "guest", "to call back", 404),
        ("reveal-003", "email", "x", 400),
    ):
        answer = look(stand, stand.ticket, name, identity=kind, reason=reason)
        assert answer.status_code == status, answer.text
    assert facts(stand, stand.ticket) == []


def test_who_looks_sees_the_detail_and_leaves_one_fact_for_each_look(stand: Stand) -> None:
    house = stand.served.house

    async def prove_address(address: str) -> None:
        await house.db.write(
            lambda conn: put_identity(
                conn, house.keyring, ContactId(stand.contact), kind="email", value=address, assurance=Assurance.MAIL_PROVEN, now_us=1
            )
        )

    stand.call(prove_address, "li.wei@acme.example")
    for _ in range(2):  # the first answer may have been lost
        assert look(stand, stand.ticket, "reveal-004", identity="email").json() == {"value": "li.wei@acme.example"}
    assert [(fact["text"], fact["reason"]) for fact in facts(stand, stand.ticket)] == [("email", "to call back")]

    body = {"id": "reveal-other", "text": "another", "subject": "s"}
    other = stand.ask("POST", "/api/customer/tickets", "customer", json=body).json()["ticket"]
    assert look(stand, other, "reveal-004", identity="email").status_code == 200
    assert len(facts(stand, other)) == 1, "a look from another ticket leaves its fact there, whatever name it is given"
    outsider = stand.ask(
        "POST", f"/api/desk/tickets/{other}/reveal", "customer", json={"id": "reveal-005", "identity": "email", "reason": "me"}
    )
    assert outsider.status_code == 401
