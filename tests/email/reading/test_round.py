"""What the standard library writes is read back as it was meant: words, names, addresses and files of any kind."""

from __future__ import annotations

from email.header import Header
from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import formataddr

from hypothesis import given, settings
from hypothesis import strategies as st
from tests.email.reading.mails import bytes_of, read

LETTERS = st.characters(blacklist_categories=["C", "Z"], blacklist_characters="\u2028\u2029\x85\u034f\u115f\u1160\u17b4\u17b5\u3164\uffa0")
WORDS = st.lists(st.text(LETTERS, min_size=1, max_size=12), min_size=1, max_size=8).map(" ".join)
NAMES = st.lists(st.text(st.sampled_from("abcZ09李伟转账é"), min_size=1, max_size=6), min_size=1, max_size=3).map(" ".join)
LOCALS = st.from_regex(r"[a-zA-Z0-9]([a-zA-Z0-9.+_=-]{0,20}[a-zA-Z0-9])?", fullmatch=True).filter(lambda text: ".." not in text)
DOMAINS = st.sampled_from(["customer.example", "mail.customer.example", "xn--fsqu00a.example"])
MAILBOXES = st.builds(Address, NAMES, LOCALS, DOMAINS)
CHARSETS = st.sampled_from(["utf-8", "gb18030"])
FILES = st.lists(st.tuples(NAMES.map(lambda name: f"{name}.bin"), st.binary(max_size=2000)), max_size=3)
TEXTS = st.lists(WORDS, min_size=1, max_size=6).map("\n".join)


def render(
    sender: Address, to: list[Address], subject: str, text: str, charset: str, files: list[tuple[str, bytes]], *, page: bool
) -> bytes:
    """The head by the older classes: the newer ones lose blanks between encoded words where they fold."""
    made = EmailMessage(policy=SMTP)
    made.set_content(text, charset=charset)
    if page:
        made.add_alternative("<p>another version</p>", subtype="html")
    for name, content in files:
        made.add_attachment(content, maintype="application", subtype="x-thing", filename=name)
    fields = (
        f"From: {formataddr((sender.display_name, sender.addr_spec))}",
        "To: " + ",\n ".join(formataddr((one.display_name, one.addr_spec)) for one in to),
        f"Subject: {Header(subject, charset, header_name='Subject').encode()}",
        "Message-ID: <one@customer.example>",
    )
    return "".join(f"{field}\n" for field in fields).replace("\n", "\r\n").encode() + made.as_bytes()


@settings(max_examples=200, deadline=None, derandomize=True)
@given(MAILBOXES, st.lists(MAILBOXES, min_size=1, max_size=4), WORDS, TEXTS, CHARSETS, FILES, st.booleans())
def test_a_mail_is_read_as_it_was_written(
    sender: Address, to: list[Address], subject: str, text: str, charset: str, files: list[tuple[str, bytes]], page: bool
) -> None:
    found = read(render(sender, to, subject, text, charset, files, page=page))
    assert found.faults == ("no_date",)
    assert [(one.name, one.address) for one in found.senders] == [(sender.display_name, sender.addr_spec)]
    assert [one.address for one in found.to] == list(dict.fromkeys(one.addr_spec for one in to))
    assert (found.subject, found.text, found.message_id) == (subject, text, "one@customer.example")
    assert [(file.name, bytes_of(file)) for file in found.files] == files
    assert (found.html is not None) is page
