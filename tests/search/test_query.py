"""What somebody looks for, as a query."""

from __future__ import annotations

from truepenny.platform.search.query import Query, both_ways, parse

SAME = both_ways([["提币", "提现", "withdraw"], ["two-step login", "2FA", "二次验证"], ["到账"]])


def typed(query: Query) -> list[str]:
    return [word.terms[0].text for word in query.words]


def same(query: Query, place: int = 0) -> set[str]:
    return {term.text for term in query.words[place].terms}


def test_chinese_is_cut_into_words_and_particles_do_not_count() -> None:
    query = parse("我的提币怎么还没到账", SAME)
    assert typed(query) == ["提币", "到账"]
    assert "我" in [word.terms[0].text for word in query.idle]


def test_a_word_of_the_site_wins_over_the_dictionary() -> None:
    assert typed(parse("冷钱包白名单", both_ways([["冷钱包"], ["白名单"]]))) == ["冷钱包", "白名单"]


def test_synonyms_lead_both_ways_and_over_several_words() -> None:
    assert {"提币", "提现", "withdraw"} <= same(parse("提現", SAME))
    assert {"提币", "提现"} <= same(parse("Withdrawing", SAME))
    assert {"two-step login", "2fa", "二次验证"} <= same(parse("two-step login", SAME))
    assert {"two-step login", "二次验证"} <= same(parse("2fa", SAME))


def test_quoted_words_stand_side_by_side() -> None:
    query = parse('"pending two hours" 提现', SAME)
    assert query.words[0].terms[0].tokens == ("pending", "two", "hours")
    assert len(query.words[0].terms) == 1
    assert parse("“没有到账”").words[0].terms[0].tokens == ("没有", "有到", "到账")


def test_an_order_number_stays_side_by_side() -> None:
    assert parse("ORD-2024-7781").words[0].terms[0].tokens == ("ord", "2024", "7781")


def test_the_last_word_may_be_unfinished_while_typing() -> None:
    assert parse("lost withd", typing=True).words[-1].terms[0].prefix
    assert not parse("lost withd ", typing=True).words[-1].terms[0].prefix
    assert not parse("lost withd").words[-1].terms[0].prefix


def test_idle_words_count_when_there_is_nothing_else() -> None:
    assert typed(parse("how do I withdraw", SAME)) == ["withdraw"]
    assert typed(parse("how to")) == ["how", "to"]
    assert typed(parse("怎么办")) == ["怎么办"]


def test_one_character_is_looked_for_wherever_it_stands() -> None:
    assert parse("币").words[0].terms[0].single


def test_english_words_are_found_in_their_other_forms() -> None:
    assert {"withdrawals", "withdrawal"} <= same(parse("withdrawals"))
    assert {"verify", "verified", "verifies"} <= same(parse("verified"))
    assert {"freeze", "freezing"} <= same(parse("freezing"))
    assert {"address", "addresses"} <= same(parse("addresses"))


def test_nothing_and_noise_give_an_empty_query() -> None:
    assert parse("").is_empty
    assert parse(' "" - ?? ').is_empty
    assert parse("\u200b\x00").is_empty


def test_a_very_long_text_is_cut() -> None:
    assert len(parse("word " * 10_000).words) == 1
    assert len(parse(" ".join(f"w{n}" for n in range(200))).words) <= 16
