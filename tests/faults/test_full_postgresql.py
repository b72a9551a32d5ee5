"""PostgreSQL with a full disk (a small file system of our own for its tables): said in words, nothing lost, gone by itself."""

from __future__ import annotations

import asyncio
import contextlib
import os
import pwd
import subprocess
import tempfile
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from tests.faults.desk_process import Writer, desk_process, prepare
from tests.faults.test_full_disk import until_refused
from tests.faults.test_kill import check_all
from tests.postgresql_server import PostgresqlServer, find_programs

from truepenny.platform.settings import Settings

pytestmark = [pytest.mark.anyio, pytest.mark.postgresql, pytest.mark.slow]


def mount(folder: Path, size_mb: int) -> None:
    command = ["mount", "-t", "tmpfs", "-o", f"size={size_mb}m,mode=0777", "none", str(folder)]
    subprocess.run(command, check=True, capture_output=True)


@pytest.fixture
def small_disk() -> Iterator[Path]:
    """16 MB for the tables of one database. Not among pytest's folders, into which only their owner gets."""
    folder = Path(tempfile.mkdtemp(prefix="truepenny-disk-"))
    folder.chmod(0o755)
    try:
        mount(folder, 16)
    except (subprocess.CalledProcessError, OSError):
        folder.rmdir()
        pytest.skip("a small file system cannot be mounted here: run the tests as root, with CAP_SYS_ADMIN")
    yield folder
    subprocess.run(["umount", "-l", str(folder)], check=False)
    folder.rmdir()


@pytest.fixture
def narrow_settings(small_disk: Path, sqlite_settings: Settings) -> Iterator[Settings]:
    """A server of its own, which nothing else has to outlive."""
    if find_programs() is None:
        pytest.skip("no PostgreSQL server here: apt-get install postgresql")
    place = small_disk / "tables"
    place.mkdir()
    with contextlib.suppress(KeyError):
        owner = pwd.getpwnam("postgres")
        os.chown(place, owner.pw_uid, owner.pw_gid)
    server = PostgresqlServer()
    server.start()
    yield replace(sqlite_settings, database_url=server.make_database(tables_in=place))
    server.stop()
    server.remove()


async def test_a_full_disk_of_the_server_is_told_in_words_and_heals_by_itself(narrow_settings: Settings, small_disk: Path) -> None:
    people = await prepare(narrow_settings, 3)
    async with desk_process(narrow_settings) as desk:
        writers = [Writer(visitor, ticket, desk.port) for visitor, ticket in people]
        over = asyncio.Event()
        writing = [asyncio.create_task(writer.write(over)) for writer in writers[1:]]
        (filler, ticket), *_ = people
        ballast = small_disk / "ballast"
        room = os.statvfs(small_disk)
        with ballast.open("wb") as file:
            file.write(b"x" * max(0, room.f_bavail * room.f_frsize - 300_000))

        headers, problem = await until_refused(desk, filler.token, ticket)
        assert (problem["code"], headers["retry-after"]) == ("store_unavailable", "5")
        status, _, raw = await desk.ask("GET", f"/api/customer/tickets/{ticket}", authorization=f"Bearer {filler.token}")
        assert status == 200, raw
        async with asyncio.timeout(15):
            while (ready := await desk.ask("GET", "/readyz"))[0] == 200:
                await asyncio.sleep(0.3)
        assert b"writer" in ready[2]

        ballast.unlink()
        counts = [len(writer.acknowledged) for writer in writers[1:]]
        async with asyncio.timeout(20):
            while any(len(writer.acknowledged) <= count for writer, count in zip(writers[1:], counts, strict=True)):
                await asyncio.sleep(0.1)
            while (await desk.ask("GET", "/readyz"))[0] != 200:
                await asyncio.sleep(0.3)
        over.set()
        await asyncio.gather(*writing)
        await asyncio.gather(*(writer.settle() for writer in writers[1:]))
        await desk.kill()
    await check_all(replace(narrow_settings, port=0), writers[1:])
