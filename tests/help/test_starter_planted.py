"""A new desk begins with the starter articles, once: what was deleted or retired stays away, and nobody's own articles are touched."""

from __future__ import annotations

from pathlib import Path

import pytest
from tests.people_of import make_agent

from truepenny.contracts.identity import Role
from truepenny.knowledge.help.starter import HeadWrong, load_starter, plant_starter, read_file
from truepenny.knowledge.help.versions import Frame, check_frame, check_words
from truepenny.main.house import House

pytestmark = pytest.mark.anyio
BOTH = ("en", "zh")


async def plant(house: House) -> int:
    return await house.truth.help.plant_starter()


async def test_a_new_desk_has_every_starter_article_in_both_languages(house: House) -> None:
    assert await house.truth.help.list_articles("en") == []
    starter = load_starter()
    slugs = {file.frame.slug for file in starter.files}
    assert await plant(house) == len(slugs) >= 25
    for language in BOTH:
        heads = await house.truth.help.list_articles(language)
        assert {head.slug for head in heads} == slugs
        assert not any(head.out_of_date for head in heads)
    article = await house.truth.help.article("zh", "ways-to-reach-us")
    assert article.category.name == "如何联系我们"
    assert article.related, "related articles are there"


async def test_what_was_retired_or_deleted_does_not_come_back(house: House) -> None:
    await plant(house)
    lead = await make_agent(house, "Omar", role=Role.LEAD)
    editing = house.truth.help.editing
    gone = await editing.find_id("ways-to-reach-us")
    assert gone is not None
    await editing.retire(gone, by=lead)
    await editing.delete_article(gone, by=lead)
    assert await plant(house) == 0
    assert await house.truth.help.find("ways-to-reach-us") == {}
    for one in await editing.list_all():
        await editing.retire(one.id, by=lead)
        await editing.delete_article(one.id, by=lead)
    assert await plant(house) == 0, "not even when none is left"
    assert await editing.list_all() == []


async def test_a_desk_with_articles_of_its_own_keeps_to_them(house: House) -> None:
    lead = await make_agent(house, "Omar", role=Role.LEAD)
    await house.truth.help.editing.put_category("money", names={"en": "Ours"}, icon="money", place=1, by=lead)
    await house.truth.help.editing.add_article(Frame("our-own", "money"), by=lead)
    assert await plant(house) == 0
    assert [one.frame.slug for one in await house.truth.help.editing.list_all()] == ["our-own"]


async def test_a_desk_of_one_language_gets_that_language(house: House) -> None:
    assert await plant_starter(house.db, house.clock, languages=("zh",)) > 0
    assert [sorted(one.languages) for one in await house.truth.help.editing.list_all()] == [["zh"]] * len(load_starter().files[::2])


def test_every_starter_file_can_be_kept_as_it_is() -> None:
    for file in load_starter().files:
        assert check_frame(file.frame) == file.frame
        assert check_words(file.words) == file.words


def test_a_head_that_lacks_something_is_named(tmp_path: Path) -> None:
    for text, missing in (
        ("no head", "head"), ("---\ntitle: A\n---\nx", "category"), ("---\ncategory: b\n---\nx", "title"),
        ("---\ntitle: A\ncategory: b\norder: first\n---\nx", "order"), ("---\ntitle: A\nnonsense\n---\nx", "colon"),
    ):  # fmt: skip
        with pytest.raises(HeadWrong, match=missing):
            read_file(text, slug="a", language="en")
    (tmp_path / "en").mkdir()
    (tmp_path / "categories.toml").write_text("category = []", encoding="utf-8")
    (tmp_path / "en" / "broken.md").write_text("no head", encoding="utf-8")
    with pytest.raises(HeadWrong, match=r"en/broken\.md"):
        load_starter(tmp_path)
