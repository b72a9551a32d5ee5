"""Is it a word of the language? A guard against taking finance for a name that is one letter away. English, as symspellpy ships it.

The file is read when it is first asked and searched as it lies: 1.3 MB, no table of words.
"""

from __future__ import annotations

import re
from functools import cache, lru_cache
from importlib.util import find_spec
from pathlib import Path

_FILE = "frequency_dictionary_en_82_765.txt"


@lru_cache(maxsize=4096)
def is_word(text: str) -> bool:
    """text: lower case. Numbers and single letters are no words."""
    return len(text) > 1 and text.isascii() and text.isalpha() and f"\n{text} ".encode() in _words()


@lru_cache(maxsize=256)
def is_in_words(text: str) -> bool:
    """Whether some word has this stretch of letters in it: gate does (frigate), okx does not."""
    return text.encode() in _words()


@lru_cache(maxsize=2048)
def is_made_of_words(text: str) -> bool:
    """Whether it can be read as words of three letters or more, at least one of them of four."""
    reach = [False] * (len(text) + 1)
    long = [False] * (len(text) + 1)
    reach[0] = True
    for end in range(3, len(text) + 1):
        for start in range(end - 2):
            if reach[start] and is_word(text[start:end]):
                reach[end] = True
                long[end] = long[end] or long[start] or end - start > 3
    return reach[-1] and long[-1]


@cache
def _words() -> bytes:
    spec = find_spec("symspellpy")
    places = [] if spec is None else list(spec.submodule_search_locations or [])
    found = next((Path(place, _FILE) for place in places if Path(place, _FILE).is_file()), None)
    return b"\n" if found is None else b"\n" + re.sub(rb"\r|\xef\xbb\xbf", b"", found.read_bytes())
