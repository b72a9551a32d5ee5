"""docs/flow.md and docs/live-protocol.md name what exists."""

from __future__ import annotations

import re
import tomllib
from pathlib import Path
from typing import get_args

import pytest
from tests.live.speaking import load_document

from truepenny.contracts.live import ByeReason
from truepenny.log.events import INTERNAL_KINDS, AnyEvent

ROOT = Path(__file__).parents[2]
FLOW = (ROOT / "docs" / "flow.md").read_text(encoding="utf-8")
PROTOCOL = (ROOT / "docs" / "live-protocol.md").read_text(encoding="utf-8")


@pytest.mark.parametrize("name", sorted(set(re.findall(r"`([a-z_]+/[a-z_/]+\.py)`", FLOW))))
def test_every_file_on_the_way_exists(name: str) -> None:
    assert (ROOT / "src" / "truepenny" / name).is_file()


@pytest.mark.parametrize(("heading", "stops"), [("In", 8), ("Out", 6)])
def test_there_are_as_many_stops_as_promised(heading: str, stops: int) -> None:
    section = FLOW.split(f"\n## {heading}\n")[1].split("\n## ")[0]
    assert [int(n) for n in re.findall(r"^\| (\d) ", section, re.MULTILINE)] == list(range(1, stops + 1))


def test_every_frame_is_documented() -> None:
    for name in load_document()["components"]["messages"]:
        kind = name.partition(".")[2]
        assert f"| `{kind}` |" in PROTOCOL, name


def test_every_reason_of_a_bye_is_documented() -> None:
    table = PROTOCOL.split("| `reason` of `bye` |")[1].split("\n\n")[0]
    assert re.findall(r"^\| `([a-z_]+)` \|", table, re.MULTILINE) == list(get_args(ByeReason))


def test_every_kind_of_event_is_documented_on_its_side() -> None:
    public, internal = PROTOCOL.split("Kinds of events:")[1].split("\n\n")[0].split("for agents alone")
    kinds = {str(kind.__struct_config__.tag) for kind in AnyEvent.__args__}
    assert set(re.findall(r"`([a-z_]+)`", public)) == kinds - INTERNAL_KINDS
    assert set(re.findall(r"`([a-z_]+)`", internal.split(". An")[0])) == INTERNAL_KINDS


def test_the_codes_of_refusals_exist() -> None:
    told = set(re.findall(r"`([a-z_]+)`", PROTOCOL.split("| code | status |")[1].split("\n\n")[0])) - {"retry_after_s"}
    source = "".join(path.read_text(encoding="utf-8") for path in (ROOT / "src" / "truepenny").rglob("*.py"))
    assert len(told) > 15
    assert {code for code in told if f'"{code}"' not in source} == set()


def test_every_dependency_has_its_reason() -> None:
    reasons = (ROOT / "docs" / "adr" / "0002-dependencies.md").read_text(encoding="utf-8")
    declared = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]["dependencies"]
    names = {re.split(r"[<>=;\[ ]", each)[0] for each in declared}
    assert len(names) > 10
    assert {name for name in names if name not in reasons} == set()


def test_the_decisions_are_numbered_and_have_their_parts() -> None:
    decisions = sorted((ROOT / "docs" / "adr").glob("*.md"))
    assert [each.name[:4] for each in decisions][:10] == [f"{n:04}" for n in range(1, 11)]
    for each in decisions:
        text = each.read_text(encoding="utf-8")
        assert all(f"**{part}.**" in text for part in ("Context", "Decision", "Consequences", "Also tried")), each.name
