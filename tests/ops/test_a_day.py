"""A day of an operator: start, look, add an agent, back up while it runs, stop, restore elsewhere, verify. Real processes throughout."""

from __future__ import annotations

import contextlib
import io
import json
import signal
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from truepenny.main.cli import main


@dataclass(frozen=True)
class Operator:
    """Gives commands in one folder, beside the desk that runs in a process of its own."""

    folder: Path
    database_url: str = ""

    def run(self, *words: str) -> tuple[int, str]:
        """Exit code, and everything that was said."""
        said = io.StringIO()
        with contextlib.redirect_stdout(said), contextlib.redirect_stderr(said):
            code = main(words)
        return code, said.getvalue()

    def says(self, *words: str) -> str:
        code, said = self.run(*words)
        assert code == 0, said
        return said


@dataclass(frozen=True)
class RunningDesk:
    process: subprocess.Popen[str]
    url: str

    def get(self, path: str) -> tuple[int, str]:
        try:
            with urllib.request.urlopen(self.url + path, timeout=60) as answer:
                return answer.status, answer.read().decode()
        except urllib.error.HTTPError as refused:
            with refused:
                return refused.code, refused.read().decode()
        except urllib.error.URLError as away:
            return 0, str(away)

    def stop(self) -> int:
        self.process.send_signal(signal.SIGTERM)
        return self.process.wait(20)


@pytest.fixture(params=["sqlite", "postgresql"])
def operator(request: pytest.FixtureRequest, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Operator:
    url = request.getfixturevalue("postgresql_url") if request.param == "postgresql" else ""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("TRUEPENNY_DATABASE_URL", url)
    return Operator(tmp_path, url)


@pytest.fixture
def desk(operator: Operator) -> Iterator[RunningDesk]:
    log = (operator.folder / "log").open("w")
    command = [sys.executable, "-m", "truepenny.main.cli", "serve", "--port", "0"]
    process = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=log, text=True)
    try:
        assert process.stdout is not None
        first = process.stdout.readline()
        assert "listens on http://127.0.0.1:" in first, (operator.folder / "log").read_text()
        desk = RunningDesk(process, first.split(" ")[3])
        deadline = time.monotonic() + 10
        while desk.get("/readyz")[0] != 200:
            assert time.monotonic() < deadline, desk.get("/readyz")
            time.sleep(0.05)
        yield desk
    finally:
        if process.poll() is None:
            process.kill()
        process.wait()
        assert process.stdout is not None
        process.stdout.close()
        log.close()


def test_a_day(operator: Operator, desk: RunningDesk) -> None:
    assert desk.get("/healthz") == (200, "ok\n")
    assert "truepenny_database_up 1.0" in desk.get("/metrics")[1]
    found = json.loads(operator.says("doctor", "--json"))["findings"]
    assert [one for one in found if one["level"] == "error"] == []

    added = operator.says("user", "add", "lin.wei", "Lin Wei", "--role", "admin")
    assert "can sign in as lin.wei" in added
    assert "Lin Wei" in operator.says("user", "list")

    assert "Nothing is parked." in operator.says("park", "list")
    assert operator.run("park", "replay", "nothing")[0] == 1
    operator.says("backup", "copy")
    assert "all as they were written" in operator.says("verify")
    if not operator.database_url:
        assert operator.run("migrate")[0] == 4, "the desk has the file"
    assert operator.run("restore", "copy", "--force") == (4, "truepenny: the desk is running: stop it first\n")

    assert desk.stop() == 0
    assert not (operator.folder / "data" / "control.sock").exists()

    assert "revision" in operator.says("migrate")
    restored = operator.says("restore", "copy", "--force")
    assert "all as they were written" in restored
    assert "Lin Wei" in operator.says("user", "list")


@pytest.mark.parametrize("operator", ["sqlite"], indirect=True)  # several nodes on one PostgreSQL are meant
def test_a_second_desk_on_the_same_file_is_refused_in_one_line(operator: Operator, desk: RunningDesk) -> None:
    code, said = operator.run("migrate")
    assert (code, said.count("\n")) == (4, 1)
    assert "open in another process" in said
    second = subprocess.run(
        [sys.executable, "-m", "truepenny.main.cli", "serve", "--port", "0"], capture_output=True, text=True, check=False
    )
    assert (second.returncode, second.stderr.count("\n")) == (4, 1), second.stderr


def test_the_log_of_a_desk_is_json_and_discreet(operator: Operator, desk: RunningDesk) -> None:
    desk.get("/t/K7M24QDX/not-the-key?token=quiz")
    desk.get("/tickets?q=words")
    assert desk.stop() == 0
    text = (operator.folder / "log").read_text()
    lines = [json.loads(line) for line in text.splitlines()]
    assert any(line.get("route") == "/t/{number}/{key}" for line in lines)
    for hidden in ("not-the-key", "quiz", "words", "127.0.0.1"):
        assert hidden not in text
