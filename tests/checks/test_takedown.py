"""What leads do with a campaign: the archive for who can take it down, the warning to customers, and the way there from a ticket
and back."""

from __future__ import annotations

import hashlib
import html
import io
import json
import re
import zipfile

import pytest
from tests.admin.site import Site
from tests.checks.conftest import Desk
from tests.checks.test_held_file import check
from tests.checks.test_held_file import report as report_file
from tests.checks.test_reports import MAIL, OMAR, report

from truepenny.contracts.identity import Role
from truepenny.knowledge.announcements.kinds import Draft, Written
from truepenny.people.audit import list_lines
from truepenny.surfaces.admin.fakes import unclickable

pytestmark = pytest.mark.anyio


async def campaign_of(desk: Desk, shown: str) -> str:
    return next(one.id for one in await desk.house.truth.reports.campaigns() if one.shown == shown)


def opened(content: bytes) -> dict[str, bytes]:
    with zipfile.ZipFile(io.BytesIO(content)) as found:
        return {name: found.read(name) for name in found.namelist()}


async def test_the_archive_holds_all_that_a_registrar_needs_and_no_reporter(desk: Desk) -> None:
    await report(desk, MAIL, gave="data")
    answer = await report_file(desk.reader.http, await check(desk.reader.http))
    assert answer.status_code == 303
    site = Site(desk.house, desk.clock)
    _, secret = await site.add("omar", "Omar", role=Role.LEAD)
    web = await site.enter("omar", secret)
    mail, screen = await campaign_of(desk, "acme-help.test"), await campaign_of(desk, "acme-login.test")

    found = opened((await web.post(f"/admin/checks/{mail}/evidence.zip", data={})).content)
    assert {"letter-en.txt", "letter-zh.txt", "facts.json", "headers/001.txt", "SHA256SUMS"} <= found.keys()
    assert b"acme-help.test" in found["letter-en.txt"]
    assert "下架请求" in found["letter-zh.txt"].decode()
    assert "support@acme-help.test" in found["headers/001.txt"].decode()
    facts = json.loads(found["facts.json"])
    assert facts["first_seen"].endswith("Z")
    for content in found.values():
        assert b"wei.zhang" not in content
    for line in found["SHA256SUMS"].decode().splitlines():
        digest, name = line.split("  ")
        assert hashlib.sha256(found[name]).hexdigest() == digest

    page = (await web.get(f"/admin/checks/{screen}")).text
    pictures = re.findall(r'name="pictures" value="([0-9a-f]{32})"', page)
    assert len(pictures) == 1
    without = opened((await web.post(f"/admin/checks/{screen}/evidence.zip", data={})).content)
    assert not [name for name in without if name.startswith("pictures/")], "none goes along that nobody chose"
    chosen = opened((await web.post(f"/admin/checks/{screen}/evidence.zip", data={"pictures": pictures})).content)
    assert chosen["pictures/001.png"].startswith(b"\x89PNG")
    lines = await desk.house.db.read(lambda conn: list_lines(conn))
    exported = [line.detail for line in lines if line.what == "evidence_exported"]
    assert exported[0] == {"value": "acme-login.test", "count": 1}
    assert len(exported) == 3


async def test_the_warning_is_written_for_both_languages_and_nothing_in_it_can_be_clicked(desk: Desk) -> None:
    ticket = await report(desk, "https://acme-bonus.test/claim")
    finding = await campaign_of(desk, "acme-bonus.test")
    site = Site(desk.house, desk.clock)
    _, secret = await site.add("omar", "Omar", role=Role.LEAD)
    web = await site.enter("omar", secret)
    campaign_page = (await web.get(f"/admin/checks/{finding}?ticket={ticket}")).text
    assert f"/desk/t/{ticket}" in html.unescape(campaign_page)
    link = re.search(r'href="(/admin/notices/new\?[^"]+)"', html.unescape(campaign_page))
    assert link is not None
    page = html.unescape((await web.get(link[1])).text)
    assert 'name="kind" value="notice"' in page
    titles = re.findall(r'name="title_\w+" value="([^"]+)"', page)
    bodies = re.findall(r'<textarea[^>]*name="body_\w+"[^>]*>\n(.*?)</textarea>', page, re.DOTALL)
    for said in (*titles, *bodies):
        assert "acme-bonus[.]test" in said
        assert "acme-bonus.test" not in said
    words = {language: Written(title, body) for language, title, body in zip(("en", "zh"), sorted(titles), bodies, strict=True)}
    draft = Draft("notice", "in_progress", words)
    await desk.house.truth.announcements.check(draft)


async def test_from_the_ticket_a_lead_finds_its_campaigns_and_an_agent_none(desk: Desk) -> None:
    ticket = await report(desk, "https://acme-bonus.test/claim and https://acme-gift.test")
    found = await desk.house.truth.reports.of_ticket(ticket)
    assert {one.shown for one in found} == {"acme-bonus.test", "acme-gift.test"}
    site = Site(desk.house, desk.clock)
    seen = {}
    for login, role in (("omar", Role.LEAD), ("lin", Role.AGENT)):
        _, secret = await site.add(login, login.title(), role=role)
        web = await site.enter(login, secret)
        answer = await web.get(f"/api/desk/tickets/{ticket}/impostors", headers={"accept": "application/json"})
        seen[login] = answer.json()["campaigns"]
    assert {one["outcome"] for one in seen["omar"]} == {"open"}
    assert len(seen["omar"]) == 2
    assert seen["lin"] == []
    settled = await desk.house.truth.campaigns.settle(OMAR, found[0].id, "not_ours", words={"en": "It is a stranger."}, reason="Looked at")
    assert settled == (1, 0)


def test_no_program_makes_a_link_of_it() -> None:
    assert unclickable("help@acme-bonus.test") == "help[@]acme-bonus[.]test"
