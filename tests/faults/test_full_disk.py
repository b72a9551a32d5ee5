"""A full disk (a limit on the size of files, lowered and raised while the desk runs): said in words, nothing lost, gone by itself."""

from __future__ import annotations

import asyncio
import json
import random
import resource
from dataclasses import replace

import pytest
from tests.faults.desk_process import DeskProcess, Writer, desk_process, prepare
from tests.faults.test_kill import check_all

from truepenny.platform.settings import Settings

pytestmark = [pytest.mark.anyio, pytest.mark.slow]


def limit_files(desk: DeskProcess, size: int) -> None:
    """No file of the desk may grow beyond so many bytes."""
    _, hard = resource.prlimit(desk.pid, resource.RLIMIT_FSIZE)
    resource.prlimit(desk.pid, resource.RLIMIT_FSIZE, (size, hard))


async def until_refused(desk: DeskProcess, token: str, ticket: str) -> tuple[dict[str, str], dict[str, str]]:
    """Headers and body of the first refusal. Each message is large and cannot be compressed, so that it comes soon."""
    dice = random.Random(1)
    for n in range(200):
        text = " ".join(f"{dice.randrange(1000):03}" for _ in range(4_500))
        status, headers, raw = await desk.ask(
            "POST", f"/api/customer/tickets/{ticket}/messages", {"id": f"filling-{n:04}", "text": text},
            authorization=f"Bearer {token}",
        )  # fmt: skip
        if status == 503:
            return headers, json.loads(raw)
        assert status in (201, 429), raw
        await asyncio.sleep(0.06)
    raise AssertionError("the disk was never full")


async def test_a_full_disk_is_told_in_words_and_heals_by_itself(sqlite_settings: Settings) -> None:
    people = await prepare(sqlite_settings, 3)
    async with desk_process(sqlite_settings) as desk:
        writers = [Writer(visitor, ticket, desk.port) for visitor, ticket in people]
        over = asyncio.Event()
        writing = [asyncio.create_task(writer.write(over)) for writer in writers]
        await asyncio.sleep(0.5)
        assert all(writer.acknowledged for writer in writers)
        assert sqlite_settings.sqlite_path is not None
        sizes = [part.stat().st_size for part in sqlite_settings.data_dir.iterdir() if part.is_file()]
        limit_files(desk, max(sizes) + 100_000)

        (filler, ticket), *_ = people
        headers, problem = await until_refused(desk, filler.token, ticket)
        assert (problem["code"], headers["retry-after"]) == ("store_unavailable", "5")
        assert problem["title"]
        assert problem["detail"]
        async with asyncio.timeout(10):
            while not all(writer.refused for writer in writers):
                await asyncio.sleep(0.05)
        assert {refused["code"] for writer in writers for refused in writer.refused} <= {"store_unavailable", "too_fast"}
        status, _, _ = await desk.ask("GET", f"/api/customer/tickets/{ticket}", authorization=f"Bearer {filler.token}")
        assert status == 200, "what is there can still be read"

        async with asyncio.timeout(15):
            while (ready := await desk.ask("GET", "/readyz"))[0] == 200:
                await asyncio.sleep(0.3)
        assert ready[0] == 503
        assert b"writer" in ready[2]

        limit_files(desk, resource.RLIM_INFINITY)
        counts = [len(writer.acknowledged) for writer in writers]
        async with asyncio.timeout(15):
            while any(len(writer.acknowledged) <= count for writer, count in zip(writers, counts, strict=True)):
                await asyncio.sleep(0.1)
            while (await desk.ask("GET", "/readyz"))[0] != 200:
                await asyncio.sleep(0.3)
        over.set()
        await asyncio.gather(*writing)
        await asyncio.gather(*(writer.settle() for writer in writers))
        await desk.kill()
    for writer in writers[1:]:
        assert writer.waiting == {}
    await check_all(replace(sqlite_settings, port=0), writers[1:])
