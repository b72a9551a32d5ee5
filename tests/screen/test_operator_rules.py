"""Rules of the operator: tried before they count, live on every node within seconds, told to customers by their own names."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import pytest
from sqlalchemy import Connection, text
from tests.log.test_erasure import find_anywhere
from tests.log.test_two_nodes import pair_settings
from tests.people_of import make_customer
from tests.postgresql_server import MakeUrl

from truepenny.contracts.errors import NotFound, Refused
from truepenny.contracts.secrets import Removed
from truepenny.intake import screen_rules
from truepenny.intake.screen.operators import CHECKS
from truepenny.intake.screen_counts import count_removed, day_of, load_counts
from truepenny.intake.screen_rules import RuleWords
from truepenny.main.house import House
from truepenny.main.running import running
from truepenny.people import audit
from truepenny.platform.clock import DAY

pytestmark = pytest.mark.anyio
BADGE = RuleWords("badges", "BDG-[0-9]{6}", "none", (), "badge number", "工牌号", enabled=True)
SAMPLE = "my badge is BDG-123456, my order 998877"


async def say(house: House, words: str, language: str = "en") -> str:
    """A customer opens a ticket; what is stored of their words."""
    who = await make_customer(house, language=language)
    opened = await house.portal.open_ticket(
        who, client_id="open-0001", subject="hello", text=words, topic=None, language=language, files=[]
    )
    page = await house.portal.load_ticket(who, opened.receipt.ticket)
    return page.events[1].text or ""


async def test_a_rule_that_was_tried_takes_its_secret_out_of_every_message(house: House) -> None:
    assert await say(house, SAMPLE) == SAMPLE, "before there is a rule"
    await house.rules.put(BADGE, rule=None, by="A-1001", sample=SAMPLE)

    assert await say(house, SAMPLE) == "my badge is [removed: badge number, 10 characters], my order 998877"
    assert await say(house, "工牌 BDG-123456", "zh") == "工牌 [已移除：工牌号，10\u2009个字符]"
    assert "content" in await house.db.read(lambda conn: find_anywhere(conn, "BDG-123456")), "the message of before the rule"
    counted = await house.rules.load_counts(since=0)
    assert [(one.kind, one.channel, one.place, one.n) for one in counted] == [("other", "portal", "message", 2)]
    assert 'truepenny_secrets_removed_total{channel="portal",kind="other"} 2.0' in house.metrics.text().decode()


async def test_a_rule_does_not_count_untried_and_the_sample_is_not_kept(house: House) -> None:
    for sample in ("", "nothing of the kind"):
        with pytest.raises(Refused, match="rule_untried"):
            await house.rules.put(BADGE, rule=None, by="A-1001", sample=sample)
    made = await house.rules.put(replace(BADGE, enabled=False), rule=None, by="A-1001", sample="")
    assert house.rules.current == ()
    with pytest.raises(Refused, match="rule_untried"):
        await house.rules.put(BADGE, rule=made, by="A-1001", sample="")
    await house.rules.put(BADGE, rule=made, by="A-1001", sample=SAMPLE)
    assert [rule.pattern for rule in house.rules.current] == ["BDG-[0-9]{6}"]
    await house.rules.put(replace(BADGE, label_en="staff badge"), rule=made, by="A-1001", sample="")
    with pytest.raises(Refused, match="rule_untried"):
        await house.rules.put(replace(BADGE, pattern="BDG-[0-9]{7}"), rule=made, by="A-1001", sample="")
    assert await house.db.read(lambda conn: find_anywhere(conn, "123456")) == []


async def test_a_rule_that_is_switched_off_or_deleted_counts_no_more(house: House) -> None:
    made = await house.rules.put(BADGE, rule=None, by="A-1001", sample=SAMPLE)
    await house.rules.put(replace(BADGE, enabled=False), rule=made, by="A-1001", sample="")
    assert await say(house, SAMPLE) == SAMPLE
    await house.rules.delete(made, by="A-1001")
    assert await house.rules.list_rules() == []
    with pytest.raises(NotFound):
        await house.rules.load(made)
    lines = await house.db.read(audit.list_lines)
    assert [line.what for line in lines] == ["screen_rule_deleted", "screen_rule_changed", "screen_rule_added"]
    assert lines[2].detail == {"name": "badges", "pattern": "BDG-[0-9]{6}", "check": "none", "context": [], "live": True}


async def test_context_and_checks_narrow_a_rule(house: House) -> None:
    staff = replace(BADGE, name="staff", pattern="[0-9]{8}", check="luhn", context=("staff", "员工"))
    with pytest.raises(Refused, match="rule_untried"):
        await house.rules.put(staff, rule=None, by="A-1001", sample="staff 12345678")
    await house.rules.put(staff, rule=None, by="A-1001", sample="staff 12345674")
    assert await say(house, "staff 12345674") == "staff [removed: badge number, 8 characters]"
    assert await say(house, "员工 12345674") == "员工 [removed: badge number, 8 characters]"
    assert await say(house, "order 12345674") == "order 12345674"
    assert await say(house, "staff 12345678") == "staff 12345678"


@pytest.mark.parametrize(
    ("field", "words"),
    [
        ("name", replace(BADGE, name=" ")),
        ("name", replace(BADGE, name="x" * 61)),
        ("pattern", replace(BADGE, pattern="")),
        ("pattern", replace(BADGE, pattern="BDG-[0-9")),
        ("pattern", replace(BADGE, pattern="(a|aa)+b")),
        ("pattern", replace(BADGE, pattern="[0-9]*")),
        ("pattern", replace(BADGE, pattern="x" * 501)),
        ("check", replace(BADGE, check="wishful")),
        ("context", replace(BADGE, context=tuple(map(str, range(31))))),
        ("context", replace(BADGE, context=("*",))),
        ("label_en", replace(BADGE, label_en="")),
        ("label_zh", replace(BADGE, label_zh="字" * 61)),
    ],
)
def test_what_is_wrong_with_a_rule_is_said_at_its_field(field: str, words: RuleWords) -> None:
    with pytest.raises(Refused) as refused:
        screen_rules.check_words(words)
    assert refused.value.field == field


async def test_two_rules_have_two_names_and_there_is_an_end_of_them(house: House, monkeypatch: pytest.MonkeyPatch) -> None:
    await house.rules.put(BADGE, rule=None, by="A-1001", sample=SAMPLE)
    with pytest.raises(Refused, match="name_taken"):
        await house.rules.put(BADGE, rule=None, by="A-1001", sample=SAMPLE)
    monkeypatch.setattr(screen_rules, "MAX_RULES", 1)
    with pytest.raises(Refused, match="too_many_rules"):
        await house.rules.put(replace(BADGE, name="more"), rule=None, by="A-1001", sample=SAMPLE)


async def test_rules_that_are_slow_together_do_not_count_together(house: House) -> None:
    for n in range(12):
        await house.rules.put(replace(BADGE, name=f"rule {n}", pattern=f"X{n}-[0-9]+"), rule=None, by="A-1001", sample=f"X{n}-1")
    with pytest.raises(Refused, match="rules_too_slow"):
        await house.rules.put(replace(BADGE, pattern="BDG-[0-9]+"), rule=None, by="A-1001", sample=SAMPLE)
    await house.rules.put(BADGE, rule=None, by="A-1001", sample=SAMPLE)
    await house.rules.put(replace(BADGE, name="off", pattern="BDG-[0-9]+", enabled=False), rule=None, by="A-1001", sample=SAMPLE)
    assert len(house.rules.current) == 13


async def test_a_rule_that_this_version_does_not_run_is_shown_as_broken_and_stops_no_other(house: House) -> None:
    await house.rules.put(BADGE, rule=None, by="A-1001", sample=SAMPLE)
    await house.rules.put(replace(BADGE, name="old", pattern="OLD-[0-9]+"), rule=None, by="A-1001", sample="OLD-1")
    await house.db.write(lambda conn: conn.execute(text("UPDATE screen_rule SET pattern = '(?=x)' WHERE name = 'old'")).rowcount)
    await house.rules.refresh()
    assert [(stored.words.name, stored.broken) for stored in await house.rules.list_rules()] == [("badges", False), ("old", True)]
    assert [rule.pattern for rule in house.rules.current] == ["BDG-[0-9]{6}"]


@pytest.mark.postgresql
async def test_the_other_node_hears_of_a_rule(make_migrated: MakeUrl, tmp_path: Path) -> None:
    first, second = pair_settings(make_migrated(), tmp_path)
    async with running(first) as here, running(second) as there:
        await here.rules.put(BADGE, rule=None, by="A-1001", sample=SAMPLE)
        assert there.rules.current == ()
        await there.rules.refresh()
        assert [rule.pattern for rule in there.rules.current] == ["BDG-[0-9]{6}"]


async def test_counts_add_up_by_day_kind_channel_and_place(house: House) -> None:
    phrase, card = Removed("recovery_phrase", 12, "words"), Removed("card_number", 16)

    def count(conn: Connection) -> None:
        today = day_of(20_000 * DAY + 1)
        assert today == 20_000
        count_removed(conn, [phrase, card, card], channel="webchat", day=today)
        count_removed(conn, [card], channel="webchat", day=today)
        count_removed(conn, [card], channel="portal", day=today + 1, place="subject")
        count_removed(conn, [], channel="portal", day=today)

    await house.db.write(count)
    found = await house.db.read(lambda conn: load_counts(conn, since=20_000))
    assert [(one.day, one.kind, one.channel, one.place, one.n) for one in found] == [
        (20_000, "card_number", "webchat", "message", 3),
        (20_000, "recovery_phrase", "webchat", "message", 1),
        (20_001, "card_number", "portal", "subject", 1),
    ]
    assert [one.day for one in await house.db.read(lambda conn: load_counts(conn, since=20_001))] == [20_001]


async def test_the_label_goes_with_the_fact_to_everyone_who_sees_it(house: House) -> None:
    await house.rules.put(BADGE, rule=None, by="A-1001", sample=SAMPLE)
    await say(house, SAMPLE)
    body = await house.db.read(lambda conn: conn.execute(text("SELECT body FROM event WHERE kind = 'secrets_removed'")).scalar_one())
    assert json.loads(bytes(body))["removed"] == [{"kind": "other", "size": 10, "label": "badge number"}]


@pytest.mark.parametrize(
    ("check", "right", "wrong"),
    [
        ("luhn", ["79927398713", "4111 1111 1111 1111", "18"], ["79927398710", "0", "A8", "\u0661\u0668"]),
        ("mod97", ["GB82 WEST 1234 5698 7654 32", "79444"], ["GB82WEST12345698765431", "79445", "94", "GB!!!"]),
        ("card_number", ["4111-1111-1111-1111"], ["4111-1111-1111-1112", "ABCDEFGHIJKLMNOP", ""]),
    ],
)
def test_check_digits_are_computed_and_whatever_else_matched_is_none(check: str, right: list[str], wrong: list[str]) -> None:
    assert [text for text in right if CHECKS[check](text, 0, len(text)) is None] == []
    assert [text for text in wrong if CHECKS[check](text, 0, len(text)) is not None] == []
