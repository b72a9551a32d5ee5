"""A desk that is killed leaves no process behind that has read files, at whatever moment it happens; and one that ends waits for none."""

from __future__ import annotations

import asyncio
import multiprocessing
import subprocess
import sys
from pathlib import Path

import pytest
from tests.left_behind import expect_none

from truepenny.intake.files.apart import Apart

DESK = """
import asyncio, os, signal, sys, time
from truepenny.intake.files.apart import Apart
from tests.files.test_orphans import get_ready

async def main():
    Apart(seconds=5).wake(get_ready)
    await asyncio.sleep(float(sys.argv[1]))
    os.kill(os.getpid(), signal.SIGKILL)

if __name__ == "__main__":
    asyncio.run(main())
"""


def get_ready() -> None:
    pass


@pytest.mark.skipif(sys.platform != "linux", reason="it asks /proc")
@pytest.mark.parametrize("after_s", ["0", "0.05", "0.3", "1.5"])
def test_no_process_is_left(tmp_path: Path, after_s: str) -> None:
    script = tmp_path / "desk.py"
    script.write_text(DESK)
    root = Path(__file__).parent.parent.parent
    environment = {"PYTHONPATH": str(root), "MARK": str(tmp_path), "PATH": "/usr/bin:/bin"}
    desk = subprocess.Popen([sys.executable, str(script), after_s], env=environment)
    assert desk.wait(30) == -9
    expect_none(str(tmp_path))


async def read_and_close() -> None:
    apart = Apart(seconds=5)
    await apart.run(get_ready)
    apart.close()


def seed() -> None:
    """As the demo does it, in a process of its own."""
    asyncio.run(read_and_close())


def test_a_process_that_has_read_files_comes_to_its_end() -> None:
    seeding = multiprocessing.get_context("spawn").Process(target=seed)
    seeding.start()
    seeding.join(60)
    hangs = seeding.exitcode is None
    seeding.kill()
    assert not hangs
    assert seeding.exitcode == 0
