"""Canned replies and the brand: edited, checked, recorded."""

from __future__ import annotations

import pytest
from tests.people.house import House

from truepenny.contracts.errors import NotFound, Refused
from truepenny.knowledge.brand import Brand
from truepenny.knowledge.canned import Canned, CannedWords, fill_places
from truepenny.people import audit
from truepenny.trust.never_ask.refusal import check_published

pytestmark = pytest.mark.anyio
HELLO = CannedWords("/Hello", " A  greeting ", "Hello {customer}, this is {agent} ({agent_id}).\r\nYour ticket is {number}.", "en")


@pytest.fixture
def canned(house: House) -> Canned:
    return Canned(house.db, house.clock, languages=("en", "zh"), record=audit.record, check=check_published)


@pytest.fixture
def brand(house: House) -> Brand:
    return Brand(house.db, house.clock, languages=("en", "zh"), record=audit.record, check=check_published)


async def test_a_canned_reply_stands_once_for_each_language(house: House, canned: Canned) -> None:
    made = await canned.put(HELLO, reply=None, by="A-1001")
    await canned.put(CannedWords("hello", "问候", "您好，{customer}。", "zh"), reply=None, by="A-1001")
    kept = await canned.load(made)
    assert (kept.shortcut, kept.title) == ("hello", "A greeting")
    assert "\r" not in kept.text
    with pytest.raises(Refused) as taken:
        await canned.put(HELLO, reply=None, by="A-1001")
    assert (taken.value.status, taken.value.field) == (409, "shortcut")
    await canned.put(CannedWords("hello", "Greeting", "Hello.", "en"), reply=made, by="A-1002")
    assert [(reply.shortcut, reply.language, reply.title) for reply in await canned.list_canned()] == [
        ("hello", "en", "Greeting"),
        ("hello", "zh", "问候"),
    ]
    await canned.delete(made, by="A-1002")
    for gone in (canned.load(made), canned.delete(made, by="A-1002"), canned.put(HELLO, reply=made, by="A-1")):
        with pytest.raises(NotFound):
            await gone
    assert [line.what for line in await house.directory.list_audit()] == [
        "canned_deleted",
        "canned_changed",
        "canned_added",
        "canned_added",
    ]


@pytest.mark.parametrize(
    ("field", "words"),
    [
        ("shortcut", CannedWords("with space", "t", "x", "en")),
        ("shortcut", CannedWords("", "t", "x", "en")),
        ("title", CannedWords("s", "  ", "x", "en")),
        ("title", CannedWords("s", "t" * 81, "x", "en")),
        ("text", CannedWords("s", "t", "", "en")),
        ("text", CannedWords("s", "t", "x" * 5001, "en")),
        ("text", CannedWords("s", "t", "Dear {costumer}", "en")),
        ("language", CannedWords("s", "t", "x", "fr")),
    ],
)
async def test_wrong_words_are_refused_at_their_field(canned: Canned, field: str, words: CannedWords) -> None:
    with pytest.raises(Refused) as refused:
        await canned.put(words, reply=None, by="A-1001")
    assert (refused.value.status, refused.value.field) == (400, field)


def test_a_value_is_never_filled_again() -> None:
    assert fill_places("{customer} {number} {other}", {"customer": "{number}", "number": "K7M2-4QDX"}) == "{number} K7M2-4QDX {other}"


async def test_the_brand_has_sensible_first_values_and_changes(house: House, brand: Brand) -> None:
    first = await brand.look()
    assert (first.name, first.hue, first.logo_url, first.languages) == ("Truepenny", 258, None, ("en", "zh"))
    await brand.change(by="A-1001", name=" Acme  Exchange ", hue=360, languages=["zh"])
    await brand.set_logo("/files/abc", by="A-1001")
    look = await brand.look()
    assert (look.name, look.hue, look.logo_url, look.languages) == ("Acme Exchange", 0, "/files/abc", ("zh",))
    await brand.set_logo(None, by="A-1001")
    assert (await brand.look()).logo_url is None
    other_node = Brand(house.db, house.clock, languages=("en",), record=audit.record, check=check_published)
    assert (await other_node.look()).languages == ("en",)


@pytest.mark.parametrize(
    ("field", "name", "hue", "languages"),
    [("name", " ", 1, ["en"]), ("name", "x" * 41, 1, ["en"]), ("name", "A\u202eb", 1, ["en"]), ("hue", "A", 361, ["en"]),
     ("hue", "A", -1, ["en"]), ("languages", "A", 1, []), ("languages", "A", 1, ["fr"])],
)  # fmt: skip
async def test_a_wrong_brand_is_refused_at_its_field(brand: Brand, field: str, name: str, hue: int, languages: list[str]) -> None:
    with pytest.raises(Refused) as refused:
        await brand.change(by="A-1001", name=name, hue=hue, languages=languages)
    assert refused.value.field == field


@pytest.mark.parametrize("url", ["https://evil.example/logo.png", "//evil.example/x", "logo.png", "/" + "x" * 200])
async def test_a_logo_comes_from_our_own_origin(brand: Brand, url: str) -> None:
    with pytest.raises(Refused):
        await brand.set_logo(url, by="A-1001")
