"""What the readers find in folders of Markdown and in exports of Zendesk and Zammad: all of it, or a reason."""

from __future__ import annotations

import json
import time
from pathlib import Path

import pytest
from tests.help_editor.exports import PNG, write_markdown, write_zammad, write_zendesk

from truepenny.knowledge.help.formats.bundle import Bundle, FoundArticle, FoundCategory, Picture, Unreadable, make_slug
from truepenny.knowledge.help.formats.markdown_folder import read_folder
from truepenny.knowledge.help.formats.zammad import read_zammad
from truepenny.knowledge.help.formats.zendesk import read_zendesk
from truepenny.knowledge.topics import TOPICS

BOTH = ("en", "zh")
TOPIC_CODES = frozenset(topic.code for topic in TOPICS)


def markdown(folder: Path) -> Bundle:
    return read_folder(folder, languages=BOTH, topics=TOPIC_CODES)


def by_key(bundle: Bundle) -> dict[tuple[str, str], FoundArticle]:
    return {(article.source, article.language): article for article in bundle.articles}


def reasons(bundle: Bundle) -> str:
    return "\n".join(f"{note.where}: {note.why}" for note in (*bundle.skipped, *bundle.changed))


# Markdown

STARTER = """---
title: Fees of a withdrawal: what you pay
summary: Where each fee stands.
category: money
topics: WD.MISSING WD.PENDING
related: second-factor
order: 20
---

See [your second factor](second-factor.md#lost) and ![the fee](../img/fee.png).
"""


def test_a_folder_in_the_format_of_the_starter_set(tmp_path: Path) -> None:
    write_markdown(
        tmp_path,
        {
            "en/fees.md": STARTER,
            "zh/fees.md": "---\ntitle: 提现手续费\ncategory: money\n---\n\n每笔提现都会收取网络费。\n",
            "en/second-factor.md": "---\ntitle: Second factor\ncategory: money\nstate: draft\n---\n\n## Lost\n\nStay calm.\n",
            "categories.toml": '[[category]]\nslug = "money"\norder = 3\nicon = "money"\nen = "Money"\nzh = "资金"\n',
        },
    )
    (tmp_path / "img").mkdir()
    (tmp_path / "img" / "fee.png").write_bytes(PNG)

    found = markdown(tmp_path)
    fees = by_key(found)["markdown:fees", "en"]

    assert found.categories == (FoundCategory("money", {"en": "Money", "zh": "资金"}, 3, "money"),)
    assert (fees.title, fees.summary, fees.category, fees.order) == (
        "Fees of a withdrawal: what you pay", "Where each fee stands.", "money", 20,
    )  # fmt: skip
    assert (fees.topics, fees.related, fees.published) == (("WD.MISSING", "WD.PENDING"), ("second-factor",), True)
    assert fees.body == "See [your second factor](second-factor#lost) and ![the fee](../img/fee.png)."
    assert fees.pictures == (Picture("../img/fee.png", "fee.png", PNG),)
    assert by_key(found)["markdown:fees", "zh"].body == "每笔提现都会收取网络费。"
    assert not by_key(found)["markdown:second-factor", "en"].published
    assert not found.skipped


@pytest.mark.parametrize(
    "head",
    [
        '---\ntitle: "Fees"\ndescription: What you pay\nlang: en-US\ntags: [a, b]\ndraft: true\n---\n',
        "---\ntitle: 'Fees'\ndescription: >\n  What you\n  pay\nlang: en\npublished: false\nparams:\n  deep: 1\n---\n",
        '+++\ntitle = "Fees"\ndescription = "What you pay"\nlanguage = "en"\ndraft = true\n[extra]\nx = 1\n+++\n',
    ],
)
def test_heads_of_other_programs(tmp_path: Path, head: str) -> None:
    write_markdown(tmp_path, {"fees.md": f"{head}\nText.\n"})

    (article,) = markdown(tmp_path).articles

    assert (article.title, article.summary, article.language, article.published) == ("Fees", "What you pay", "en", False)


def test_what_a_file_does_not_say_comes_from_its_place_and_words(tmp_path: Path) -> None:
    write_markdown(
        tmp_path,
        {
            "docs/money/fees.zh.md": "# 手续费\n\n每笔都收。\n",
            "docs/money/fees.en.md": "# Fees\n\nFor each.\n",
            "zh-cn/充值.md": "没有标题。\n",
            "guide/index.md": "Begin here.\n",
        },
    )

    found = by_key(markdown(tmp_path))

    assert found["markdown:fees", "zh"].title == "手续费"
    assert found["markdown:fees", "en"].category == "money"
    assert found["markdown:guide", "en"].title == "Guide"
    (chinese,) = (article for (source, _), article in found.items() if source.startswith("markdown:article-"))
    assert chinese.language == "zh"


def test_broken_files_of_a_folder_are_skipped_with_a_reason(tmp_path: Path) -> None:
    write_markdown(
        tmp_path / "in",
        {
            "good.md": "# Good\n\nYes.\n",
            "open.md": "---\ntitle: No end\nand so on\n",
            "empty.md": "---\ntitle: Nothing\n---\n",
            "french.md": "---\nlang: fr\n---\nBonjour.\n",
            "good.en.md": "# Again\n\nThe same.\n",
            "link.md": "# Link\n\n![secret](../outside.png) ![gone](gone.png) [x](javascript:alert(1))\n",
            "categories.toml": "not toml at all [",
        },
    )
    (tmp_path / "in" / "binary.md").write_bytes(b"\x00\x01\xff\xfe")
    (tmp_path / "outside.png").write_bytes(PNG)
    (tmp_path / "in" / "way-out.md").symlink_to("/etc/hostname")

    found = markdown(tmp_path / "in")
    said = reasons(found)

    assert {article.slug for article in found.articles} == {"good", "link"}
    assert all(not article.pictures for article in found.articles)
    for where in ("open.md", "empty.md", "french.md", "binary.md", "categories.toml", "good.md"):
        assert where in said
    assert "fr) is not spoken here" in said
    assert said.count("is not in the folder, and stays as words") == 2
    assert "way-out" not in said


def test_a_folder_without_articles_is_refused(tmp_path: Path) -> None:
    for path in (tmp_path, tmp_path / "nowhere"):
        with pytest.raises(Unreadable):
            markdown(path)


# Zendesk


def test_an_export_of_zendesk(tmp_path: Path) -> None:
    found = read_zendesk(write_zendesk(tmp_path), languages=BOTH)
    articles = by_key(found)
    fees = articles["zendesk:360001", "en"]

    assert [(one.slug, dict(one.names)) for one in found.categories] == [
        ("safety", {"en": "Safety"}), ("withdrawals", {"en": "Withdrawals", "zh": "提现"}),
    ]  # fmt: skip
    assert (fees.slug, fees.title, fees.category, fees.order, fees.published) == (
        "fees-of-a-withdrawal", "Fees of a withdrawal", "withdrawals", 2, True,
    )  # fmt: skip
    assert "## What it costs" in fees.body
    assert "[your second factor](second-factor#lost)" in fees.body
    assert "::: warning\nNobody here asks you to pay first.\n:::" in fees.body
    assert "| TRON | 1 \\| 2 |" in fees.body
    assert "script" not in fees.body
    assert [(one.name, one.content) for one in fees.pictures] == [("fees.png", PNG)]
    assert f"![Where the fee stands]({fees.pictures[0].reference})" in fees.body

    twin = articles["zendesk:360001", "zh"]
    assert (twin.slug, twin.title, twin.category) == ("fees-of-a-withdrawal", "提现手续费", "withdrawals")
    assert twin.body == "每笔提现都会收取**网络费**：请先查看。"


def test_what_zendesk_kept_from_readers_arrives_unpublished_and_other_languages_do_not(tmp_path: Path) -> None:
    found = read_zendesk(write_zendesk(tmp_path), languages=BOTH)
    articles = by_key(found)

    assert not articles["zendesk:360002", "en"].published
    assert not articles["zendesk:360003", "en"].published
    assert articles["zendesk:360003", "en"].doubts == ("There it was for some readers only.",)
    assert ("zendesk:360004", "en") not in articles
    assert "article 360004, fr: its language is not spoken here" in reasons(found)
    assert "left out: <script> (1)" in reasons(found)


def test_pages_of_zendesk_whose_files_have_other_names(tmp_path: Path) -> None:
    article = {"id": 9, "section_id": 1, "title": "Nine", "body": "<p>9</p>", "locale": "en-gb", "draft": False}
    (tmp_path / "page1.json").write_text(json.dumps([article]), encoding="utf-8")
    (tmp_path / "one.json").write_text(json.dumps({"article": {**article, "id": 10, "title": "Ten"}}), encoding="utf-8")
    (tmp_path / "users.json").write_text(json.dumps({"users": []}), encoding="utf-8")
    (tmp_path / "broken.json").write_text('{"articles": [', encoding="utf-8")

    found = read_zendesk(tmp_path, languages=BOTH)

    assert {article.title for article in found.articles} == {"Nine", "Ten"}
    assert "users.json" in reasons(found)
    assert "broken.json: it is no JSON" in reasons(found)


@pytest.mark.parametrize("text", ["[]", "{}", '{"articles": 5}', '{"articles": [1, null, {"id": []}]}', "[" * 5000])
def test_nonsense_is_no_export(tmp_path: Path, text: str) -> None:
    (tmp_path / "articles.json").write_text(text, encoding="utf-8")

    with pytest.raises(Unreadable):
        read_zendesk(tmp_path, languages=BOTH)
    with pytest.raises(Unreadable):
        read_zammad(tmp_path, languages=BOTH)


# Zammad


def test_an_export_of_zammad(tmp_path: Path) -> None:
    found = read_zammad(write_zammad(tmp_path), languages=BOTH)
    articles = by_key(found)
    costs = articles["zammad:1", "en"]

    assert [(one.slug, dict(one.names)) for one in found.categories] == [("money", {"en": "Money", "zh": "资金"}), ("fees", {"en": "Fees"})]
    assert (costs.slug, costs.category, costs.published) == ("what-a-withdrawal-costs", "fees", True)
    assert costs.body.startswith("1. Open *Wallet*\n2. Look")
    assert "[more](for-the-desk)" in costs.body
    assert [one.content for one in costs.pictures] == [PNG]
    assert (articles["zammad:1", "zh"].slug, articles["zammad:1", "zh"].title) == ("what-a-withdrawal-costs", "提现要付多少")
    assert not articles["zammad:2", "en"].published
    assert articles["zammad:2", "en"].doubts == ("There it was for agents only.",)
    assert "answer 3, translation 4: it is archived there" in reasons(found)
    assert "prices.pdf" in reasons(found)


def test_answers_of_zammad_one_by_one_without_its_locales(tmp_path: Path) -> None:
    """GET answers/7?full=1&include_contents=1, and no table of locales: the letters tell the language."""
    for n, (title, body) in enumerate([("Fees", "<p>What you pay.</p>"), ("手续费", "<p>每笔都收。</p>")], 7):
        answer = {
            "id": n,
            "assets": {
                "KnowledgeBaseAnswer": {str(n): {"id": n, "category_id": 1, "published_at": "2025-03-12T14:52:21Z"}},
                "KnowledgeBaseAnswerTranslation": {str(n): {"id": n, "title": title, "kb_locale_id": 1, "answer_id": n, "content_id": n}},
                "KnowledgeBaseAnswerTranslationContent": {str(n): {"id": n, "body": body, "attachments": []}},
            },
        }
        (tmp_path / f"answer-{n}.json").write_text(json.dumps(answer), encoding="utf-8")

    found = read_zammad(tmp_path, languages=BOTH)

    assert {(article.source, article.language) for article in found.articles} == {("zammad:7", "en"), ("zammad:8", "zh")}
    assert "by its letters it is zh" in reasons(found)


def test_slugs_are_words_or_six_digits_and_never_the_same_twice() -> None:
    assert make_slug("Fees: what you pay!", source="x") == "fees-what-you-pay"
    assert make_slug("手续费", source="x") == make_slug("充值", source="x")
    assert make_slug("Fees", source="x", taken={"fees", "fees-2"}) == "fees-3"
    assert len(make_slug("a" * 500, source="x")) < 60


def test_an_export_leads_nowhere_else(tmp_path: Path) -> None:
    elsewhere = tmp_path / "elsewhere"
    elsewhere.mkdir()
    write_zendesk(elsewhere)
    inside = tmp_path / "in"
    inside.mkdir()
    for path in elsewhere.rglob("*.json"):
        (inside / path.name).symlink_to(path)
    with pytest.raises(Unreadable):
        read_zendesk(inside, languages=BOTH)


def test_fences_without_an_end_take_no_time_and_hide_no_picture(tmp_path: Path) -> None:
    write_markdown(tmp_path, {"a.md": "# A\n\n" + "```a\n" * 100_000 + "![x](fee.png)\n", "b.md": "# B\n\n~~~\n![x](fee.png)\n~~~~\n"})
    (tmp_path / "fee.png").write_bytes(PNG)
    began = time.process_time()
    found = by_key(markdown(tmp_path))
    assert time.process_time() - began < 5
    assert {key[0]: len(article.pictures) for key, article in found.items()} == {"markdown:a": 1, "markdown:b": 0}
