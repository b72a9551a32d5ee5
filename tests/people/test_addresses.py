"""Mail addresses as people type them: one comes out, or the words that it is none."""

from __future__ import annotations

import pytest

from truepenny.contracts.errors import Refused
from truepenny.people.addresses import check_address, mailbox_of


@pytest.mark.parametrize(
    "typed",
    ["", "li", "li@", "@acme.example", "li@acme", "li acme@acme.example", "li@acme.example\nbcc: x@y.example", "a@b.example, c@d.example",
     "Li <li@acme.example>", '"li"@acme.example', "li@-acme.example", "li..wei@acme.example", f"{'l' * 65}@acme.example",
     f"li@{'acme.' * 60}example", "李@acme.example", "li@[192.0.2.1]", "li@192.0.2.1", "li@acme.example\x00", "li@\ud800.example"],
)  # fmt: skip
def test_what_is_no_address_is_refused(typed: str) -> None:
    with pytest.raises(Refused) as refused:
        check_address(typed)
    assert (refused.value.status, refused.value.code, refused.value.field) == (422, "mail_address_wrong", "address")


@pytest.mark.parametrize(
    ("typed", "address"),
    [
        ("li@acme.example", "li@acme.example"),
        (" <Li.Wei@Acme.EXAMPLE> ", "Li.Wei@acme.example"),
        ("ｌｉ＠ａｃｍｅ。ｅｘａｍｐｌｅ", "li@acme.example"),
        ("li@例子.example", "li@xn--fsqu00a.example"),
        ("o'neil+desk@a-b.acme.example", "o'neil+desk@a-b.acme.example"),
    ],
)
def test_an_address_is_read_as_it_was_meant(typed: str, address: str) -> None:
    assert check_address(typed) == address


def test_what_stands_behind_a_plus_is_the_same_mailbox() -> None:
    assert mailbox_of("Li+a+b@acme.example") == mailbox_of("li@ACME.example") == "li@acme.example"
    assert mailbox_of("+a@acme.example") == "+a@acme.example"
    assert mailbox_of("li@acme.example") != mailbox_of("li@other.example")
