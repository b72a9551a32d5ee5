"""What a customer reads of secrets that were removed and of questions about 64 characters: which cards, and what stands in them."""

from __future__ import annotations

from datetime import UTC
from typing import Any

import pytest

from truepenny.contracts.live import Marks
from truepenny.contracts.secrets import Removed
from truepenny.contracts.views import ActorView, EventView
from truepenny.platform.web.i18n import fill
from truepenny.surfaces.portal.conversation import Line, conversation_lines

ME, SYSTEM = ActorView("customer"), ActorView("system")
PHRASE, KEY, CODE = Removed("recovery_phrase", 12, "words"), Removed("private_key", 64), Removed("one_time_code", 6)


def say(msgid: str, **params: object) -> str:
    return fill(msgid, params)


def event(seq: int, kind: str, actor: ActorView = SYSTEM, **more: Any) -> EventView:
    return EventView("K7M24QDX", seq, 1_795_183_509_000_000, kind, actor, **more)


def lines_of(*events: EventView, language: str = "en") -> list[Line]:
    """Without the day."""
    return conversation_lines(events, marks=Marks("K7M24QDX"), zone=UTC, say=say, language=language)[1:]


def test_the_notice_stands_after_the_message_and_says_what_why_and_what_now() -> None:
    lines = lines_of(
        event(2, "message_received", ME, text="[removed: recovery phrase, 12 words]"),
        event(3, "secrets_removed", removed=(PHRASE,), place="message", about_seq=2),
    )
    assert [line.kind for line in lines] == ["bubble", "removal"]
    assert lines[1].removal is not None
    assert lines[1].removal.title == "Removed from your message"
    (told,) = lines[1].removal.told
    assert (told.name, told.sizes) == ("recovery phrase", "12 words")
    assert "everything in that wallet" in told.why
    assert "Make a new wallet now" in told.now


def test_what_was_removed_at_once_is_one_notice_and_each_kind_stands_once() -> None:
    lines = lines_of(
        event(2, "message_received", ME, text="…"),
        event(3, "secrets_removed", removed=(CODE,), place="subject", about_seq=1),
        event(6, "secrets_removed", removed=(KEY, CODE, Removed("private_key", 52)), place="message", about_seq=2),
        event(7, "message_received", ME, text="…"),
        event(8, "secrets_removed", removed=(CODE,), place="message", about_seq=7),
    )
    assert [line.kind for line in lines] == ["bubble", "removal", "bubble", "removal"]
    assert lines[1].removal is not None
    assert lines[1].removal.title == "Removed from what you sent"
    assert [(told.name, told.sizes) for told in lines[1].removal.told] == [
        ("one-time code", "6 characters, 6 characters"),
        ("private key", "64 characters, 52 characters"),
    ]


def test_what_a_rule_of_the_operator_found_is_told_by_its_own_name() -> None:
    badges = Removed("other", 10, label="badge number")
    (line,) = lines_of(event(3, "secrets_removed", removed=(badges, Removed("other", 8), badges), place="message", about_seq=2))
    assert line.removal is not None
    assert [(told.name, told.sizes) for told in line.removal.told] == [
        ("badge number", "10 characters, 10 characters"), ("confidential text", "8 characters"),
    ]  # fmt: skip


def test_of_many_pieces_only_the_number_is_told() -> None:
    (line,) = lines_of(event(3, "secrets_removed", removed=(KEY,) * 40, place="file", about_seq=2))
    assert line.removal is not None
    assert line.removal.told[0].sizes == "40 pieces"


@pytest.mark.parametrize(
    ("more", "title", "lead"),
    [
        ({"place": "message"}, "Removed from your message", "Nothing of it was stored"),
        ({"place": "subject"}, "Removed from your subject", "Nothing of it was stored"),
        ({"place": "file"}, "Found in your file, and not kept", "Nothing of it was stored"),
        ({"place": "file_name"}, "Removed from the name of your file", "Nothing of it was stored"),
        ({"place": "earlier", "stored": True}, "Removed from your last messages", "Read together, they held this."),
        ({"place": "message", "stored": True}, "Removed from an earlier message", "It stood here until now"),
    ],
)
def test_it_says_where_the_secret_stood_and_never_that_it_was_not_stored_when_it_was(more: dict[str, Any], title: str, lead: str) -> None:
    (line,) = lines_of(event(3, "secrets_removed", removed=(PHRASE,), about_seq=2, **more))
    assert line.removal is not None
    assert line.removal.title == title
    assert line.removal.lead.startswith(lead)


def test_what_was_spread_over_messages_is_told_once_as_the_whole_that_it_was() -> None:
    parts = [Removed("recovery_phrase", 4, "words"), Removed("recovery_phrase", 5, "words"), Removed("recovery_phrase", 3, "words")]
    (line,) = lines_of(
        *(event(8 + n, "secrets_removed", removed=(part,), place="earlier", about_seq=2 + n, stored=True) for n, part in enumerate(parts))
    )
    assert line.removal is not None
    assert [(told.name, told.sizes) for told in line.removal.told] == [("recovery phrase", "12 words")]


def test_what_was_spread_over_messages_is_never_folded_into_another_notice() -> None:
    lines = lines_of(
        event(5, "secrets_removed", removed=(KEY,), place="message", about_seq=4),
        event(8, "secrets_removed", removed=(PHRASE,), place="earlier", about_seq=4, stored=True),
        event(9, "secrets_removed", removed=(KEY,), place="message", about_seq=4),
    )
    assert [line.kind for line in lines] == ["removal"] * 3


def test_a_question_is_open_until_its_answer_stands_in_its_place() -> None:
    asked = event(3, "hash_asked", question="q1", about_seq=2)
    (line,) = lines_of(asked)
    assert line.question is not None
    assert (line.question.state, line.question.which) == ("open", "")
    (line,) = lines_of(asked, event(4, "hash_answered", ME, question="q1", is_hash=True, text="ab" * 32))
    assert line.question is not None
    assert (line.question.state, line.question.text, line.seq) == ("hash", "ab" * 32, 3)
    (line,) = lines_of(asked, event(4, "hash_answered", ME, question="other", is_hash=True, text="ab" * 32))[:1]
    assert line.question is not None
    assert line.question.state == "open", "another question's answer is no answer"


def test_a_no_is_told_once_with_what_to_do() -> None:
    lines = lines_of(
        event(3, "hash_asked", question="q1", about_seq=2),
        event(4, "hash_answered", ME, question="q1", is_hash=False),
        event(5, "secrets_removed", removed=(KEY,), place="message", about_seq=2),
        event(8, "secrets_removed", removed=(PHRASE,), place="earlier", about_seq=2, stored=True),
    )
    assert [line.kind for line in lines] == ["question", "removal"]
    assert lines[0].question is not None
    assert lines[0].question.state == "deleted"
    assert not lines[0].question.late
    assert lines[0].question.advice is not None
    assert "Make a new wallet now" in lines[0].question.advice.now
    assert lines[1].removal is not None
    assert lines[1].removal.title == "Removed from your last messages"


def test_without_an_answer_in_time_the_customer_hears_of_it_where_they_read() -> None:
    lines = lines_of(
        event(3, "hash_asked", question="q1", about_seq=2),
        event(4, "message_received", ME, text="Hello?"),
        event(5, "hash_answered", question="q1", is_hash=False),
    )
    assert [line.kind for line in lines] == ["question", "bubble", "remark"]
    assert lines[0].question is not None
    assert lines[0].question.late
    assert lines[2].text == "No answer came about the 64 characters, so they were deleted unseen."


def test_of_several_questions_each_says_which_one_it_is() -> None:
    first, second, other = (
        event(3, "hash_asked", question="q1", about_seq=2),
        event(4, "hash_asked", question="q2", about_seq=2),
        event(6, "hash_asked", question="q3", about_seq=5),
    )
    assert [line.question.which for line in lines_of(first, second, other) if line.question] == [
        "Number 1 of 2, in the order of your message.",
        "Number 2 of 2, in the order of your message.",
        "",
    ]


def test_an_answer_whose_question_is_on_an_older_page_stands_by_itself() -> None:
    (line,) = lines_of(event(40, "hash_answered", ME, question="q1", is_hash=True, text="cd" * 32))
    assert line.question is not None
    assert (line.question.state, line.question.text) == ("hash", "cd" * 32)


def test_names_and_advice_come_in_the_reader_s_language() -> None:
    (line,) = lines_of(event(3, "secrets_removed", removed=(PHRASE,), place="message", about_seq=2), language="zh")
    assert line.removal is not None
    assert (line.removal.told[0].name, line.removal.told[0].sizes) == ("助记词", "12\u2009个词")
    assert "新建一个钱包" in line.removal.told[0].now
