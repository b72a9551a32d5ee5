"""Other forms of an English word: what a reader of the language would count as the same when looking something up.

Forms that do not exist cost nothing: no text has them.
"""

from __future__ import annotations

MIN_LETTERS = 3


def inflections(word: str) -> list[str]:
    """Forms of a normalised word beside itself; none for what is no English word or very short."""
    if len(word) < MIN_LETTERS or not (word.isascii() and word.isalpha()):
        return []
    found: dict[str, None] = {}
    for stem in _stems(word):
        found |= dict.fromkeys(_forms(stem))
    found.pop(word, None)
    return list(found)


def _stems(word: str) -> list[str]:
    stems = [word]
    if word.endswith("ies") and len(word) > 4:
        stems.append(word[:-3] + "y")
    elif word.endswith(("sses", "shes", "ches", "xes")):
        stems.append(word[:-2])
    elif word.endswith("s") and not word.endswith(("ss", "us", "is")):
        stems.append(word[:-1])
    if word.endswith("ied") and len(word) > 4:
        stems.append(word[:-3] + "y")
    elif word.endswith("ed") and len(word) > 4:
        stems += [word[:-2], word[:-1], *_undoubled(word[:-2])]
    if word.endswith("ing") and len(word) > 5:
        stems += [word[:-3], word[:-3] + "e", *_undoubled(word[:-3])]
    return stems


def _undoubled(stem: str) -> list[str]:
    return [stem[:-1]] if len(stem) > 3 and stem[-1] == stem[-2] and stem[-1] not in "ls" else []


def _forms(stem: str) -> list[str]:
    if len(stem) < MIN_LETTERS:
        return []
    if stem.endswith("y") and stem[-2] not in "aeiou":
        return [stem, stem[:-1] + "ies", stem[:-1] + "ied", stem + "ing"]
    if stem.endswith("e"):
        return [stem, stem + "s", stem + "d", stem[:-1] + "ing"]
    many = stem + "es" if stem.endswith(("s", "x", "ch", "sh")) else stem + "s"
    return [stem, many, stem + "ed", stem + "ing"]
