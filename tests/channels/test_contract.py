"""What every channel keeps to: its folder, its card, and a parser that nothing from outside can upset."""

from __future__ import annotations

from pathlib import Path
from typing import get_args

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import truepenny.channels
from truepenny.contracts.channel import ChannelCard
from truepenny.contracts.errors import Malformed, Unsupported
from truepenny.log.events import Channel
from truepenny.main.wiring import CHANNELS

FOLDER = Path(truepenny.channels.__file__).parent
FOLDERS = sorted(path.name for path in FOLDER.iterdir() if path.is_dir() and not path.name.startswith("_"))
each_channel = pytest.mark.parametrize("channel", CHANNELS, ids=lambda channel: channel.name)


def test_every_folder_is_one_line_of_the_wiring() -> None:
    assert len(FOLDERS) >= 2
    assert sorted(channel.name for channel in CHANNELS) == FOLDERS


@each_channel
def test_its_name_is_one_of_the_log(channel: ChannelCard) -> None:
    assert channel.name in get_args(Channel)


@each_channel
def test_it_says_what_is_done_and_what_is_not(channel: ChannelCard) -> None:
    lines = (FOLDER / channel.name / "QUALITY.md").read_text(encoding="utf-8").splitlines()
    rows = [[cell.strip() for cell in line.strip("|").split("|")] for line in lines if line.startswith("|")]
    assert rows[0] == ["part", "done", "to do", "exempt, and why"]
    assert len(rows) > 3
    assert all(len(row) == 4 and row[0] and any(row[1:]) for row in rows)


@each_channel
@settings(max_examples=150, deadline=None)
@given(raw=st.binary(max_size=2_000))
def test_whatever_bytes_come_they_are_read_or_refused(channel: ChannelCard, raw: bytes) -> None:
    try:
        read = channel.parse(raw)
    except (Malformed, Unsupported):
        return
    else:
        assert read is not None


@each_channel
def test_nothing_is_no_message(channel: ChannelCard) -> None:
    with pytest.raises(Malformed):
        channel.parse(b"")
