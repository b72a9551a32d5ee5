"""The formatted version of a mail as a page: for agents alone, and walled in by its own headers."""

from __future__ import annotations

import pytest
from tests.api.conftest import Stand
from tests.email.telling import a_mail, opens_by_mail

from truepenny.surfaces.api.mail import make_page
from truepenny.tickets.numbers import parse_number

HTML = "<p onclick=alert(1)>My <b>withdrawal</b></p><img src='http://shop.example/a.png' alt=Shoes><script>alert(1)</script>"


@pytest.fixture(scope="module")
def mailed(stand: Stand) -> str:
    """The customer's ticket that began with a formatted mail, as event 2."""

    async def send() -> str:
        house = stand.served.house
        li = await stand.served.customer("Li Wei")
        opened = await house.db.submit(opens_by_mail(li.who, house.needs, text="My withdrawal", mail=a_mail(html=HTML)))
        return stand.served.number(opened.receipt)

    return str(stand.call(send))


def path(number: str, seq: int = 2, query: str = "") -> str:
    return f"/api/desk/tickets/{number}/mail/{seq}{query}"


def test_agents_get_a_whole_page_that_does_nothing(stand: Stand, mailed: str) -> None:
    event = stand.ask("GET", f"/api/desk/tickets/{mailed}", "agent").json()["events"][1]
    assert event["mail"]["html"] is True, "the premise: this event has a formatted version"
    answer = stand.ask("GET", path(mailed), "agent")
    assert answer.status_code == 200
    assert answer.text.startswith("<!doctype html>")
    assert "<p>My <b>withdrawal</b></p>" in answer.text
    assert "alert(1)" not in answer.text
    assert 'data-remote="http://shop.example/a.png"' in answer.text
    told = answer.headers
    policy = told["content-security-policy"]
    for rule in ("default-src 'none'", "img-src 'self';", "form-action 'none'", "base-uri 'none'", "frame-ancestors 'self'"):
        assert rule in policy
    assert "sandbox allow-same-origin allow-popups allow-popups-to-escape-sandbox" in policy
    assert "script" not in policy
    assert told["x-frame-options"] == "SAMEORIGIN"
    assert told["referrer-policy"] == "no-referrer"
    assert told["x-robots-tag"] == "noindex, nofollow"
    assert told["cache-control"] == "private, no-store"
    assert told["x-content-type-options"] == "nosniff"


def test_remote_pictures_come_only_when_asked_for_and_never_over_http(stand: Stand, mailed: str) -> None:
    answer = stand.ask("GET", path(mailed, query="?remote=1"), "agent")
    assert 'src="https://shop.example/a.png"' in answer.text
    assert "img-src 'self' https:;" in answer.headers["content-security-policy"]


def test_nobody_else_gets_it(stand: Stand, mailed: str) -> None:
    for role in ("nobody", "customer", "outsider"):
        answer = stand.ask("GET", path(mailed), role)
        assert answer.status_code == 401, role
        assert "withdrawal" not in answer.text


def test_what_is_not_there_is_not_found(stand: Stand, mailed: str) -> None:
    for missing in (path(mailed, 1), path(mailed, 99), path("ZZZZ-ZZZZ"), path(stand.ticket)):
        assert stand.ask("GET", missing, "agent").status_code == 404, missing


def test_wrong_wishes_are_refused(stand: Stand, mailed: str) -> None:
    for query in ("?remote=2", "?theme=pink"):
        assert stand.ask("GET", path(mailed, query=query), "agent").status_code == 400, query


def test_the_theme_is_that_of_the_desk(stand: Stand, mailed: str) -> None:
    assert '<html data-mail data-theme="dark">' in stand.ask("GET", path(mailed, query="?theme=dark"), "agent").text


def test_a_mail_with_colours_of_its_own_stays_on_white_paper() -> None:
    for coloured in (
        '<p style="color:#111">x</p>', '<td bgcolor="white">x</td>', '<font color="red">x</font>', '<p style="margin:0;color:red">x</p>',
    ):  # fmt: skip
        assert "data-paper" in make_page(coloured, theme="dark")
    assert "<html data-mail>" in make_page("<p style='margin:0'>color: red</p>", theme="auto")


def test_an_erased_mail_is_gone_formatted_too(stand: Stand, mailed: str) -> None:
    erased = stand.ask("POST", f"/api/desk/tickets/{mailed}/erase", "admin", json={"id": "erase-mail-1", "seq": 2, "reason": "asked to"})
    assert erased.status_code == 201, erased.text
    assert stand.ask("GET", path(mailed), "agent").status_code == 404


def test_only_the_desk_may_frame_pages(stand: Stand) -> None:
    assert "frame-src 'self'" in stand.ask("GET", "/desk", "agent").headers["content-security-policy"]
    for other in ("/", "/tickets", "/admin", "/desktop"):
        assert "frame-src" not in stand.ask("GET", other, "agent").headers["content-security-policy"], other


def test_customers_see_of_a_mail_what_they_see_of_any_message(stand: Stand) -> None:
    """No assurance of the mail, no head, nothing of deliveries, links or storms; the folds help both sides."""
    from tests.screen.telling import tell

    from truepenny.log.events import DeliveryChanged, StormGrew, TicketLinked

    house = stand.served.house
    other = parse_number(stand.ticket)
    assert other is not None

    async def send() -> tuple[str, str]:
        li = await stand.served.customer("Li Wei")
        words = "Still nothing.\n\nOn Mon, Nov 30, 2026 at 10:04 AM Acme <support@acme.example> wrote:\n\n> Please wait."
        opened = await house.db.submit(opens_by_mail(li.who, house.needs, text=words, links=[(other, "number")], storm=1))
        ticket = opened.receipt.ticket
        await house.db.submit(tell(ticket, DeliveryChanged(2, "receipt", "queued"), TicketLinked(other, "number"), StormGrew(2)))
        return stand.served.number(opened.receipt), li.token

    number, token = stand.call(send)
    agents = stand.ask("GET", f"/api/desk/tickets/{number}", "agent").json()["events"]
    assert {"delivery", "linked", "storm"} <= {event["kind"] for event in agents}, "the premise: they are there"
    assert agents[1]["mail"]["verdict"] == "vouched"
    own = stand.ask("GET", f"/api/customer/tickets/{number}", headers={"Authorization": f"Bearer {token}"}).json()["events"]
    assert {event["kind"] for event in own} == {"opened", "message_received"}
    message = next(event for event in own if event["kind"] == "message_received")
    assert message["folds"] == [{"kind": "quote", "first": 2, "last": 5}]
    assert not {"mail", "delivery", "link_reason", "count", "reason"} & set(message)
    assert stand.ask("GET", f"/api/customer/tickets/{number}", "outsider").status_code == 404
