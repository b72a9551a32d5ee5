"""docs/asyncapi.json is what the code says, and a whole AsyncAPI document."""

from __future__ import annotations

from typing import Any

import msgspec
import pytest
from tests.live.speaking import ASYNCAPI, check_frame, load_document
from tools.asyncapi import render_asyncapi

from truepenny.contracts import live


def test_the_file_is_fresh() -> None:
    assert ASYNCAPI.read_text(encoding="utf-8") == render_asyncapi(), "run: python tools/asyncapi.py > docs/asyncapi.json"


def test_every_reference_leads_somewhere() -> None:
    document = load_document()

    def walk(part: Any) -> None:
        if isinstance(part, dict):
            if "$ref" in part:
                place: Any = document
                for step in part["$ref"].removeprefix("#/").split("/"):
                    place = place[step]
            for value in part.values():
                walk(value)
        elif isinstance(part, list):
            for value in part:
                walk(value)

    walk(document)


def test_every_frame_of_either_side_is_named_once() -> None:
    messages = load_document()["components"]["messages"]
    assert len(messages) == 8 + 13
    assert {"client.typing", "server.typing"} <= set(messages)


@pytest.mark.parametrize("frame", [{"type": "bye"}, {"type": "pong", "now": "soon"}, {"type": "pong", "now": 1, "colour": "red"}])
def test_a_wrong_frame_does_not_pass(frame: dict[str, object]) -> None:
    """The premise of all tests that hold frames against the file."""
    check_frame(msgspec.to_builtins(live.Pong(1)))
    with pytest.raises(AssertionError):
        check_frame(frame)
