"""The chat when a secret was taken out of what its customer wrote: they hear at once what, why and what now; and a question is answered."""

from __future__ import annotations

import random
import re
from collections.abc import AsyncIterator, Iterator
from datetime import UTC
from pathlib import Path
from typing import Any

import msgspec
import pytest
from playwright.async_api import Browser, Route, expect
from tests.browser.widget_stage import Chat, Stage, stage
from tests.chromium import until
from tests.drawn import draw_hex
from tests.portal.site import PHONE
from tests.screen.phrases_of import phrase
from tests.screen.telling import KEY, PHRASE, TXID, Fact, erased, found_spread, is_hash, tell_it

from truepenny.contracts.identity import TicketId
from truepenny.contracts.live import Marks
from truepenny.contracts.secrets import SECRET_KINDS, Removed
from truepenny.contracts.views import ActorView, EventView
from truepenny.log.events import SYSTEM, Actor, HashAnswered, HashAsked, SecretsRemoved, TopicChanged
from truepenny.platform.settings import Settings
from truepenny.surfaces.portal.conversation import conversation_lines

pytestmark = [pytest.mark.anyio, pytest.mark.browser]


@pytest.fixture
async def acme(sqlite_settings: Settings, tmp_path: Path, own_loop_chromium: Browser) -> AsyncIterator[Stage]:
    async with stage(sqlite_settings, tmp_path, own_loop_chromium) as here:
        yield here


async def begun(acme: Stage, text: str = "Please help", **options: object) -> tuple[Chat, TicketId]:
    chat = await acme.visit(**options)  # type: ignore[arg-type]
    await chat.begin(text)
    await expect(chat.at(".said.mine .meta")).to_be_visible()
    return chat, await chat.ticket()


async def told(acme: Stage, ticket: TicketId, *facts: Fact, actor: Actor = SYSTEM) -> None:
    await tell_it(acme.desk.house, ticket, *facts, actor=actor)


async def test_the_customer_is_told_what_was_removed_why_and_what_to_do_now(acme: Stage) -> None:
    chat, ticket = await begun(acme)
    await told(acme, ticket, SecretsRemoved(2, (PHRASE,)), TopicChanged("SEC.LEAK"))
    card = chat.at(".caution")
    await expect(card).to_have_accessible_name("Removed from your message")
    for words in ("Nothing of it was stored", "12 words", "Anyone who saw it can take everything in that wallet.", "Make a new wallet now"):
        await expect(card).to_contain_text(words)
    await expect(chat.at("[aria-live=polite]")).to_have_text("Removed from your message")
    assert await chat.axe() == []
    await chat.page.reload()
    await expect(chat.at(".caution")).to_have_count(1)


async def test_several_removals_of_one_message_are_one_card(acme: Stage) -> None:
    chat, ticket = await begun(acme)
    await told(
        acme, ticket, SecretsRemoved(1, (Removed("one_time_code", 6),), "subject"), TopicChanged("SEC.LEAK"),
        SecretsRemoved(2, (KEY, Removed("password", 9), Removed("private_key", 52))),
    )  # fmt: skip
    await expect(chat.at(".caution")).to_have_count(1)
    await expect(chat.at(".caution h2")).to_have_text("Removed from what you sent")
    await expect(chat.at(".caution li b")).to_have_text(["one-time code", "private key", "password"])
    await expect(chat.at(".caution li").nth(1)).to_contain_text("64 characters, 52 characters")
    await told(acme, ticket, SecretsRemoved(2, (KEY,), "file"))
    await expect(chat.at(".caution li").nth(1)).to_contain_text("64 characters, 52 characters, 64 characters")
    await expect(chat.at(".caution")).to_have_count(1)


async def test_a_secret_spread_over_messages_takes_them_away_before_the_reader_s_eyes(acme: Stage) -> None:
    chat, ticket = await begun(acme)
    await elsewhere(acme, chat, ticket, "the first half of it")
    await expect(chat.bubbles).to_have_text(["Please help", "the first half of it"])
    await until(chat.page, "JSON.stringify({ ...localStorage }).includes('the first half of it')")
    await told(acme, ticket, erased(3), SecretsRemoved(3, (PHRASE,), "earlier"))
    await expect(chat.at(".caution h2")).to_have_text("Removed from your last messages")
    await expect(chat.at(".caution")).to_contain_text("It stood here for a short time")
    await expect(chat.bubbles).to_have_text(["Please help", "These words were erased."])
    await until(chat.page, "!JSON.stringify({ ...localStorage }).includes('the first half of it')")
    await chat.page.reload()
    await expect(chat.bubbles).to_have_text(["Please help", "These words were erased."])


async def test_a_kind_that_these_words_do_not_know_yet_is_told_all_the_same(acme: Stage) -> None:
    script = """async (base) => (await (await import(base + "words.js")).loadWords("en")).kind("kind_of_tomorrow")"""
    found = await _in_page(acme, script)
    assert found["name"] == "confidential text"
    assert "change it" in found["now"]


async def test_the_chat_and_the_portal_make_the_same_cards_of_the_same_events(acme: Stage) -> None:
    chance = random.Random(7)
    stories = [[*_any_events(chance)] for _ in range(150)]
    drawn = await _in_page(acme, SAME_CARDS, msgspec.to_builtins(stories))
    expected = [_cards_of_the_portal(events) for events in stories]
    assert sum(map(len, expected)) > 500, "there is something to compare"
    assert drawn == expected


SAME_CARDS = """async (base, stories) => {
  const { cardsOf, different } = await import(base + "cards.js");
  const words = await (await import(base + "words.js")).loadWords("en");
  const kinds = (card) => different(card.removed).map((one) => [words.kind(one.kind, one.label).name, words.much(one, card.removed)]);
  const shown = {
    removal: (card) => [words.title(card), words.lead(card), kinds(card)],
    question: (card) => [card.question, card.state, card.total > 1 ? words.say("which", card) : "", card.text ?? null, card.late ?? false],
    late: () => [words.say("late_line")],
  };
  const drawn = (events) => [...cardsOf(events)].filter(([, card]) => card).sort(([a], [b]) => a - b);
  return stories.map((events) => drawn(events).map(([seq, card]) => [seq, ...shown[card.what](card)]));
}"""


def _any_removed(chance: random.Random) -> Removed:
    kind = chance.choice(SECRET_KINDS)
    return Removed(kind, chance.randint(1, 64), label=chance.choice(["", "badge number", "file number"]) if kind == "other" else "")


def _any_events(chance: random.Random) -> Iterator[EventView]:
    """Questions are asked and answered once, and answered no by a customer is followed by its removal, as the flow does it."""
    open_questions: list[str] = []
    seq = 1

    def event(kind: str, actor: str = "system", **more: Any) -> EventView:
        return EventView("K7M24QDX", seq, seq * 1_000_000, kind, ActorView(actor), **more)  # type: ignore[arg-type]

    for _ in range(chance.randint(1, 14)):
        seq += 1
        kind = chance.choice(["message_received", "secrets_removed", "secrets_removed", "hash_asked", "hash_answered"])
        if kind == "message_received":
            yield event(kind, "customer", text="words")
        elif kind == "secrets_removed":
            place = chance.choice(["message", "subject", "file", "file_name", "earlier"])
            removed = tuple(_any_removed(chance) for _ in range(chance.randint(1, 5)))
            yield event(kind, removed=removed, place=place, about_seq=1, stored=place == "earlier" or chance.random() < 0.3)
        elif kind == "hash_asked":
            open_questions.append(f"q{seq}")
            yield event(kind, question=f"q{seq}", about_seq=chance.choice([1, 2]))
        elif open_questions or chance.random() < 0.2:
            question = open_questions.pop(chance.randrange(len(open_questions))) if open_questions else f"older{seq}"
            actor, is_hash = chance.choice([("customer", True), ("customer", False), ("system", False)])
            yield event(kind, actor, question=question, is_hash=is_hash, text="ab" * 32 if is_hash else None)
            if actor == "customer" and not is_hash:
                seq += 1
                yield event("secrets_removed", removed=(KEY,), place="message", about_seq=1)


def _cards_of_the_portal(events: list[EventView]) -> list[list[Any]]:
    lines = conversation_lines(events, marks=Marks("K7M24QDX"), zone=UTC, say=lambda msgid, **_: msgid, language="en")
    found: list[list[Any]] = []
    for line in lines:
        if line.removal is not None:
            found.append([line.seq, line.removal.title, line.removal.lead, [[told.name, told.sizes] for told in line.removal.told]])
        elif line.question is not None:
            one = line.question
            found.append([line.seq, one.question, one.state, one.which, one.text, one.late])
        elif line.kind == "remark":
            found.append([line.seq, line.text])
    return found


async def _in_page(acme: Stage, script: str, given: Any = None) -> Any:
    """Runs (base, given) => ... where base is the address of the cards' modules."""
    page = await acme.desk.visitor()
    widget = await page.goto("/widget.js")
    assert widget is not None
    base = re.search(r'"base":"([^"]+)"', await widget.text())
    assert base is not None
    await page.goto("/")
    return await page.evaluate(f"([base, given]) => ({script})(base, given)", [f"{base[1]}shared/secrets/", given])


async def test_a_yes_shows_the_hash_and_a_no_says_what_to_do(acme: Stage) -> None:
    chat, ticket = await begun(acme)
    await told(acme, ticket, HashAsked("q1", 2), HashAsked("q2", 2))
    await expect(chat.at(".caution.open")).to_have_count(2)
    await expect(chat.at(".caution").nth(1)).to_contain_text("Number 2 of 2, in the order of your message.")
    assert await chat.axe() == []
    customer = Actor("customer", "somebody")
    await told(acme, ticket, is_hash(ticket, "q1"), HashAnswered("q2", is_hash=False), SecretsRemoved(2, (KEY,)), actor=customer)
    await expect(chat.at(".caution")).to_have_count(2)
    await expect(chat.at(".caution.hash .mono")).to_have_text(TXID)
    await expect(chat.at(".caution.deleted")).to_contain_text("If it was a private key:")
    await expect(chat.at(".caution.deleted")).to_contain_text("Make a new wallet now")
    await expect(chat.at(".caution .action")).to_have_count(0)
    assert await chat.axe() == []
    await chat.page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    await chat.button("Copy transaction hash").click()
    await expect(chat.at(".toast")).to_have_text("Copied")
    assert await chat.page.evaluate("navigator.clipboard.readText()") == TXID


async def test_no_answer_in_time_is_told_where_the_customer_reads(acme: Stage) -> None:
    chat, ticket = await begun(acme)
    await told(acme, ticket, HashAsked("q1", 2))
    await told(acme, ticket, HashAnswered("q1", is_hash=False))
    await expect(chat.at(".caution.deleted")).to_contain_text("Nobody told us what they are.")
    await expect(chat.at(".line")).to_have_text("No answer came about the 64 characters, so they were deleted unseen.")


async def test_in_chinese_on_a_phone_in_the_dark(acme: Stage) -> None:
    chat, ticket = await begun(acme, "请帮帮我", lang="zh", viewport=PHONE, color_scheme="dark", has_touch=True)
    await told(acme, ticket, SecretsRemoved(2, (PHRASE,)), HashAsked("q1", 2))
    await expect(chat.at(".caution").first).to_contain_text("助记词 · 12\u2009个词")
    await expect(chat.at(".caution").first).to_contain_text("请立即新建一个钱包，把资产转过去。")
    await expect(chat.button("不是，或不确定")).to_be_visible()
    assert await chat.axe() == []
    assert await chat.at(".scroller").evaluate("(one) => one.scrollWidth <= one.clientWidth"), "nothing is wider than the phone"


async def elsewhere(acme: Stage, chat: Chat, ticket: TicketId, text: str) -> None:
    """The same customer writes with a program of their own, which nothing warns."""
    session = await chat.page.evaluate("JSON.parse(Object.entries(localStorage).find(([key]) => key.endsWith('|session'))[1]).token")
    url = f"{acme.desk.url}/api/customer/tickets/{ticket}/messages"
    answer = await chat.page.request.post(url, data={"id": draw_hex(8), "text": text}, headers={"authorization": f"Bearer {session}"})
    assert answer.status == 201, await answer.text()


async def test_what_a_customer_sends_is_answered_at_once(acme: Stage) -> None:
    chat, ticket = await begun(acme)
    await elsewhere(acme, chat, ticket, f"My words: {' '.join(phrase('en', 12))}")
    await expect(chat.bubbles).to_have_text(["Please help", "My words: [removed: recovery phrase, 12 words]"])
    await expect(chat.at(".caution")).to_contain_text("Make a new wallet now and move your funds there.")


async def test_a_phrase_in_three_messages_is_told_of_as_one(acme: Stage) -> None:
    chat, ticket = await begun(acme)
    words = phrase("en", 12)
    parts = [" ".join(words[at : at + 4]) for at in (0, 4, 8)]
    for part in parts[:2]:
        await elsewhere(acme, chat, ticket, part)
    await expect(chat.bubbles).to_have_text(["Please help", *parts[:2]])
    await elsewhere(acme, chat, ticket, parts[2])
    await acme.desk.house.db.submit(found_spread(acme.desk.house.needs, ticket, {3: parts[0], 4: parts[1], 5: parts[2]}))
    await expect(chat.at(".caution h2")).to_have_text("Removed from your last messages")
    await expect(chat.at(".caution li")).to_contain_text("12 words")
    await expect(chat.bubbles.filter(has_text="[removed: recovery phrase, 4 words]")).to_have_count(3)
    await until(chat.page, "(part) => !JSON.stringify({ ...localStorage }).includes(part)", parts[1])


async def test_the_question_is_answered_by_keyboard_and_the_focus_stays(acme: Stage) -> None:
    chat, _ = await begun(acme)
    value = draw_hex(32)
    await chat.say(f"Where is it? {value}")
    card = chat.at(".caution.open")
    await expect(card).to_have_accessible_name("Is this a transaction hash?")
    await expect(chat.at("[aria-live=polite]")).to_have_text("Is this a transaction hash?")
    await chat.button("Yes, it is a transaction hash").focus()
    await chat.page.keyboard.press("Enter")
    await expect(chat.at(".caution.hash .mono")).to_have_text(value)
    await expect(chat.at(".caution.hash")).to_be_focused()
    await expect(chat.at("[aria-live=polite]")).to_have_text("Thank you. We have your answer.")
    await chat.page.keyboard.press("Tab")
    await expect(chat.button("Copy transaction hash")).to_be_focused()
    await chat.page.reload()
    await expect(chat.at(".caution.hash .mono")).to_have_text(value)


async def test_an_answer_that_was_lost_is_sent_again_under_the_same_name(acme: Stage) -> None:
    chat, _ = await begun(acme)
    await chat.say(f"Where is it? {draw_hex(32)}")
    await expect(chat.at(".caution.open")).to_be_visible()
    sent: list[str] = []

    async def lose_the_first(route: Route) -> None:
        sent.append(route.request.post_data or "")
        await (route.abort() if len(sent) == 1 else route.continue_())

    await chat.page.route("**/hash?*", lose_the_first)
    await chat.button("No, or I am not sure").click()
    await expect(chat.at(".caution [role=alert]")).to_contain_text("The desk cannot be reached at the moment.")
    assert await chat.axe() == []
    await chat.button("No, or I am not sure").click()
    await expect(chat.at(".caution.deleted")).to_contain_text("If it was a private key:")
    assert len(sent) == 2
    assert len(set(sent)) == 1, "the desk can tell that it is the same answer"
    await expect(chat.at(".caution")).to_have_count(1)


async def test_a_card_that_is_taller_than_the_screen_begins_at_its_top(acme: Stage) -> None:
    chat, ticket = await begun(acme, viewport=PHONE, has_touch=True)
    await told(acme, ticket, SecretsRemoved(2, tuple(Removed(kind, 20) for kind in SECRET_KINDS)))
    await expect(chat.at(".caution h2")).to_be_in_viewport()
    box = await chat.at(".caution").bounding_box()
    assert box is not None
    assert box["height"] > PHONE["height"], "the premise"
    await acme.answer(ticket, "I am here.")
    await expect(chat.bubbles.last).to_be_in_viewport()
