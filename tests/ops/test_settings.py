"""Settings: where values come from, what is refused and with which words, and that secrets stay masked."""

from __future__ import annotations

from pathlib import Path

import pytest

from truepenny.platform.settings import NAMES, Settings, SettingsWrong, describe, load_settings


def test_defaults_follow_the_data_dir() -> None:
    settings = Settings(data_dir=Path("/srv/desk"))
    assert settings.secret_file == Path("/srv/desk/secret.key")
    assert settings.blob_dir == Path("/srv/desk/blobs")
    assert settings.control_socket == Path("/srv/desk/control.sock")
    assert settings.sqlite_path == Path("/srv/desk/truepenny.db")
    assert settings.public_url == "http://127.0.0.1:8000"
    assert settings.secure_cookies is False


def test_https_makes_cookies_secure_unless_told_otherwise() -> None:
    assert load_settings({"TRUEPENNY_PUBLIC_URL": "https://desk.example"}).secure_cookies is True
    env = {"TRUEPENNY_PUBLIC_URL": "https://desk.example/", "TRUEPENNY_SECURE_COOKIES": "no"}
    assert load_settings(env).secure_cookies is False
    assert load_settings(env).public_url == "https://desk.example"


def test_command_line_over_environment_over_file(tmp_path: Path) -> None:
    file = tmp_path / "desk.toml"
    file.write_text('port = 1\nhost = "10.0.0.1"\nundo_s = 3\nwidget_origins = ["https://a.example", "https://b.example"]\n')
    settings = load_settings({"TRUEPENNY_PORT": "2", "TRUEPENNY_HOST": "10.0.0.2", "PATH": "/bin"}, file, given={"port": "3"})
    assert (settings.port, settings.host, settings.undo_s) == (3, "10.0.0.2", 3)
    assert settings.widget_origins == ("https://a.example", "https://b.example")
    assert settings.sources == {
        "port": "command line",
        "host": "environment TRUEPENNY_HOST",
        "undo_s": str(file),
        "widget_origins": str(file),
    }


def test_the_file_is_named_by_the_environment_or_lies_here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "truepenny.toml").write_text("port = 7001")
    (tmp_path / "other.toml").write_text("port = 7002")
    assert load_settings({}).port == 7001
    assert load_settings({"TRUEPENNY_CONFIG": "other.toml"}).port == 7002
    with pytest.raises(SettingsWrong, match="cannot be read"):
        load_settings({"TRUEPENNY_CONFIG": "missing.toml"})


def test_an_unknown_name_refuses_and_names_the_nearest(tmp_path: Path) -> None:
    with pytest.raises(SettingsWrong, match=r"data_dri \(environment TRUEPENNY_DATA_DRI\): .* did you mean data_dir\?"):
        load_settings({"TRUEPENNY_DATA_DRI": "x"})
    file = tmp_path / "desk.toml"
    file.write_text("widget_origin = []\nzzzz = 1\n")
    with pytest.raises(SettingsWrong) as caught:
        load_settings({}, file)
    assert len(caught.value.problems) == 2
    assert "widget_origins?" in caught.value.problems[0]


@pytest.mark.parametrize(
    ("name", "value", "words"),
    [
        ("PORT", "x", "whole number"),
        ("PORT", "70000", "between 0 and 65535"),
        ("SECURE_COOKIES", "maybe", "true or false"),
        ("DATABASE_URL", "mysql://x", "start with postgresql://"),
        ("WIDGET_ORIGINS", "www.example.com", "is not an origin"),
        ("WIDGET_ORIGINS", "*", "is not an origin"),
        ("TRUSTED_PROXIES", "proxy.local", "neither an address nor a network"),
        ("LOG_LEVEL", "loud", "must be one of"),
        ("LANGUAGES", "fr", "en, zh or both"),
        ("DATA_DIR", "", "must not be empty"),
    ],
)
def test_a_wrong_value_says_what_is_wrong(name: str, value: str, words: str) -> None:
    with pytest.raises(SettingsWrong, match=words):
        load_settings({f"TRUEPENNY_{name}": value})


def test_all_problems_are_told_at_once() -> None:
    with pytest.raises(SettingsWrong) as caught:
        load_settings({"TRUEPENNY_PORT": "x", "TRUEPENNY_LOG_FORMAT": "xml", "TRUEPENNY_PROT": "1"})
    assert len(caught.value.problems) == 3


def test_describe_lists_everything_and_masks_secrets() -> None:
    env = {"TRUEPENNY_DATABASE_URL": "postgresql://desk:hunter2@db:5432/desk?password=hunter2", "TRUEPENNY_METRICS_TOKEN": "hunter2"}
    lines = describe(load_settings(env))
    assert tuple(line.name for line in lines) == NAMES
    assert "hunter2" not in repr(lines)
    by_name = {line.name: line for line in lines}
    assert by_name["database_url"].value == "postgresql://desk:***@db:5432/desk"
    assert by_name["metrics_token"].source == "environment TRUEPENNY_METRICS_TOKEN"
    assert by_name["port"].source == "default"
    assert all(line.doc for line in lines)


def test_settings_of_the_tests_are_not_settings_of_the_desk() -> None:
    assert load_settings({"TRUEPENNY_NO_SKIP": "1", "TRUEPENNY_TEST_POSTGRES": "x"}).sources == {}
