"""What changed between two versions is shown line by line, and word by word where most of a line stayed."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from truepenny.knowledge.help.compare import Line, Part, compare


def side(lines: list[Line], gone: str, before: str) -> list[str]:
    """The lines of one of the two texts, taken from the comparison and, where it skips, from the text itself."""
    made: list[str] = []
    for line in lines:
        if line.kind == "skipped":
            made += before.split("\n")[len(made) : len(made) + line.count]
        elif line.kind != gone:
            made.append("".join(part.text for part in line.parts if part.kind != gone))
    return made


def test_one_word_is_one_word_in_english_and_in_chinese() -> None:
    assert compare("The fee is 1 USDT.", "The fee is 2 USDT.") == [
        Line("changed", (Part("same", "The fee is "), Part("removed", "1"), Part("added", "2"), Part("same", " USDT.")))
    ]
    assert compare("手续费为一元。", "手续费为两元。") == [
        Line("changed", (Part("same", "手续费为"), Part("removed", "一"), Part("added", "两"), Part("same", "元。")))
    ]


def test_lines_far_from_a_change_are_counted() -> None:
    before = "\n".join(f"line {n}" for n in range(20))

    lines = compare(before, before.replace("line 10", "something else"))

    assert [line.kind for line in lines] == ["skipped", "same", "same", "removed", "added", "same", "same", "skipped"]
    assert (lines[0].count, lines[-1].count) == (8, 7)
    assert compare(before, before) == []


TEXT = st.lists(st.sampled_from(["one", "two", "three", "", "one two three four", "one two three five", "手续费"]), max_size=12).map(
    "\n".join
)


@given(TEXT, TEXT)
def test_both_texts_can_be_read_from_it(before: str, after: str) -> None:
    lines = compare(before, after)
    if before == after:
        assert lines == []
        return
    old = [line for line in side(lines, "added", before) if line]
    new = [line for line in side(lines, "removed", after) if line]

    assert old == [line for line in before.split("\n") if line]
    assert new == [line for line in after.split("\n") if line]
