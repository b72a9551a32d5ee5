"""Open now? Hours of a week in their zone, on holidays, over midnight, and on the days on which clocks change."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.directory.acme import NINE_TO_FIVE, moment

from truepenny.contracts.errors import Refused
from truepenny.platform.clock import HOUR, MINUTE
from truepenny.trust.directory.hours import DAY_MINUTES, Holiday, Hours, check_hours, read_spans, standing, write_spans


def test_it_opens_and_closes_by_the_clocks_of_its_zone_in_summer_and_winter() -> None:
    winter = standing(NINE_TO_FIVE, moment("2026-01-12T08:59"))  # a Monday
    assert (winter.open, winter.opens_at) == (False, moment("2026-01-12T09:00"))
    summer = standing(NINE_TO_FIVE, moment("2026-07-13T08:00"))
    assert (summer.open, summer.closes_at) == (True, moment("2026-07-13T16:00"))
    assert standing(NINE_TO_FIVE, moment("2026-01-16T17:00")).opens_at == moment("2026-01-19T09:00"), "over the weekend"


def test_a_holiday_is_closed_named_and_counted_in_the_next_opening() -> None:
    christmas = (Holiday("2026-12-25", (), {"en": "Christmas Day"}), Holiday("2026-12-28", ((600, 720),), {"en": "Short day"}))
    hours = Hours(NINE_TO_FIVE.zone, NINE_TO_FIVE.week, christmas)
    before = standing(hours, moment("2026-12-24T18:00"))
    assert before.opens_at == moment("2026-12-28T10:00")
    on_it = standing(hours, moment("2026-12-25T11:00"))
    assert (on_it.open, on_it.holiday and on_it.holiday.names) == (False, {"en": "Christmas Day"})
    assert standing(hours, moment("2026-12-28T11:00")).closes_at == moment("2026-12-28T12:00")


def test_hours_over_midnight_belong_to_the_day_on_which_they_begin() -> None:
    night = Hours("Asia/Shanghai", (((1320, 1800),), (), (), (), (), (), ()))  # Monday 22:00 to Tuesday 06:00
    tuesday = standing(night, moment("2026-11-30T21:00"))  # Tuesday 05:00 in Shanghai
    assert (tuesday.open, tuesday.closes_at) == (True, moment("2026-11-30T22:00"))
    assert standing(night, moment("2026-12-01T15:00")).open is False, "Tuesday 23:00"


def test_where_clocks_go_back_an_hour_comes_twice_and_is_open_twice() -> None:
    early = Hours("Europe/London", ((), (), (), (), (), (), ((60, 120),)))
    opened = standing(early, moment("2026-10-25T00:30"))
    assert (opened.open, opened.closes_at) == (True, moment("2026-10-25T02:00"))
    assert standing(early, moment("2026-10-25T01:30")).open is True


def test_where_clocks_go_forward_an_hour_is_not_there() -> None:
    early = Hours("Europe/London", ((), (), (), (), (), (), ((60, 120),)))
    assert standing(early, moment("2026-03-29T00:59")).open is False
    assert standing(early, moment("2026-03-29T01:00")).open is False
    assert standing(early, moment("2026-03-29T00:00")).opens_at == moment("2026-04-05T00:00")


def test_day_and_night_has_no_end_and_never_open_has_no_beginning() -> None:
    always = Hours("UTC", (((0, DAY_MINUTES),),) * 7)
    assert standing(always, moment("2026-05-05T05:05")) == standing(always, moment("2027-01-01T00:00"))
    assert standing(always, 0).open is True
    never = standing(Hours("UTC", ((),) * 7), moment("2026-05-05T05:05"))
    assert (never.open, never.opens_at) == (False, None)
    but_one = Hours("UTC", always.week, (Holiday("2026-12-25"),))
    assert standing(but_one, moment("2026-12-20T12:00")).closes_at == moment("2026-12-25T00:00")


@pytest.mark.parametrize("typed", ["9-17", "25:00-26:00", "09:00-12:00, 11:00-13:00", "nine to five", "09:61-10:00", "9:00"])
def test_hours_that_cannot_be_read_are_refused(typed: str) -> None:
    with pytest.raises(ValueError):  # noqa: PT011 - the page says it in the reader's language
        read_spans(typed)


def test_a_zone_or_a_day_that_does_not_exist_is_refused() -> None:
    for hours, field in ((Hours("Mars/Olympus", ((),) * 7), "zone"), (Hours("UTC", ((),) * 7, (Holiday("2026-02-30"),)), "holidays")):
        with pytest.raises(Refused) as refused:
            check_hours(hours)
        assert refused.value.field == field


spans = st.lists(st.integers(0, DAY_MINUTES - 1), min_size=2, max_size=8, unique=True).map(
    lambda cuts: tuple(zip(sorted(cuts)[::2], sorted(cuts)[1::2], strict=False))
)
zones = st.sampled_from(["Europe/London", "America/New_York", "Asia/Shanghai", "Australia/Lord_Howe", "Pacific/Apia", "UTC"])


@given(spans)
def test_hours_are_read_as_they_are_written(some: tuple[tuple[int, int], ...]) -> None:
    assert read_spans(write_spans(some)) == some


@given(st.tuples(*[spans] * 7), zones, st.integers(moment("2026-01-01T00:00"), moment("2027-01-01T00:00")))
def test_at_the_moment_that_is_told_it_really_changes(week: tuple[tuple[tuple[int, int], ...], ...], zone: str, at: int) -> None:
    hours = Hours(zone, week)
    now = standing(hours, at)
    changes = now.closes_at if now.open else now.opens_at
    assert changes is not None
    assert at < changes < at + 9 * 24 * HOUR
    assert standing(hours, changes).open is not now.open
    assert standing(hours, max(at, changes - MINUTE)).open is now.open, "and not a minute before"
