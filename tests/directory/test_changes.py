"""Changes of the directory: proposed, published, dropped; told and recorded; refused with a cure; the same on both databases."""

from __future__ import annotations

import asyncio

import pytest
from tests.directory.acme import HONG_KONG, LONDON, WEN, Acme, draft, make_directory

from truepenny.contracts.errors import NotFound, Refused
from truepenny.main.truth import is_topic
from truepenny.platform.clock import DAY
from truepenny.trust.directory.directory import Change
from truepenny.trust.directory.entries import Draft, check_draft
from truepenny.trust.directory.hours import Hours
from truepenny.trust.never_ask.refusal import check_published

pytestmark = pytest.mark.anyio
OMAR = "A-1012"


async def test_what_a_lead_proposes_counts_when_an_admin_publishes_it(acme: Acme) -> None:
    told: list[Change] = []

    async def hear(change: Change) -> None:
        told.append(change)

    acme.directory.on_change.append(hear)
    waiting = await acme.directory.propose(draft("phone", LONDON), reason="A line of our own", by=OMAR)
    assert await acme.states(LONDON) == ["unknown"]
    assert [(one.made_by, one.reason) for one in await acme.directory.proposed()] == [(OMAR, "A line of our own")]
    assert told == []
    done = await acme.directory.publish(waiting.id, by=WEN)
    assert await acme.states(LONDON) == ["official"]
    assert (done.made_by, done.settled_by, done.sequence) == (OMAR, WEN, 1)
    assert [(change.before, change.by, change.reason) for change in told] == [(None, WEN, "A line of our own")]
    assert await acme.directory.proposed() == []
    lines = await acme.record()
    assert [(line.what, line.who, line.detail["value"]) for line in lines] == [
        ("directory_published", WEN, "+44 20 7946 0123"), ("directory_proposed", OMAR, "+44 20 7946 0123"),
    ]  # fmt: skip
    with pytest.raises(Refused) as settled:
        await acme.directory.publish(waiting.id, by=WEN)
    assert settled.value.code == "version_settled"


async def test_what_is_dropped_never_counts_and_stays_in_the_history(acme: Acme) -> None:
    waiting = await acme.directory.propose(draft("phone", LONDON), by=OMAR)
    await acme.directory.drop(waiting.id, by=WEN)
    assert await acme.states(LONDON) == ["unknown"]
    assert [(one.state, one.settled_by) for one in await acme.directory.history(waiting.item)] == [("dropped", WEN)]


async def test_each_change_is_a_version_and_two_at_once_are_noticed(acme: Acme) -> None:
    first = await acme.add("phone", LONDON, "London")
    await acme.directory.put(draft("phone", LONDON, "London line"), item=first.item, base=1, reason="Its name", by=WEN)
    with pytest.raises(Refused) as overtaken:
        await acme.directory.put(draft("phone", LONDON, "London desk"), item=first.item, base=1, by=OMAR)
    assert overtaken.value.code == "version_overtaken"
    versions = await acme.directory.history(first.item)
    assert [(one.number, one.entry and one.entry.labels["en"], one.reason) for one in versions] == [
        (2, "London line", "Its name"), (1, "London", ""),
    ]  # fmt: skip
    with pytest.raises(NotFound):
        await acme.directory.history("nobody")


async def test_two_admins_who_publish_at_the_same_time_get_numbers_of_their_own(acme: Acme) -> None:
    values = [f"+44 20 7946 01{n:02d}" for n in range(8)]
    made = await asyncio.gather(*(acme.add("phone", value) for value in values))
    assert sorted(one.sequence or 0 for one in made) == list(range(1, 9))
    assert await acme.states(*values) == ["official"] * 8


async def test_a_change_on_one_node_is_noticed_by_another_within_five_seconds(acme: Acme) -> None:
    other = make_directory(acme.db, acme.clock)
    assert await other.entries("en") == []
    await acme.add("phone", LONDON)
    assert (await acme.db.read(other.book_now)).sequence == 1, "what an action asks inside its transaction is never old"
    acme.clock.advance(5.1)
    assert [one.entry.value for one in await other.entries("en")] == ["+442079460123"]


async def test_a_listener_that_fails_takes_no_change_back(acme: Acme) -> None:
    async def fail(_: Change) -> None:
        raise RuntimeError

    acme.directory.on_change.append(fail)
    await acme.add("phone", LONDON)
    assert await acme.states(LONDON) == ["official"]


@pytest.mark.parametrize(
    ("field", "wrong"),
    [
        ("kind", Draft("fax", LONDON, {"en": "x"})),
        ("value", Draft("phone", "+44 20 7946 012", {"en": "x"})),
        ("value", Draft("phone", "020 7946 0123", {"en": "x"})),
        ("value", Draft("phone", "+1-800-ACME", {"en": "x"})),
        ("value", Draft("email", "support@acme", {"en": "x"})),
        ("value", Draft("email", "two@at@acme.example", {"en": "x"})),
        ("value", Draft("email_domain", "192.0.2.1", {"en": "x"})),
        ("value", Draft("site", "https://acme.example@evil.example", {"en": "x"})),
        ("value", Draft("site", "acme\u200b.example", {"en": "x"})),
        ("value", Draft("site", "acme\u202eelpmaxe.example", {"en": "x"})),
        ("value", Draft("site", "acmeאבג.example", {"en": "x"})),
        ("value", Draft("site", "javascript:alert(1)", {"en": "x"})),
        ("value", Draft("telegram", "@abc", {"en": "x"})),
        ("value", Draft("telegram", "@1acme", {"en": "x"})),
        ("value", Draft("x", "@a_name_of_more_than_15", {"en": "x"})),
        ("value", Draft("discord", "https://evil.example/acme", {"en": "x"})),
        ("value", Draft("facebook", "a b", {"en": "x"})),
        ("value", Draft("app", "https://apk.example/acme.apk", {"en": "x"})),
        ("value", Draft("other", "  ", {"en": "x"})),
        ("platform_id", Draft("telegram", "@acme_help", {"en": "x"}, platform_id="@acme")),
        ("platform_id", Draft("phone", LONDON, {"en": "x"}, platform_id="123456")),
        ("label", Draft("phone", LONDON, {"en": " ", "zh": ""})),
        ("label_zh", Draft("phone", LONDON, {"en": "x", "zh": "长" * 81})),
        ("label_en", Draft("phone", LONDON, {"en": "a\u202eb"})),
        ("regions", Draft("phone", LONDON, {"en": "x"}, regions="GB, UK")),
        ("languages", Draft("phone", LONDON, {"en": "x"}, languages="english")),
        ("lines", Draft("phone", LONDON, {"en": "x"}, lines=("moon",))),
        ("topics", Draft("phone", LONDON, {"en": "x"}, topics="WD.MISSING NONSENSE")),
        ("zone", Draft("phone", LONDON, {"en": "x"}, hours=Hours("Nowhere", ((),) * 7))),
        ("valid_until", Draft("phone", LONDON, {"en": "x"}, valid_from=2 * DAY, valid_until=DAY)),
        ("ending", Draft("phone", LONDON, {"en": "x"}, ending="bored")),
        ("cost_en", Draft("phone", LONDON, {"en": "x"}, cost={"en": "c" * 121})),
        ("note_en", Draft("phone", LONDON, {"en": "x"}, notes={"en": "Please send us your password."})),
    ],
)  # fmt: skip
async def test_what_cannot_be_an_entry_is_refused_at_its_field(field: str, wrong: Draft) -> None:
    with pytest.raises(Refused) as refused:
        check_draft(wrong, id="e1", check=check_published, is_topic=is_topic)
    assert refused.value.field == field
    assert refused.value.cure


async def test_nothing_stands_in_the_list_twice(acme: Acme) -> None:
    first = await acme.add("phone", LONDON)
    with pytest.raises(Refused) as twice:
        await acme.add("phone", "0044 20 7946 0123")
    assert twice.value.code == "directory_twice"
    await acme.directory.end(first.item, ending="ended", reason="", by=WEN)
    acme.clock.advance(1)
    await acme.add("phone", LONDON)
    assert await acme.states(LONDON) == ["official"]


async def test_the_number_plan_says_what_is_free_to_call_and_where_it_belongs(acme: Acme) -> None:
    free = (await acme.add("phone", "+44 808 157 0123")).entry
    assert free is not None
    assert (free.toll_free, free.number_region, free.shown) == (True, "GB", "+44 808 157 0123")
    paid = (await acme.add("phone", LONDON)).entry
    assert paid is not None
    assert paid.toll_free is False


async def test_what_we_never_use_is_taken_back_like_any_other_change(acme: Acme) -> None:
    made = await acme.directory.put_never("whatsapp", {"en": "We have no WhatsApp."}, by=WEN)
    assert await acme.states("https://wa.me/12025550147") == ["never_used"]
    await acme.directory.drop_never(made.item, reason="We have one now", by=WEN)
    assert await acme.states("https://wa.me/12025550147") == ["unknown"]
    for kind, words, pattern, field in (
        ("pager", {"en": "x"}, "", "kind"), ("whatsapp", {"en": ""}, "", "words"), ("phone", {"en": "x"}, "", "pattern"),
        ("email", {"en": "x"}, "*" * 4, "pattern"), ("email", {"en": "x"}, "a" * 101, "pattern"),
    ):  # fmt: skip
        with pytest.raises(Refused) as refused:
            await acme.directory.put_never(kind, words, pattern, by=WEN)
        assert refused.value.field == field


async def test_what_ends_is_what_was_published_and_not_what_somebody_proposed(acme: Acme) -> None:
    phone = await acme.add("phone", LONDON)
    await acme.directory.propose(draft("phone", HONG_KONG), item=phone.item, base=phone.number, by="A-1003")
    await acme.directory.end(phone.item, ending="lost", reason="", by=WEN)
    assert await acme.states(LONDON, HONG_KONG) == ["was_official", "unknown"]
    only_proposed = await acme.directory.propose(draft("phone", HONG_KONG), by="A-1003")
    with pytest.raises(NotFound):
        await acme.directory.end(only_proposed.item, ending="lost", reason="", by=WEN)
