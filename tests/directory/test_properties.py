"""Properties of comparing: any way of writing an official value finds it, no other value does, and no input breaks or changes it."""

from __future__ import annotations

import string
from itertools import pairwise

from hypothesis import example, given
from hypothesis import strategies as st

from truepenny.contracts.errors import Refused
from truepenny.trust.directory.book import Book, make_book
from truepenny.trust.directory.entries import Entry, NeverUse
from truepenny.trust.directory.kinds import KINDS, Kind
from truepenny.trust.directory.phones import read_number
from truepenny.trust.directory.typed import find_contacts_in
from truepenny.trust.directory.values import read_entry_value, readings

LONDON = "+442079460123"
LABEL = st.text(string.ascii_lowercase + string.digits, min_size=1, max_size=12)
HANDLE = st.from_regex(r"[a-zA-Z][a-zA-Z0-9_]{4,14}", fullmatch=True)
TYPED = st.one_of(st.text(max_size=60), st.text("aA1@.:/+_-#?%[]\\ \u200b\u202eа点。＠", max_size=60))


def book_of(*values: tuple[Kind, str]) -> Book:
    entries = []
    for n, (kind, typed) in enumerate(values):
        value = read_entry_value(kind, typed)
        entries.append((Entry(f"e{n}", kind, value.norm, value.shown, {"en": "x"}, number_region=value.region), 0))
    return make_book(len(entries), 0, entries)


@st.composite
def spelled(draw: st.DrawFn, digits: str) -> str:
    """A number with its digits in order and anything that people put between them."""
    between = st.sampled_from(["", " ", "-", ".", " - ", "\u2009", "("])
    text = "".join(digit + draw(between) for digit in digits)
    text = text if not draw(st.booleans()) else text.translate({ord(str(n)): chr(0xFF10 + n) for n in range(10)})
    return draw(st.sampled_from(["+", "00", "tel:+", "＋", "(+"])) + text


@given(spelled("442079460123"))
def test_a_number_is_the_same_however_it_is_spelled(typed: str) -> None:
    assert book_of(("phone", LONDON)).find("phone", typed, at=0).state == "official"


@given(st.integers(0, 9_999_999_999_999).map(str))
def test_no_other_number_is_official(digits: str) -> None:
    known = book_of(("phone", LONDON)).find("phone", f"+{digits}", at=0)
    number = read_number(f"+{digits}")
    assert (known.state == "official") == (number is not None and number.e164 == LONDON)


@given(
    HANDLE,
    st.sampled_from(
        ["{}", "@{}", "https://t.me/{}", "t.me/{}", "http://telegram.me/{}/", "tg://resolve?domain={}", "t.me/s/{}", "T.ME/{}"]
    ),
)
def test_a_handle_is_the_same_by_its_name_and_by_its_link(name: str, way: str) -> None:
    book = book_of(("telegram", f"@{name}"))
    assert book.find("telegram", way.format(name.swapcase()), at=0).state == "official"
    assert book.find("telegram", way.format(name + "x"), at=0).state == "unknown"


@given(st.lists(LABEL, min_size=1, max_size=3), st.lists(LABEL, max_size=2), st.sampled_from(["https://", "http://", "//", ""]), LABEL)
def test_only_a_host_below_an_official_domain_is_covered(labels: list[str], above: list[str], scheme: str, other: str) -> None:
    domain = ".".join([*labels, "example"])
    book = book_of(("site", f"*.{domain}"))
    assert book.find("site", f"{scheme}{'.'.join([*above, domain])}/path?q#f", at=0).state == "official"
    for evil in (
        f"{scheme}{domain}.{other}.test/",
        f"{scheme}{other}x{domain}.test",
        f"https://{domain}@{other}.test/",
        f"{scheme}{other}.test/{domain}",
    ):
        assert book.find("site", evil, at=0).state == "unknown", evil


@given(st.sampled_from(KINDS), TYPED)
@example("site", "https://[::1]:80/")
@example("site", "http://acme.example:99999999/")
@example("email", "@@@")
@example("app", "https://apps.apple.com/app/id")
def test_an_entry_is_found_by_its_own_value_and_by_how_it_is_shown(kind: Kind, typed: str) -> None:
    try:
        value = read_entry_value(kind, typed)
    except Refused:
        return
    again = read_entry_value(kind, value.shown if kind != "app" else value.url)
    assert again.norm == value.norm
    book = make_book(1, 0, [(Entry("e", kind, value.norm, value.shown, {"en": "x"}), 0)])
    if not value.norm.startswith("*."):
        assert book.find(kind, value.url or value.shown, at=0).state == "official"


@given(TYPED)
def test_no_question_breaks(typed: str) -> None:
    never = NeverUse("n", "email", {"en": "x"}, "*@free.example")
    book = make_book(1, 0, [(never, 0)])
    for kind in (None, "handle", *KINDS, "whatsapp", "nonsense"):
        assert book.find(kind, typed, at=0).state in ("unknown", "never_used")
        assert all(reading.norm for reading in readings(kind, typed, ("GB",)))


@given(st.text(max_size=200), st.sampled_from([LONDON, "help@acme.example", "https://acme.example/x", "@acme_help"]), st.text(max_size=50))
def test_what_is_found_in_words_stands_there_and_nothing_twice(before: str, contact: str, after: str) -> None:
    text = f"{before} {contact} {after}"
    found = find_contacts_in(text, ("GB",))
    assert all(text[one.start : one.end] == one.text for one in found)
    assert all(first.end <= second.start for first, second in pairwise(found))
    at = len(before) + 1
    assert any(one.start < at + len(contact) and one.end > at for one in found)
