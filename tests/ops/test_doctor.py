"""Doctor: every finding names what is wrong and how to mend it; secrets stay masked; the exit code tells."""

from __future__ import annotations

import json
import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from truepenny.main.cli import main
from truepenny.main.doctor import examine
from truepenny.main.doctor_network import check_exchange, check_proxies, check_public, check_scanner, check_widget
from truepenny.main.doctor_reading import check_reading
from truepenny.main.finding import Finding
from truepenny.platform.crypto import load_or_create_keyring
from truepenny.platform.settings import Settings


def _levels(findings: Iterator[Finding]) -> dict[str, str]:
    return {one.name: one.level for one in findings}


def test_a_new_desk_has_no_errors_and_every_warning_has_a_cure(tmp_path: Path) -> None:
    found = examine(Settings(data_dir=tmp_path / "data"))
    assert [one for one in found if one.level == "error"] == []
    assert all(one.cure for one in found if one.level != "ok")
    assert not (tmp_path / "data").exists(), "doctor changes nothing"


def test_a_secret_that_others_can_read_is_an_error(tmp_path: Path) -> None:
    settings = Settings(data_dir=tmp_path)
    load_or_create_keyring(settings.secret_file)
    settings.secret_file.chmod(0o644)
    (finding,) = [one for one in examine(settings) if one.name == "secret file"]
    assert finding.level == "error"
    assert f"chmod 600 {settings.secret_file}" in finding.cure


def test_a_database_without_its_secret_is_an_error(tmp_path: Path) -> None:
    (tmp_path / "truepenny.db").touch()
    found = examine(Settings(data_dir=tmp_path))
    assert ("error", "secret file") in [(one.level, one.name) for one in found]
    assert ("error", "tables") in [(one.level, one.name) for one in found]


@pytest.mark.postgresql
def test_postgresql_is_looked_at(postgresql_url: str, tmp_path: Path) -> None:
    found = examine(Settings(data_dir=tmp_path, database_url=postgresql_url))
    assert {"database", "backup", "tables"} <= {one.name for one in found}
    assert [one.name for one in found if one.level == "error"] == ["tables"]
    away = examine(Settings(data_dir=tmp_path, database_url="postgresql://desk:hunter2@127.0.0.1:1/desk"))
    assert [one.name for one in away if one.level == "error"] == ["database"]
    assert "hunter2" not in repr(away)


def test_the_way_from_the_world_to_the_desk() -> None:
    assert _levels(check_public(Settings(public_url="http://desk.example"))) == {"public_url": "error"}
    assert _levels(check_public(Settings(public_url="https://desk.example", secure_cookies=False))) == {"secure_cookies": "warning"}
    assert _levels(check_public(Settings(public_url="https://desk.example"))) == {"public_url": "ok"}
    assert _levels(check_public(Settings(host="0.0.0.0", public_url="http://localhost:8000"))) == {"public_url": "warning"}
    assert _levels(check_proxies(Settings(public_url="https://desk.example"))) == {"trusted_proxies": "warning"}
    assert _levels(check_proxies(Settings(trusted_proxies=("0.0.0.0/0",)))) == {"trusted_proxies": "error"}
    assert [one.level for one in check_widget(Settings(widget_origins=("http://www.example.com",)))] == ["warning", "ok"]


@pytest.mark.parametrize(
    ("content", "level", "words"),
    [
        (None, "error", "cannot be read"),
        ("{}", "error", "not a JWKS file"),
        ('{"keys": []}', "error", "holds no key"),
        ('{"keys": [{"kty": "OKP", "crv": "Ed25519", "x": "a", "d": "b"}]}', "error", "private keys"),
        ('{"keys": [{"kty": "OKP", "crv": "Ed25519", "x": "a"}]}', "ok", "1 public keys (OKP)"),
    ],
)
def test_the_keys_of_the_exchange(tmp_path: Path, content: str | None, level: str, words: str) -> None:
    path = tmp_path / "keys.json"
    if content is not None:
        path.write_text(content)
    (finding,) = check_exchange(Settings(exchange_keys=path))
    assert finding.level == level
    assert words in finding.says


@contextmanager
def _scanner(path: Path, answer: bytes) -> Iterator[None]:
    with socket.socket(socket.AF_UNIX) as server:
        server.bind(str(path))
        server.listen()

        def serve() -> None:
            connected, _ = server.accept()
            with connected:
                connected.recv(64)
                connected.sendall(answer)

        thread = threading.Thread(target=serve)
        thread.start()
        yield
        thread.join()


def test_the_scanner_must_answer(tmp_path: Path) -> None:
    path = tmp_path / "clamd.sock"
    settings = Settings(clamd=str(path))
    (away,) = check_scanner(settings)
    assert (away.level, "held back" in away.says) == ("error", True)
    with _scanner(path, b"PONG\0"):
        assert [one.level for one in check_scanner(settings)] == ["ok"]
    path.unlink()
    with _scanner(path, b"220 mail.example ESMTP\r\n"):
        assert [one.level for one in check_scanner(settings)] == ["error"]


def test_what_reads_pictures_is_named_with_its_packages(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    *_, gone = check_reading(Settings())
    assert (gone.level, "held" in gone.says) == ("warning", True)
    assert "apt-get install tesseract-ocr tesseract-ocr-chi-sim" in gone.cure.replace("tesseract-ocr-eng ", "").replace(
        " tesseract-ocr-eng", ""
    )
    *_, marked = check_reading(Settings(screen_unread="mark"))
    assert "marked" in marked.says
    program = tmp_path / "tesseract"
    program.write_text("#!/bin/sh\necho eng\n")
    program.chmod(0o700)
    *_, half = check_reading(Settings())
    assert (half.level, half.cure) == ("warning", "apt-get install tesseract-ocr-chi-sim; what is held is then looked at by itself")
    *packages, whole = check_reading(Settings(languages=("en",)))
    assert [one.level for one in (*packages, whole)] == ["ok"] * 4
    assert {one.says.split()[0] for one in packages} == {"pypdf", "zxing-cpp", "defusedxml"}


def test_the_command_for_people_and_for_programs(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("TRUEPENNY_METRICS_TOKEN", "hunter2")
    assert main(["doctor", "--data-dir", str(tmp_path / "data")]) == 0
    text = capsys.readouterr().out
    assert "metrics_token" in text
    assert "environment TRUEPENNY_METRICS_TOKEN" in text
    assert "0 errors" in text
    assert main(["doctor", "--json", "--set", "trusted_proxies=0.0.0.0/0"]) == 1
    said = json.loads(capsys.readouterr().out)
    assert "hunter2" not in json.dumps(said)
    assert [one["name"] for one in said["findings"] if one["level"] == "error"] == ["trusted_proxies"]
