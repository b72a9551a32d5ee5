"""`truepenny screen FILE...`: says what is found and where, never the secret, and has an exit code for scripts."""

from __future__ import annotations

import io
import json
import sys
from pathlib import Path

import pytest
from sqlalchemy import insert, text
from tests.drawn import draw_hex, draw_phrase
from tests.files.documents import pdf, qr

from truepenny.intake.screen_schema import screen_rule
from truepenny.main import screen_command
from truepenny.main.cli import main
from truepenny.main.database_command import write_now
from truepenny.platform.settings import Settings


@pytest.fixture(autouse=True)
def _somewhere_else(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)


@pytest.fixture
def phrase() -> str:
    return draw_phrase()


def test_findings_come_with_file_line_column_and_never_with_the_secret(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], phrase: str
) -> None:
    code = draw_hex(4)
    Path("chat.txt").write_text(f"hmm >>\n  {phrase} <<\n\n密码是 Hx-{code}\n", encoding="utf-8")
    Path("fine.txt").write_text("nothing of the kind", encoding="utf-8")
    assert main(["screen", "chat.txt", "fine.txt"]) == 1
    said = capsys.readouterr()
    assert said.out.splitlines() == [
        "chat.txt:2:3  recovery_phrase  (bip39, certain)  12 words",
        "chat.txt:4:5  password  (password_stated_zh, likely)  11 characters",
        "2 files screened, 2 secrets found",
    ]
    assert said.err == ""
    assert main(["screen", "fine.txt"]) == 0
    assert capsys.readouterr().out == "1 file screened, nothing found\n"


def test_for_programs_there_is_json(capsys: pytest.CaptureFixture[str], phrase: str) -> None:
    Path("chat.txt").write_text(f"{phrase}\nfine", encoding="utf-8")
    assert main(["screen", "--json", "chat.txt"]) == 1
    said = capsys.readouterr().out
    found = {
        "line": 1, "column": 1, "kind": "recovery_phrase", "rule": "bip39", "certainty": "certain", "size": 12, "unit": "words"
    }  # fmt: skip
    assert json.loads(said) == {"files": [{"file": "chat.txt", "found": [found]}]}
    assert phrase.split()[0] + " " + phrase.split()[1] not in said


def test_redact_prints_the_text_with_placeholders(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, phrase: str) -> None:
    digits = draw_hex(32)
    words = f"hmm >> {phrase} <<\r\nand {digits}\n"
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(words.encode())))
    assert main(["screen", "--redact", "-"]) == 1
    expected = "hmm >> [removed: recovery phrase, 12 words] <<\r\nand [removed: private key, 64 characters]\n"
    assert capsys.readouterr().out == expected
    Path("chat.txt").write_text(words, encoding="utf-8")
    assert main(["screen", "--redact", "--language", "zh", "chat.txt"]) == 1
    assert "[已移除：助记词，12\u2009个词]" in capsys.readouterr().out


@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16", "gb18030"])
def test_texts_are_read_in_the_encodings_that_people_use(capsys: pytest.CaptureFixture[str], encoding: str) -> None:
    Path("chat.txt").write_text(f"您好，密码是 Hx-{draw_hex(4)}，请帮我看看", encoding=encoding)
    assert main(["screen", "chat.txt"]) == 1
    assert capsys.readouterr().out.startswith("chat.txt:1:8  password")


def test_what_cannot_be_read_is_said_and_the_others_are_screened(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, phrase: str
) -> None:
    monkeypatch.setattr(screen_command, "MAX_BYTES", 4096)
    Path("folder").mkdir()
    Path("noise").write_bytes(bytes(range(256)))
    Path("large.txt").write_text("x" * 5000, encoding="utf-8")
    Path("chat.txt").write_text(phrase, encoding="utf-8")
    assert main(["screen", "none.txt", "folder", "noise", "large.txt", "chat.txt"]) == 3
    said = capsys.readouterr()
    assert said.err.splitlines() == [
        "truepenny: none.txt does not exist",
        "truepenny: folder is a folder: name the files in it",
        "truepenny: noise could not be read whole: it is, or holds, something of a kind that is not read",
        "truepenny: large.txt is larger than 0 MiB: split it",
    ]
    assert "chat.txt:1:1  recovery_phrase" in said.out
    assert main(["screen", "--redact", "none.txt"]) == 3
    assert main(["screen"]) == 2
    assert main(["screen", "--redact", "chat.txt", "large.txt"]) == 2


def test_documents_and_pictures_are_read_as_when_customers_send_them(capsys: pytest.CaptureFixture[str], phrase: str) -> None:
    Path("scan.pdf").write_bytes(pdf(f"hmm >> {phrase} <<"))
    Path("code.png").write_bytes(qr("otpauth://totp/Acme:li?secret=JBSWY3DPEHPK3PXP"))
    Path("locked.pdf").write_bytes(pdf(phrase, owner_password="y", user_password="x"))
    assert main(["screen", "scan.pdf", "code.png", "locked.pdf"]) == 3
    said = capsys.readouterr()
    assert said.out.splitlines()[:2] == ["scan.pdf  recovery_phrase  12 words", "code.png  authenticator  46 characters"]
    assert "truepenny: locked.pdf could not be read whole: it is encrypted" in said.err
    assert main(["screen", "--redact", "scan.pdf"]) == 3
    assert "is not text" in capsys.readouterr().err


def _put_rule(settings: Settings, **more: object) -> None:
    row = {
        "id": "r1", "name": "badges", "pattern": "BDG-[0-9]+", "checked_by": "none", "context": "", "label_en": "badge number",
        "label_zh": "工牌号", "enabled": True, "changed_at": 1, "changed_by": "A-1001", **more,
    }  # fmt: skip
    write_now(settings, lambda conn: conn.execute(insert(screen_rule).values(**row)).rowcount)


def test_the_operators_own_rules_count_where_there_is_a_desk(capsys: pytest.CaptureFixture[str], sqlite_settings: Settings) -> None:
    there = ["--data-dir", str(sqlite_settings.data_dir)]
    Path("chat.txt").write_text("my badge BDG-123456", encoding="utf-8")
    assert main(["screen", "chat.txt", *there]) == 0
    _put_rule(sqlite_settings)
    _put_rule(sqlite_settings, id="r2", name="off", pattern="badge", enabled=False)
    capsys.readouterr()
    assert main(["screen", "chat.txt", *there]) == 1
    assert capsys.readouterr().out.startswith("chat.txt:1:10  other  (own:badges, likely)  10 characters\n")
    assert main(["screen", "--redact", "chat.txt", *there]) == 1
    assert capsys.readouterr().out == "my badge [removed: badge number, 10 characters]"
    write_now(sqlite_settings, lambda conn: conn.execute(text("DROP TABLE screen_rule")).rowcount)
    assert main(["screen", "chat.txt", *there]) == 0
    assert "without your own rules" in capsys.readouterr().err
