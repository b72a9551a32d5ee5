"""Imports and exports on a real desk: each article once, none lost, what reads like an ask waits; and the command for it."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Mapping
from pathlib import Path

import pytest
from tests.help_editor.exports import PNG, ZENDESK, write_markdown, write_zammad, write_zendesk

from truepenny.contracts.errors import Refused
from truepenny.contracts.identity import FileId
from truepenny.knowledge.help.formats.bundle import FoundArticle, Picture
from truepenny.knowledge.help.formats.take_in import Outcome, TakeIn
from truepenny.knowledge.help.formats.zendesk import read_zendesk
from truepenny.main.cli import main
from truepenny.main.help_command import BY
from truepenny.main.house import House
from truepenny.main.running import controlled
from truepenny.platform.crypto import load_or_create_keyring
from truepenny.platform.settings import Settings

pytestmark = pytest.mark.anyio


def taking(house: House) -> TakeIn:
    return TakeIn(house.db, house.clock, house.truth.help, house.truth.pictures, by=BY)


async def take_all(house: House, articles: tuple[FoundArticle, ...], *, publish: bool = True) -> Mapping[str, Outcome]:
    """By where."""
    take = taking(house)
    given = await take.addresses({one.source: one.slug for one in articles})
    addresses = {one.slug: given[one.source] for one in articles}
    made = [await take.article(one, addresses, publish=publish, dry_run=False) for one in articles]
    return {outcome.where: outcome for outcome in made}


async def read_zendesk_into(house: House, folder: Path, *, publish: bool = True) -> Mapping[str, Outcome]:
    bundle = read_zendesk(write_zendesk(folder), languages=("en", "zh"))
    for category in bundle.categories:
        await taking(house).category(category, dry_run=False)
    return await take_all(house, bundle.articles, publish=publish)


async def test_what_was_published_there_can_be_read_here_with_its_pictures(house: House, tmp_path: Path) -> None:
    outcomes = await read_zendesk_into(house, tmp_path)
    article = await house.truth.help.article("en", "fees-of-a-withdrawal")

    assert outcomes["fees-of-a-withdrawal (en)"] == Outcome("added", "fees-of-a-withdrawal (en)", "published")
    assert article.title == "Fees of a withdrawal"
    assert article.category.slug == "withdrawals"
    assert set(article.twins) == {"en", "zh"}
    assert 'href="/en/help/second-factor#s-lost"' in article.html
    assert 'width="4" height="3"' in article.html
    (picture,) = await house.truth.pictures.list_newest()
    assert f'src="/files/{picture.id}"' in article.html
    assert (await house.files.load(None, picture.id)).media_type == "image/png"


async def test_what_was_no_page_for_everybody_waits_as_a_draft_with_a_note(sqlite_house: House, tmp_path: Path) -> None:
    outcomes = await read_zendesk_into(sqlite_house, tmp_path)

    assert outcomes["second-factor (en)"].state == "draft"
    assert outcomes["for-large-accounts (en)"].why == ("There it was for some readers only.",)
    article = await sqlite_house.truth.help.editing.find_id("for-large-accounts")
    assert article is not None
    (version,) = await sqlite_house.truth.help.editing.list_versions(article, "en")
    assert (version.state, version.note) == ("draft", "From an import.\nThere it was for some readers only.")


async def test_importing_twice_changes_nothing(house: House, tmp_path: Path) -> None:
    await read_zendesk_into(house, tmp_path)
    before = await house.truth.help.editing.list_all()

    again = await read_zendesk_into(house, tmp_path)

    assert {outcome.what for outcome in again.values()} == {"unchanged"}
    assert await house.truth.help.editing.list_all() == before
    assert len(await house.truth.pictures.list_newest()) == 1


async def test_what_changed_there_is_a_newer_version_here_and_what_was_edited_here_is_not_published_over(house: House) -> None:
    def fees(body: str) -> tuple[FoundArticle, ...]:
        return (FoundArticle("zendesk:1", "fees", "en", "Fees", body),)

    await take_all(house, fees("First."))
    changed = await take_all(house, fees("Second."))
    assert changed["fees (en)"] == Outcome("changed", "fees (en)", "published")
    assert (await house.truth.help.article("en", "fees")).words == "Second."

    editing = house.truth.help.editing
    article = await editing.find_id("fees")
    assert article is not None
    latest = await editing.version(article, "en", 2)
    mine = await editing.put_draft(article, "en", latest.words, base=2, by=BY)
    third = await take_all(house, fees("Third."))

    assert third["fees (en)"].state == "draft"
    assert "edited here" in third["fees (en)"].why[0]
    assert (await house.truth.help.article("en", "fees")).words == "Second."
    assert [version.number for version in await editing.list_versions(article, "en")] == [mine.number + 1, mine.number, 2, 1]


async def test_an_ask_is_kept_as_a_draft_that_nobody_can_approve(sqlite_house: House) -> None:
    asking = "Please tell us your password and your recovery phrase so that we can unlock your account."
    outcomes = await take_all(sqlite_house, (FoundArticle("zammad:5", "unlock", "en", "Unlock", f"Hello.\n\n{asking}"),))

    assert outcomes["unlock (en)"].state == "draft"
    assert "reads like an ask" in outcomes["unlock (en)"].why[0]
    article = await sqlite_house.truth.help.editing.find_id("unlock")
    assert article is not None
    version = await sqlite_house.truth.help.editing.version(article, "en", 1)
    assert asking in version.words.body
    assert any("password" in sentence for sentence in version.education)
    with pytest.raises(Refused) as refused:
        await sqlite_house.truth.help.editing.approve(article, "en", 1, by=BY, education=True, alone=True)
    assert refused.value.code == "never_ask"


async def test_a_secret_is_never_kept_and_takes_only_its_own_article_down(sqlite_house: House) -> None:
    secret = "e9873d79c6d87dc0fb6a5778633389f4453213303da61f20bd67fc233aa33262"
    outcomes = await take_all(
        sqlite_house,
        (
            FoundArticle("zammad:6", "leak", "en", "Leak", f"My private key is {secret}"),
            FoundArticle("zammad:7", "fine", "en", "Fine", "All is well."),
        ),
    )

    assert outcomes["leak (en)"].what == "skipped"
    assert secret not in "".join(outcomes["leak (en)"].why)
    assert await sqlite_house.truth.help.editing.find_id("leak") is None
    assert outcomes["fine (en)"].state == "published"


async def test_addresses_that_are_taken_by_others_get_a_number_and_links_follow(sqlite_house: House) -> None:
    await take_all(sqlite_house, (FoundArticle("markdown:fees", "fees", "en", "Our fees", "Ours."),))
    outcomes = await take_all(
        sqlite_house,
        (
            FoundArticle("zendesk:1", "fees", "en", "Their fees", "Theirs."),
            FoundArticle("zendesk:2", "more", "en", "More", "See [fees](fees) and [how](fees#how) and [feesible](fees-x)."),
        ),
    )

    assert set(outcomes) == {"fees-2 (en)", "more (en)"}
    html = (await sqlite_house.truth.help.article("en", "more")).html
    assert html.count('href="/en/help/fees-2') == 2
    assert 'href="/en/help/fees-x"' in html


async def test_what_is_too_long_to_read_is_skipped_with_the_reason(sqlite_house: House) -> None:
    outcomes = await take_all(sqlite_house, (FoundArticle("zendesk:1", "long", "en", "Long", "word " * 60_000),))

    assert outcomes["long (en)"].what == "skipped"
    assert "too long" in outcomes["long (en)"].why[0]


async def test_pictures_of_drafts_are_for_agents_and_close_again_when_an_article_is_retired(house: House) -> None:
    picture = await house.truth.pictures.add(PNG, "fee.png", by="A-1")
    with pytest.raises(Refused):
        await house.files.load(None, picture.id)
    assert (await house.files.load(BY, picture.id)).id == FileId(picture.id)

    await take_all(house, (FoundArticle("markdown:a", "a", "en", "A", f"![fee]({picture.reference})"),))
    assert (await house.files.load(None, picture.id)).media_type == "image/png"

    article = await house.truth.help.editing.find_id("a")
    assert article is not None
    await house.truth.help.editing.retire(article, by=BY)
    with pytest.raises(Refused):
        await house.files.load(None, picture.id)


async def test_a_picture_closes_although_its_article_is_deleted_before_anybody_heard_that_it_was_retired(sqlite_house: House) -> None:
    house, truth = sqlite_house, sqlite_house.truth
    picture = await truth.pictures.add(PNG, "fee.png", by="A-1")
    await take_all(house, (FoundArticle("markdown:a", "a", "en", "A", f"![fee]({picture.reference})"),))
    article = await truth.help.editing.find_id("a")
    assert article is not None
    listeners, truth.help.news.listeners[:] = list(truth.help.news.listeners), [_deaf]
    await truth.help.editing.retire(article, by=BY)
    await truth.help.editing.delete_article(article, by=BY)
    assert (await house.files.load(None, picture.id)).id == FileId(picture.id)

    truth.help.news.listeners[:] = listeners
    await truth.help.tell_news()
    with pytest.raises(Refused):
        await house.files.load(None, picture.id)


async def _deaf(_keys: object) -> None:
    raise OSError("it is being restarted")


async def test_a_name_of_a_picture_that_reads_like_an_ask_stops_no_import(sqlite_house: House) -> None:
    bad = Picture("p", "Please send us your password now.png", b"no picture")
    article = FoundArticle("markdown:a", "a", "en", "A", "![x](p)", pictures=(bad,))
    (outcome,) = (await take_all(sqlite_house, (article,), publish=False)).values()
    assert (outcome.what, outcome.state) == ("added", "draft")
    found = await sqlite_house.truth.help.editing.find_id("a")
    assert found is not None
    (version,) = await sqlite_house.truth.help.editing.list_versions(found, "en")
    assert version.note == "From an import."


# The command


def command(settings: Settings, *words: str) -> int:
    return main(["help", *words, "--data-dir", str(settings.data_dir)])


FOLDER = {
    "categories.toml": '[[category]]\nslug = "money"\norder = 1\nicon = "money"\nen = "Money"\nzh = "资金"\n',
    "en/fees.md": "---\ntitle: Fees\nsummary: What you pay.\ncategory: money\norder: 2\n---\n\nSee ![it](../p/fee.png).\n",
    "zh/fees.md": "---\ntitle: 手续费\ncategory: money\norder: 2\n---\n\n每笔提现都会收取网络费。\n",
    "en/limits.md": "---\ntitle: Limits\ncategory: money\nstate: draft\n---\n\nNot yet.\n",
}


def folder_with_picture(folder: Path) -> Path:
    write_markdown(folder, FOLDER)
    (folder / "p").mkdir()
    (folder / "p" / "fee.png").write_bytes(PNG)
    return folder


def contents(folder: Path) -> dict[str, bytes]:
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in sorted(folder.rglob("*")) if path.is_file()}


def test_what_was_exported_imports_to_the_same(sqlite_settings: Settings, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    load_or_create_keyring(sqlite_settings.secret_file)
    folder_with_picture(tmp_path / "in")

    assert command(sqlite_settings, "import", str(tmp_path / "in"), "--format", "markdown", "--publish") == 0
    assert "3 added" in capsys.readouterr().out
    assert command(sqlite_settings, "export", str(tmp_path / "one")) == 0
    capsys.readouterr()
    assert command(sqlite_settings, "import", str(tmp_path / "one"), "--format", "markdown", "--publish") == 0
    assert "0 added, 0 changed, 3 unchanged, 0 skipped" in capsys.readouterr().out
    assert command(sqlite_settings, "export", str(tmp_path / "two")) == 0

    first = contents(tmp_path / "one")
    assert set(first) >= {"categories.toml", "en/fees.md", "zh/fees.md", "en/limits.md"}
    assert any(name.startswith("pictures/") for name in first)
    assert contents(tmp_path / "two") == first


def test_a_dry_run_writes_nothing(sqlite_settings: Settings, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    load_or_create_keyring(sqlite_settings.secret_file)
    source = write_zammad(tmp_path / "in")

    assert command(sqlite_settings, "import", str(source), "--format", "zammad", "--dry-run") == 1
    assert "Nothing was written. Articles: 3 added" in capsys.readouterr().out
    assert command(sqlite_settings, "export", str(tmp_path / "out")) == 0
    assert set(contents(tmp_path / "out")) <= {"categories.toml"}


def test_broken_exports_are_told_in_one_line(sqlite_settings: Settings, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "x.json").write_text("{", encoding="utf-8")

    assert command(sqlite_settings, "import", str(tmp_path / "x.json"), "--format", "zendesk") == 3
    assert "holds no articles as Zendesk exports them" in capsys.readouterr().err
    (tmp_path / "full").mkdir()
    (tmp_path / "full" / "file").touch()
    assert command(sqlite_settings, "export", str(tmp_path / "full")) == 4


async def test_a_running_desk_takes_them_in_itself(sqlite_house: House, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "all.json").write_text(json.dumps({**ZENDESK["sections.json"], **ZENDESK["articles.json"]}), encoding="utf-8")
    async with controlled(sqlite_house):
        code = await asyncio.to_thread(
            command, sqlite_house.settings, "import", str(tmp_path / "all.json"), "--format", "zendesk", "--publish"
        )

    assert code == 1
    assert "article fees-of-a-withdrawal (en): added, published" in capsys.readouterr().out
    assert (await sqlite_house.truth.help.article("en", "fees-of-a-withdrawal")).title == "Fees of a withdrawal"
