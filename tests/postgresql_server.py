"""A PostgreSQL server for tests: its own folder, a free port of loopback, stopped at the end.

It does not wait for the disk (fsync=off): copies of databases would take most of a run, and only a machine that loses its power could tell
the difference. Whoever kills the server finds everything that it had committed.
"""

from __future__ import annotations

import contextlib
import itertools
import os
import pwd
import shutil
import socket
import subprocess
import tempfile
from collections.abc import Callable
from pathlib import Path

_count = itertools.count(1)
_FIRST, _LAST = 10_000, 32_000  # below those that the system gives to whoever calls out
_asked = itertools.count(os.getpid() * 61)
MakeUrl = Callable[[], str]


def find_programs() -> Path | None:
    """The folder of initdb and pg_ctl, the newest version first; None when there is no server to run."""
    for folder in sorted(Path("/usr/lib/postgresql").glob("*/bin"), key=lambda path: int(path.parent.name), reverse=True):
        if (folder / "initdb").exists():
            return folder
    found = shutil.which("initdb")
    return None if found is None else Path(found).parent


def free_port() -> int:
    """Another one each time, and for each process: one that listens a moment later must not find it taken."""
    while True:
        port = _FIRST + next(_asked) % (_LAST - _FIRST)
        with socket.socket() as probe, contextlib.suppress(OSError):
            probe.bind(("127.0.0.1", port))
            return port


class PostgresqlServer:
    def __init__(self) -> None:
        programs = find_programs()
        assert programs is not None
        self._programs = programs
        self._folder = Path(tempfile.mkdtemp(prefix="truepenny-pg-"))
        self.port = free_port()
        self._psql: subprocess.Popen[str] | None = None

    def start(self) -> None:
        if os.geteuid() == 0:  # PostgreSQL refuses to run as root
            owner = pwd.getpwnam("postgres")
            os.chown(self._folder, owner.pw_uid, owner.pw_gid)
        self._run("initdb", "-D", self._data, "-A", "trust", "-U", "truepenny", "-E", "UTF8", "--locale=C", "--no-instructions")
        with (Path(self._data) / "postgresql.conf").open("a") as conf:
            conf.write(
                f"port={self.port}\nlisten_addresses='127.0.0.1'\nunix_socket_directories='{self._folder}'\n"
                "max_connections=200\nshared_buffers=64MB\nfsync=off\nautovacuum=on\n"
                "autovacuum_naptime=10min\n"  # within it each of hundreds of databases gets a visit, which the tests would pay for
            )
        self.resume()

    def resume(self) -> None:
        self._run("pg_ctl", "-D", self._data, "-w", "-t", "60", "-l", f"{self._folder}/log", "start")

    def stop(self, mode: str = "immediate") -> None:
        self._hang_up()
        self._run("pg_ctl", "-D", self._data, "-m", mode, "-w", "stop")

    def make_database(self, *, like: str = "", tables_in: Path | None = None) -> str:
        """The URL of a new database, empty or like the one of this URL, to which nobody may be connected.

        tables_in: a folder of the server's own user that holds its tables.
        """
        name = f"desk_{next(_count)}"
        if like:
            self._say(f"CREATE DATABASE {name} TEMPLATE {like.rpartition('/')[2]}")
        elif tables_in is None:
            self._say(f"CREATE DATABASE {name}")
        else:
            self._say(f"CREATE TABLESPACE {name} LOCATION '{tables_in}'")
            self._say(f"CREATE DATABASE {name} TABLESPACE {name}")
        return f"postgresql://truepenny@127.0.0.1:{self.port}/{name}"

    def _say(self, statement: str) -> None:
        """In one psql that stays, because starting one takes longer than most statements."""
        if self._psql is None:
            arguments = ("-q", "-X", "-v", "ON_ERROR_STOP=1", "-h", "127.0.0.1", "-p", str(self.port), "-U", "truepenny", "-d", "postgres")
            self._psql = subprocess.Popen(
                [str(self._programs / "psql"), *arguments],
                stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, cwd="/",
            )  # fmt: skip
        assert self._psql.stdin is not None
        assert self._psql.stdout is not None
        self._psql.stdin.write(f"{statement};\n\\echo done\n")
        self._psql.stdin.flush()
        said = ""
        while (line := self._psql.stdout.readline()) != "done\n":
            said += line
            if not line:
                self._hang_up()
                raise RuntimeError(f"{statement}: {said}")

    def _hang_up(self) -> None:
        if self._psql is not None:
            self._psql.communicate()
            self._psql = None

    def remove(self) -> None:
        shutil.rmtree(self._folder, ignore_errors=True)

    @property
    def _data(self) -> str:
        return str(self._folder / "data")

    def _run(self, program: str, *arguments: str) -> None:
        command = [str(self._programs / program), *arguments]
        if os.geteuid() == 0:
            command = ["setpriv", "--reuid=postgres", "--regid=postgres", "--init-groups", *command]
        subprocess.run(command, check=True, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, cwd="/")
