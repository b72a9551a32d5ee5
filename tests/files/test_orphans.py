"""A desk that is killed leaves no process behind that has read files, at whatever moment it happens."""

from __future__ import annotations

import subprocess
import sys
import time
from pathlib import Path

import pytest

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


def children_of(mark: str) -> list[int]:
    """Processes whose environment holds this mark."""
    found = []
    for entry in Path("/proc").glob("[0-9]*"):
        try:
            if f"MARK={mark}".encode() in (entry / "environ").read_bytes():
                found.append(int(entry.name))
        except OSError:
            continue
    return found


@pytest.mark.skipif(sys.platform != "linux", reason="it asks /proc")
@pytest.mark.parametrize("after_s", ["0", "0.05", "0.3", "1.5"])
def test_no_process_is_left(tmp_path: Path, after_s: str) -> None:
    script = tmp_path / "desk.py"
    script.write_text(DESK)
    root = Path(__file__).parent.parent.parent
    environment = {"PYTHONPATH": str(root), "MARK": str(tmp_path), "PATH": "/usr/bin:/bin"}
    desk = subprocess.Popen([sys.executable, str(script), after_s], env=environment)
    assert desk.wait(30) == -9
    until = time.monotonic() + 20
    while left := children_of(str(tmp_path)):
        assert time.monotonic() < until, f"still there: {left}"
        time.sleep(0.05)
