"""The agents' search over HTTP, and the commands around its index."""

from __future__ import annotations

from typing import Any

import pytest
from tests.api.conftest import Stand, module_settings, stand

from truepenny.main.cli import main
from truepenny.main.search_command import describe
from truepenny.projections.search.state import load_head, load_standing

__all__ = ["module_settings", "stand"]


def ask(stand: Stand, role: str = "agent", **asked: Any) -> Any:
    stand.call(stand.served.house.search.indexer.catch_up)
    return stand.ask("GET", "/api/desk/search", role, params=asked)


def test_agents_alone_may_search(stand: Stand) -> None:
    assert ask(stand, q="help").status_code == 200
    for role in ("nobody", "customer", "outsider"):
        assert ask(stand, role, q="help").status_code == 401


def test_a_match_names_its_ticket_and_place(stand: Stand) -> None:
    url = f"/api/customer/tickets/{stand.ticket}/messages"
    sent = stand.ask("POST", url, "customer", json={"id": "search-000001", "text": "The quokka of my wallet 提現"})
    assert sent.status_code in (200, 201), sent.text
    page = ask(stand, q="quokka", order="best").json()
    assert [match["seq"] for match in page["matches"]] == [sent.json()["seq"]]
    assert [row["number"] for row in page["rows"]] == [stand.ticket]
    assert {"text": "quokka", "hit": True} in page["matches"][0]["parts"]
    assert page["whole"] is True
    assert page["behind"] == 0
    typing = ask(stand, q="quok", typing="true").json()
    assert len(typing["matches"]) == 1
    assert ask(stand, q=stand.ticket).json()["exact"] == stand.ticket.replace("-", "")


@pytest.mark.parametrize(
    "asked", [{"order": "worst"}, {"limit": 0}, {"limit": 51}, {"since": "x"}, {"until": 2**63}, {"q": "x" * 401}, {"after": "nothing"}]
)
def test_a_question_that_cannot_be_is_refused_in_words(stand: Stand, asked: dict[str, Any]) -> None:
    answer = ask(stand, **{"q": "help", **asked})
    assert answer.status_code == 400
    assert answer.json()["title"]


def test_the_index_is_made_anew_by_command_while_the_desk_runs(stand: Stand) -> None:
    house = stand.served.house
    before = stand.call(house.db.read, lambda conn: load_standing(conn))
    stand.call(house.search.indexer.begin_anew)
    stand.call(house.search.indexer.catch_up)
    after, head = (stand.call(house.db.read, look) for look in (load_standing, load_head))
    assert after.position == head >= before.position
    assert after.whole
    assert "0 events wait" in describe(after, head, 7)
    assert "not made yet" in describe(None, 12, 0)


def test_the_commands_work_without_a_desk(sqlite_settings: Any, capsys: pytest.CaptureFixture[str]) -> None:
    folder = ["--data-dir", str(sqlite_settings.data_dir)]
    assert main(["search", "status", *folder]) == 0
    assert "not made yet" in capsys.readouterr().out
    assert main(["search", "rebuild", *folder]) == 0
    assert "0 events indexed anew" in capsys.readouterr().out
    assert main(["search", "status", *folder]) == 0
    assert "0 events wait" in capsys.readouterr().out
