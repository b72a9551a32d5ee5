"""The command line: what it takes, and that trouble is one line and an exit code, never a traceback."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from truepenny.intake.park import park
from truepenny.intake.park_schema import parked
from truepenny.main.cli import main, make_parser, parse, settings_of
from truepenny.main.database_command import write_now
from truepenny.main.tables import all_tables
from truepenny.platform.crypto import load_or_create_keyring
from truepenny.platform.settings import Settings


@pytest.fixture(autouse=True)
def _somewhere_else(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)


def _one_line(capsys: pytest.CaptureFixture[str]) -> str:
    lines = capsys.readouterr().err.splitlines()
    assert len(lines) == 1, lines
    return lines[0]


def test_version_and_help(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["--version"]) == 0
    assert capsys.readouterr().out.startswith("truepenny 0.")
    assert main([]) == 2
    shown = capsys.readouterr().out
    for command in ("serve", "demo", "migrate", "doctor", "backup", "restore", "verify", "screen", "park", "user"):
        assert f"    {command} " in shown


def test_where_settings_come_from(monkeypatch: pytest.MonkeyPatch) -> None:
    def settings(*argv: str) -> Settings:
        return settings_of(parse(make_parser(argv), argv))

    assert settings("demo").data_dir == Path("data/demo")
    assert settings("demo").sources["data_dir"] == "default of this command"
    assert settings("serve").data_dir == Path("data")
    monkeypatch.setenv("TRUEPENNY_DATA_DIR", "/srv/a")
    assert settings("demo").data_dir == Path("/srv/a")
    assert settings("demo", "--data-dir", "/srv/b", "--port", "8100", "--set", "undo_s=3").data_dir == Path("/srv/b")


def test_wrong_settings_are_named(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["doctor", "--set", "prot=1"]) == 2
    assert _one_line(capsys) == "truepenny: prot (command line): there is no such setting; did you mean port?"
    assert main(["doctor", "--set", "port"]) == 2
    assert "NAME=VALUE" in _one_line(capsys)
    assert main(["doctor", "--config", "none.toml"]) == 2
    assert "cannot be read" in _one_line(capsys)


def test_what_is_not_there_is_said_in_one_line(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    assert main(["park", "list"]) == 3
    assert "does not exist: run truepenny migrate first" in _one_line(capsys)
    assert main(["backup", "copy"]) == 3
    assert "nothing to back up" in _one_line(capsys)
    assert main(["restore", "copy"]) == 3
    assert "is not a backup" in _one_line(capsys)


def test_parked_messages_are_listed_shown_and_replayed_by_the_desk(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    settings = Settings()
    assert settings.sqlite_path is not None
    settings.data_dir.mkdir()
    settings.sqlite_path.touch()
    keyring = load_or_create_keyring(settings.secret_file)
    write_now(settings, parked.create)
    assert main(["park", "list"]) == 0
    assert capsys.readouterr().out == "Nothing is parked.\n"
    made = write_now(
        settings,
        lambda conn: park(conn, keyring, channel="webchat", reason="parse: KeyError", payload="你好".encode(), now_us=10**15, keep_days=30),
    )
    assert main(["park", "list"]) == 0
    listed = capsys.readouterr().out
    assert made in listed
    assert "parse: KeyError" in listed
    assert main(["park", "show", made]) == 0
    assert "你好" not in capsys.readouterr().out
    assert main(["park", "show", made, "--payload"]) == 0
    assert main(["park", "show", "x"]) == 3
    assert "nothing is parked as x" in _one_line(capsys)
    assert main(["park", "replay", "all"]) == 3
    assert "the desk is not running" in _one_line(capsys)


def test_help_costs_no_heavy_import() -> None:
    code = "import sys; from truepenny.main.cli import make_parser; make_parser(); print(*sorted(sys.modules))"
    loaded = set(subprocess.run([sys.executable, "-c", code], check=True, capture_output=True, text=True).stdout.split())
    assert not loaded & {"litestar", "sqlalchemy", "alembic", "uvicorn", "cryptography", "PIL", "argon2"}


def test_agents_are_added_without_a_running_desk(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    settings = Settings(data_dir=tmp_path / "desk")
    assert settings.sqlite_path is not None
    assert main(["user", "list", "--data-dir", str(settings.data_dir)]) == 3
    assert "run truepenny migrate first" in _one_line(capsys)
    settings.data_dir.mkdir()
    settings.sqlite_path.touch()
    write_now(settings, all_tables().create_all)
    assert main(["user", "add", "lin.wei", "Lin Wei", "--data-dir", str(settings.data_dir)]) == 0
    assert "can sign in as lin.wei" in capsys.readouterr().out
    assert main(["user", "list", "--data-dir", str(settings.data_dir)]) == 0
    assert "Lin Wei" in capsys.readouterr().out
    assert main(["user", "disable", "nobody", "--data-dir", str(settings.data_dir)]) == 1
    assert "There is no agent called nobody." in capsys.readouterr().out


def test_an_unknown_argument_is_refused(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as stopped:
        main(["user", "list", "--nonsense"])
    assert stopped.value.code == 2
    assert "unrecognized arguments: --nonsense" in capsys.readouterr().err
