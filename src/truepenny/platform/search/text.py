"""Text as the index knows it: one writing for what people write in many, then cut into tokens.

Width, case, accents of Latin letters and traditional characters are folded; what cannot be seen goes. Latin words and numbers stay whole,
runs of characters that are written without spaces become overlapping pairs, so that no dictionary decides what can be found.
"""

from __future__ import annotations

import re
import unicodedata
from functools import cache
from importlib.resources import files
from itertools import pairwise

VERSION = 1
"""Of everything in this file. It is stored beside each index; an index of another version is made anew."""
MAX_TOKEN = 128
"""Characters of a token that count. Transaction hashes and addresses are shorter."""
_UNSPACED = (
    "\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3005-\u3007\u3021-\u3029\u3041-\u3096\u309d-\u309f\u30a1-\u30fa\u30fc-\u30ff\u3400-\u4dbf"
    "\u4e00-\u9fff\uac00-\ud7a3\uf900-\ufaff\U00020000-\U000323af"
)
"""Thai, Lao, Burmese and Khmer letters, Han characters, Kana, Hangul."""
_MARKS = "\u0300-\u036f\u0591-\u05c7\u0610-\u061a\u064b-\u065f\u0900-\u0903\u093a-\u094f\u0980-\u0983\u09bc-\u09d7\u0a01-\u0dff"
"""Signs inside words of other scripts, which Python counts among no letters."""
_TOKENS = re.compile(f"([{_UNSPACED}]+)|((?:[^\\W_{_UNSPACED}]|[{_MARKS}])+)")
_UNSEEN = re.compile("[\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f-\u009f\u00ad\u034f\u061c\u180e\u200b-\u200f\u202a-\u202e\u2060-\u206f"
                     "\ufe00-\ufe0f\ufeff\U000e0000-\U000e01ef\ud800-\udfff]")  # fmt: skip
_LATIN = (range(0xC0, 0x250), range(0x1E00, 0x1F00))
_SAME = {"帐": "账", "裏": "里", "甚": "什", "佔": "占", "著": "着", "乾": "干", "隻": "只", "祇": "只"}
"""Two simplified writings of one word that both are in use."""


def normalise(text: str) -> str:
    """The one writing of a text: NFKC, lower case, accents of Latin letters and traditional characters folded, unseen characters gone."""
    if text.isascii():
        return _UNSEEN.sub("", text).lower()
    folded = unicodedata.normalize("NFKC", _UNSEEN.sub("", text)).lower()
    return unicodedata.normalize("NFC", folded).translate(_folds())


def grams(text: str) -> list[str]:
    """The tokens of a text in order: words and numbers whole, runs without spaces as pairs, a lone character as itself."""
    return tokens(normalise(text))


def tokens(normal: str) -> list[str]:
    """grams() of a text that is normalised already."""
    found: list[str] = []
    for run, word in _TOKENS.findall(normal):
        if word:
            found.append(word[:MAX_TOKEN])
        elif len(run) == 1:
            found.append(run)
        else:
            found += map("".join, pairwise(run))
    return found


def runs(normal: str) -> list[tuple[str, bool]]:
    """The words and runs of a normalised text in order, each with whether it is written without spaces."""
    return [(run or word[:MAX_TOKEN], bool(run)) for run, word in _TOKENS.findall(normal)]


def characters(normal: str) -> list[str]:
    """Each character of the runs without spaces, once: how a query of one character finds its texts."""
    return list(dict.fromkeys("".join(run for run, _ in _TOKENS.findall(normal))))


def is_unspaced(word: str) -> bool:
    """Whether a word is written without spaces around it."""
    match = _TOKENS.match(word)
    return match is not None and match[1] is not None


@cache
def _folds() -> dict[int, str]:
    """What each character becomes. Characters are folded one by one, never by phrases: the same character is the same in every place."""
    latin = [chr(point) for part in _LATIN for point in part]
    folds = {ord(letter): base for letter in latin if (base := unicodedata.normalize("NFD", letter)[0]) != letter and base.isascii()}
    folds |= {ord("ø"): "o", ord("ł"): "l", ord("đ"): "d", ord("ı"): "i", ord("ß"): "ss", ord("æ"): "ae", ord("œ"): "oe"}
    folds |= dict.fromkeys(range(0x300, 0x370), "")
    pairs = "".join(files(__package__).joinpath("traditional.txt").read_text("utf-8").splitlines()[1:])
    folds |= {ord(old): _SAME.get(new, new) for old, new in zip(pairs[::2], pairs[1::2], strict=True)}
    folds |= {ord(old): new for old, new in _SAME.items()}
    return folds
