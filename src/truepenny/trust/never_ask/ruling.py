"""Which verb rules an item, and to whom it speaks.

In: a sentence marked with the words of handing over. Out: the verb that an item is the object of, as English and Chinese put it, and
what that verb does: whether it is said to the customer, whether it is told of others or of the past, whether it gives to us.
"""

from __future__ import annotations

from itertools import pairwise
from typing import Final

from truepenny.trust.never_ask.lexicon import WORDS, Mark
from truepenny.trust.never_ask.sentences import Sentence

VERBS: Final = frozenset(("give", "weak_give", "enter", "need", "what", "neutral", "receive"))
HANDING: Final = frozenset(("give", "weak_give", "enter", "need", "what"))
NEEDING: Final = frozenset(("need", "what"))
POINTING: Final = frozenset(("give", "enter"))
_COMING: Final = frozenset(("receive", "neutral"))
_GIVING: Final = frozenset(("give", "what"))
_BREAKING: Final = frozenset(("breaks", "condition"))
_WHAT: Final = frozenset(("what",))
_GIVE: Final = frozenset(("give",))
_FAR: Final = 20


def has_verb(sentence: Sentence) -> bool:
    return any(mark.any(VERBS) for mark in sentence.marks)


def is_noun(mark: Mark) -> bool:
    return mark.has("object") or mark.has("benign") or any(meaning.startswith("item:") for meaning in mark.means)


def to_us(sentence: Sentence, verb: Mark) -> bool:
    """Its recipient is we, here, this chat."""
    return sentence.text(verb.end - 1) in WORDS["to_us_ends"] or sentence.after(verb.end, "us", reach=10) is not None


def is_request(sentence: Sentence, verb: Mark) -> bool:
    """Said to the customer to be done; not of what we, the app or others do: “we will send a code”, “it shows your phrase”."""
    modal = WORDS["modal"]
    if verb.any(NEEDING) or sentence.text(verb.start) in modal:
        return True
    at = verb.start - 1
    while sentence.text(at) in modal:
        at -= 1
    before = sentence.text(at)
    if before in WORDS["actors"]:
        return False
    if sentence.chinese:
        reports = sentence.text(verb.start) in WORDS["tellish"] and not _is_beside(sentence, verb)
        return not reports and not (verb.has("enter") and before == "求")
    return before in WORDS["leading"] or not before.isalpha() or to_us(sentence, verb)


def _is_beside(sentence: Sentence, verb: Mark) -> bool:
    """“请说……”, “密码说一下”, as against “页面说……”."""
    before = sentence.text(verb.start - 1)
    if not before or before in WORDS["before_tellish"] or any(is_noun(mark) and mark.end == verb.start for mark in sentence.marks):
        return True
    return verb.end - verb.start > 1 or sentence.after(verb.end, "us", reach=0) is not None


def is_told(sentence: Sentence, verb: Mark) -> bool:
    """A condition, a question about the past, or words about somebody else as the recipient."""
    at = verb.start
    if not sentence.chinese and sentence.before(at, "condition", clause=True, reach=4) is not None:
        return not _promises(sentence)
    if sentence.before(at, "yes_no", clause=True, reach=4) is not None or sentence.before(at, "past", clause=True) is not None:
        return True
    if sentence.chinese and sentence.after(verb.end, "past", clause=True) is not None:
        return True
    third = sentence.after(verb.end, "third", reach=8) is not None and not sentence.has("colleague")
    return third or sentence.after(verb.end, "kept") is not None


def _promises(sentence: Sentence) -> bool:
    """“If you send the code, I can help”: a condition that asks."""
    texts = sentence.texts
    return any(text in ("i", "we") and after in WORDS["modal"] for text, after in pairwise(texts))


def find_ruling(sentence: Sentence, item: Mark) -> Mark | None:
    """The verb that an item is the object of."""
    return _chinese(sentence, item) if sentence.chinese else _english(sentence, item)


def _english(sentence: Sentence, item: Mark) -> Mark | None:
    which = sentence.before(item.start, "what_before", reach=0)
    if which is not None and sentence.asks and (sentence.after(item.end, "past", reach=0) is None or sentence.after(item.end, "receive")):
        return Mark(which.start, which.end, _WHAT)
    for mark in reversed(sentence.marks):
        if mark.end > item.start or (mark.any(POINTING) and _is_noun_here(sentence, mark)):
            continue
        if mark.any(VERBS):
            return mark if item.start - mark.end <= _FAR else None
        if mark.any(_BREAKING):
            return None
    return None


def _is_noun_here(sentence: Sentence, mark: Mark) -> bool:
    """“the mail”, “a report”: a word that can also hand over."""
    return not is_request(sentence, mark) and sentence.text(mark.start - 1) not in WORDS["actors"]


def _chinese(sentence: Sentence, item: Mark) -> Mark | None:
    which = sentence.before(item.start, "what_before", reach=1)
    if which is not None and sentence.before(which.start, "neutral", clause=True) is None:
        return Mark(which.start, which.end, _WHAT)
    verbs = _verbs(sentence)
    ahead = [mark for mark in reversed(verbs) if mark.end <= item.start and sentence.same_clause(mark.start, item.start)]
    behind = (mark for mark in verbs if mark.start >= item.end and (mark.has("give") or not mark.has("need")))
    after = next((mark for mark in behind if sentence.same_clause(mark.start, item.start)), None)
    handing = next((mark for mark in ahead if mark.any(HANDING)), None)
    if handing is not None and ahead[0] != handing and _describes(sentence, ahead[0], item):
        return handing
    of_item = [mark for mark in ahead if not (mark.any(_COMING) and sentence.text(mark.end) == "的")]
    before = next(iter(of_item), None) or next(iter(ahead), None)
    if before is not None and before.any(HANDING) and not _is_syllable(sentence, before, item):
        done = after is not None and not after.any(HANDING) and not after.has("receive") and after.start - item.end <= 1
        return after if done else before
    if after is not None and _follows(sentence, item, before, after, is_of_item=before in of_item):
        if after.any(HANDING) and not _is_syllable(sentence, after, item):
            return after
        return _next_give(sentence, after) or (None if after.any(HANDING) else after)
    if before is not None and not before.has("receive"):
        later = _next_give(sentence, item) if sentence.text(before.start) in WORDS["looking"] else None
        return later or before
    return _next_give(sentence, item) or _earlier(item, verbs) or before


def _verbs(sentence: Sentence) -> list[Mark]:
    """Those that are not part of a description (“您输入的……”); giving to a colleague of ours is giving to us."""
    ours = sentence.has("colleague")
    verbs = (mark for mark in sentence.marks if mark.any(VERBS) and not (mark.any(POINTING) and sentence.text(mark.end) == "的"))
    return [Mark(mark.start, mark.end, _GIVE) if ours and mark.has("give_third") else mark for mark in verbs]


def _describes(sentence: Sentence, verb: Mark, item: Mark) -> bool:
    """“刚收到的验证码”: the nearest verb only says which one."""
    return "的" in (sentence.text(item.start - 1), sentence.text(verb.end - 1), sentence.text(verb.end))


def _follows(sentence: Sentence, item: Mark, before: Mark | None, after: Mark, *, is_of_item: bool) -> bool:
    """The verb behind the item rules it rather than the one before."""
    if before is None or not is_of_item or before.has("receive") or item.start - before.end > 4 or is_fronted(sentence, item):
        return True
    return after.has("give") and to_us(sentence, after) and sentence.text(after.start) not in WORDS["telling"]


def _is_syllable(sentence: Sentence, verb: Mark, item: Mark) -> bool:
    """One character that is a verb only beside the item, before us, or with “a moment” behind it."""
    if verb.end - verb.start > 1 or sentence.text(verb.start).isascii():
        return False
    near = 0 <= item.start - verb.end <= 3 or is_fronted(sentence, item)
    return not near and sentence.after(verb.end, "us", reach=1) is None


def is_fronted(sentence: Sentence, item: Mark) -> bool:
    """“把验证码……”: the verb comes behind."""
    return not WORDS["fronting"].isdisjoint(sentence.texts[max(0, item.start - 8) : item.start])


def _next_give(sentence: Sentence, after: Mark) -> Mark | None:
    """Behind it, or in the clause behind: give it, with no other object, or what is it."""
    clause = sentence.clause[after.end - 1]
    for mark in sentence.marks:
        if mark.start >= after.end and mark.any(_GIVING) and sentence.clause[mark.start] - clause <= 1:
            return mark if mark.has("what") or is_without_object(sentence, mark, since=after.end) else None
    return None


def is_without_object(sentence: Sentence, verb: Mark, *, since: int = 0) -> bool:
    """Its clause names nothing that could be meant. since: what stands before that is not looked at."""
    clause = sentence.clause[verb.start]
    others = [mark for mark in sentence.marks if mark.start >= since and sentence.clause[mark.start] == clause and mark != verb]
    if any(is_noun(mark) for mark in others):
        return False
    known = {at for mark in (*others, verb) for at in range(mark.start, mark.end)}
    rest = (at for at in range(since, len(sentence.texts)) if sentence.clause[at] == clause and at not in known)
    return sum(sentence.texts[at] not in WORDS["empty"] for at in rest) <= 2


def _earlier(item: Mark, verbs: list[Mark]) -> Mark | None:
    """A verb of handing over in the clause before, when this one is its object or part of a list."""
    earlier = [mark for mark in verbs if mark.end <= item.start]
    near = bool(earlier) and earlier[-1].any(HANDING) and item.start - earlier[-1].end <= _FAR
    return earlier[-1] if near else None
