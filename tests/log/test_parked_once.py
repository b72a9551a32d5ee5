"""A message that we fail on, sent again and again, is put aside once; and filed once when it is played again."""

from __future__ import annotations

import pytest
from tests.people_of import make_customer

from truepenny.intake.park import list_parked
from truepenny.intake.pipeline import Inbound, Intake, Parked
from truepenny.main.house import House

pytestmark = pytest.mark.anyio


async def test_a_message_that_is_sent_again_is_parked_once(house: House, monkeypatch: pytest.MonkeyPatch) -> None:
    li = await make_customer(house)
    inbound = Inbound("api", li, "the-same-message", "hello")

    async def fail(_intake: Intake, _inbound: Inbound) -> None:
        raise KeyError

    with monkeypatch.context() as broken:
        broken.setattr(Intake, "_file", fail)
        for _ in range(3):
            with pytest.raises(Parked):
                await house.intake.take(inbound)
    (waiting,) = await house.db.read(list_parked)
    opened = await house.intake.replay(waiting.id)
    assert opened is not None
    assert (await house.intake.take(inbound)).receipt == opened.receipt
    assert await house.db.read(list_parked) == []
