"""The signed file: checked by anybody without our code, and never mistaken for another one, an altered one or an old one."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from nacl.exceptions import BadSignatureError
from nacl.signing import VerifyKey
from tests.directory.acme import LONDON, NINE_TO_FIVE, WEN, Acme, draft, moment

from truepenny.main.cli import main
from truepenny.main.trouble import FAILED
from truepenny.platform.clock import DAY, HOUR, SystemClock
from truepenny.trust.directory.signed import FileWrong, check_file

pytestmark = pytest.mark.anyio


async def _fill(acme: Acme) -> None:
    await acme.add("phone", LONDON, hours=NINE_TO_FIVE, regions="GB")
    await acme.add("site", "*.acme.example", "Acme ünïcode 官网")
    await acme.directory.put_never("whatsapp", {"en": "We have no WhatsApp.", "zh": "我们没有 WhatsApp。"}, by=WEN)


def _check_alone(body: bytes, key: str) -> dict[str, object]:
    """The ten lines of docs/directory.md, with PyNaCl and nothing of ours."""
    found = json.loads(body)
    text = json.dumps(found["directory"], ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    assert found["signature"]["public_key"] == key
    VerifyKey(bytes.fromhex(key)).verify(b"truepenny directory 1\n" + text.encode(), bytes.fromhex(found["signature"]["value"]))
    directory: dict[str, object] = found["directory"]
    return directory


async def test_anybody_checks_it_with_a_library_of_their_own(acme: Acme) -> None:
    await _fill(acme)
    body, key = await acme.directory.signed_file(), acme.directory.public_key
    directory = _check_alone(body, key)
    assert directory["sequence"] == 3
    assert {entry["value"] for entry in directory["entries"]} == {"+442079460123", "*.acme.example"}  # type: ignore[attr-defined]
    altered = body.replace(b"+442079460123", b"+442079460124")
    assert altered != body
    with pytest.raises(BadSignatureError):
        _check_alone(altered, key)


async def test_our_own_check_says_what_is_wrong(acme: Acme) -> None:
    await _fill(acme)
    body, key, now = await acme.directory.signed_file(), acme.directory.public_key, acme.clock.now_us()
    checked = check_file(body, key=key, now=now)
    assert (checked.sequence, checked.desk) == (3, "https://support.acme.example")
    assert check_file(body, key=acme.directory.fingerprint, now=now, at_least=3) == checked
    wrongs = {
        "not a signed": (b"<html>", key, now, 0),
        "another key": (body, "0" * 64, now, 0),
        "altered": (body.replace(b"acme.example", b"evil.example"), key, now, 0),
        "old copy: change 3": (body, key, now, 4),
        "it counted until": (body, key, now + 8 * DAY, 0),
        "from the future": (body, key, now - 2 * DAY, 0),
    }
    for said, (given, by, at, least) in wrongs.items():
        with pytest.raises(FileWrong, match=said):
            check_file(given, key=by, now=at, at_least=least)


async def test_each_change_makes_a_new_file_with_a_higher_number_and_what_is_gone(acme: Acme) -> None:
    acme.clock.at_us = moment("2026-03-02T10:20")
    first = await acme.add("phone", LONDON)
    before = json.loads(await acme.directory.signed_file())["directory"]
    assert before["issued_at"] == "2026-03-02T10:20:00Z", "not before the change itself"
    acme.clock.at_us += HOUR
    assert json.loads(await acme.directory.signed_file())["directory"]["issued_at"] == "2026-03-02T11:00:00Z"
    await acme.directory.end(first.item, ending="lost", reason="", by=WEN)
    after = json.loads(await acme.directory.signed_file())["directory"]
    assert (after["sequence"], after["entries"]) == (before["sequence"] + 1, [])
    assert [(gone["value"], gone["ending"]) for gone in after["past"]] == [("+442079460123", "lost")]


async def test_what_came_back_is_not_among_what_is_gone(acme: Acme) -> None:
    phone, mail = await acme.add("phone", LONDON), await acme.add("email", "help@acme.example")
    for value in ("desk@acme.example", "help@acme.example"):
        acme.clock.at_us += HOUR
        mail = await acme.directory.put(draft("email", value), item=mail.item, base=mail.number, by=WEN)
    await acme.directory.end(phone.item, ending="lost", reason="", by=WEN)
    acme.clock.at_us += HOUR
    await acme.add("phone", LONDON)
    directory = json.loads(await acme.directory.signed_file())["directory"]
    assert {entry["value"] for entry in directory["entries"]} == {LONDON.replace(" ", ""), "help@acme.example"}
    assert [gone["value"] for gone in directory["past"]] == ["desk@acme.example"]


async def test_the_command_calls_nothing_official_before_it_begins_or_after_its_end(
    acme: Acme, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    now = SystemClock().now_us()
    acme.clock.at_us = now - 3 * HOUR
    await acme.directory.put(draft("x", "@acme_ended", valid_until=now - HOUR), by=WEN)
    await acme.directory.put(draft("x", "@acme_coming", valid_from=now + HOUR), by=WEN)
    await acme.directory.put(draft("x", "@acme_now", valid_from=now - HOUR, valid_until=now + HOUR), by=WEN)
    copy = tmp_path / "directory.json"
    copy.write_bytes(await acme.directory.signed_file())
    found = {
        name: main(["directory", "verify", str(copy), "--key", acme.directory.public_key, "--find", f"@{name}"])
        for name in ("acme_ended", "acme_coming", "acme_now")
    }
    assert found == {"acme_ended": FAILED, "acme_coming": FAILED, "acme_now": 0}
    assert capsys.readouterr().out.count("not ours at this moment") == 2


async def test_the_command_checks_a_copy_offline(acme: Acme, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    acme.clock.at_us = SystemClock().now_us()
    await _fill(acme)
    await acme.directory.put(draft("x", "@acme_old"), by=WEN)
    copy = tmp_path / "directory.json"
    copy.write_bytes(await acme.directory.signed_file())
    key = acme.directory.public_key
    assert main(["directory", "verify", str(copy), "--key", key]) == 0
    assert "holds: change 4 of https://support.acme.example" in capsys.readouterr().out
    assert main(["directory", "verify", str(copy), "--key", key, "--find", "https://x.com/acme_old"]) == 0
    assert main(["directory", "verify", str(copy), "--key", key, "--find", "@acme_new"]) == FAILED
    copy.write_bytes(copy.read_bytes().replace(b"acme_old", b"acme_new"))
    assert main(["directory", "verify", str(copy), "--key", key]) == FAILED
    assert "does not hold: it was altered" in capsys.readouterr().out
