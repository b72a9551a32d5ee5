"""Somebody looks for help in the words that they know, with their slips; and what they looked for in vain reaches editors."""

from __future__ import annotations

import contextlib
from collections.abc import AsyncIterator
from typing import Any

import pytest
from tests.search_faces.conftest import furnish

from truepenny.contracts.errors import NotFound, Refused
from truepenny.contracts.identity import Agent, AgentId, Role
from truepenny.knowledge.announcements.kinds import Draft, NewUpdate, Written
from truepenny.knowledge.search.misses import KEEP_WEEKS, is_tellable, prune_misses
from truepenny.knowledge.search.synonyms import check_group
from truepenny.main.house import House
from truepenny.main.running import running
from truepenny.platform.clock import DAY, SetClock
from truepenny.platform.settings import Settings

pytestmark = pytest.mark.anyio
LEAD = "A-1012"
OMAR = Agent(AgentId(LEAD), "Omar Haddad", Role.LEAD, ())
BROKEN = Draft(
    "incident", "investigating", {"en": Written("TRON is slow", "Blocks come late."), "zh": Written("波场网络拥堵", "出块较慢。")},
    effect="degraded",
)  # fmt: skip


@pytest.fixture
def clock() -> SetClock:
    return SetClock()


@contextlib.asynccontextmanager
async def _furnished(settings: Settings, clock: SetClock) -> AsyncIterator[House]:
    async with running(settings, clock=clock) as built:
        await furnish(built)
        yield built


@pytest.fixture
async def house(sqlite_settings: Settings, clock: SetClock) -> AsyncIterator[House]:
    async with _furnished(sqlite_settings, clock) as built:
        yield built


@pytest.fixture
async def either(settings: Settings, clock: SetClock) -> AsyncIterator[House]:
    """Once on each database."""
    async with _furnished(settings, clock) as built:
        yield built


async def slugs(house: House, text: str, language: str, **more: Any) -> list[str]:
    answer = await house.truth.search.find(text, language, limit=5, **more)
    return [hit.path.rpartition("/")[2] for hit in answer.hits]


WANTED = (
    ("提币没到账", "zh", "withdrawal-not-arrived"),
    ("提幣沒到賬", "zh", "withdrawal-not-arrived"),
    ("被骗了怎么办", "zh", "cheated-first-minutes"),
    ("录音", "zh", "recording-a-call"),
    ("missing memo", "en", "missing-tag"),
    ("lost 2fa", "en", "lost-second-factor"),
    ("cash out pending", "en", "withdrawal-pending"),
)


async def test_people_find_it_in_their_own_words(either: House) -> None:
    found = [(typed, language, wanted in (await slugs(either, typed, language))[:3]) for typed, language, wanted in WANTED]
    assert [one for one in found if not one[2]] == []


async def test_slips_are_forgiven_and_said(either: House) -> None:
    answer = await either.truth.search.find("withdrawl not recieved", "en")
    assert answer.corrected == "withdrawal not received"
    assert answer.hits[0].path == "/help/withdrawal-not-arrived"
    exact = await either.truth.search.find("withdrawl", "en", exact=True)
    assert (exact.corrected, list(exact.hits)) == ("", [])


async def test_a_slip_is_forgiven_also_beside_a_word_that_many_have(either: House) -> None:
    answer = await either.truth.search.find("wrong netwrok", "en")
    assert answer.corrected == "wrong network"
    assert answer.hits[0].path == "/help/wrong-network"
    right = await either.truth.search.find("wrong network deposit", "en")
    assert right.corrected == "", "the premise: words that are found stay"


async def test_who_wants_a_human_finds_the_ways_to_one(either: House) -> None:
    for typed, language in (("human", "en"), ("talk to a person", "en"), ("真人", "zh")):
        assert "ways-to-reach-us" in await slugs(either, typed, language), typed


async def test_what_was_found_is_marked_in_the_original_words(house: House) -> None:
    hit = (await house.truth.search.find("提幣", "zh")).hits[0]
    marked = {text for text, found in (*hit.title, *hit.extract) if found}
    assert marked & {"提现", "提币"}
    assert "".join(text for text, _ in hit.title) in {head.title for head in await house.truth.help.list_articles("zh")}


async def test_the_reader_s_language_comes_first_and_the_other_after_it(house: House) -> None:
    answer = await house.truth.search.find("2FA", "zh")
    assert answer.hits
    assert {hit.language for hit in answer.hits} == {"zh"}
    assert {hit.language for hit in answer.others} <= {"en"}


async def test_pages_follow_one_another_without_gap_or_double(house: House) -> None:
    find = house.truth.search.find
    whole = [hit.id for hit in (await find("账户", "zh", limit=12)).hits]
    first, second = await find("账户", "zh", limit=6), await find("账户", "zh", limit=6, page=2)
    assert len(whole) == 12
    assert [hit.id for hit in (*first.hits, *second.hits)] == whole
    assert first.more


async def test_an_announcement_is_found_until_its_words_change(either: House) -> None:
    announcements, search = either.truth.announcements, either.truth.search
    assert not (await search.find("拥堵", "zh", exact=True)).hits
    made = await announcements.publish(BROKEN, by=LEAD)
    await search.upkeep.catch_up()
    hit = (await search.find("拥堵", "zh")).hits[0]
    assert (hit.kind, hit.path, hit.running) == ("announcement", f"/notices/{made}", True)
    await announcements.add_update(made, NewUpdate("resolved", {"en": "Over.", "zh": "已恢复。"}), by=LEAD)
    await search.upkeep.catch_up()
    assert not (await search.find("拥堵", "zh")).hits[0].running


async def test_who_looks_for_help_finds_no_promotions(house: House) -> None:
    offer = Draft("promotion", "in_progress", {"zh": Written("拥堵时手续费减半", "限时优惠。")})
    await house.truth.announcements.publish(offer, by=LEAD)
    made = await house.truth.announcements.publish(BROKEN, by=LEAD)
    await house.truth.search.upkeep.catch_up()
    assert [hit.id for hit in (await house.truth.search.find("拥堵", "zh", exact=True)).hits] == [made]


async def test_an_article_that_is_retired_is_found_no_more(either: House) -> None:
    head = (await either.truth.help.find("recording-a-call"))["zh"]
    assert "recording-a-call" in await slugs(either, "录音", "zh")
    await either.truth.help.editing.retire(head.id, by=OMAR)
    assert "recording-a-call" not in await slugs(either, "录音", "zh")


async def test_an_editor_s_words_count_at_once(house: House) -> None:
    assert "recording-a-call" not in await slugs(house, "phonetape", "en", exact=True)
    made = await house.truth.synonyms.put(["phonetape", "recording"], group=None, by=LEAD)
    assert "recording-a-call" in await slugs(house, "phonetape", "en", exact=True)
    await house.truth.synonyms.delete(made, by=LEAD)
    assert "recording-a-call" not in await slugs(house, "phonetape", "en", exact=True)
    with pytest.raises(NotFound):
        await house.truth.synonyms.load(made)


async def test_words_that_are_no_group_are_refused() -> None:
    for words in (["one"], ["same", "SAME"], ["a b", "!!!"], ["x", "y" * 41], [str(n) for n in range(30)]):
        with pytest.raises(Refused):
            check_group(words)


async def test_a_new_desk_gets_its_words_once(house: House) -> None:
    groups = await house.truth.synonyms.list_groups()
    assert len(groups) >= 40
    await house.truth.synonyms.delete(groups[0].id, by=LEAD)
    assert await house.truth.synonyms.plant_starter() == 0


async def test_what_was_looked_for_in_vain_is_told_when_two_networks_asked(either: House) -> None:
    misses = either.truth.misses
    await misses.count("台胞证上传", language="zh", place="203.0.113.1")
    await misses.count("台胞证上传", language="zh", place="203.0.113.1")
    assert await misses.list_missed() == []
    await misses.count("台胞证上传", language="zh", place="198.51.100.7")
    (told,) = await misses.list_missed()
    assert (told.words, told.n, told.language) == ("台胞证上传", 3, "zh")


async def test_what_may_be_somebody_s_own_is_never_kept(house: House) -> None:
    own = [
        "li.wei@mail.example", "call 202 555 0147 now", "ticket 20484821", "https://acme.example/x", "a" * 70,
        "0x" + "ab12" * 16, "bc1qar0srrr7xfkvy5l643lydnw9re59gtzzwf5mdq",
    ]  # fmt: skip
    for words in own:
        assert not is_tellable(words)
        for place in ("203.0.113.1", "198.51.100.7"):
            await house.truth.misses.count(words, language="en", place=place)
    for place in ("203.0.113.1", "198.51.100.7"):
        await house.truth.misses.count("my password is Tr0ub4dor&3", language="en", place=place)
    assert await house.truth.misses.list_missed() == []


async def test_old_misses_go(house: House, clock: SetClock) -> None:
    for place in ("203.0.113.1", "198.51.100.7"):
        await house.truth.misses.count("staking", language="en", place=place)
    clock.at_us += (KEEP_WEEKS + 2) * 7 * DAY
    assert await house.db.write(lambda conn: prune_misses(conn, now_us=clock.now_us())) == 1


async def test_the_same_search_is_one_however_it_was_written(house: House) -> None:
    misses = house.truth.misses
    await misses.count("USDT  質押", language="zh", place="203.0.113.1")
    await misses.count("usdt 质押", language="zh", place="198.51.100.7")
    for place in ("203.0.113.1", "198.51.100.7"):
        await misses.count("\ufdfa" * 50, language="zh", place=place)  # nine hundred letters once it is normalised
    assert [(one.words, one.n) for one in await misses.list_missed()] == [("usdt 质押", 2)]
