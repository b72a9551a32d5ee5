"""Chinese, English, or neither that we can tell: from the letters of the subject and of the words that are not quoted."""

from __future__ import annotations

import re

_NO_WORDS = re.compile(r"https?://\S+|\S+@\S+|^>.*$", re.MULTILINE)
_HAN = re.compile("[\u3400-\u4dbf\u4e00-\u9fff]")
_KANA_HANGUL = re.compile("[\u3040-\u30ff\uac00-\ud7a3]")
_LATIN = re.compile("[A-Za-z]")
_LATIN_WORD = re.compile("[A-Za-z][0-9A-Za-z'-]+")
_OTHER = re.compile("[\u00c0-\u024f\u0370-\u06ff\u0e00-\u0e7f]")
_LOOKED_AT = 4000


def language_of(text: str, subject: str) -> str | None:
    """ "zh", "en" or None. A Chinese character says as much as two words of Latin letters: who writes Chinese pastes hashes, addresses and
    English words, and is Chinese all the same."""
    words = _NO_WORDS.sub(" ", text[: _LOOKED_AT * 2])[:_LOOKED_AT] + " " + subject[:200]
    han, latin = len(_HAN.findall(words)), len(_LATIN.findall(words))
    kana, other = len(_KANA_HANGUL.findall(words)), len(_OTHER.findall(words))
    if kana * 5 > han + kana or other * 20 > latin + han * 3:
        return None
    if han >= 2 and han * 2 >= len(_LATIN_WORD.findall(words)):
        return "zh"
    return "en" if latin >= 3 and latin > han * 3 else None
