"""The text as detectors see it leads back, from every place in it, to the text that was given."""

from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.screen import secrets_made as made

from truepenny.intake.screen.engine import find_secrets
from truepenny.intake.screen.markup import without_markup
from truepenny.intake.screen.view import fold


@pytest.mark.parametrize(
    ("written", "seen"),
    [
        ("ＡＢＣ１２３，：！", "ABC123,:!"),
        ("a\u200bb\u2060c\ufeffd\u00ade", "abcde"),
        ("𝟏𝟐𝟑 𝐚𝐛𝐜", "123 abc"),
        ("①②③", "123"),
        ("cafe\u0301", "café"),
        ("\u1112\u1161\u11ab\u1100\u116e\u11a8", "한국"),
        ("か\u3099", "が"),
        ("1\ufe0f\u20e3", "1"),
        ("ﬁn", "fin"),
        ("⑫ ㎏", "12 kg"),
        ("a\u3000b\u00a0c", "a b c"),
        ("wait…", "wait."),
        ("普通的中文，没有变化", "普通的中文,没有变化"),
        ("plain", "plain"),
    ],
)
def test_compatibility_and_zero_width_characters_are_folded(written: str, seen: str) -> None:
    assert fold(written).text == seen


@settings(deadline=None)
@given(st.text(alphabet=st.sampled_from("ab1 ,\n中か\u3099\u0301é①⑫ﬁ㎏Ａ１，\u200b\ufeff\ufe0f\u1112\u1161\u11ab𝐚İ<>&;\\n"), max_size=60))
def test_every_place_leads_back_to_what_it_was_made_from(text: str) -> None:
    view = fold(text)
    assert len(view.lower) == len(view.text) == len(view.runs) == len(view.digits)
    begun = 0
    for place, letter in enumerate(view.text):
        start, end = view.origin(place, place + 1)
        assert 0 <= start < end <= len(text)
        assert start >= begun, "in order"
        begun = start
        assert letter in unicodedata.normalize("NFKC", text[start:end]).replace("...", ".") or letter == "."
    for other in without_markup(view):
        for place in range(len(other.text)):
            start, end = other.origin(place, place + 1)
            assert 0 <= start < end <= len(text)


@pytest.mark.parametrize(
    ("written", "seen"),
    [
        ("<p>a&amp;b</p>", " a&b "),
        ("a<br>b<BR/>c", "a\nb\nc"),
        ("<!-- x --> y", "  x   y"),
        ("&#65;&#x42;&eacute;&nbsp;", "ABé "),
        ("\\u52a9\\u8bb0\\u8bcd \\\\n", "助记词 \n"),
        ("&unknown; 1 < 2 > 0", None),
        ("C:\\games", None),
    ],
)
def test_markup_is_read_as_its_reader_sees_it(written: str, seen: str | None) -> None:
    views = without_markup(fold(written))
    assert (views[0].text if views else None) == (seen if seen is not None else (written if views else None))


def test_a_secret_in_pieces_of_markup_is_found_whole() -> None:
    secret = made.CERTAIN["WIF"][1](made.Random(1))
    for text in (
        f"<b>{secret[:20]}</b><i>{secret[20:]}</i>",
        f"<td>{secret}</td>",
        "".join(f"&#{ord(letter)};" for letter in secret),
        "".join(f"\\u{ord(letter):04x}" for letter in secret),
        f"<img alt='{secret}' src='x.png'>",
        f"<!-- {secret} -->",
    ):
        (finding,) = [finding for finding in find_secrets(text) if finding.certainty == "certain"]
        assert secret[:20] not in text[: finding.start] + text[finding.end :]
        assert secret[20:] not in text[: finding.start] + text[finding.end :]


def test_positions_count_code_points() -> None:
    secret = made.CERTAIN["xprv"][1](made.Random(2))
    text = f"😀😀 ﬁle ⑫ {secret} 😀"
    (finding,) = find_secrets(text)
    assert text[finding.start : finding.end] == secret
    assert finding.size == len(secret)


def test_plain_ascii_takes_no_steps() -> None:
    view = fold("a" * 1000)
    assert view.steps == ()
    assert view.origin(3, 8) == (3, 8)
