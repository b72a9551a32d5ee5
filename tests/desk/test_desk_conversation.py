"""Stories of one ticket: two agents at once, undo, note or reply, merging, the closing record and what the customer says to it."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import expect
from tests.desk.conftest import Sit
from tests.desk.running_desk import RunningDesk
from tests.desk.test_desk_faces import violations

pytestmark = pytest.mark.browser


def test_two_agents_on_one_ticket_see_each_other_and_each_other_s_hands(desk: RunningDesk, sit: Sit) -> None:
    ticket = desk.opens(desk.customer("Maria Silva"), "Withdrawal not arrived")
    lin, ann = sit("Lin"), sit("Ann")
    lin.open_ticket(ticket)
    ann.open_ticket(ticket)
    expect(lin.page.locator("tp-presence")).to_contain_text("Ann is looking at this too")
    expect(ann.page.locator("tp-presence")).to_contain_text("Lin is looking at this too")

    ann.page.keyboard.press("r")
    ann.page.keyboard.type("Hello Maria")
    expect(lin.page.locator("tp-presence .rival")).to_contain_text("Ann is writing a reply")

    lin.page.keyboard.press("r")
    lin.page.keyboard.type("I wanted to say")
    ann.page.keyboard.press("Control+Enter")
    expect(lin.page.locator("tp-held")).to_contain_text("Ann sends in")
    expect(lin.page.locator(".message.ours .words")).to_have_text("Hello Maria")
    expect(lin.page.locator("tp-composer [role=alert]")).to_contain_text("Ann answered while you were writing")

    ann.open("/desk")
    expect(lin.page.locator("tp-presence .others")).to_have_count(0)


def test_a_reply_waits_and_comes_back_into_the_composer(desk: RunningDesk, sit: Sit) -> None:
    ticket = desk.opens(desk.customer(), "Deposit missing")
    lin = sit("Lin")
    lin.open_ticket(ticket)
    lin.write("Too early", mode="r")
    expect(lin.page.locator("tp-held")).to_contain_text("Sending in")
    lin.page.reload()
    expect(lin.page.locator("tp-held")).to_contain_text("Too early")
    lin.page.locator("tp-held").get_by_role("button", name="Undo").click()
    expect(lin.page.locator("tp-composer textarea")).to_have_value("Too early")
    expect(lin.page.locator("tp-composer textarea")).to_be_focused()

    lin.page.keyboard.press("Control+Enter")
    expect(lin.page.locator(".message.ours .words")).to_have_text("Too early")
    expect(lin.page.locator(".message.ours header")).to_contain_text(desk.agents["Lin"])
    expect(lin.page.locator(".message.ours .verified")).to_be_visible()
    expect(lin.page.locator("tp-held li")).to_have_count(0)


def test_a_long_reply_that_waits_leaves_room_for_its_undo(desk: RunningDesk, sit: Sit) -> None:
    """In the narrow column of a small laptop."""
    ticket = desk.opens(desk.customer(), "Deposit missing")
    lin = sit("Lin")
    lin.page.set_viewport_size({"width": 1280, "height": 800})
    lin.open_ticket(ticket)
    lin.write("We are looking into this deposit, and will tell you today what became of it. " * 3, mode="r")
    undo = lin.page.locator("tp-held").get_by_role("button", name="Undo")
    expect(undo).to_be_visible()
    list_box, box = lin.page.locator("tp-composer").bounding_box(), undo.bounding_box()
    assert list_box is not None
    assert box is not None
    assert box["x"] + box["width"] <= list_box["x"] + list_box["width"]
    undo.click()


def test_a_very_long_message_is_folded_until_it_is_asked_for(desk: RunningDesk, sit: Sit) -> None:
    ticket = desk.opens(desk.customer(), "A log file", "\n".join(f"line {n}" for n in range(80)))
    lin = sit("Lin")
    lin.open_ticket(ticket)
    words, fold = lin.page.locator(".message .words"), lin.page.locator(".message summary")
    folded = words.bounding_box()
    fold.focus()
    lin.page.keyboard.press("Enter")
    expect(fold).to_have_text("Show less", use_inner_text=True)
    whole = words.bounding_box()
    assert folded
    assert whole
    assert whole["height"] > 3 * folded["height"]
    desk.writes(ticket, "Short")
    expect(lin.page.locator(".message .words")).to_have_count(2)
    expect(fold).to_have_count(1)
    expect(fold).to_have_text("Show less", use_inner_text=True)


def test_a_note_looks_nothing_like_a_reply_and_never_reaches_the_customer(desk: RunningDesk, sit: Sit) -> None:
    ticket = desk.opens(desk.customer(), "Locked out")
    lin = sit("Lin")
    lin.open_ticket(ticket)
    lin.page.keyboard.press("r")
    reply_ground = lin.page.locator(".composer").evaluate("box => getComputedStyle(box).backgroundColor")
    lin.page.keyboard.press("Escape")
    lin.page.keyboard.press("n")
    composer = lin.page.locator(".composer")
    expect(composer).to_contain_text("Only agents see this")
    expect(composer).not_to_have_css("background-color", reply_ground)
    expect(composer).to_have_css("border-inline-start-width", "5px")
    lin.page.keyboard.type("Ask the wallet team")
    lin.page.keyboard.press("Control+Enter")
    expect(lin.page.locator(".message.note")).to_contain_text("Ask the wallet team")
    expect(lin.page.locator("tp-held li")).to_have_count(0)
    expect(lin.page.locator("tp-panel .panel-note")).to_contain_text("Ask the wallet team")


def test_a_draft_follows_the_agent_to_another_browser(desk: RunningDesk, sit: Sit) -> None:
    ticket = desk.opens(desk.customer(), "Half written")
    here = sit("Lin")
    here.open_ticket(ticket)
    here.page.keyboard.press("r")
    with here.page.expect_response(re.compile("/draft$")):
        here.page.keyboard.type("Half a sentence")
    with here.page.expect_response(re.compile("/draft$")):
        here.page.locator("tp-composer input[type=file]").set_input_files(
            {"name": "steps.txt", "mimeType": "text/plain", "buffer": b"first, then second\n"}
        )
    there = sit("Lin")
    there.open_ticket(ticket)
    expect(there.page.locator("tp-composer textarea")).to_have_value("Half a sentence")
    expect(there.page.locator("tp-attachments .attachment-name")).to_have_text("steps.txt")
    expect(there.page.locator("tp-attachments small")).to_have_text("19 B")


def test_words_of_strangers_are_text_whatever_they_hold(desk: RunningDesk, sit: Sit) -> None:
    nasty = '<img src=x onerror="document.title=1"> {{7*7}} مرحبا \u202egnp.exe'
    ticket = desk.opens(desk.customer('<b>"Eve"</b>'), "<script>alert(1)</script>", nasty)
    lin = sit("Lin")
    lin.open_ticket(ticket)
    expect(lin.page.locator(".subject")).to_have_text("<script>alert(1)</script>")
    assert lin.page.locator("tp-ticket img").count() == 0
    words = lin.page.locator(".message.customer .words")
    assert "<img src=x" in words.inner_text()
    assert words.evaluate("box => getComputedStyle(box).unicodeBidi") == "isolate"


def test_a_name_from_right_to_left_turns_nothing_around_it(desk: RunningDesk, sit: Sit) -> None:
    ticket = desk.opens(desk.customer("عمر خالد"), "سحب لم يصل")
    lin = sit("Lin")
    lin.open_ticket(ticket)
    name, rest = lin.page.locator(".fact.opened span").first.evaluate(
        """span => {
             const text = document.createTreeWalker(span, NodeFilter.SHOW_TEXT).nextNode();
             const at = text.data.indexOf("opened");
             return [[0, at], [at, text.data.length]].map(([from, to]) => {
               const range = new Range();
               range.setStart(text, from);
               range.setEnd(text, to);
               return range.getBoundingClientRect().left;
             });
           }"""
    )
    assert name < rest, "the name is said first"


def test_only_tickets_of_one_customer_can_be_merged(desk: RunningDesk, sit: Sit) -> None:
    customer = desk.customer("Yuki Tanaka")
    first, second = desk.opens(customer, "Withdrawal"), desk.opens(customer, "Withdrawal again", "I ask once more.")
    foreign = desk.opens(desk.customer("Omar"), "Another one")
    lin = sit("Lin")
    lin.open_ticket(second)
    lin.page.keyboard.press("m")
    number = lin.page.get_by_label("Number of the other ticket")
    number.fill(foreign.number)
    lin.page.keyboard.press("Enter")
    expect(lin.page.locator("tp-merge")).to_contain_text("belong to different customers")
    lin.page.locator("tp-merge .history").first.click()
    expect(number).to_have_value(first.number)
    lin.page.get_by_role("button", name="Merge", exact=True).click()

    expect(lin.page.locator(".ticket-head .number")).to_have_text(first.number)
    folded = lin.page.locator("details.merged")
    expect(folded).to_contain_text("Withdrawal again")
    folded.locator("summary").click()
    expect(folded).to_contain_text("I ask once more.")

    lin.open_ticket(second)
    expect(lin.page.locator(".banner")).to_contain_text(f"goes on in {first.number}")
    expect(lin.page.locator(".mode-tab.reply")).to_be_disabled()


def test_solving_asks_for_the_record_and_the_customer_has_the_last_word(desk: RunningDesk, sit: Sit) -> None:
    ticket = desk.opens(desk.customer("Li Wei"), "Locked account")
    lin = sit("Lin")
    lin.open_ticket(ticket)
    lin.page.keyboard.press("i")
    expect(lin.page.locator(".fact.assigned")).to_contain_text("You took it")

    lin.page.keyboard.press("e")
    lin.page.keyboard.press("Control+Enter")
    expect(lin.page.locator("tp-solve [role=alert]")).to_contain_text("Write at least one step.")
    lin.page.get_by_label("Steps 1").fill("Lifted the lock")
    lin.page.get_by_label("Name 1").fill("Lock")
    lin.page.get_by_label("Value 1").fill("RISK-17")
    lin.page.get_by_label("Cautions 1").fill("Withdrawals wait 24 hours")
    lin.page.keyboard.press("Control+Enter")
    card = lin.page.locator(".solved-card")
    expect(card).to_contain_text("Lifted the lock")
    expect(card).to_contain_text("RISK-17")
    expect(card).to_contain_text("Withdrawals wait 24 hours")

    desk.disputes(ticket, "Still locked")
    expect(lin.page.locator(".disputed")).to_contain_text("Says it is not solved")
    expect(lin.page.locator(".fact.reopened")).to_contain_text("it is back with Lin")
    expect(lin.page.locator(".property.status")).to_contain_text("Open")

    lin.page.locator(".events").focus()
    lin.page.keyboard.press("e")
    lin.page.keyboard.type("Lifted the second lock")
    lin.page.keyboard.press("Control+Enter")
    expect(lin.page.locator(".solved-card")).to_have_count(2)
    desk.confirms(ticket)
    expect(lin.page.locator(".fact.confirmed")).to_contain_text("confirmed that it is solved")
    expect(lin.page.locator("tp-panel")).to_contain_text("Confirmed by the customer")


def test_a_lead_erases_words_and_says_why(desk: RunningDesk, sit: Sit) -> None:
    ticket = desk.opens(desk.customer(), "My words", "My secret is swordfish")
    lin, ann = sit("Lin"), sit("Ann")
    ann.open_ticket(ticket)
    expect(ann.page.locator(".message .erase")).to_have_count(0)
    lin.open_ticket(ticket)
    lin.page.locator(".message").hover()
    lin.page.get_by_role("button", name="Erase this message…").click()
    lin.page.get_by_role("button", name="Erase for good").click()
    expect(lin.page.locator("tp-erase [role=alert]")).to_contain_text("Give a reason first.")
    lin.page.get_by_label("Reason").fill("It holds a secret")
    lin.page.get_by_role("button", name="Erase for good").click()
    for page in (lin.page, ann.page):
        expect(page.locator(".message.customer")).to_contain_text("The words are gone for good")
        expect(page.locator("tp-conversation")).not_to_contain_text("swordfish")


def test_an_agent_sees_that_a_private_link_exists_and_withdraws_it_for_a_reason(desk: RunningDesk, sit: Sit) -> None:
    ticket = desk.opens(desk.customer(), "My link")
    lin, ann = sit("Lin"), sit("Ann")
    for agent in (lin, ann):
        agent.open_ticket(ticket)
        expect(agent.page.locator(".private-link")).to_contain_text("opens this ticket to whoever has it")
    ann.page.get_by_role("button", name="Withdraw…").click()
    assert violations(ann.page) == []
    ann.page.get_by_label("Reason").fill("Somebody else has it")
    ann.page.get_by_role("button", name="Withdraw", exact=True).click()
    for agent in (lin, ann):
        expect(agent.page.locator(".fact.links_withdrawn")).to_contain_text("withdrew the private link. Reason: Somebody else has it")
        expect(agent.page.locator(".private-link")).to_contain_text("Today: withdrawn")
        expect(agent.page.get_by_role("button", name="Withdraw…")).to_have_count(0)


def test_a_picture_goes_with_a_note_and_shows_as_a_thumb(desk: RunningDesk, sit: Sit) -> None:
    ticket = desk.opens(desk.customer(), "Look at this")
    lin = sit("Lin")
    lin.open_ticket(ticket)
    lin.page.keyboard.press("n")
    lin.page.locator("input[type=file]").set_input_files({"name": "screen.png", "mimeType": "image/png", "buffer": _picture()})
    attached = lin.page.locator(".attachment")
    expect(attached).to_contain_text("screen.png")
    expect(attached.locator("img")).to_be_visible()
    lin.page.reload()
    expect(attached).to_contain_text("screen.png")
    lin.page.locator(".events").focus()
    lin.page.keyboard.press("n")
    lin.page.keyboard.press("Control+Enter")
    thumb = lin.page.locator(".message.note .thumb img")
    expect(thumb).to_be_visible()
    assert thumb.evaluate("async picture => { await picture.decode(); return picture.naturalWidth }") > 0
    expect(attached).to_have_count(0)

    lin.page.locator("input[type=file]").set_input_files({"name": "tool.exe", "mimeType": "image/png", "buffer": b"MZ\x90\x00" * 40})
    expect(lin.page.locator(".attachment.failed [role=alert]")).not_to_be_empty()
    lin.page.get_by_role("button", name="Remove tool.exe").click()
    expect(lin.page.locator(".attachment")).to_have_count(0)


def test_files_are_pasted_and_dropped(desk: RunningDesk, sit: Sit) -> None:
    ticket = desk.opens(desk.customer(), "Two more files")
    lin = sit("Lin")
    lin.open_ticket(ticket)
    lin.page.locator(".events").focus()
    lin.page.keyboard.press("n")
    carried = lin.page.evaluate_handle(_CARRIED, "pasted.csv")
    field = lin.page.locator("tp-composer textarea")
    field.evaluate(
        "(field, data) => field.dispatchEvent(new ClipboardEvent('paste', {clipboardData: data, bubbles: true, cancelable: true}))", carried
    )
    expect(lin.page.locator(".attachment")).to_contain_text("pasted.csv")
    carried = lin.page.evaluate_handle(_CARRIED, "dropped.csv")
    lin.page.locator("tp-conversation").dispatch_event("dragenter", {"dataTransfer": carried})
    expect(lin.page.locator(".drop")).to_contain_text("Drop files to attach them")
    lin.page.locator("tp-conversation").dispatch_event("drop", {"dataTransfer": carried})
    expect(lin.page.locator(".drop")).to_have_count(0)
    expect(lin.page.locator(".attachment")).to_have_count(2)
    expect(lin.page.locator(".attachment.busy")).to_have_count(0)
    field.press("Control+Enter")
    expect(lin.page.locator(".message.note").last).to_contain_text("dropped.csv")


_CARRIED = """name => { const carried = new DataTransfer();
  carried.items.add(new File(["when,what\\n1,2\\n"], name, {type: "text/csv"})); return carried; }"""


def _picture() -> bytes:
    from io import BytesIO

    from PIL import Image

    out = BytesIO()
    Image.new("RGB", (640, 400), (20, 120, 200)).save(out, "PNG")
    return out.getvalue()
