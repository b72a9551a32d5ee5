"""A mail at the desk: who vouches for it, what is folded, its formatted version in a frame, what became of ours, what it may belong to."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

import msgspec
import pytest
from playwright.sync_api import FrameLocator, Page, expect
from tests.desk.conftest import Sit
from tests.desk.running_desk import RunningDesk, Ticket
from tests.desk.test_desk_faces import violations
from tests.email.telling import HEAD, a_mail, opens_by_mail
from tests.screen.telling import Fact, tell

from truepenny.contracts.identity import Customer, TicketId
from truepenny.contracts.mail import Delivery, Linked
from truepenny.contracts.views import FalseName
from truepenny.log.events import DeliveryChanged, StormGrew
from truepenny.main.house import House
from truepenny.tickets.actions.reply import reply
from truepenny.tickets.actions.words import MailWords
from truepenny.tickets.numbers import show_number

pytestmark = pytest.mark.browser

ANSWERED = """My answers:

On Mon, Nov 30, 2026 at 10:04 AM Acme Support <support@acme.example> wrote:

> Which network did you use?

TRON.

> And the amount?

1,200 USDT

--\x20
Li Wei
Example Trading"""
FANCY = """<body bgcolor="#ffffff"><h1 style="color:#123456">Hello</h1><p>See
<a href="https://evil.example/login">https://acme.example/login</a></p>
<img src="https://shop.example/shoes.png" alt="Shoes" width="300"><img src="https://shop.example/open.gif" width="1" height="1">
<script>document.title = "owned"</script><table width="900"><tr><td style="width:900px">A wide table</td></tr></table></body>"""


def mailed(
    desk: RunningDesk, *, text: str = "It is still not there.", subject: str = "Where is it?", mail: MailWords | None = None,
    customer: Customer | None = None, links: list[tuple[TicketId, Linked]] | None = None, storm: int | None = None,
) -> Ticket:  # fmt: skip
    who = customer or desk.customer("Li Wei")
    opened = desk.do(
        lambda house: house.db.submit(
            opens_by_mail(who, house.needs, text=text, subject=subject, mail=mail, links=links or [], storm=storm)
        )
    )
    return Ticket(show_number(opened.receipt.ticket), opened.receipt.ticket, who)


def told(desk: RunningDesk, ticket: Ticket, *facts: Fact) -> None:
    desk.do(lambda house: house.db.submit(tell(ticket.id, *facts)))


def answered(desk: RunningDesk, ticket: Ticket, text: str = "We are looking into it.") -> int:
    """By Ann; the seq of her words."""
    ann = desk.act_as("Ann")
    work: Callable[[House], Any] = lambda house: house.db.submit(  # noqa: E731
        reply(ann, ticket.id, client_id=f"reply-{ticket.id}-{len(text):04d}", text=text, needs=house.needs)
    )
    return int(desk.do(work).seq)


def frame_of(page: Page) -> FrameLocator:
    return page.frame_locator("iframe.mail-frame")


@pytest.mark.parametrize(
    ("verdict", "words"),
    [
        ("vouched", "The domain acme.example vouches for the sender of this mail."),
        ("unproven", "Anyone could have written this."),
        ("failed", "Did not pass: the sender's domain asks to refuse or set aside mail like this. A mailing list can break a mail, too."),
        ("unchecked", "Could not be checked: treat it as if anyone had written it."),
    ],
)
def test_each_mail_says_in_plain_words_who_vouches_for_it(desk: RunningDesk, sit: Sit, verdict: str, words: str) -> None:
    ticket = mailed(desk, mail=a_mail(verdict=verdict))
    lin = sit("Lin")
    lin.open_ticket(ticket)
    mail = lin.page.locator("tp-mail")
    expect(mail.locator(".mail-sure")).to_have_text(words)
    expect(mail.locator(".mail-from")).to_contain_text("Li Wei <l•••@acme.example>")
    expect(mail.get_by_text("DMARC")).to_be_hidden()
    mail.locator("summary").focus()
    lin.page.keyboard.press("Enter")
    details = mail.locator("dl")
    for shown in ("From", "To", "Copy to", "o•••@customer.example", "SPF", "pass", "reject", "this desk"):
        expect(details).to_contain_text(shown)
    assert violations(lin.page) == []


@pytest.mark.parametrize(
    ("why", "words"),
    [
        ("agent", "The sender goes by the name of one of our agents"),
        ("brand", "The sender's name holds our name"),
        ("address", "The sender's name shows another mail address"),
    ],
)
def test_a_name_that_misleads_is_marked_on_the_mail(desk: RunningDesk, sit: Sit, why: FalseName, words: str) -> None:
    ticket = mailed(desk, mail=a_mail(head=msgspec.structs.replace(HEAD, false_name=why)))
    lin = sit("Lin")
    lin.open_ticket(ticket)
    expect(lin.page.locator(".mail-mark.warning")).to_have_text([words])
    assert violations(lin.page) == []


def test_a_lead_may_download_a_mail_as_it_came_and_an_agent_may_not(desk: RunningDesk, sit: Sit) -> None:
    ticket = mailed(desk, mail=a_mail(raw=True))
    for name, links in (("Lin", 1), ("Ann", 0)):
        agent = sit(name)
        agent.open_ticket(ticket)
        agent.page.locator("tp-mail summary").click()
        expect(agent.page.locator("tp-mail dl")).to_contain_text("Checked by")
        link = agent.page.locator("tp-mail dl a[download]")
        expect(link).to_have_count(links)
        if links:
            expect(link).to_have_attribute("href", re.compile(rf"^/api/desk/tickets/{ticket.id}/mail/\d+/raw$"))
            assert violations(agent.page) == []


def test_quoted_parts_and_signatures_are_folded_and_answers_stay(desk: RunningDesk, sit: Sit) -> None:
    ticket = mailed(desk, text=ANSWERED)
    lin = sit("Lin")
    lin.open_ticket(ticket)
    words = lin.page.locator("tp-mail .mail-words")
    for own in ("My answers:", "TRON.", "1,200 USDT"):
        expect(words.get_by_text(own, exact=True)).to_be_visible()
    toggles = words.locator(".fold-toggle")
    expect(toggles).to_have_count(3)
    expect(toggles.nth(0)).to_contain_text("Which network did you use?")
    expect(toggles.nth(1)).to_contain_text("And the amount?")
    expect(toggles.nth(2)).to_have_text(re.compile("Show signature"))
    expect(words.get_by_text("Example Trading")).to_have_count(0)
    toggles.nth(0).focus()
    lin.page.keyboard.press("Enter")
    expect(toggles.nth(0)).to_have_attribute("aria-expanded", "true")
    expect(toggles.nth(0)).to_have_text(re.compile("Hide quoted text"))
    expect(words.locator(".folded")).to_contain_text("support@acme.example")
    assert toggles.nth(0).get_attribute("aria-controls") == words.locator(".folded").get_attribute("id")
    expect(toggles.nth(0)).to_be_focused()
    lin.page.keyboard.press("Enter")
    expect(words.locator(".folded")).to_have_count(0)
    assert violations(lin.page) == []


def test_the_formatted_version_does_nothing_and_loads_nothing_unasked(desk: RunningDesk, sit: Sit) -> None:
    ticket = mailed(desk, text="Hello", mail=a_mail(html=FANCY))
    lin = sit("Lin")
    asked: list[str] = []
    lin.page.on("request", lambda request: asked.append(request.url) if "shop.example" in request.url else None)
    lin.page.route(re.compile(r"https://shop\.example/"), lambda route: route.abort())
    lin.open_ticket(ticket)
    expect(lin.page.locator("iframe")).to_have_count(0)
    lin.page.get_by_role("button", name="Formatted").click()
    page = frame_of(lin.page)
    expect(page.locator("h1")).to_have_text("Hello")
    expect(page.locator("script")).to_have_count(0)
    expect(page.locator("a")).to_have_attribute("data-elsewhere", "evil.example")
    assert "evil.example" in page.locator("a").evaluate("a => getComputedStyle(a, '::after').content")
    expect(lin.page.locator(".mail-warning")).to_contain_text("1 link leads elsewhere than it says")
    expect(lin.page.locator(".mail-remote")).to_contain_text("1 picture from elsewhere is not loaded")
    assert asked == []
    assert page.locator("html").evaluate("html => html.scrollWidth <= html.clientWidth"), "it fits its frame"
    assert violations(lin.page) == []
    with lin.page.expect_request("https://shop.example/shoes.png"):
        lin.page.get_by_role("button", name="Show remote pictures").click()
    assert asked == ["https://shop.example/shoes.png"]
    expect(lin.page.locator(".mail-remote")).to_have_count(0)
    assert lin.page.title() != "owned"


def test_the_desk_remembers_how_mails_are_shown(desk: RunningDesk, sit: Sit) -> None:
    ticket, plain = mailed(desk, text="Hello", mail=a_mail(html=FANCY)), mailed(desk, text="No formatted version of it.")
    lin = sit("Lin")
    lin.open_ticket(ticket)
    lin.page.get_by_role("button", name="Formatted").click()
    expect(frame_of(lin.page).locator("h1")).to_have_text("Hello")
    lin.open_ticket(plain)
    expect(lin.page.locator("tp-mail .mail-words")).to_contain_text("No formatted version of it.")
    lin.open_ticket(ticket)
    expect(frame_of(lin.page).locator("h1")).to_have_text("Hello")
    lin.page.get_by_role("button", name="Words").click()
    expect(lin.page.locator("iframe")).to_have_count(0)
    expect(lin.page.locator("tp-mail .mail-words")).to_have_text("Hello")


def test_marks_say_what_wrote_it_whether_it_is_sealed_and_what_was_broken(desk: RunningDesk, sit: Sit) -> None:
    mail = a_mail(automatic="reply", crypt="pgp", faults=("no_end", "charset_wrong", "no_date"))
    ticket = mailed(desk, mail=mail)
    lin = sit("Lin")
    lin.open_ticket(ticket)
    expect(lin.page.locator(".mail-mark")).to_have_text(["Automatic answer", "Encrypted (OpenPGP)", "Partly broken"])
    lin.page.locator("tp-mail summary").click()
    broken = lin.page.locator("tp-mail dl div", has_text="Broken")
    expect(broken).to_contain_text("Its parts are put together wrongly")
    expect(broken).to_contain_text("Some of its characters could not be read for certain.")
    assert violations(lin.page) == []


def test_a_harmless_fault_is_no_alarm(desk: RunningDesk, sit: Sit) -> None:
    ticket = mailed(desk, mail=a_mail(faults=("no_date",)))
    lin = sit("Lin")
    lin.open_ticket(ticket)
    expect(lin.page.locator("tp-mail")).to_have_count(1)
    expect(lin.page.locator(".mail-mark")).to_have_count(0)


def test_what_became_of_our_mail_is_live_and_trouble_is_red_with_a_way_out(desk: RunningDesk, sit: Sit) -> None:
    ticket = mailed(desk)
    seq = answered(desk, ticket)
    lin = sit("Lin")
    lin.open_ticket(ticket)
    state = lin.page.locator(".message.ours .delivery")
    expect(state).to_have_count(0)
    expect(lin.page.locator(".message.ours .mark")).to_have_count(0)  # nothing says "sent" of what was not
    told(desk, ticket, DeliveryChanged(seq, "reply", "queued"))
    expect(state).to_have_text(re.compile("Mail: waiting to be sent"))
    told(desk, ticket, failing(ticket, seq, "failed", 1, "4.2.2", "mailbox full"))
    expect(state).to_contain_text(re.compile(r"Mail: not sent yet, next try about \d\d:\d\d"))
    expect(state.locator("q")).to_have_text("4.2.2 mailbox full")
    expect(state).to_have_class(re.compile("trouble"))
    assert violations(lin.page) == []
    told(desk, ticket, DeliveryChanged(seq, "reply", "sent", 2))
    expect(state).to_have_text(re.compile("Mail: sent"))
    expect(state.locator("button")).to_have_count(0)
    told(desk, ticket, failing(ticket, seq, "bounced", 2, "5.1.1", "no such user"))
    expect(state).to_contain_text("Mail: could not be delivered")
    expect(state.locator("q")).to_have_text("5.1.1 no such user")
    expect(lin.page.locator("tp-toasts")).to_contain_text(f"{ticket.number}: a mail did not arrive.")
    expect(state).to_have_count(1)
    expect(lin.page.locator(".fact.delivery")).to_have_count(0)
    state.get_by_role("button", name="Send again").click()
    expect(state).to_have_text(re.compile("Mail: waiting to be sent"))


def test_a_mail_that_the_next_server_still_tries_is_not_said_to_be_tried_by_us(desk: RunningDesk, sit: Sit) -> None:
    ticket = mailed(desk)
    seq = answered(desk, ticket)
    told(desk, ticket, DeliveryChanged(seq, "reply", "queued"), DeliveryChanged(seq, "reply", "sent", 1))
    told(desk, ticket, failing(ticket, seq, "failed", 1, "4.4.1", "still trying"))
    lin = sit("Lin")
    lin.open_ticket(ticket)
    state = lin.page.locator(".message.ours .delivery")
    expect(state).to_contain_text("Mail: on its way; the customer's server has not taken it yet")
    expect(state.locator("q")).to_have_text("4.4.1 still trying")
    told(desk, ticket, DeliveryChanged(seq, "reply", "queued", 1))
    told(desk, ticket, failing(ticket, seq, "failed", 2, "4.2.2", "mailbox full"))
    expect(state).to_contain_text("Mail: not sent yet, next try about")


def failing(ticket: Ticket, seq: int, state: Delivery, attempt: int, code: str, reason: str, what: Any = "reply") -> Fact:
    return lambda tx: DeliveryChanged(seq, what, state, attempt, code, tx.put_text(ticket.id, reason))


def test_of_receipts_only_trouble_is_told(desk: RunningDesk, sit: Sit) -> None:
    ticket = mailed(desk)
    told(desk, ticket, DeliveryChanged(2, "receipt", "queued"), DeliveryChanged(2, "receipt", "sent", 1))
    lin = sit("Lin")
    lin.open_ticket(ticket)
    expect(lin.page.locator("tp-mail")).to_have_count(1)
    expect(lin.page.locator(".delivery")).to_have_count(0)
    told(desk, ticket, failing(ticket, 2, "bounced", 1, "5.1.1", "no such user", "receipt"))
    expect(lin.page.locator(".message.customer .delivery")).to_contain_text("Receipt: could not be delivered")


def test_a_mail_that_may_belong_to_another_ticket_is_merged_with_one_click_and_a_yes(desk: RunningDesk, sit: Sit) -> None:
    customer = desk.customer("Li Wei")
    other = desk.opens(customer, "Withdrawal missing")
    ticket = mailed(desk, customer=customer, links=[(other.id, "number")])
    lin = sit("Lin")
    lin.open_ticket(ticket)
    link = lin.page.locator("tp-linked")
    said = link.inner_text().replace("\u2060", "")
    assert f"May belong to {other.number}: its number was quoted, but the sender could not be proven." in said
    assert violations(lin.page) == []
    link.get_by_role("button", name="Merge…").click()
    expect(link).to_contain_text("Merge only when it is the same customer")
    expect(link.get_by_role("button", name=f"Merge into {other.number}")).to_be_focused()
    lin.page.keyboard.press("Tab")
    lin.page.keyboard.press("Enter")
    expect(link.get_by_role("button", name="Merge…")).to_be_focused()
    lin.page.keyboard.press("Enter")
    lin.page.keyboard.press("Enter")
    expect(lin.page.locator(".ticket-head .number")).to_have_text(other.number)
    expect(lin.page.locator("details.merged")).to_have_count(1)


def test_a_link_leads_to_the_other_ticket_and_a_refusal_says_why(desk: RunningDesk, sit: Sit) -> None:
    other = desk.opens(desk.customer("Aisha Khan"), "Somebody else's")
    ticket = mailed(desk, links=[(other.id, "reply_address")])
    lin = sit("Lin")
    lin.open_ticket(ticket)
    link = lin.page.locator("tp-linked")
    expect(link).to_contain_text("it was sent to that ticket's own address")
    link.get_by_role("button", name="Merge…").click()
    link.get_by_role("button", name=f"Merge into {other.number}").click()
    expect(lin.page.locator("tp-toasts")).to_contain_text("These two tickets belong to different customers.")
    expect(lin.page.locator(".ticket-head .number")).to_have_text(ticket.number)
    link.get_by_role("button", name=f"Open {other.number}").click()
    expect(lin.page.locator(".ticket-head .number")).to_have_text(other.number)


def test_a_storm_says_how_many(desk: RunningDesk, sit: Sit) -> None:
    ticket = mailed(desk, storm=1)
    told(desk, ticket, StormGrew(200))
    lin = sit("Lin")
    lin.open_ticket(ticket)
    expect(lin.page.locator(".fact.storm").last).to_contain_text("Mails of one sender are gathered here: 200 so far")


def test_the_list_marks_mail_and_finds_it(desk: RunningDesk, sit: Sit) -> None:
    ticket, chat = mailed(desk, subject="By mail"), desk.opens(desk.customer(), "By chat")
    lin = sit("Lin")
    lin.open("/desk?view=unassigned")
    expect(lin.row(ticket).locator(".row-status.mail")).to_be_visible()
    expect(lin.row(ticket)).to_contain_text("Email")
    expect(lin.row(chat).locator(".row-status.mail")).to_have_count(0)
    lin.open("/desk?view=unassigned&channel=email")
    expect(lin.row(ticket)).to_be_visible()
    expect(lin.row(chat)).to_have_count(0)


def test_in_chinese_in_the_dark_on_a_phone(desk: RunningDesk, sit: Sit) -> None:
    other = desk.opens(desk.customer("李伟", "zh"), "提现")
    mail = a_mail(verdict="unproven", html=FANCY, faults=("no_end",))
    text = '还是没有到账。\n\n在 2026-11-30 10:04:11，"Acme" <support@acme.example> 写道：\n\n>您的充值已有两个确认。'
    ticket = mailed(desk, text=text, customer=desk.customer("李伟", "zh"), mail=mail, links=[(other.id, "number")])
    lin = sit("Lin", width=390, height=844, color_scheme="dark", has_touch=True)
    lin.context.add_cookies([{"name": "tp_lang", "value": "zh", "url": desk.url}])
    lin.page.goto(f"{desk.url}/desk/t/{ticket.number}")
    expect(lin.page.locator(".mail-sure")).to_have_text("任何人都可能写出这封邮件。")
    expect(lin.page.locator(".fold-toggle")).to_contain_text("显示引用内容")
    expect(lin.page.locator("tp-linked")).to_contain_text("邮件引用了该工单号")
    lin.page.get_by_role("button", name="带格式").tap()
    expect(frame_of(lin.page).locator("h1")).to_have_text("Hello")
    assert frame_of(lin.page).locator("html").evaluate("html => html.scrollWidth <= html.clientWidth"), (
        "the table is no wider than the phone"
    )
    assert lin.page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    assert violations(lin.page) == []


def test_the_desk_waits_between_tries_as_it_says() -> None:
    """The page says when the next try is: it counts as the sender does."""
    from truepenny.outbound.mail.waits import WAITS_US
    from truepenny.surfaces.desk.routes import STATIC

    written = re.search(r"WAITS_S = \[([^\]]*)\]", (STATIC / "deliveries.js").read_text("utf-8"))
    assert written is not None
    assert [int(wait.replace("_", "")) for wait in written[1].split(",")] == [wait // 1_000_000 for wait in WAITS_US]
