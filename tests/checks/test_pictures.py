"""Screenshots: what stands in them is judged like typed words; codes are read everywhere, words where the recogniser is installed."""

from __future__ import annotations

import asyncio
import io
import shutil
import threading

import pytest
import segno
from PIL import Image, ImageDraw, ImageFont
from tests.checks.conftest import Desk

from truepenny.contracts.errors import Refused
from truepenny.contracts.identity import Customer
from truepenny.intake.screening import Screened
from truepenny.platform.ids import new_id
from truepenny.trust.checks.checks import MOST_PICTURES, Asker, Checks, Reading

pytestmark = pytest.mark.anyio


def picture_of_code(text: str) -> bytes:
    out = io.BytesIO()
    segno.make(text, error="m").save(out, kind="png", scale=8, border=4)
    return out.getvalue()


def picture_of_words(*lines: str) -> bytes:
    picture = Image.new("RGB", (900, 60 + 60 * len(lines)), "white")
    draw = ImageDraw.Draw(picture)
    for n, line in enumerate(lines):
        draw.text((30, 30 + 60 * n), line, fill="black", font=ImageFont.load_default(size=34))
    out = io.BytesIO()
    picture.save(out, "PNG")
    return out.getvalue()


async def test_a_code_in_a_picture_is_judged(desk: Desk) -> None:
    verdict = await desk.ask(picture_of_code("https://acme-login.test/qr"))
    assert verdict.state == "looks_like"
    assert verdict.worst is not None
    assert "acme-login.test" in verdict.worst.shown


@pytest.mark.skipif(shutil.which("tesseract") is None, reason="tesseract is not installed")
async def test_words_in_a_picture_are_judged(desk: Desk) -> None:
    verdict = await desk.ask(picture_of_words("Your account will be suspended", "Go to https://acme-login.test now"))
    assert verdict.unread == ""
    assert verdict.state == "looks_like"
    assert "deadline" in verdict.wording


async def test_what_is_no_picture_is_said_to_be_none(desk: Desk) -> None:
    for n, content in enumerate((b"\x89PNG\r\n\x1a\n broken", b"\x00" * 1000, b"GIF89a")):
        verdict = await desk.ask(content, place=f"198.51.100.{n}")
        assert (verdict.state, verdict.unread) == ("unknown", "broken")


async def test_a_picture_on_the_page(desk: Desk) -> None:
    files = {"files": ("screen.png", picture_of_code("https://acme-login.test/qr"), "image/png")}
    answer = await desk.reader.http.post("/en/check", data={"text": ""}, files=files)
    assert "This looks like us, but it is not us" in answer.text


async def test_pictures_take_turns_and_nobody_else_waits_for_them(desk: Desk) -> None:
    go, lock, running, most = threading.Event(), threading.Lock(), 0, 0

    def read(content: bytes) -> tuple[str, str]:
        nonlocal running, most
        with lock:
            running += 1
            most = max(most, running)
        go.wait(20)
        with lock:
            running -= 1
        return content.decode(), ""

    async def nothing(_asked: object, _who: Customer | None = None) -> None:
        return None

    async def none(_who: Customer | None) -> list[str]:
        return []

    async def name() -> str:
        return "Acme"

    truth = desk.house.truth
    reading = Reading(lambda text, _language: Screened(text, ()), lambda _source: None, read, nothing, nothing, none, name)
    checks = Checks(desk.clock, directory=truth.directory, known=truth.checks.known, reading=reading, network=lambda _place: new_id())
    asking = [asyncio.ensure_future(checks.check(b"acme-login.test", asker=Asker("a"))) for _ in range(MOST_PICTURES + 2)]
    try:
        async with asyncio.timeout(10):
            assert (await checks.check("acme-login.test", asker=Asker("a"))).state == "looks_like"
    finally:
        go.set()
    answers = await asyncio.gather(*asking, return_exceptions=True)
    assert most == 1
    assert [answer.status for answer in answers if isinstance(answer, Refused)] == [429, 429]
    assert sum(getattr(answer, "state", "") == "looks_like" for answer in answers) == MOST_PICTURES
