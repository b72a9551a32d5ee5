"""The file that was checked goes with the report without being chosen again, without script and at whatever node; it waits for its own
browser only, unreadable for everybody else, and not long."""

from __future__ import annotations

import html
import re
from dataclasses import replace
from pathlib import Path

import httpx
import pytest
from tests.checks.conftest import Desk
from tests.checks.test_pictures import picture_of_code
from tests.checks.test_reports import MAIL
from tests.log.test_two_nodes import pair_settings
from tests.portal.browser import PlainBrowser
from tests.postgresql_server import MakeUrl

from truepenny.main.house import House
from truepenny.main.running import running
from truepenny.platform.clock import SystemClock

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
    forms = []
    for _ in range(4):
        forms.append(await check(desk.reader.http))
        desk.clock.advance(1)
    assert (await report(desk.reader.http, forms[0])).status_code == 422
    assert (await report(desk.reader.http, forms[3])).status_code == 303


async def test_what_lies_there_cannot_be_read_and_goes_when_its_time_is_over(desk: Desk) -> None:
    form = await check(desk.reader.http)
    folder = desk.house.settings.blob_dir / ".held"
    (lying,) = folder.iterdir()
    assert lying.stat().st_size > len(PICTURE[1]), "the premise: it lies there"
    assert PICTURE[1][:64] not in lying.read_bytes()
    assert b"screen.png" not in lying.read_bytes()
    held, secret = desk.house.truth.held, desk.reader.http.cookies["tp_checked"]
    assert (await held.find(form["held"], secret)) is not None
    for wrong in ("", "another-secret-of-a-browser"):
        assert await held.find(form["held"], wrong) is None
    desk.clock.advance(901)
    await held.sweep()
    assert list(folder.iterdir()) == []


async def test_the_bytes_go_when_the_report_has_them(desk: Desk) -> None:
    await report(desk.reader.http, await check(desk.reader.http))
    assert [path.stat().st_size for path in (desk.house.settings.blob_dir / ".held").iterdir()] == [0]


@pytest.mark.postgresql
async def test_another_node_takes_the_report_with_the_file(make_migrated: MakeUrl, tmp_path: Path) -> None:
    first, second = pair_settings(make_migrated(), tmp_path)
    shared = replace(second, blob_dir=first.blob_dir)
    async with running(first) as a, running(shared) as b, browser_at(a) as one, browser_at(b) as two:
        form = await check(one)
        two.cookies.update(one.cookies)
        answer = await report(two, form)
        page = Desk(b, SystemClock(), PlainBrowser(two))  # type: ignore[arg-type]
        assert await files_of(page, answer) == ["screen.png"]
        one.cookies.update(two.cookies)
        assert (await report(one, form)).headers["location"] == answer.headers["location"], "sent again to the first it is one report"


def browser_at(house: House) -> httpx.AsyncClient:
    return httpx.AsyncClient(
        transport=httpx.ASGITransport(house.app), base_url=house.settings.public_url,
        headers={"accept": "text/html", "sec-fetch-site": "same-origin"},
    )  # fmt: skip
