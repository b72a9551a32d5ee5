"""The wheel: holds every file of the package, and runs the demo where nothing of this tree can be seen."""

from __future__ import annotations

import os
import shutil
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
import zipfile
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
NOT_IN_THE_WHEEL = {"__pycache__", ".gitkeep"}


def _uv() -> str:
    own = ROOT / ".uv" / "bin" / "uv"
    found = str(own) if own.exists() else shutil.which("uv")
    if found is None:
        pytest.skip("uv is not here: run the tests by make test, which brings it")
    return found


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("wheel")
    subprocess.run([_uv(), "build", "--quiet", "--wheel", "--out-dir", folder, ROOT], check=True)
    (made,) = folder.glob("*.whl")
    return made


def test_the_wheel_holds_every_file_of_the_package(wheel: Path) -> None:
    with zipfile.ZipFile(wheel) as archive:
        inside = set(archive.namelist())
    source = ROOT / "src"
    files = {path.relative_to(source).as_posix() for path in (source / "truepenny").rglob("*") if path.is_file()}
    wanted = {name for name in files if not NOT_IN_THE_WHEEL & set(Path(name).parts)}
    assert len(wanted) > 100, "the premise: the package is here"
    assert wanted - inside == set()
    assert any(name.endswith("licenses/LICENSE") for name in inside)


@pytest.mark.slow
def test_the_demo_runs_from_the_wheel_alone(wheel: Path, tmp_path: Path) -> None:
    python = _install(wheel, tmp_path / "venv")
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    env = {name: value for name, value in os.environ.items() if not name.startswith(("PYTHON", "TRUEPENNY_", "COV_"))}
    command = [python.parent / "truepenny", "demo", "--port", str(port), "--data-dir", tmp_path / "data"]
    log = tmp_path / "log"
    with log.open("wb") as out, subprocess.Popen(command, cwd=tmp_path, env=env, stdout=out, stderr=out) as desk:
        try:
            _wait_until_ready(f"http://127.0.0.1:{port}/readyz", desk, log)
            for path in ("/healthz", "/", "/widget.js", "/desk", "/desk/sign-in", "/api/widget/config"):
                assert _get(f"http://127.0.0.1:{port}{path}") == 200, path
        finally:
            desk.send_signal(signal.SIGTERM)
            code = desk.wait(20)
    assert code == 0, log.read_text()


def _install(wheel: Path, venv: Path) -> Path:
    locked = subprocess.run(
        [_uv(), "export", "--quiet", "--frozen", "--no-dev", "--no-emit-project", "--no-hashes"],
        cwd=ROOT, check=True, capture_output=True, text=True,
    ).stdout  # fmt: skip
    versions = venv.parent / "versions.txt"
    versions.write_text(locked)
    subprocess.run([_uv(), "venv", "--quiet", "--python", sys.executable, venv], check=True)
    python = venv / "bin" / "python"
    subprocess.run([_uv(), "pip", "install", "--quiet", "--python", python, "--constraint", versions, wheel], check=True)
    return python


def _wait_until_ready(url: str, desk: subprocess.Popen[bytes], log: Path) -> None:
    deadline = time.monotonic() + 30
    while time.monotonic() < deadline:
        assert desk.poll() is None, log.read_text()
        if _get(url) == 200:
            return
        time.sleep(0.1)
    pytest.fail(f"not ready after 30 s: {log.read_text()}")


def _get(url: str) -> int:
    try:
        with urllib.request.urlopen(url, timeout=60) as answer:
            return int(answer.status)
    except urllib.error.HTTPError as refused:
        with refused:
            return refused.code
    except OSError:
        return 0
