"""An article from its first word to its readers, in both languages, as editors do it in a browser."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect
from tests.chromium import until_sync
from tests.desk.running_desk import RunningDesk
from tests.help_editor.conftest import Open
from tests.help_editor.exports import PNG

from truepenny.main.house import House

AXE = Path(__file__).parents[1] / "vendor" / "axe.min.js"
pytestmark = pytest.mark.browser


def begin(page: Page, title: str) -> str:
    """A new article with this title; gives its path."""
    page.goto(re.sub(r"(https?://[^/]+).*", r"\1/admin/help/new", page.url))
    page.get_by_label("Title").fill(title)
    page.get_by_role("button", name="Write the article").click()
    page.wait_for_url(re.compile(r"/admin/help/[0-9a-f]{32}"))
    return re.sub(r"https?://[^/]+|[?#].*", "", page.url)


def write(page: Page, language: str, *, title: str = "", summary: str = "", body: str = "") -> None:
    for name, words in (("title", title), ("summary", summary), ("body", body)):
        if words:
            page.locator(f"#{name}-{language}").fill(words)


def press(page: Page, language: str, name: str) -> None:
    with page.expect_navigation():
        page.locator(f"#side-{language}").get_by_role("button", name=name, exact=True).click()


def state(page: Page, language: str) -> str:
    return page.locator(f"#side-{language} .admin-badges").first.inner_text()


def axe(page: Page) -> list[str]:
    page.evaluate(AXE.read_text(encoding="utf-8"))
    return list(
        page.evaluate(
            """async () => (await axe.run(document, {resultTypes: ["violations"]})).violations
                 .flatMap((v) => v.nodes.map((n) => `${v.id}: ${n.target.join(" ")}`))"""
        )
    )


def test_an_article_from_its_first_word_to_its_readers_in_both_languages(desk: RunningDesk, open_as: Open) -> None:
    ann = open_as("Ann", "/admin/help")
    expect(ann.get_by_text("There is no article yet.")).to_be_visible()
    path = begin(ann, "What does a withdrawal cost?")
    expect(ann.locator("#title-en")).to_have_value("What does a withdrawal cost?")

    # Ann writes with the tools, and sees it as readers will
    body = ann.locator("#body-en")
    body.fill("Each network has its own fee.")
    body.press("End")
    for tool in ("Steps", "Table", "Warning"):
        ann.locator("#side-en [data-tools]").get_by_role("button", name=tool).click()
        ann.keyboard.press("Control+End")
    ann.locator("#side-en [data-tools]").get_by_role("button", name="Picture").click()
    dialog = ann.locator("[data-picture-dialog]")
    dialog.get_by_role("button", name="Put in").click()
    expect(dialog.locator("[data-wrong]")).to_have_text("Choose a picture, and say what it shows.")
    dialog.locator("[data-file]").set_input_files({"name": "fee.png", "mimeType": "image/png", "buffer": PNG})
    dialog.locator("[data-words]").fill("Where the fee stands")
    dialog.get_by_role("button", name="Put in").click()
    expect(body).to_have_value(re.compile(r"!\[Where the fee stands\]\(/files/[0-9a-f]{32}#4x3\)"))
    preview = ann.locator("#side-en [data-preview] .tp-article")
    for seen in (".steps ol", "table", ".callout-warning", 'img[alt="Where the fee stands"][width="4"]'):
        expect(preview.locator(seen)).to_have_count(1)

    # a link that leads nowhere is told while she types
    ann.locator("#summary-en").fill("Where each fee stands.")
    body.press("Control+End")
    ann.keyboard.insert_text("\n\nSee [limits](withdrawal-limits) and [the help centre](/help).")
    expect(ann.locator("#side-en .help-broken").first).to_contain_text("There is no such article.")
    press(ann, "en", "Save and hand in")
    assert state(ann, "en") == "In review"
    expect(ann.locator("#side-en").get_by_role("button", name="Approve")).to_have_count(0)

    # Lin sends it back with words, Ann mends it
    lin = open_as("Lin", path)
    lin.locator("#side-en summary", has_text="Send back").click()
    lin.locator("#note-en").fill("Say when it was last checked.")
    press(lin, "en", "Send back")
    ann.reload()
    expect(ann.locator("#side-en")).to_contain_text("Say when it was last checked.")
    press(ann, "en", "Save and hand in")

    # approved, but not published while a link leads nowhere; the Chinese words stand beside it
    lin.goto(desk.url + path)
    press(lin, "en", "Approve")
    assert state(lin, "en") == "Approved"
    press(lin, "en", "Publish now")
    expect(lin.locator("[role=alert]").first).to_contain_text("lead nowhere: 1.")
    lin.locator("#anyway-en").check()
    press(lin, "en", "Publish now")
    assert state(lin, "en") == "Published"
    write(lin, "zh", title="各网络的提现手续费", summary="各网络的手续费。", body="每个网络的手续费各不相同。")
    press(lin, "zh", "Save draft")
    lin.locator("#alone-zh").check()
    press(lin, "zh", "Approve")
    press(lin, "zh", "Publish now")

    # readers without sign-in read both, with the picture
    reader = lin.context.browser.new_context().new_page()  # type: ignore[union-attr]
    reader.goto(f"{desk.url}/en/help/what-does-a-withdrawal-cost")
    expect(reader.locator("h1")).to_have_text("What does a withdrawal cost?")
    picture = reader.locator(".tp-article img")
    picture.scroll_into_view_if_needed()
    expect(picture).to_have_js_property("naturalWidth", 4)
    reader.goto(f"{desk.url}/zh/help/what-does-a-withdrawal-cost")
    expect(reader.locator("h1")).to_have_text("各网络的提现手续费")
    reader.context.close()

    # a change of the meaning marks the twin; an old version is compared, and comes back
    write(lin, "en", body="There is no fee any more.")
    press(lin, "en", "Save draft")
    lin.locator("#alone-en").check()
    press(lin, "en", "Approve")
    lin.get_by_label("changes the meaning: they are out of date").check()
    press(lin, "en", "Publish now")
    assert "Out of date" in state(lin, "zh")
    lin.goto(f"{desk.url}/admin/help?mark=out_of_date")
    expect(lin.locator(".help-row")).to_have_count(1)
    lin.goto(f"{desk.url}{path}/en/versions/3")
    expect(lin.locator(".help-diff del", has_text="Each network has its own fee.")).to_have_count(1)
    expect(lin.locator(".help-diff ins", has_text="There is no fee any more.")).to_have_count(1)
    lin.goto(f"{desk.url}{path}/en/versions/1")
    lin.get_by_role("button", name="Bring this version back as a draft").click()
    expect(lin.locator("#body-en")).to_have_value(re.compile("Each network has its own fee"))
    assert state(lin, "en") == "Draft"

    # and retired: nobody reads it any more
    lin.locator("#side-zh summary", has_text="Retire").click()
    press(lin, "zh", "Retire")
    assert state(lin, "zh") == "Retired"
    assert "各网络的提现手续费" not in lin.request.get(f"{desk.url}/zh/help").text()


def test_words_that_ask_are_quoted_and_only_warnings_pass_by_a_leads_word(desk: RunningDesk, open_as: Open) -> None:
    lin = open_as("Lin", "/admin/help")
    begin(lin, "Unlock your account")
    write(lin, "en", body="Hello.\n\nPlease send us your password and the code from your phone, so that we can unlock it.")
    press(lin, "en", "Save draft")
    alert = lin.locator("[role=alert]").first
    expect(alert).to_contain_text("Please send us your password")
    alert.get_by_role("link", name="Show it in the text").first.click()
    expect(lin.locator("#body-en")).to_be_focused()
    assert "send us your password" in str(lin.evaluate("getSelection().toString()"))
    expect(lin.locator("#body-en")).to_have_value(re.compile("Please send us your password"))

    write(lin, "en", body="A swindler writes: “Transfer your coins to this safe wallet now.”")
    press(lin, "en", "Save draft")
    if lin.locator("[role=alert]").count() == 0:
        lin.locator("#alone-en").check()
        press(lin, "en", "Approve")
        expect(lin.locator("[role=alert]").first).to_contain_text("Transfer your coins")
        lin.get_by_label("This only warns").check()
        lin.locator("#alone-en").check()
        press(lin, "en", "Approve")
        assert state(lin, "en") == "Approved"


def test_who_saves_second_sees_both_and_loses_nothing(desk: RunningDesk, open_as: Open) -> None:
    ann = open_as("Ann", "/admin/help")
    path = begin(ann, "Two editors")
    write(ann, "en", body="First line.\n\nSecond line.")
    press(ann, "en", "Save draft")
    lin = open_as("Lin", path)
    write(lin, "en", body="First line, by Lin.\n\nSecond line.")
    press(lin, "en", "Save draft")

    write(ann, "en", body="First line.\n\nSecond line, by Ann.")
    press(ann, "en", "Save draft")

    expect(ann.locator("[role=alert]").first).to_contain_text("Somebody else has saved this article")
    expect(ann.locator("#body-en")).to_have_value("First line.\n\nSecond line, by Ann.")
    conflict = ann.locator("#side-en .help-conflict")
    expect(conflict.locator("del").first).to_contain_text("by Lin")
    conflict.locator("summary").click()
    expect(conflict.locator("pre")).to_contain_text("First line, by Lin.")
    write(ann, "en", body="First line, by Lin.\n\nSecond line, by Ann.")
    press(ann, "en", "Save draft")
    expect(ann.locator("#side-en")).to_contain_text("Version 3")


def test_unsaved_words_survive_a_closed_page_but_secrets_do_not(desk: RunningDesk, open_as: Open) -> None:
    ann = open_as("Ann", "/admin/help")
    path = begin(ann, "Unsaved")
    key = "e9873d79c6d87dc0fb6a5778633389f4453213303da61f20bd67fc233aa33262"
    write(ann, "en", body="Words that nobody saved, in an article of some length.")
    until_sync(ann, "() => Object.keys(localStorage).some((key) => key.startsWith('tp-help:'))")
    write(ann, "zh", body=f"My private key is {key}")
    until_sync(ann, "() => Object.keys(localStorage).filter((key) => key.startsWith('tp-help:')).length === 2")
    assert key not in str(ann.evaluate("JSON.stringify(localStorage)"))

    ann.goto(desk.url + path)
    kept = ann.locator("#side-en [data-kept]")
    expect(kept).to_be_visible()
    kept.get_by_role("button", name="Put them back").click()
    expect(ann.locator("#body-en")).to_have_value("Words that nobody saved, in an article of some length.")
    write(ann, "en", title="Unsaved")
    press(ann, "en", "Save draft")
    expect(ann.locator("#side-en [data-kept]")).to_be_hidden()


def test_publishing_at_a_time_says_it_in_both_zones(desk: RunningDesk, open_as: Open) -> None:
    lin = open_as("Lin", "/admin/help")
    path = begin(lin, "Later")
    write(lin, "en", body="Not yet.")
    press(lin, "en", "Save draft")
    lin.locator("#alone-en").check()
    press(lin, "en", "Approve")
    expect(lin.locator("#side-en")).to_contain_text("In your time zone: Asia/Shanghai")
    year = int(str(lin.evaluate("new Date().getFullYear()"))) + 1
    lin.locator("#at-en").fill(f"{year}-01-15T09:30")
    press(lin, "en", "Publish at this time")
    expect(lin.locator("#side-en")).to_contain_text("01:30 UTC")
    expect(lin.locator("#side-en")).to_contain_text("09:30")
    assert lin.request.get(f"{desk.url}/en/help/later").status == 404
    press(lin, "en", "Do not publish it at that time")
    assert state(lin, "en") == "Approved"
    lin.goto(desk.url + path)


def test_what_is_no_picture_and_what_is_far_too_long_get_a_clear_answer(desk: RunningDesk, open_as: Open) -> None:
    ann = open_as("Ann", "/admin/help")
    begin(ann, "Too much")
    ann.locator("#side-en [data-tools]").get_by_role("button", name="Picture").click()
    dialog = ann.locator("[data-picture-dialog]")
    dialog.locator("[data-file]").set_input_files({"name": "notes.png", "mimeType": "image/png", "buffer": b"just words"})
    dialog.locator("[data-words]").fill("Notes")
    dialog.get_by_role("button", name="Put in").click()
    expect(dialog.locator("[data-wrong]")).not_to_be_empty()
    dialog.get_by_role("button", name="Cancel").click()

    form = {"title": "Too much", "summary": "", "body": "word " * 2_000_000, "base": "0", "then": "save"}
    path = re.sub(r"[?#].*", "", ann.url)
    answer = ann.request.post(f"{path}/en", form=form, headers={"origin": desk.url})
    assert answer.status == 400
    assert "This text is too long." in answer.text()
    assert "word word word" in answer.text()


@pytest.mark.parametrize("dress", ["light", "dark"])
@pytest.mark.parametrize(("width", "height"), [(390, 844), (1440, 900)])
def test_every_page_of_the_editor_is_clean_and_fits(desk: RunningDesk, open_as: Open, dress: str, width: int, height: int) -> None:
    lin = open_as("Lin", "/admin/help", width=width, height=height, color_scheme=dress)
    path = begin(lin, f"Pages in {dress} at {width}")
    write(
        lin,
        "en",
        body="## One\n\n::: note\nTwo.\n:::\n\n| A | B |\n|---|---|\n| 1 | 2 |\n\n[nowhere](no-such-thing) [away](https://acme.example/)",
    )
    press(lin, "en", "Save draft")
    write(lin, "en", body="## One\n\nThree.")
    press(lin, "en", "Save draft")
    pages = [
        "/admin/help",
        path,
        f"{path}/en/versions",
        f"{path}/en/versions/2",
        "/admin/help/new",
        "/admin/help/pictures",
        "/admin/help/categories",
    ]
    for language in ("en", "zh"):
        lin.context.add_cookies([{"name": "tp_lang", "value": language, "url": desk.url}])
        for page in pages:
            lin.goto(desk.url + page)
            assert axe(lin) == [], page
            assert lin.evaluate("document.documentElement.scrollWidth <= innerWidth"), page


def test_addresses_elsewhere_are_marked_by_what_the_directory_says(desk: RunningDesk, open_as: Open) -> None:
    async def never(house: House) -> None:
        await house.truth.directory.put_never("site", {"en": "A fake.", "zh": "假冒网站。"}, "acme-help.example", by="A-1001")

    desk.do(never)
    ann = open_as("Ann", "/admin/help")
    begin(ann, "Elsewhere")
    write(ann, "en", body="[one](https://acme-help.example/x) and [two](https://other.example/)")
    outside = ann.locator("#side-en [data-preview] details")
    expect(outside.locator("li", has_text="acme-help.example")).to_contain_text("Never ours")
    expect(outside.locator("li", has_text="other.example")).not_to_contain_text("ours")


def test_the_tools_are_one_stop_for_the_keyboard(desk: RunningDesk, open_as: Open) -> None:
    ann = open_as("Ann", "/admin/help")
    begin(ann, "Keys")
    ann.locator("#summary-en").focus()
    ann.keyboard.press("Tab")
    expect(ann.locator('#side-en [data-tool="heading"]')).to_be_focused()
    ann.keyboard.press("ArrowRight")
    expect(ann.locator('#side-en [data-tool="bold"]')).to_be_focused()
    ann.keyboard.press("Enter")
    expect(ann.locator("#body-en")).to_have_value("**One sentence.**")
    ann.keyboard.press("Control+z")
    expect(ann.locator("#body-en")).to_have_value("")
    ann.keyboard.press("Shift+Tab")
    expect(ann.locator('#side-en [data-tool="bold"]')).to_be_focused()


def test_the_editor_works_without_a_script(desk: RunningDesk, open_as: Open) -> None:
    ann = open_as("Ann", "/admin/help", java_script_enabled=False)
    begin(ann, "No script")
    write(ann, "en", body="Some **words**.")
    press(ann, "en", "Preview")
    expect(ann.locator("#side-en [data-preview] strong")).to_have_text("words")
    press(ann, "en", "Save draft")
    assert state(ann, "en") == "Draft"
    ann.goto(f"{desk.url}/admin/help/pictures")
    ann.get_by_label("Add a picture").set_input_files({"name": "fee.png", "mimeType": "image/png", "buffer": PNG})
    ann.get_by_role("button", name="Add", exact=True).click()
    expect(ann.locator(".help-picture-new .help-reference")).to_have_value(re.compile(r"!\[what it shows\]\(/files/[0-9a-f]{32}#4x3\)"))


def test_what_was_typed_beside_the_words_comes_back_with_what_is_wrong(desk: RunningDesk, open_as: Open) -> None:
    ann = open_as("Ann", "/admin/help", java_script_enabled=False)
    begin(ann, "Beside the words")
    ann.get_by_label("Related articles").fill("Not A Slug")
    ann.get_by_label("Place in the category").fill("7")
    ann.get_by_role("checkbox", name="API").check()
    with ann.expect_navigation():
        ann.locator('form[action$="/frame"]').get_by_role("button").click()
    expect(ann.get_by_role("alert")).to_be_visible()
    expect(ann.get_by_label("Related articles")).to_have_value("Not A Slug")
    expect(ann.get_by_label("Place in the category")).to_have_value("7")
    expect(ann.get_by_role("checkbox", name="API")).to_be_checked()


def test_agents_draft_and_leads_do_the_rest(desk: RunningDesk, open_as: Open) -> None:
    ann = open_as("Ann", "/admin/help")
    path = begin(ann, "Not mine to publish")
    write(ann, "en", body="Words.")
    press(ann, "en", "Save draft")
    for to in ("approve", "publish", "send_back", "retire"):
        answer = ann.request.post(f"{desk.url}{path}/en/move", form={"to": to, "number": "1"}, headers={"origin": desk.url})
        assert answer.status == 403, to
    answer = ann.request.post(f"{desk.url}/admin/help/categories", form={"names_en": "Mine", "place": "1"}, headers={"origin": desk.url})
    assert answer.status == 403
    stranger = ann.context.browser.new_context().new_page()  # type: ignore[union-attr]
    stranger.goto(desk.url + path)
    assert "/desk/sign-in" in stranger.url
    stranger.context.close()


def test_categories_are_added_named_and_taken_away(desk: RunningDesk, open_as: Open) -> None:
    lin = open_as("Lin", "/admin/help/categories")
    form = lin.locator("section", has=lin.locator("#new-category"))
    form.locator("#names_en").fill("Trading")
    form.locator("#names_zh").fill("交易")
    form.get_by_role("button", name="Add").click()
    made = lin.locator("section", has=lin.locator("#c-trading"))
    expect(made).to_contain_text("Trading")
    made.get_by_label("Name · English").fill("Trades")
    made.get_by_role("button", name="Save").click()
    expect(lin.locator("#c-trading")).to_contain_text("Trades")
    lin.locator("section", has=lin.locator("#c-trading")).get_by_role("button", name="Delete").click()
    expect(lin.locator("#c-trading")).to_have_count(0)
