"""A reader without JavaScript: what is broken comes first, each announcement has its timeline, and feeds and JSON say the same."""

from __future__ import annotations

from dataclasses import replace
from xml.etree import ElementTree as ET

import pytest
from tests.announcements.telling import PROMOTION, TRON, planned
from tests.people_of import make_agent
from tests.portal.conftest import MailDesk

from truepenny.contracts.identity import Role
from truepenny.knowledge.announcements.kinds import NewUpdate, Scope, Written
from truepenny.platform.clock import HOUR

pytestmark = pytest.mark.anyio
LEAD = "A-1001"
ATOM = "{http://www.w3.org/2005/Atom}"


async def test_the_first_thing_on_the_home_page_is_what_is_broken(mail_desk: MailDesk) -> None:
    reader = mail_desk.browser(language="zh")
    assert "TRON" not in await reader.open("/")
    made = await mail_desk.house.truth.announcements.publish(TRON, by=LEAD)
    await mail_desk.house.truth.announcements.publish(PROMOTION, by=LEAD)
    words = await reader.open("/")
    assert words.index("TRON 提现暂停") < words.index("需要什么帮助")
    assert "开始于" in words
    assert "UTC" in words
    assert "手续费减半" not in words
    assert f"/zh/notices/{made}" in reader.read.links


async def test_the_list_is_sorted_by_what_runs_and_can_be_filtered(mail_desk: MailDesk) -> None:
    news, now = mail_desk.house.truth.announcements, mail_desk.house.clock.now_us()
    await news.publish(TRON, by=LEAD)
    over = await news.publish(replace(TRON, words={"en": Written("Deposits were late", "")}), by=LEAD)
    await news.add_update(over, NewUpdate("resolved"), by=LEAD)
    await news.publish(planned(replace(TRON, words={"en": Written("Upgrade", "")}), start=now + HOUR, end=now + 2 * HOUR), by=LEAD)
    await news.publish(PROMOTION, by=LEAD)
    reader = mail_desk.browser()
    words = await reader.open("/notices")
    assert reader.path == "/en/notices", "the bare address leads to the reader's language"
    assert words.index("TRON withdrawals paused") < words.index("Upgrade") < words.index("Deposits were late")
    assert "Half the fees" not in words
    filtered = await reader.open("/en/notices?kind=maintenance")
    assert ("Upgrade" in filtered, "TRON withdrawals paused" in filtered) == (True, False)
    assert "Half the fees" in await reader.open("/en/promotions")


async def test_one_announcement_shows_its_timeline_and_what_was_corrected(mail_desk: MailDesk) -> None:
    news = mail_desk.house.truth.announcements
    made = await news.publish(TRON, by=LEAD)
    await news.add_update(made, NewUpdate("identified", {"en": "Back at **15:00**."}), by=LEAD)
    await news.add_update(made, NewUpdate("identified", {"en": "Back at 17:00."}, corrects=2), by=LEAD)
    await news.change(made, replace(TRON, words={**TRON.words, "en": Written("TRON paused", "Wait.")}), by=LEAD)
    reader = mail_desk.browser()
    words = await reader.open(f"/en/notices/{made}")
    assert words.index("17:00") < words.index("15:00"), "the newest first"
    assert "This was wrong." in words
    assert "Before, they were: TRON withdrawals paused" in words
    assert "<strong>15:00</strong>" in reader.page.text
    assert "Back at 17:00." in await reader.open(f"/zh/notices/{made}"), "words in one language are better than none"
    assert 'lang="en"' in reader.page.text
    assert (await reader.open("/en/notices/unknown"), reader.status)[1] == 404


async def test_the_state_of_each_service_is_said_in_words(mail_desk: MailDesk) -> None:
    news = mail_desk.house.truth.announcements
    reader = mail_desk.browser()
    assert "All services work." in await reader.open("/status")
    await news.publish(TRON, by=LEAD)
    words = await reader.open("/en/status")
    assert "1 service is not as it should be." in words
    assert "Withdrawals Paused TRON withdrawals paused" in words
    assert "Trouble on 1 of 90 days" in words
    assert reader.page.text.count('class="strip-day strip-day--') == 5 * 90 + 5


async def test_an_incident_of_no_service_in_particular_is_not_called_all_well(mail_desk: MailDesk) -> None:
    await mail_desk.house.truth.announcements.publish(replace(TRON, scope=Scope(), effect="none"), by=LEAD)
    words = await mail_desk.browser().open("/en/status")
    assert "1 incident is going on." in words
    assert "All services work." not in words


@pytest.mark.parametrize("language", ["en", "zh"])
async def test_feeds_are_atom_and_promotions_have_their_own(mail_desk: MailDesk, language: str) -> None:
    news = mail_desk.house.truth.announcements
    made = await news.publish(TRON, by=LEAD)
    await news.add_update(made, NewUpdate("identified", {"en": "A <b>node</b> & its\u2009twin"}), by=LEAD)
    await news.publish(PROMOTION, by=LEAD)
    reader = mail_desk.browser()
    titles = {}
    for name in ("notices", "promotions"):
        await reader.open(f"/{language}/{name}/feed.xml")
        assert reader.page.headers["content-type"].startswith("application/atom+xml")
        feed = ET.fromstring(reader.page.content)
        assert feed.tag == f"{ATOM}feed"
        for one in (feed, *feed.findall(f"{ATOM}entry")):
            for needed in ("id", "title", "updated"):
                assert (one.findtext(f"{ATOM}{needed}") or "").strip(), (name, needed)
        assert feed.find(f"{ATOM}author/{ATOM}name") is not None
        assert any(link.get("rel") == "self" for link in feed.findall(f"{ATOM}link"))
        titles[name] = [entry.findtext(f"{ATOM}title") for entry in feed.findall(f"{ATOM}entry")]
        if name == "notices":
            assert "its\u2009twin" in (feed.findtext(f"{ATOM}entry/{ATOM}summary") or ""), "spaces of every width stay"
    assert len(titles["notices"]) == len(titles["promotions"]) == 1
    assert titles["notices"][0] == ("TRON withdrawals paused (Cause found)" if language == "en" else "TRON 提现暂停（已找到原因）")


async def test_a_feed_can_hold_one_kind_alone(mail_desk: MailDesk) -> None:
    news = mail_desk.house.truth.announcements
    await news.publish(TRON, by=LEAD)
    await news.publish(replace(TRON, kind="notice", state="in_progress", effect="none", words={"en": Written("New terms", "")}), by=LEAD)
    reader = mail_desk.browser()
    page = await reader.open("/en/notices?kind=notice")
    assert "New terms" in page
    await reader.open("/en/notices/feed.xml?kind=notice")
    feed = ET.fromstring(reader.page.content)
    assert [entry.findtext(f"{ATOM}title") for entry in feed.findall(f"{ATOM}entry")] == ["New terms (In force)"]
    addresses = [link.get("href") or "" for link in feed.findall(f"{ATOM}link")]
    assert all(address.endswith("?kind=notice") for address in addresses)


async def test_programs_get_the_same_as_json(mail_desk: MailDesk) -> None:
    news = mail_desk.house.truth.announcements
    made = await news.publish(TRON, by=LEAD)
    await news.publish(PROMOTION, by=LEAD)
    http = mail_desk.browser().http
    status = (await http.get("/api/v1/status?language=zh")).json()
    assert (status["all_operational"], status["services"][0]["state"], status["services"][0]["name"]) == (False, "paused", "提现")
    assert [one["id"] for one in (await http.get("/api/v1/notices")).json()["notices"]] == [made]
    assert [one["kind"] for one in (await http.get("/api/v1/notices?kind=promotion")).json()["notices"]] == ["promotion"]
    one = (await http.get(f"/api/v1/notices/{made}")).json()
    assert (one["title"], one["networks"], one["text"]) == (
        "TRON withdrawals paused",
        ["TRON"],
        "Withdrawals on TRON wait. Your funds are safe.",
    )
    match = await http.post("/api/v1/notices/match", json={"topic": "WD.MISSING", "text": "usdt trc20", "language": "zh"})
    assert [each["path"] for each in match.json()["notices"]] == [f"/zh/notices/{made}"]
    other = await http.post("/api/v1/notices/match", json={"topic": "WD.MISSING", "text": "btc"})
    assert other.json()["notices"] == []


async def test_a_matching_form_says_so_and_sends_all_the_same(mail_desk: MailDesk) -> None:
    await mail_desk.house.truth.announcements.publish(TRON, by=LEAD)
    reader = mail_desk.browser()
    assert "TRON withdrawals paused" in await reader.open("/tickets/new?topic=WD.MISSING")
    assert "TRON withdrawals paused" not in await reader.open("/tickets/new?topic=ACC.LOCK")
    await reader.open("/tickets/new?topic=WD.MISSING")
    words = await reader.submit("/tickets/new", q_asset="USDT on Ethereum", go="words")
    assert "TRON withdrawals paused" not in words, "their words speak of another network"
    await reader.open("/tickets/new?topic=WD.MISSING")
    words = await reader.submit("/tickets/new", q_asset="USDT on TRON", go="words")
    assert "TRON withdrawals paused" in words
    await reader.submit("/tickets/new", subject="Missing", text="Where is it?", go="send")
    assert reader.path.endswith("/receipt")


async def test_the_customer_reads_what_the_desk_told_and_the_way_to_all_of_it(mail_desk: MailDesk) -> None:
    house = mail_desk.house
    reader = await mail_desk.signed_in()
    await reader.open("/tickets/new?topic=WD.MISSING")
    await reader.submit("/tickets/new", q_asset="USDT on TRON", go="words")
    await reader.submit("/tickets/new", subject="Missing", text="Where is it?", go="send")
    made = await house.truth.announcements.publish(TRON, by=LEAD)
    lead = await make_agent(house, "Wu", role=Role.LEAD)
    (found,) = await house.truth.incidents.waiting(await house.truth.announcements.load(made))
    await house.truth.incidents.link(lead, made, [found.ticket], tell=True)
    words = await reader.open(f"/tickets/{found.ticket}")
    assert "Withdrawals on TRON wait. Your funds are safe." in words
    assert f"/en/notices/{made}" in reader.read.links
