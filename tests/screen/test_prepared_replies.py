"""What admins prepare for agents to send goes through the screen as well."""

from __future__ import annotations

import pytest
from tests.drawn import draw_phrase
from tests.traces import find_traces

from truepenny.contracts.errors import Refused
from truepenny.knowledge.canned import CannedWords
from truepenny.main.house import House

pytestmark = pytest.mark.anyio


async def test_a_prepared_reply_that_holds_a_secret_is_not_kept(house: House) -> None:
    phrase = draw_phrase()
    with pytest.raises(Refused, match="secret_in_words"):
        await house.canned.put(CannedWords("seed", "Phrase", f"use this: {phrase}", "en"), reply=None, by="A-1001")
    await house.canned.put(CannedWords("seed", "Phrase", "use your own", "en"), reply=None, by="A-1001")
    assert await find_traces(house, phrase) == []
