"""A folder that was written is read as the same articles."""

from __future__ import annotations

from pathlib import Path
from tempfile import TemporaryDirectory

from hypothesis import given
from hypothesis import strategies as st

from truepenny.knowledge.help.formats.bundle import Bundle, FoundArticle, FoundCategory
from truepenny.knowledge.help.formats.head import join_head, split_head
from truepenny.knowledge.help.formats.markdown_folder import read_folder
from truepenny.knowledge.help.formats.to_folder import folder_files

LINE = st.text(st.characters(blacklist_categories=("Cc", "Cs", "Zl", "Zp")), min_size=1, max_size=40).map(
    lambda text: " ".join(text.split())
)
SIGNS = st.sampled_from(['"', "'", ": ", "[a]", "- ", "> ", "|", "#", "---", "\\", '"x" and "y"', "key: value", "true", "+++", "手续费："])
WORDS = st.lists(st.one_of(LINE, SIGNS), min_size=1, max_size=4).map("".join).map(lambda text: " ".join(text.split())).filter(bool)
BODY = (
    st.lists(st.one_of(LINE, SIGNS, st.just(""), st.just("    code"), st.just("| a | b |")), min_size=1, max_size=8)
    .map("\n".join)
    .filter(lambda text: text.strip() and split_head(f"---\na: b\n---\n{text}")[1] == text)
    .filter(lambda text: not text.startswith("# "))
)


@given(WORDS, WORDS, BODY)
def test_a_head_says_what_it_was_told(title: str, summary: str, body: str) -> None:
    assert split_head(join_head({"title": title, "summary": summary, "order": ""}, body)) == ({"title": title, "summary": summary}, body)


@given(
    st.lists(st.tuples(WORDS, WORDS, BODY, st.booleans()), min_size=1, max_size=4),
    st.dictionaries(st.sampled_from(("en", "zh")), WORDS, min_size=1),
)
def test_a_folder_holds_the_same_articles_again(rows: list[tuple[str, str, str, bool]], names: dict[str, str]) -> None:
    articles = tuple(
        FoundArticle(
            f"markdown:article-{n}", f"article-{n}", ("en", "zh")[n % 2], title, body, summary, "money", ("WD.MISSING",), ("article-9",), n,
            published,
        )
        for n, (title, summary, body, published) in enumerate(rows)
    )  # fmt: skip
    given_bundle = Bundle((FoundCategory("money", names, 3, "money"),), articles)
    with TemporaryDirectory() as made:
        for name, content in folder_files(given_bundle):
            path = Path(made) / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(content)
        found = read_folder(Path(made), languages=("en", "zh"), topics=("WD.MISSING",))

    assert found.categories == given_bundle.categories
    assert {one.source: one for one in found.articles} == {one.source: one for one in articles}
