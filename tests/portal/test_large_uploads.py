"""Files too large for memory lie somewhere while their form is read: sealed, so that a full disk or a crash leaves no words behind."""

from __future__ import annotations

import tempfile
from pathlib import Path

import pytest
from tests.drawn import draw_bytes, draw_hex
from tests.portal.conftest import Desk
from tests.portal.test_tickets import open_ticket

from truepenny.surfaces.portal import forms
from truepenny.surfaces.portal.uploads import IN_MEMORY, Upload

pytestmark = pytest.mark.anyio


async def test_what_is_read_again_is_what_was_written() -> None:
    for size in (0, 10, IN_MEMORY, IN_MEMORY + 1, 3 * IN_MEMORY + 17):
        content, upload = draw_bytes(size), Upload("a.bin")
        for at in range(0, size, 99_991):
            await upload.write(content[at : at + 99_991])
        for _ in range(2):
            assert b"".join([piece async for piece in upload.pieces()]) == content
        upload.close()


async def test_a_large_file_of_a_form_lies_nowhere_in_clear(desk: Desk, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The places that open files have on disk are looked at in the moment before the file is taken."""
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    words = draw_hex(20)
    seen: list[bytes] = []
    save = forms.save_uploads

    async def look(*given: object, **named: object) -> None:
        for link in Path("/proc/self/fd").iterdir():
            try:
                if str(link.readlink()).startswith(str(tmp_path)) and "data" not in str(link.readlink()):
                    seen.append(link.read_bytes())
            except OSError:
                continue
        await save(*given, **named)  # type: ignore[arg-type]

    monkeypatch.setattr("truepenny.surfaces.portal.tickets.save_uploads", look)
    customer = desk.browser()
    ticket = await open_ticket(customer, "A log", "Here it comes")
    await customer.open(f"/tickets/{ticket}")
    log = f"{words}{chr(10) * IN_MEMORY}{words}".encode()
    await customer.submit(f"/tickets/{ticket}/messages", text="the log", files=[("big.txt", log, "text/plain")])
    assert "big.txt" in customer.words
    assert sum(map(len, seen)) > IN_MEMORY, "the test looks where the file is"
    assert not [held for held in seen if words.encode() in held]


async def test_a_form_that_breaks_off_is_not_read_as_if_it_were_whole(desk: Desk) -> None:
    customer = desk.browser()
    ticket = await open_ticket(customer, "A log", "Here it comes")
    await customer.open(f"/tickets/{ticket}")
    form = customer.form(f"/tickets/{ticket}/messages").value("id")
    part = '--x\r\ncontent-disposition: form-data; name="{}"\r\n\r\n{}\r\n'
    headers = {"content-type": "multipart/form-data; boundary=x", "sec-fetch-site": "same-origin"}
    body = part.format("id", form) + part.format("text", "half of it")
    told = await customer.http.post(f"/tickets/{ticket}/messages", content=body.encode(), headers=headers)
    assert told.status_code == 400
    assert "half of it" not in await customer.open(f"/tickets/{ticket}")
    assert (
        await customer.http.post(f"/tickets/{ticket}/messages", content=f"{body}--x--\r\n".encode(), headers=headers)
    ).status_code == 303
