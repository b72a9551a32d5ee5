"""The scanner: a real clamd with one signature of our own, and one that behaves badly."""

from __future__ import annotations

import asyncio
import shutil
import subprocess
import time
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager
from pathlib import Path

import pytest
from tests.files.conftest import MEI, RAVI, TICKET, MakeDesk, picture
from tests.postgresql_server import free_port

from truepenny.contracts.errors import NotFound, Refused
from truepenny.intake.files.virus import Clamd, Clean, Infected, Unanswered

HARMLESS = b"TRUEPENNY-TEST-PATTERN-OF-A-HARMLESS-KIND"
NAMED = "Truepenny.Test.Harmless.UNOFFICIAL"


@pytest.fixture(scope="module")
def clamd(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[str, str]]:
    """TCP address and socket path of a real scanner that knows one signature."""
    program = shutil.which("clamd")
    if program is None:
        pytest.skip("needs clamd: apt-get install clamav-daemon")
    folder = tmp_path_factory.mktemp("clamd")
    (folder / "db").mkdir()
    (folder / "db" / "own.ndb").write_text(f"Truepenny.Test.Harmless:0:*:{HARMLESS.hex()}\n")
    port = free_port()
    path = folder / "clamd.sock"
    (folder / "clamd.conf").write_text(
        f"DatabaseDirectory {folder}/db\nTCPSocket {port}\nTCPAddr 127.0.0.1\nLocalSocket {path}\nForeground yes\n"
        f"LogFile {folder}/clamd.log\nTemporaryDirectory {folder}\nStreamMaxLength 1M\nMaxThreads 2\n"
    )
    command = [program, "--config-file", str(folder / "clamd.conf")]
    running = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    until = time.monotonic() + 30
    while not (path.exists() and asyncio.run(Clamd(str(path)).answers())):
        assert running.poll() is None, (folder / "clamd.log").read_text()
        assert time.monotonic() < until, "clamd did not start"
        time.sleep(0.1)
    yield f"127.0.0.1:{port}", str(path)
    running.terminate()
    running.wait(10)


async def _pieces(*pieces: bytes) -> AsyncIterator[bytes]:
    for piece in pieces:
        yield piece


@asynccontextmanager
async def bad_scanner(manner: str) -> AsyncIterator[str]:
    """manner: hangs, closes, garbage, endless, or the words to answer with."""

    async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            if manner == "hangs":
                await asyncio.sleep(30)
            elif manner == "garbage":
                writer.write(b"\xff\xfe nonsense\0")
            elif manner == "endless":
                writer.write(b"stream: " + b"x" * 1_000_000)
            elif manner != "closes":
                while not (await reader.read(65_536)).endswith(b"\0\0\0\0"):
                    pass
                writer.write(manner.encode() + b"\0")
            await writer.drain()
        except (ConnectionError, asyncio.IncompleteReadError, asyncio.CancelledError):
            pass
        finally:
            writer.close()

    server = await asyncio.start_server(serve, "127.0.0.1", 0)
    try:
        yield f"127.0.0.1:{server.sockets[0].getsockname()[1]}"
    finally:
        server.close()


@pytest.mark.anyio
@pytest.mark.parametrize("way", [0, 1])
async def test_the_real_scanner_tells_good_from_bad(clamd: tuple[str, str], way: int) -> None:
    scanner = Clamd(clamd[way])
    assert await scanner.answers()
    assert await scanner.scan(_pieces(b"plain words")) == Clean()
    assert await scanner.scan(_pieces(b"x" * 300_000, HARMLESS[:10], HARMLESS[10:], b"y")) == Infected(NAMED)
    assert await scanner.scan(_pieces()) == Clean()


@pytest.mark.anyio
async def test_a_file_too_long_for_the_scanner_is_not_called_clean(clamd: tuple[str, str]) -> None:
    verdict = await Clamd(clamd[0]).scan(_pieces(*[b"z" * 100_000] * 30))
    assert isinstance(verdict, Unanswered)


@pytest.mark.anyio
@pytest.mark.parametrize(
    "manner", ["hangs", "closes", "garbage", "endless", "stream: something new", "INSTREAM size limit exceeded. ERROR"]
)
async def test_a_bad_scanner_has_not_answered(manner: str) -> None:
    async with bad_scanner(manner) as address:
        verdict = await Clamd(address, connect_s=0.5, timeout_s=0.5).scan(_pieces(*[b"words" * 50_000] * 20))
    assert isinstance(verdict, Unanswered)


@pytest.mark.anyio
async def test_a_missing_scanner_has_not_answered() -> None:
    for address in ("127.0.0.1:1", "/nowhere/clamd.sock"):
        assert isinstance(await Clamd(address).scan(_pieces(b"x")), Unanswered)
        assert not await Clamd(address).answers()


@pytest.mark.anyio
async def test_an_infected_file_is_refused_and_agents_see_why(clamd: tuple[str, str], make_desk: MakeDesk) -> None:
    desk = make_desk(clamd=clamd[0])
    clean = await desk.files.save(MEI, "fine.txt", b"fine words")
    assert clean.state == "clean"
    with pytest.raises(Refused) as refused:
        await desk.files.save(MEI, "bad.txt", b"some words " + HARMLESS, ticket=TICKET)
    assert refused.value.code == "file_infected"
    assert NAMED not in refused.value.title + refused.value.cure
    (found,) = await desk.db.read(lambda conn: desk.files.rejected(conn, TICKET))
    assert (found.signature, found.blob, found.name) == (NAMED, None, "bad.txt")
    assert len(desk.stored()) == 1
    for principal in (MEI, RAVI):
        with pytest.raises((NotFound, Refused)):
            await desk.files.load(principal, found.id)


@pytest.mark.anyio
async def test_while_the_scanner_is_away_files_are_held_and_later_settled(
    clamd: tuple[str, str], make_desk: MakeDesk, tmp_path: Path
) -> None:
    switch = tmp_path / "switch.sock"
    desk = make_desk(clamd=str(switch))
    good = await desk.files.save(MEI, "good.png", picture(), ticket=TICKET)
    bad = await desk.files.save(MEI, "bad.txt", HARMLESS)
    assert (good.state, good.url, good.thumb_url, bad.state) == ("held", None, None, "held")
    await desk.db.write(lambda conn: desk.files.attach(conn, [good.id, bad.id], ticket=TICKET, owner=MEI.contact))
    for principal in (MEI, RAVI):
        with pytest.raises(Refused) as refused:
            await desk.files.load(principal, good.id)
        assert (refused.value.status, refused.value.code) == (409, "file_held")
    assert await desk.files.recheck_held() == ()

    switch.symlink_to(clamd[1])  # the scanner comes up
    settled = {one.file: one.state for one in await desk.files.recheck_held()}
    assert settled == {good.id: "clean", bad.id: "rejected"}
    assert (await desk.files.load(MEI, good.id)).state == "clean"
    with pytest.raises(Refused) as rejected:
        await desk.files.load(RAVI, bad.id)
    assert (rejected.value.status, rejected.value.code) == (403, "file_rejected")
    views = await desk.db.read(lambda conn: desk.files.own_views(conn, MEI.contact, [bad.id, good.id]))
    assert [(view.state, view.url) for view in views] == [("rejected", None), ("clean", f"/files/{good.id}")]
    await desk.files.bury()
    assert len(desk.stored()) == 2  # the picture and its thumb


@pytest.mark.anyio
async def test_a_scanner_that_hangs_holds_the_file(make_desk: MakeDesk) -> None:
    async with bad_scanner("hangs") as address:
        desk = make_desk(clamd=address, timeout_s=0.3)
        assert (await desk.files.save(MEI, "a.txt", b"words")).state == "held"
