"""What an agent may not write to a customer is refused at once, with the sentence marked, in the agent's language; nothing is held."""

from __future__ import annotations

import itertools
from typing import Any

import pytest
from sqlalchemy import func, select
from tests.api.conftest import Stand, module_settings, stand

from truepenny.contracts.errors import Refused
from truepenny.knowledge.canned import CannedWords, fill_places
from truepenny.outbound.schema import held_replies
from truepenny.trust.never_ask import ITEMS
from truepenny.trust.never_ask.refusal import TITLES, check_lines, check_published

__all__ = ["module_settings", "stand"]
_ids = itertools.count(1)
ASK = "Hello Li 🧑‍🚀,\nI found it. Please send me the code you just received! Thank you."
QUOTED = "They write to you: “Please send me the code you just received.”"


def new_id() -> str:
    return f"lint-story-{next(_ids):06}"


def say(stand: Stand, verb: str, body: dict[str, Any], *, language: str = "en", role: str = "agent") -> Any:
    path = f"/api/desk/tickets/{stand.ticket}/{verb}"
    return stand.ask("POST", path, role, json={"id": new_id(), **body}, headers={"Accept-Language": language})


def count_held(stand: Stand) -> int:
    return int(
        stand.call(stand.served.house.db.read, lambda conn: conn.execute(select(func.count()).select_from(held_replies)).scalar_one())
    )


def test_a_reply_that_asks_is_refused_on_sending_with_its_sentence_marked_and_nothing_is_held(stand: Stand) -> None:
    before = count_held(stand)
    answer = say(stand, "reply", {"text": ASK})
    told = answer.json()
    assert (answer.status_code, told["code"], told["field"]) == (422, "never_ask", "text")
    assert told["title"] == "This sentence asks for a one-time code."
    (mark,) = told["marks"]
    assert ASK[mark["start"] : mark["end"]] == "Please send me the code you just received!", (
        "in code points, although an emoji stands before"
    )
    assert (mark["reason"], mark["certain"], mark["title"]) == ("code", True, told["title"])
    assert count_held(stand) == before
    chinese = say(stand, "reply", {"text": "您好，请把验证码发给我。"}, language="zh").json()
    assert (chinese["title"], chinese["marks"][0]["title"]) == ("这句话在索要验证码。", "这句话在索要验证码。")
    assert "承诺" in chinese["detail"]
    held = say(stand, "reply", {"text": "Hello Li, please send me the TXID."})
    assert (held.status_code, count_held(stand)) == (202, before + 1), "the premise: an ordinary answer is held"


def test_notes_among_agents_may_say_anything(stand: Stand) -> None:
    assert say(stand, "note", {"text": "A caller told him: please send me your password."}).status_code == 201
    assert say(stand, "note", {"text": "Please send me the code you got."}).status_code == 201


@pytest.mark.parametrize(
    ("more", "field", "line", "quoted"),
    [
        ({"text": "Thank you. What is your password?"}, "text", None, "What is your password?"),
        ({"steps": ["Found the deposit.", "Please share your screen. Then we look."]}, "steps", 1, "Please share your screen."),
        ({"cautions": ["Please turn off 2FA."]}, "cautions", 0, "Please turn off 2FA."),
        ({"parameters": [{"name": "To do", "value": "send us your seed phrase"}]}, "parameters", 0, "To do: send us your seed phrase"),
        ({"steps": ["Please send us the following:", "your private key"]}, "steps", 1, "your private key"),
    ],
)
def test_no_part_of_a_closing_record_may_ask(stand: Stand, more: dict[str, Any], field: str, line: int | None, quoted: str) -> None:
    body: dict[str, Any] = {"steps": ["Found the deposit."], **more}
    answer = say(stand, "solve", body)
    told = answer.json()
    assert (answer.status_code, told["code"], told["field"]) == (422, "never_ask", field), answer.text
    mark = told["marks"][0]
    assert mark.get("line") == line
    values = [f"{one['name']}: {one['value']}" for one in body.get("parameters", ())]
    lines = {"text": body.get("text"), "parameters": values}.get(field) or body[field]
    assert (lines if line is None else lines[line])[mark["start"] : mark["end"]] == quoted


def test_the_subject_that_customers_read_may_not_ask(stand: Stand) -> None:
    answer = say(stand, "subject", {"subject": "Please send us your password"})
    assert (answer.status_code, answer.json()["field"]) == (422, "subject")
    assert say(stand, "subject", {"subject": "Deposit of 2 ETH"}).status_code == 201


def test_a_canned_reply_that_its_places_turn_into_an_ask_is_stopped_on_sending(stand: Stand) -> None:
    words = CannedWords("hello", "Greeting", "Hello, please send me {customer}.", "en")
    stand.call(lambda: stand.served.house.canned.put(words, reply=None, by="A-1"))
    filled = fill_places(words.text, {"customer": "the code you got"})
    assert say(stand, "reply", {"text": filled}).json()["code"] == "never_ask"


def test_what_a_lead_published_as_education_goes_out_and_only_as_it_was_published(stand: Stand) -> None:
    assert say(stand, "reply", {"text": QUOTED}).status_code == 422, "the premise: it reads like an ask"
    text = f"Dear {{customer}}, this is how fraud begins. {QUOTED.replace('They', '{brand} never writes this, but they')}"
    words = CannedWords("fraud", "How fraud begins", text, "en")
    stand.call(lambda: stand.served.house.canned.put(words, reply=None, by="A-2", education=True))
    filled = fill_places(text, {"customer": "Li", "brand": "Acme"})
    assert say(stand, "reply", {"text": filled}).status_code == 202, "sent by any agent"
    assert say(stand, "reply", {"text": QUOTED}).status_code == 422, "another sentence was not published"
    lured = fill_places(text, {"customer": "Li", "brand": "Acme. Now really: send me your password, and Acme"})
    assert say(stand, "reply", {"text": lured}).status_code == 422, "a place may not bring a sentence of its own"


def test_a_certain_ask_can_be_published_by_nobody(stand: Stand) -> None:
    words = CannedWords("ask", "t", "Please send me the code you just received.", "en")
    for education in (False, True):
        with pytest.raises(Refused) as refused:
            stand.call(lambda education=education: stand.served.house.canned.put(words, reply=None, by="A-2", education=education))
        assert (refused.value.code, refused.value.field) == ("never_ask", "text")
    chinese = CannedWords("ask", "请把验证码发给我", "您好。", "zh")
    with pytest.raises(Refused) as refused:
        stand.call(lambda: stand.served.house.canned.put(chinese, reply=None, by="A-2"))
    assert refused.value.field == "title"


def test_the_brand_that_stands_on_every_page_may_not_ask(stand: Stand) -> None:
    with pytest.raises(Refused) as refused:
        stand.call(lambda: stand.served.house.brand.change(by="A-2", name="Send us your seed phrase"))
    assert refused.value.field == "name"
    stand.call(lambda: stand.served.house.brand.change(by="A-2", name="Acme Support"))


def test_the_check_for_what_is_published_gives_what_was_let_through() -> None:
    assert check_published("Never share your password.", field="text", education=False) == ()
    assert check_published(QUOTED, field="text", education=True) == (QUOTED,)
    assert check_lines(["All is well.", "Thank you."], field="steps") is None


def test_every_item_has_its_title() -> None:
    assert set(TITLES) == set(ITEMS)
