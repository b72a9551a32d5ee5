"""The file that was checked goes with the report without being chosen again, without script; it waits for its own browser only,
and not long."""

from __future__ import annotations

import html
import re

import httpx
import pytest
from tests.checks.conftest import Desk
from tests.checks.test_pictures import picture_of_code
from tests.checks.test_reports import MAIL

pytestmark = pytest.mark.anyio
PICTURE = ("screen.png", picture_of_code("https://acme-login.test/qr"), "image/png")


async def check(http: httpx.AsyncClient, file: tuple[str, bytes, str] = PICTURE) -> dict[str, str]:
    """What the report's form holds."""
    page = (await http.post("/en/check", data={"text": ""}, files={"files": file})).text
    return {name: html.unescape(value) for name in ("id", "text", "held") for value in re.findall(rf'name="{name}" value="([^"]*)"', page)}


async def files_of(desk: Desk, answer: httpx.Response) -> list[str]:
    """The names of the files on the ticket's page, each file once."""
    assert answer.status_code == 303, answer.text
    page = (await desk.reader.http.get(answer.headers["location"].replace("/receipt", ""))).text
    names = set(re.findall(r'class="file-name"[^>]*>([^<]+)<', page))
    assert len(set(re.findall(r"/files/([0-9a-f]{32})", html.unescape(page)))) == len(names)
    return sorted(names)


async def report(http: httpx.AsyncClient, form: dict[str, str]) -> httpx.Response:
    return await http.post("/en/check/report", data={**form, "gave": "none", "note": ""})


async def test_the_picture_goes_with_the_report(desk: Desk) -> None:
    form = await check(desk.reader.http)
    answer = await report(desk.reader.http, form)
    assert await files_of(desk, answer) == ["screen.png"]
    again = await report(desk.reader.http, form)
    assert again.headers["location"] == answer.headers["location"], "sent twice it is one report"
    assert await files_of(desk, again) == ["screen.png"]


async def test_a_mail_as_a_file_goes_with_it_and_a_box_leaves_it_out(desk: Desk) -> None:
    mail = ("false.eml", MAIL.encode(), "message/rfc822")
    form = await check(desk.reader.http, mail)
    assert await files_of(desk, await report(desk.reader.http, form)) == ["false.eml.txt"]
    without = {**await check(desk.reader.http, mail), "id": "another-form-id", "held": ""}
    assert await files_of(desk, await report(desk.reader.http, without)) == []


async def test_another_browser_and_a_later_hour_are_asked_for_it_again(desk: Desk) -> None:
    form = await check(desk.reader.http)
    stranger = httpx.AsyncClient(
        transport=desk.reader.http._transport, base_url=desk.reader.http.base_url, headers=desk.reader.http.headers
    )
    async with stranger:
        answer = await report(stranger, form)
    assert (answer.status_code, "not here any more" in answer.text) == (422, True)
    desk.clock.advance(901)
    answer = await report(desk.reader.http, form)
    assert (answer.status_code, "not here any more" in answer.text) == (422, True)
    assert 'name="held"' not in answer.text


async def test_a_file_with_a_secret_is_refused_as_any_other(desk: Desk) -> None:
    words = b"legal winner thank year wave sausage worth useful legal winner thank yellow"
    form = await check(desk.reader.http, ("note.eml", MAIL.encode() + words, "message/rfc822"))
    answer = await report(desk.reader.http, form)
    assert b"sausage" not in answer.content
    assert await files_of(desk, answer) == ["note.eml.txt"], "with what is left when the secret is taken out"
    found = [name for name in desk.house.settings.data_dir.rglob("*") if name.is_file() and b"sausage worth" in name.read_bytes()]
    assert found == []


async def test_one_address_holds_three(desk: Desk) -> None:
    forms = [await check(desk.reader.http) for _ in range(4)]
    assert (await report(desk.reader.http, forms[0])).status_code == 422
    assert (await report(desk.reader.http, forms[3])).status_code == 303
