"""Addresses in From, To and Cc, as they are written and as they are forged: what proves less wins."""

from __future__ import annotations

import base64

import pytest
from tests.email.reading.mails import read

from truepenny.contracts.mail import InboundMail


def with_from(value: bytes | str) -> InboundMail:
    return read(b"From: " + (value if isinstance(value, bytes) else value.encode()) + b"\r\n\r\nhello\r\n")


def addresses(value: bytes | str) -> list[str]:
    return [one.address for one in with_from(value).senders]


@pytest.mark.parametrize(
    ("value", "name", "address"),
    [
        ("Li Wei <Li.Wei@Customer.EXAMPLE>", "Li Wei", "Li.Wei@customer.example"),
        ('"Wei, Li" <li@customer.example>', "Wei, Li", "li@customer.example"),
        ("li@customer.example (Li Wei)", "Li Wei", "li@customer.example"),
        ("<li@customer.example>", "", "li@customer.example"),
        ("Li Wei li@customer.example", "Li Wei", "li@customer.example"),
        ('"Li \\"Lily\\" Wei" <li@customer.example>', 'Li "Lily" Wei', "li@customer.example"),
        ("Li.Wei <@relay.example,@other.example:li@customer.example>", "Li.Wei", "li@customer.example"),
        ("Li <li @ customer . example>", "Li", "li@customer.example"),
        ('"li wei"@customer.example', "", '"li wei"@customer.example'),
        ("Li <mailto:li@customer.example>", "Li", "li@customer.example"),
        ("Li Wei <li@customer.example", "Li Wei", "li@customer.example"),
        ("李伟 <li@例子.example>", "李伟", "li@xn--fsqu00a.example"),
        ("=?utf-8?B?5p2O5Lyf?= <li@customer.example>", "李伟", "li@customer.example"),
        ('"=?utf-8?B?5p2O5Lyf?=" <li@customer.example>', "李伟", "li@customer.example"),
        ("李@customer.example", "", "李@customer.example"),
    ],
)
def test_a_sender_is_read_however_it_is_written(value: str, name: str, address: str) -> None:
    (found,) = with_from(value).senders
    assert (found.name, found.address) == (name, address)


@pytest.mark.parametrize(
    "value",
    [
        "boss@acme.example, li@customer.example",
        "boss@acme.example <li@customer.example>, <boss@acme.example>",
        "<boss@acme.example> <li@customer.example>",
        "boss@acme.example li@customer.example",
    ],
)
def test_where_two_could_be_meant_both_are_named(value: str) -> None:
    assert set(addresses(value)) == {"boss@acme.example", "li@customer.example"}
    assert with_from(value).sender is None


@pytest.mark.parametrize(
    "value",
    [
        '"boss@acme.example" <li@customer.example>',
        "=?utf-8?Q?boss=40acme.example_=3Cboss=40acme.example=3E,?= <li@customer.example>",
        '"boss@acme.example, <boss@acme.example>" <li@customer.example>',
        "(boss@acme.example) li@customer.example",
    ],
)
def test_an_address_in_the_name_is_a_name(value: str) -> None:
    assert addresses(value) == ["li@customer.example"]


@pytest.mark.parametrize(
    "value", ["li@customer.example)boss@acme.example", "li@customer.example@acme.example", "<a@b.example>c@acme.example>"]
)
def test_what_only_looks_like_one_address_is_never_that_of_the_other_domain(value: str) -> None:
    assert addresses(value) != ["boss@acme.example"]
    assert with_from(value).sender is None or with_from(value).sender.domain != "acme.example"  # type: ignore[union-attr]


def test_a_sender_who_is_wholly_encoded_is_read_and_told() -> None:
    found = with_from(b"=?utf-8?B?" + base64.b64encode("李伟 <li@customer.example>".encode()) + b"?=")
    assert [one.address for one in found.senders] == ["li@customer.example"]
    assert "address_encoded" in found.faults


@pytest.mark.parametrize("value", ["", "Li Wei", "<>", "undisclosed-recipients:;", "<li>", "li@", "@customer.example", "li@a b.example\0"])
def test_what_is_no_address_is_left_out(value: str) -> None:
    found = with_from(value)
    assert "no_from" in found.faults or found.senders[0].address.count("@") == 1


def test_groups_are_opened_and_never_more_than_a_hundred_are_named() -> None:
    found = read(b"From: a@customer.example\r\nTo: Team: a@x.example, B <b@x.example>; c@x.example\r\n\r\nhello\r\n")
    assert [one.address for one in found.to] == ["a@x.example", "b@x.example", "c@x.example"]
    many = ", ".join(f"n{number}@x.example" for number in range(3000)).encode()
    crowd = read(b"From: a@customer.example\r\nCc: " + many + b"\r\n\r\nhello\r\n")
    assert len(crowd.cc) == 100
    assert "many_addresses" in crowd.faults
