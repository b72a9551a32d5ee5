"""The parts of uvicorn's WebSocket protocol that are replaced, one by one; the stories of tests/live run over all of them."""

from __future__ import annotations

import asyncio

import pytest
from websockets.frames import Frame, Opcode

from truepenny.platform.web.lean_socket import Mailbox, Valve, frame_head

pytestmark = pytest.mark.anyio


@pytest.mark.parametrize("size", [0, 125, 126, 65_535, 65_536])
def test_frames_are_those_of_the_library(size: int) -> None:
    data = b"x" * size
    assert frame_head(size) + data == Frame(Opcode.TEXT, data).serialize(mask=False)


async def test_a_mailbox_gives_everything_in_order_to_its_reader() -> None:
    box = Mailbox()
    reader = asyncio.create_task(box.get())
    await asyncio.sleep(0)
    for item in (1, 2, 3):
        box.put_nowait(item)
    assert [await reader, await box.get(), await box.get()] == [1, 2, 3]
    assert box.empty()
    reader = asyncio.create_task(box.get())
    await asyncio.sleep(0)
    reader.cancel()
    with pytest.raises(asyncio.CancelledError):
        await reader
    box.put_nowait(4)
    assert await box.get() == 4


async def test_a_valve_lets_all_through_when_it_opens_and_one_who_gives_up_harms_nobody() -> None:
    valve = Valve()
    await valve.wait()
    valve.clear()
    waiting = [asyncio.create_task(valve.wait()) for _ in range(3)]
    await asyncio.sleep(0)
    waiting[0].cancel()
    await asyncio.sleep(0)
    assert not waiting[1].done()
    valve.set()
    await asyncio.gather(*waiting[1:])
    assert valve.is_set()
