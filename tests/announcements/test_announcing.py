"""Announcements: what runs, whom it concerns, what happened to it, how the services stand; on both databases."""

from __future__ import annotations

from collections.abc import AsyncIterator
from dataclasses import replace

import pytest
from tests.announcements.telling import PROMOTION, TRON, planned

from truepenny.contracts.errors import NotFound, Refused
from truepenny.knowledge.announcements.announcements import Announcements
from truepenny.knowledge.announcements.directory_words import Listed
from truepenny.knowledge.announcements.kinds import NewUpdate, Scope, Written
from truepenny.knowledge.announcements.labels import state_label
from truepenny.main.house import House
from truepenny.main.running import running
from truepenny.people.audit import list_lines
from truepenny.platform.clock import DAY, HOUR, SetClock
from truepenny.platform.settings import Settings

pytestmark = pytest.mark.anyio
LEAD = "A-1001"


@pytest.fixture
def clock() -> SetClock:
    return SetClock(1_790_000_000_000_000 // DAY * DAY + 14 * HOUR)


@pytest.fixture
async def house(settings: Settings, clock: SetClock) -> AsyncIterator[House]:
    async with running(settings, clock=clock) as built:
        yield built


@pytest.fixture
def news(house: House) -> Announcements:
    return house.truth.announcements


async def test_an_incident_runs_until_it_is_resolved_and_its_timeline_stays(house: House, news: Announcements, clock: SetClock) -> None:
    made = await news.publish(TRON, by=LEAD)
    assert [one.id for one in await news.running()] == [made]
    one = await news.load(made)
    assert (one.scope.networks, one.started_at) == (("TRON",), clock.now_us()), "written as we write it"
    clock.advance(600)
    await news.add_update(made, NewUpdate("identified", {"en": "A node is behind.", "zh": "一个节点落后。"}), by=LEAD)
    clock.advance(600)
    ended = await news.add_update(made, NewUpdate("resolved", {"en": "All sent."}), by=LEAD)
    assert ended.tell, "who waits is told of the end in any case"
    assert await news.running() == []
    one = await news.load(made)
    assert [(update.n, update.state) for update in one.updates] == [(1, "investigating"), (2, "identified"), (3, "resolved")]
    assert (one.ended_at, one.phase(clock.now_us())) == (clock.now_us(), "past")
    assert one.updates[2].said("zh") == ("All sent.", "en"), "words in another language are better than none"
    lines = await house.db.read(list_lines)
    assert [line.what for line in lines][:3] == ["announcement_ended", "announcement_updated", "announcement_published"]


async def test_a_correction_is_seen_and_what_was_wrong_stays(news: Announcements) -> None:
    made = await news.publish(TRON, by=LEAD)
    await news.add_update(made, NewUpdate("identified", {"en": "Back at 15:00."}), by=LEAD)
    await news.add_update(made, NewUpdate("identified", {"en": "Back at 17:00."}, corrects=2), by=LEAD)
    better = replace(TRON, words={**TRON.words, "en": Written("TRON and USDT withdrawals paused", "Wait.")})
    await news.change(made, better, by=LEAD)
    one = await news.load(made)
    assert one.updates[1].corrected_by == 3
    assert one.updates[1].words == {"en": "Back at 15:00."}
    assert one.updates[3].before["en"].title == "TRON withdrawals paused"
    assert one.said("en")[0].title == "TRON and USDT withdrawals paused"
    with pytest.raises(Refused) as nothing:
        await news.add_update(made, NewUpdate("identified"), by=LEAD)
    assert nothing.value.code == "words_en_wrong"


@pytest.mark.parametrize(
    ("topic", "text", "concerned"),
    [
        ("WD.MISSING", "", True),
        ("WD.PENDING", "USDT on TRON", True),
        ("WD.MISSING", "usdt trc-20", True),
        ("WD.MISSING", "波场上的泰达币", True),
        ("WD.MISSING", "my coins", True),
        ("WD.MISSING", "USDT on ERC20", False),
        ("WD.MISSING", "0.5 BTC", False),
        ("WD.MISSING", "比特幣還沒有到", False),
        ("WD.MISSING", "泰達幣，波場網路", True),
        ("DEP.MISSING", "USDT on TRON", False),
        (None, "USDT on TRON", True),
        (None, "提了 USDT，走的 TRC20", True),
        (None, "my USDT is missing", False),
        (None, "USDT on ERC20", False),
        (None, "", False),
    ],
)
async def test_a_ticket_is_concerned_by_topic_and_by_the_words_of_its_customer(
    sqlite_settings: Settings, topic: str | None, text: str, *, concerned: bool
) -> None:
    async with running(sqlite_settings) as house:
        news = house.truth.announcements
        await news.publish(TRON, by=LEAD)
        await news.publish(PROMOTION, by=LEAD)
        await news.publish(replace(TRON, kind="notice", state="in_progress", scope=Scope()), by=LEAD)
        assert bool(await news.current("en", topic, text=text)) is concerned


async def test_work_is_planned_begins_by_itself_and_ends_when_somebody_says_so(news: Announcements, clock: SetClock) -> None:
    start = clock.now_us() + HOUR
    made = await news.publish(planned(TRON, start=start, end=start + HOUR), by=LEAD)
    assert await news.running() == []
    assert (await news.load(made)).phase(clock.now_us()) == "planned"
    clock.advance(3 * 3600)
    assert [one.id for one in await news.running()] == [made], "later than planned it still runs"
    (withdrawals, *others) = await news.state_of_services()
    assert (withdrawals.service.id, withdrawals.state, withdrawals.since) == ("withdrawals", "maintenance", start)
    assert {one.state for one in others} == {"operational"}
    await news.add_update(made, NewUpdate("done"), by=LEAD)
    assert {one.state for one in await news.state_of_services()} == {"operational"}


async def test_a_change_keeps_when_it_began_and_wild_years_are_refused(news: Announcements, clock: SetClock) -> None:
    made = await news.publish(TRON, by=LEAD)
    began = clock.now_us()
    clock.advance(3600)
    await news.change(made, replace(TRON, contact="d-1"), by=LEAD)
    assert (await news.load(made)).started_at == began
    for wild in (began - 2_000 * 366 * DAY, began + 7_900 * 366 * DAY):
        for name in ("planned_end", "started_at"):
            with pytest.raises(Refused) as refused:
                await news.publish(replace(TRON, **{name: wild}), by=LEAD)
            assert refused.value.field == name


async def test_what_began_or_ended_by_itself_is_called_so(news: Announcements, clock: SetClock) -> None:
    start = clock.now_us() + HOUR
    notice = replace(planned(TRON, start=start, end=start + HOUR), kind="notice", effect="degraded")
    work, told = [await news.publish(each, by=LEAD) for each in (planned(TRON, start=start, end=start + HOUR), notice)]

    async def called() -> list[str]:
        return [state_label(await news.load(made), "en", now_us=clock.now_us()) for made in (work, told)]

    assert await called() == ["Planned", "Not yet in force"]
    clock.advance(3600)
    assert await called() == ["In progress", "In force"]
    assert (await news.state_of_services())[0].because == (told, work)
    clock.advance(3600)
    assert await called() == ["In progress", "Over"]
    assert (await news.state_of_services())[0].because == (work,), "what is over does nothing to a service"


async def test_between_its_end_and_its_new_beginning_an_incident_did_nothing(news: Announcements, clock: SetClock) -> None:
    made = await news.publish(TRON, by=LEAD)
    await news.add_update(made, NewUpdate("resolved"), by=LEAD)
    clock.advance(2 * 24 * 3600)
    await news.add_update(made, NewUpdate("investigating"), by=LEAD)
    withdrawals = (await news.state_of_services(days=4))[0]
    assert [day.worst for day in withdrawals.days] == ["operational", "operational", "operational", "paused"]


async def test_the_strip_tells_the_worst_of_each_day(news: Announcements, clock: SetClock) -> None:
    made = await news.publish(TRON, by=LEAD)
    clock.advance(24 * 3600)
    await news.add_update(made, NewUpdate("monitoring", effect="degraded"), by=LEAD)
    clock.advance(24 * 3600)
    await news.add_update(made, NewUpdate("resolved"), by=LEAD)
    clock.advance(24 * 3600)
    withdrawals = (await news.state_of_services(days=90))[0]
    assert (withdrawals.state, len(withdrawals.days)) == ("operational", 90)
    assert [day.worst for day in withdrawals.days[-5:]] == ["operational", "paused", "paused", "degraded", "operational"]
    assert withdrawals.days[-2].because == (made,)


async def test_promotions_are_a_list_of_their_own(news: Announcements) -> None:
    made = await news.publish(PROMOTION, by=LEAD)
    assert await news.running() == []
    assert await news.list_all() == []
    assert [one.id for one in await news.list_all(promotions=True)] == [made]


async def test_words_that_ask_for_a_secret_are_not_published_and_warnings_are(news: Announcements) -> None:
    asks = replace(TRON, words={"en": Written("Confirm your account", "Send us your recovery phrase to go on.")})
    for education in (False, True):
        with pytest.raises(Refused) as refused:
            await news.publish(asks, by=LEAD, education=education)
        assert (refused.value.code, refused.value.field) == ("never_ask", "body_en")
    made = await news.publish(TRON, by=LEAD)
    with pytest.raises(Refused) as refused:
        await news.add_update(made, NewUpdate("identified", {"zh": "请把助记词发给我们。"}), by=LEAD)
    assert (refused.value.code, refused.value.field) == ("never_ask", "words_zh")


async def test_a_change_of_the_directory_is_a_notice_in_both_languages(news: Announcements) -> None:
    gone = Listed("retired", "help@old.example", {"en": "Mail", "zh": "邮箱"})
    made = await news.announce_directory_change([gone], by=LEAD)
    assert made is not None
    one = await news.load(made)
    assert one.kind == "notice"
    assert one.words["en"].title == "No longer ours: help@old.example"
    assert "/zh/contact" in one.words["zh"].body
    assert await news.announce_directory_change([], by=LEAD) is None


async def test_services_are_named_ordered_and_taken_off_the_list(news: Announcements) -> None:
    assert [one.id for one in await news.list_services()] == ["withdrawals", "deposits", "trading", "sign-in", "chat"]
    await news.put_service("card", {"en": "Card", "zh": "卡片"}, by=LEAD)
    await news.move_service("card", down=False, by=LEAD)
    await news.retire_service("trading", retired=True, by=LEAD)
    assert [one.id for one in await news.list_services()] == ["withdrawals", "deposits", "sign-in", "card", "chat"]
    with pytest.raises(Refused):
        await news.put_service("card", {"en": "Card", "zh": " "}, by=LEAD)
    with pytest.raises(NotFound):
        await news.retire_service("unknown", retired=True, by=LEAD)


@pytest.mark.parametrize(
    ("field", "draft"),
    [
        ("title_en", replace(TRON, words={})),
        ("title_en", replace(TRON, words={"en": Written("", "Body alone.")})),
        ("title_zh", replace(TRON, words={"zh": Written("长" * 161, "")})),
        ("topics", replace(TRON, scope=Scope(topics=("NO.SUCH",)))),
        ("services", replace(TRON, scope=Scope(services=("nothing",)))),
        ("state", replace(TRON, state="done")),
        ("started_at", replace(TRON, started_at=4_000_000_000_000_000)),
        ("planned_end", replace(TRON, planned_start=20, planned_end=10)),
    ],
)
async def test_what_an_author_can_mend_is_said_at_its_field(sqlite_settings: Settings, field: str, draft: object) -> None:
    async with running(sqlite_settings) as house:
        with pytest.raises(Refused) as refused:
            await house.truth.announcements.publish(draft, by=LEAD)  # type: ignore[arg-type]
        assert (refused.value.status, refused.value.field) == (422, field)
