"""A desk of its own for one benchmark: people made beforehand, then the real program in a process of its own on the first core."""

from __future__ import annotations

import contextlib
import os
import shutil
import signal
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from bench.machine import on_all_cores, pin_desk
from truepenny.platform.settings import Settings, load_settings

ROOT = Path(__file__).parent.parent
SCRATCH = ROOT / "data" / "bench"
"""On the disk of the checkout, which is what the ceilings are measured on too."""
TRUEPENNY = Path(sys.executable).parent / "truepenny"


@dataclass
class Place:
    """Where a desk keeps its things. server: the PostgreSQL server, if that is the database. more: of the desk's environment."""

    folder: Path
    settings: Settings
    server: object | None = None
    more: Mapping[str, str] = field(default_factory=dict)

    @property
    def environment(self) -> Mapping[str, str]:
        more = {"TRUEPENNY_DATA_DIR": str(self.settings.data_dir), "TRUEPENNY_LOG_LEVEL": "error", **self.more}
        if self.settings.database_url:
            more["TRUEPENNY_DATABASE_URL"] = self.settings.database_url
        return {**{name: value for name, value in os.environ.items() if not name.startswith("TRUEPENNY_")}, **more}


@contextlib.contextmanager
def a_place(database: str) -> Iterator[Place]:
    """A new folder, and a new PostgreSQL server when asked for; both gone afterwards."""
    SCRATCH.mkdir(parents=True, exist_ok=True)
    folder = SCRATCH / f"{os.getpid()}-{time.monotonic_ns()}"
    folder.mkdir()
    given = {"data_dir": str(folder), "log_level": "error"}
    server = None
    try:
        if database == "postgresql":
            from tests.postgresql_server import PostgresqlServer

            with on_all_cores():
                server = PostgresqlServer()
                server.start()
            given["database_url"] = server.make_database()
        yield Place(folder, load_settings({}, given=given), server)
    finally:
        if server is not None:
            with contextlib.suppress(subprocess.CalledProcessError):
                server.stop()
            server.remove()
        shutil.rmtree(folder, ignore_errors=True)


@dataclass
class DeskProcess:
    """The desk, running. command: serve or demo."""

    place: Place
    command: str = "serve"
    port: int = 0
    process: subprocess.Popen[str] = field(init=False)
    ready_s: float = 0.0

    def start(self) -> DeskProcess:
        """Returns when /readyz says 200; ready_s is the time from exec until then. Raises RuntimeError when it does not come up."""
        before = time.perf_counter()
        self.process = subprocess.Popen(
            [str(TRUEPENNY), self.command, "--data-dir", str(self.place.settings.data_dir), "--port", str(self.port)],
            env=dict(self.place.environment), stdout=subprocess.PIPE, text=True, cwd=self.place.folder,
        )  # fmt: skip
        pin_desk(self.process.pid)
        if not self.port:
            self.port = self._read_port()
        while True:
            if self.process.poll() is not None:
                raise RuntimeError(f"the desk ended with {self.process.returncode}")
            with contextlib.suppress(OSError), urllib.request.urlopen(f"{self.url}/readyz", timeout=5) as answer:
                if answer.status == 200:
                    break
            if time.perf_counter() - before > 60:
                raise RuntimeError("the desk does not become ready")
            time.sleep(0.01)
        self.ready_s = time.perf_counter() - before
        return self

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    @property
    def pid(self) -> int:
        return self.process.pid

    def stop(self) -> None:
        if self.process.poll() is None:
            self.process.send_signal(signal.SIGTERM)
        self._end()

    def kill(self) -> None:
        self.process.kill()
        self._end()

    def _end(self) -> None:
        try:
            self.process.wait(20)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()
        if self.process.stdout is not None:
            self.process.stdout.close()

    def _read_port(self) -> int:
        """Of the line that says where the desk listens."""
        assert self.process.stdout is not None
        for line in self.process.stdout:
            for word in line.split():
                if word.startswith(("http://127.0.0.1:", "http://localhost:")):
                    return int(word.split(":")[2].split("/")[0])
        raise RuntimeError(f"the desk did not say where it listens (exit {self.process.poll()})")


@contextlib.contextmanager
def a_desk(place: Place, command: str = "serve", *, port: int = 0) -> Iterator[DeskProcess]:
    desk = DeskProcess(place, command, port)
    try:
        yield desk.start()
    finally:
        desk.stop()
