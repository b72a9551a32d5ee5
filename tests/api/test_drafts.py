"""Unsent words come back with their files as they are: name, size and state; and those of others do not."""

from __future__ import annotations

from typing import Any

from tests.api.conftest import Stand


def upload(stand: Stand, role: str, name: str) -> dict[str, Any]:
    answer = stand.ask("POST", "/api/files", role, files={"file": (name, b"first, then second\n", "text/plain")})
    assert answer.status_code == 201, answer.text
    found: dict[str, Any] = answer.json()
    return found


def test_a_draft_and_a_reply_taken_back_show_their_files_again(stand: Stand) -> None:
    path = f"/api/desk/tickets/{stand.ticket}"
    file, foreign = upload(stand, "agent", "steps.txt"), upload(stand, "admin", "private.txt")
    ids = [file["id"], foreign["id"], "gone-since"]
    kept = stand.ask("PUT", f"{path}/draft", "agent", json={"mode": "reply", "text": "half a", "files": ids})
    assert kept.status_code == 204, kept.text
    draft = stand.ask("GET", path, "agent").json()["drafts"]["reply"]
    assert (draft["text"], draft["files"][0]) == ("half a", file)
    assert (file["name"], file["size"], file["state"]) == ("steps.txt", 19, "clean")
    assert [(view["id"], view["name"], view["state"]) for view in draft["files"][1:]] == [(gone, "", "erased") for gone in ids[1:]]
    assert "private.txt" not in stand.ask("GET", path, "agent").text

    held = stand.ask("POST", f"{path}/reply", "agent", json={"id": "draft-0001", "text": "whole", "files": [file["id"]]})
    assert held.status_code == 202, held.text
    for name in ("undo-00001", "undo-00002"):
        taken = stand.ask("POST", f"{path}/undo", "agent", json={"id": name, "reply": "draft-0001"})
        assert taken.json() == {"text": "whole", "files": [file]}
    late = stand.ask("POST", f"{path}/reply", "agent", json={"id": "draft-0001", "text": "whole", "files": [file["id"]]})
    assert (late.status_code, late.json()["state"]) == (202, "undone")
