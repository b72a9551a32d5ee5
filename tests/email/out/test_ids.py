"""Names of our mails: the same for the same mail, of one piece, and nobody else can make one."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from truepenny.outbound.mail.ids import (
    MAX_LOCAL,
    contact_of_off_token,
    mail_id,
    mail_of_message_id,
    mail_of_return_path,
    make_message_id,
    make_off_token,
    make_return_path,
    make_verify_token,
)
from truepenny.platform.crypto import Keyring

OURS, OTHERS = Keyring(b"a" * 32), Keyring(b"b" * 32)
OWN = "support@acme.example"
ids = st.binary(min_size=16, max_size=16).map(bytes.hex)


@given(ids)
def test_each_name_leads_back_to_its_mail_and_only_with_our_key(mail: str) -> None:
    message_id, path = make_message_id(OURS, mail, "acme.example"), make_return_path(OURS, mail, OWN)
    assert mail_of_message_id(OURS, message_id) == mail_of_message_id(OURS, message_id.upper()) == mail
    assert mail_of_return_path(OURS, path, OWN) == mail_of_return_path(OURS, path.upper(), OWN) == mail
    assert contact_of_off_token(OURS, make_off_token(OURS, mail)) == mail
    assert mail_of_message_id(OTHERS, message_id) is None
    assert mail_of_return_path(OTHERS, path, OWN) is None
    assert contact_of_off_token(OTHERS, make_off_token(OURS, mail)) is None
    assert make_verify_token(OURS, mail) != make_verify_token(OTHERS, mail)
    assert len({message_id.partition(".")[2].partition("@")[0], path.rpartition("-")[2], make_verify_token(OURS, mail)}) == 3


@given(ids, st.integers(0, 60), st.sampled_from("0123456789abcdefghijklmnopqrstuvwxyz-.+"))
def test_one_wrong_character_is_no_name_of_ours(mail: str, place: int, character: str) -> None:
    for name, find in (
        (make_message_id(OURS, mail, "acme.example"), mail_of_message_id),
        (make_return_path(OURS, mail, OWN).replace("support", "support", 1), lambda keyring, path: mail_of_return_path(keyring, path, OWN)),
    ):
        wrong = name[:place] + character + name[place + 1 :]
        if wrong != name:
            # The last letter of base32 carries bits that are not used: another spelling of the same id, as a capital would be.
            assert find(OURS, wrong) in (None, mail)
            assert find(OURS, wrong) is None or place == name.index("-", 12) - 1


@given(st.text(max_size=200))
def test_whatever_strangers_write_is_no_name_of_ours(text: str) -> None:
    assert mail_of_message_id(OURS, text) is None
    assert mail_of_return_path(OURS, text, OWN) is None
    assert mail_of_return_path(OURS, f"support+b-{text}@acme.example", OWN) is None
    assert contact_of_off_token(OURS, text) is None


def test_a_mail_has_one_name_for_each_order_and_receiver() -> None:
    given = {
        mail_id("d1", ordered_at=1, to="a@x.example"),
        mail_id("d1", ordered_at=2, to="a@x.example"),
        mail_id("d1", ordered_at=1, to="b"),
    }
    assert len(given) == 3
    assert mail_id("d1", ordered_at=1, to="a@x.example") in given


def test_the_return_path_keeps_within_the_length_of_a_local_part() -> None:
    longest = f"{'s' * MAX_LOCAL}@acme.example"
    assert len(make_return_path(OURS, "4f" * 16, longest).partition("@")[0]) == 64
