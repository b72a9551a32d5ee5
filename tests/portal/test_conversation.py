"""What a customer reads of a ticket's events: days, runs, remarks, progress; and the small memories of a form and a receipt."""

from __future__ import annotations

import base64
from datetime import UTC
from typing import Any, cast

import msgspec
import pytest
from litestar.testing import RequestFactory

from truepenny.contracts.live import Marks
from truepenny.contracts.views import ActorView, EventView, TicketView
from truepenny.platform.clock import HOUR, MINUTE
from truepenny.platform.web.i18n import fill
from truepenny.platform.web.times import zone_named
from truepenny.projections.timeline.folding import find_folds
from truepenny.surfaces.portal.conversation import conversation_lines, progress, remark_of, standing
from truepenny.surfaces.portal.receipts import COOKIE, Slip, read_receipt
from truepenny.surfaces.portal.visit import Portal

T0 = 1_795_183_509_000_000  # 2026-11-20T14:05:09Z
ME, LIN = ActorView("customer"), ActorView("agent", "A-1027", "Lin")


def say(msgid: str, **params: object) -> str:
    return fill(msgid, params)


def event(seq: int, kind: str, actor: ActorView, *, after: int = 0, **more: Any) -> EventView:
    return EventView("K7M24QDX", seq, T0 + after, kind, actor, **more)


def ticket(**more: Any) -> TicketView:
    given: dict[str, Any] = {"status": "open"} | more
    return TicketView(
        "K7M24QDX", "K7M2-4QDX", "Subject", given.pop("status"), 3, T0, T0, "portal", "en", **given
    )  # fmt: skip


def test_messages_of_one_person_within_minutes_share_a_head() -> None:
    events = [
        event(1, "opened", ME),
        event(2, "message_received", ME, text="one"),
        event(3, "message_received", ME, after=MINUTE, text="two"),
        event(4, "message_sent", LIN, after=2 * MINUTE, text="three"),
        event(5, "message_received", ME, after=20 * MINUTE, text="four"),
    ]
    lines = conversation_lines(events, marks=Marks("K7M24QDX", desk_read=3), zone=UTC, say=say, language="en")
    assert [line.kind for line in lines] == ["day", "bubble", "bubble", "bubble", "bubble"]
    assert [line.first for line in lines[1:]] == [True, False, True, True]
    assert [line.mark for line in lines[1:]] == ["", "", "", "received"]
    read = conversation_lines(events, marks=Marks("K7M24QDX", desk_read=5), zone=UTC, say=say, language="en")
    assert read[-1].mark == "read"


def test_a_mail_s_quoted_parts_are_apart_and_every_word_is_still_there() -> None:
    text = "My answer\n\nOn 30 Nov 2026, at 10:04, Acme <support@acme.example> wrote:\n> Which one?\n\nTRON\n\n-- \nLi Wei"
    mailed = event(2, "message_received", ME, text=text, channel="email", folds=find_folds(text))
    chatted = event(3, "message_received", ME, text=text)
    _, mail, chat = conversation_lines([mailed, chatted], marks=Marks("K7M24QDX"), zone=UTC, say=say, language="en")
    assert mail.by_mail
    assert [(piece.fold, piece.text) for piece in mail.pieces] == [
        ("", "My answer"),
        ("quote", "On 30 Nov 2026, at 10:04, Acme <support@acme.example> wrote:\n> Which one?"),
        ("", "TRON"),
        ("signature", "-- \nLi Wei"),
    ]
    assert not chat.by_mail
    assert chat.pieces == ()


def test_long_quoted_parts_do_not_make_a_mail_long() -> None:
    text = "Thanks\n\nOn 30 Nov 2026, at 10:04, Acme <support@acme.example> wrote:\n" + "> more\n" * 80
    mailed = event(2, "message_received", ME, text=text, channel="email", folds=find_folds(text))
    _, mail = conversation_lines([mailed], marks=Marks("K7M24QDX"), zone=UTC, say=say, language="en")
    assert not mail.long
    _, bare = conversation_lines([event(2, "message_received", ME, text=text)], marks=Marks("K7M24QDX"), zone=UTC, say=say, language="en")
    assert bare.long


def test_days_begin_in_the_zone_of_the_reader() -> None:
    events = [event(1, "message_received", ME, text="14:05 UTC"), event(2, "message_received", ME, after=3 * HOUR, text="17:05 UTC")]
    for zone, days in (("UTC", 1), ("Asia/Shanghai", 2)):
        lines = conversation_lines(events, marks=Marks("K7M24QDX"), zone=zone_named(zone), say=say, language="en")
        assert sum(line.kind == "day" for line in lines) == days


@pytest.mark.parametrize(
    ("kind", "actor", "more", "words"),
    [
        ("assigned", LIN, {"assignee": "A-1027", "assignee_name": "Lin"}, "Lin (A-1027) now looks after your ticket."),
        ("assigned", LIN, {}, ""),
        ("status_changed", LIN, {"status": "waiting"}, "We need an answer from you."),
        ("status_changed", LIN, {"status": "hold"}, "We are waiting for someone else. You do not need to do anything."),
        ("status_changed", LIN, {"status": "open"}, "We are working on it again."),
        ("solved", LIN, {}, "Lin (A-1027) marked this as solved."),
        ("solved", ActorView("system"), {}, "the support team marked this as solved."),
        ("rated", ME, {"stars": 4}, "You rated our help 4 of 5."),
        ("absorbed", LIN, {}, "Another ticket of yours was joined to this one."),
        ("tags_changed", LIN, {"tags_added": ("vip",)}, ""),
        ("something_new", LIN, {}, ""),
    ],
)
def test_what_happened_is_said_or_kept_to_ourselves(kind: str, actor: ActorView, more: dict[str, Any], words: str) -> None:
    assert remark_of(event(1, kind, actor, **more), say) == words


def test_the_progress_line_follows_the_ticket() -> None:
    def states(head: TicketView, *events: EventView) -> list[tuple[str, str]]:
        return [(step.label, step.state) for step in progress(head, events, say=say)]

    assert [state for _, state in states(ticket())] == ["done", "next", "next", "next"]
    assert states(ticket(), event(2, "message_sent", LIN, text="Hello"))[1] == ("Looking into it", "now")
    assert states(ticket(status="waiting"))[1] == ("Waiting for you", "now")
    assert [state for _, state in states(ticket(status="solved"))] == ["done", "done", "now", "next"]
    assert [state for _, state in states(ticket(status="solved", confirmed=True))] == ["done"] * 4


def test_the_state_of_a_ticket_in_a_few_words() -> None:
    assert standing(ticket(), say=say).words == "Received"
    assert standing(ticket(agent=LIN), say=say).words == "With Lin"
    assert standing(ticket(status="waiting", agent=LIN), say=say).tone == "warning"
    assert standing(ticket(status="solved"), say=say).words == "Solved: please confirm"
    assert standing(ticket(status="solved", confirmed=True), say=say).tone == "safe"
    assert standing(ticket(status="hold"), say=say).words == "On hold"
    assert standing(ticket(status="merged"), say=say).words == "Joined to another ticket"


@pytest.mark.parametrize(
    ("link", "shown"),
    [("https://desk.example/t/K7M2-4QDX/abc", True), ("https://evil.example/t/K7M2-4QDX/abc", False), ("javascript:alert(1)", False)],
)
def test_a_receipt_shows_only_links_to_this_desk(link: str, shown: bool) -> None:
    portal = cast("Portal", type("P", (), {"public_url": "https://desk.example"}))
    value = base64.urlsafe_b64encode(msgspec.json.encode(Slip("K7M24QDX", T0, "ab" * 32, link))).decode().rstrip("=")

    def read(cookie: str, number: str = "K7M24QDX") -> Slip | None:
        return read_receipt(portal, RequestFactory().get("/", headers={"cookie": f"{COOKIE}={cookie}"}), number)

    slip = read(value)
    assert slip is not None
    assert (slip.link == link) is shown
    assert read(value, "9QXD7H2M") is None
    for broken in ("", "x", "%%%", value[:-5], base64.urlsafe_b64encode(b"[]").decode()):
        assert read(broken) is None
