"""What an operator reads when a replay fails: where, never the words of the customer that the error may quote."""

from __future__ import annotations

import asyncio

import pytest
from tests.people_of import make_customer

from truepenny.intake import pipeline
from truepenny.intake.park import list_parked
from truepenny.intake.pipeline import Inbound, Parked
from truepenny.main.cli_park import REPLAY
from truepenny.main.running import controlled, running
from truepenny.platform.control.client import ask_desk
from truepenny.platform.control.wire import ControlRefused
from truepenny.platform.settings import Settings

pytestmark = pytest.mark.anyio


async def test_a_replay_that_fails_again_says_where_and_quotes_nothing(sqlite_settings: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(*_given: object, text: str, **_more: object) -> None:
        raise ValueError(f"cannot file {text}")

    async with running(sqlite_settings) as house, controlled(house):
        li = await make_customer(house)
        with monkeypatch.context() as meanwhile:
            meanwhile.setattr(pipeline, "open_ticket", broken)
            with pytest.raises(Parked):
                await house.intake.take(Inbound("webchat", li, "write-01", "my name is Li Wei"))
            [parked] = await house.db.read(list_parked)
            with pytest.raises(ControlRefused) as told:
                await asyncio.to_thread(ask_desk, house.settings.control_socket, REPLAY, {"id": parked.id})
        assert "failed again: ValueError in" in str(told.value)
        assert "Li Wei" not in str(told.value)
        said = await asyncio.to_thread(ask_desk, house.settings.control_socket, REPLAY, {"id": parked.id})
        assert "filed in ticket" in str(said)
        with pytest.raises(ControlRefused, match="nothing is parked under this id"):
            await asyncio.to_thread(ask_desk, house.settings.control_socket, REPLAY, {"id": parked.id})
