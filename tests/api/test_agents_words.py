"""What agents write is screened as well: a secret is not stored, whoever typed it."""

from __future__ import annotations

from typing import Any

import pytest
from tests.api.conftest import Stand
from tests.drawn import draw_hex, draw_phrase

PHRASE = draw_phrase()
WHERE: list[tuple[str, dict[str, Any]]] = [
    ("reply", {"text": f"you wrote {PHRASE}"}),
    ("note", {"text": f"his phrase: {PHRASE}"}),
    ("subject", {"subject": f"phrase {PHRASE}"}),
    ("solve", {"steps": [f"restored {PHRASE}"]}),
    ("erase", {"seq": 2, "reason": f"it held {PHRASE}"}),
]


@pytest.mark.parametrize(("verb", "body"), WHERE, ids=[verb for verb, _ in WHERE])
def test_an_agent_who_types_a_secret_is_told_and_nothing_is_stored(stand: Stand, verb: str, body: dict[str, Any]) -> None:
    path = f"/api/desk/tickets/{stand.ticket}"
    refused = stand.ask("POST", f"{path}/{verb}", "admin", json={"id": f"words-{verb}", **body})
    assert (refused.status_code, refused.json()["code"]) == (422, "secret_in_words"), refused.text
    assert PHRASE not in stand.ask("GET", path, "admin").text


def test_a_draft_is_kept_without_the_secret(stand: Stand) -> None:
    path = f"/api/desk/tickets/{stand.ticket}"
    kept = stand.ask("PUT", f"{path}/draft", "agent", json={"mode": "note", "text": f"call him: {PHRASE}", "files": []})
    assert kept.status_code == 204, kept.text
    assert stand.ask("GET", path, "agent").json()["drafts"]["note"]["text"] == "call him: [removed: recovery phrase, 12 words]"


def test_agents_quote_transactions_freely(stand: Stand) -> None:
    value = draw_hex(32)
    noted = stand.ask("POST", f"/api/desk/tickets/{stand.ticket}/note", "agent", json={"id": "words-hash", "text": value})
    assert noted.status_code == 201, noted.text


def test_agents_change_the_topic_to_one_of_the_list(stand: Stand) -> None:
    path = f"/api/desk/tickets/{stand.ticket}"
    for n, topic in enumerate(("SEC.PHISH", None, "DEP.MISSING")):
        changed = stand.ask("POST", f"{path}/topic", "agent", json={"id": f"topic-{n:04}", "topic": topic})
        assert changed.status_code == 201, changed.text
        assert stand.ask("GET", path, "agent").json()["ticket"].get("topic") == topic
    wrong = stand.ask("POST", f"{path}/topic", "agent", json={"id": "topic-0009", "topic": "NO.SUCH"})
    assert (wrong.status_code, wrong.json()["code"]) == (422, "topic_unknown")
