"""Ticket numbers: every single slip is found, kind readings are read, and nothing else passes."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from truepenny.tickets.numbers import ALPHABET, LENGTH, check_character, make_number, parse_number, show_number

bodies = st.text(alphabet=ALPHABET, min_size=LENGTH - 1, max_size=LENGTH - 1)


def whole(body: str) -> str:
    return body + check_character(body)


@given(bodies)
def test_what_is_shown_is_read_again_however_it_is_written(body: str) -> None:
    number = whole(body)
    shown = show_number(number)
    for written in (
        number,
        shown,
        shown.lower(),
        f"  {shown} ",
        shown.replace("-", " "),
        shown.replace("-", "\u2011"),
        number.replace("5", "S"),
    ):
        assert parse_number(written) == number
    assert parse_number(number.replace("V", "u")) == number


@given(bodies, st.integers(0, LENGTH - 1), st.sampled_from(ALPHABET))
def test_every_single_wrong_character_is_found(body: str, place: int, other: str) -> None:
    number = whole(body)
    wrong = number[:place] + other + number[place + 1 :]
    assert parse_number(wrong) == (number if wrong == number else None)


@given(bodies, st.integers(0, LENGTH - 2))
def test_every_swap_of_two_neighbours_is_found(body: str, place: int) -> None:
    number = whole(body)
    wrong = number[:place] + number[place + 1] + number[place] + number[place + 2 :]
    assert parse_number(wrong) == (number if wrong == number else None)


@given(st.text(max_size=40))
def test_anything_else_is_no_number_and_no_fault(text: str) -> None:
    found = parse_number(text)
    assert found is None or (len(found) == LENGTH and set(found) <= set(ALPHABET))


def test_numbers_are_drawn_from_the_whole_alphabet_and_differ() -> None:
    drawn = {make_number() for _ in range(2_000)}
    assert len(drawn) == 2_000
    assert set("".join(drawn)) == set(ALPHABET)
    assert all(parse_number(number) == number for number in drawn)
