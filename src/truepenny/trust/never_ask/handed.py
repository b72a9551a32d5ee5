"""Asks for what is handed over in words: passwords, codes, keys, phrases, card details.

In: the frames of a text's sentences, in order. Out: which units ask, for what, how sure. A sentence asks when a verb of handing over
rules an item and nothing turns it: negation, a warning, the past, an official page of the customer's own, a recipient who is not us.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from truepenny.trust.never_ask.lexicon import HANDED, WORDS, Mark
from truepenny.trust.never_ask.pointing import BACK, Hit, Sentences, find_items, find_pointed, opens_list
from truepenny.trust.never_ask.ruling import HANDING, NEEDING, VERBS, find_ruling, has_verb, is_request, is_told, to_us
from truepenny.trust.never_ask.sentences import Frame, Sentence

_WALLET: Final = frozenset(("recovery_phrase", "private_key", "api_secret", "master_key", "card"))
"""No page of an exchange asks for these."""
_CARRIED: Final = 8
"""How many lines a list may have after “send us the following”."""
_MOST: Final = 8
"""How often one item is judged in one sentence."""
_BEGINS: Final = HANDED.firsts("item:", "asks_code")


def find_handed(frames: Sequence[Frame]) -> list[Hit]:
    sentences = Sentences(frames)
    hits: list[Hit] = []
    listed_until = -1
    for n in _near(frames):
        hits += _in_sentence(sentences, n, listed=n <= listed_until) or find_pointed(sentences, n)
        if opens_list(sentences[n]):
            listed_until = n + _CARRIED
        elif has_verb(sentences[n]):
            listed_until = -1
    return hits


def _near(frames: Sequence[Frame]) -> list[int]:
    """The sentences that may name an item, those that may open a list before one, and those that may point back to one."""
    wanted: set[int] = set()
    for n, frame in enumerate(frames):
        if not _BEGINS.isdisjoint(frame.texts):
            wanted.update(range(max(0, n - _CARRIED), min(len(frames), n + BACK + 1)))
    return sorted(wanted)


def _in_sentence(sentences: Sentences, n: int, *, listed: bool) -> list[Hit]:
    sentence = sentences[n]
    named = [mark for mark in sentence.all("asks_code") if not sentence.is_shielded(mark)]
    found = [Hit(n, mark.start, mark.end, "code", sentence.is_plain(mark.start)) for mark in named]
    items = find_items(sentence)
    seen: dict[str, int] = {}
    for item, name in items:
        seen[name] = seen.get(name, 0) + 1
        if seen[name] <= _MOST and (hit := _judge(sentences, n, item, name)) is not None:
            found.append(hit)
            seen[name] = _MOST
    if not found and items and listed and not has_verb(sentence) and not sentence.has("negation"):
        item, name = items[0]
        found.append(Hit(n, item.start, item.end, name, certain=True))
    return found


def _judge(sentences: Sentences, n: int, item: Mark, name: str) -> Hit | None:
    sentence = sentences[n]
    if (threat := _threat(sentence, item)) is not None:
        return Hit(n, threat.start, item.end, name, certain=True)
    if _is_left_open(sentence, item):
        return Hit(n, item.start, item.end, name, sentence.is_plain(item.start))
    verb = find_ruling(sentence, item)
    if verb is None:
        return _bare(sentence, n, item, name)
    excepted = verb.any(HANDING) and sentence.is_excepted(item.start)
    label = sentence.is_label(verb) or (verb.has("enter") and sentence.quoted[verb.start])
    if not excepted and (not verb.any(HANDING) or label or sentence.is_shielded(verb)):
        return None
    sure = excepted or _asks(sentences, n, verb, item, name)
    if sure is None:
        return None
    certain = sure and (excepted or sentence.is_plain(verb.start))
    return Hit(n, min(verb.start, item.start), max(verb.end, item.end), name, certain)


def _asks(sentences: Sentences, n: int, verb: Mark, item: Mark, name: str) -> bool | None:
    """Does this verb ask for the item: plainly, perhaps (False), or not (None)."""
    sentence = sentences[n]
    later = sentence.after(item.end, "give") if sentence.chinese else None
    ours = to_us(sentence, verb) or (later is not None and to_us(sentence, later))
    if not is_request(sentence, verb) or (sentence.chinese and _is_aside(sentence, verb, item, ours=ours)):
        return None
    if verb.has("what"):
        return _asks_what(sentence, verb, item, name)
    if verb.has("need") and not verb.has("give"):
        return _asks_need(sentence, verb, name)
    if verb.has("enter"):
        return _asks_to_enter(sentences, n, verb, name)
    on_page = verb.has("weak_give") and sentence.has("page") and not sentence.has("here")
    return None if not ours and (on_page or is_told(sentence, verb)) else True


def _is_aside(sentence: Sentence, verb: Mark, item: Mark, *, ours: bool) -> bool:
    """“输入过”, “发来的”, “输入验证码后”: said of what happened, or only of when."""
    if sentence.text(verb.end) in WORDS["done"]:
        return True
    behind = sentence.text(item.end)
    when = verb.end <= item.start and (behind in WORDS["clause_ends"] or (behind == "的" and verb.has("enter")))
    return when and not ours and not verb.any(NEEDING)


def _asks_what(sentence: Sentence, verb: Mark, item: Mark, name: str) -> bool | None:
    """“What is a recovery phrase?” and “What is the funds password for?” are none; “What is the funds password?” may be a heading."""
    between = sentence.texts[verb.end : item.start]
    if sentence.text(item.start - 1) in WORDS["indefinite"] or not WORDS["meaning"].isdisjoint(sentence.texts):
        return None
    if not WORDS["aspects"].isdisjoint(between) or sentence.texts[-1] == "for":
        return None
    if sentence.chinese:
        return not WORDS["owned"].isdisjoint(sentence.texts) or "多" in sentence.texts[verb.start : verb.end]
    return "your" in sentence.texts or (name in ("code", "password") and not WORDS["owned"].isdisjoint(sentence.texts))


def _asks_need(sentence: Sentence, verb: Mark, name: str) -> bool | None:
    """“You need your phrase to restore the wallet” and “signing in needs the code” are none."""
    if verb.end - verb.start == 1 and sentence.text(verb.start - 1) in WORDS["no_need_before"]:
        return None
    return None if name not in _WALLET and sentence.before(verb.start, "place", clause=True) is not None else True


def _asks_to_enter(sentences: Sentences, n: int, verb: Mark, name: str) -> bool | None:
    """On the app's own page one enters a password or a code, and nothing else that is never asked for."""
    sentence = sentences[n]
    if sentence.has("here"):
        return True
    if name in _WALLET:
        return not sentence.has("place")
    on_page = any(sentences[other].has("place") for other in range(max(0, n - 3), n + 1))
    if (on_page and not sentence.has("for_us")) or is_told(sentence, verb):
        return None
    return False


def _bare(sentence: Sentence, n: int, item: Mark, name: str) -> Hit | None:
    """“Your code, please.”  “Your password?”  “The phrase is needed.”"""
    if sentence.is_shielded(item):
        return None
    plain = sentence.is_plain(item.start)
    needed = sentence.after(item.end, "needed", reach=4)
    if needed is not None and "it" not in sentence.texts[item.end : needed.start] and not sentence.after(needed.end, "breaks", reach=1):
        return Hit(n, item.start, needed.end, name, plain)
    if _is_requested(sentence, item):
        return Hit(n, item.start, item.end, name, plain)
    if not plain or sentence.has("negation"):
        return None
    short, leads = len(sentence.texts) <= (16 if sentence.chinese else 9) and not has_verb(sentence), item.start <= 2
    please = _please(sentence, item)
    if (short or leads) and please is not None:
        return Hit(n, item.start, please.end, name, certain=True)
    if sentence.asks and ((short and _ends(sentence, item)) or (leads and len(sentence.texts) <= 10 and sentence.text(item.end) == "you")):
        return Hit(n, item.start, item.end, name, certain=True)
    return None


def _please(sentence: Sentence, item: Mark) -> Mark | None:
    found = (sentence.after(item.end, meaning, reach=4) for meaning in ("please", "thanks", "hurry"))
    please = next((mark for mark in found if mark is not None), None)
    if please is None or (please.start - item.end > 2 and len(sentence.texts) > 9):
        return None
    orders = sentence.chinese and please.has("please") and len(sentence.texts) - please.end > 2
    return None if orders else please


def _ends(sentence: Sentence, item: Mark) -> bool:
    """Nothing comes behind the item; in English the question is only a few words long."""
    last = len(sentence.texts) - 1
    if not sentence.chinese:
        return last < 5 and sentence.texts[0] not in WORDS["asking"]
    if not WORDS["before_bare"].issuperset(sentence.texts[: item.start]):
        return False
    return item.end > last or (item.end == last and sentence.text(last) in WORDS["left_open"])


def _is_left_open(sentence: Sentence, item: Mark) -> bool:
    """“您收到的验证码是？”"""
    return sentence.asks and sentence.texts[item.end :] == ["是"] and not sentence.is_shielded(item)


def _is_requested(sentence: Sentence, item: Mark) -> bool:
    """Some verb that the rules do not know, the item, to us or here; or the item named after “one last thing:”."""
    if sentence.before(item.start, "open_object", reach=6) is not None and not has_verb(sentence):
        return True
    before = sentence.texts[: item.start]
    if sentence.chinese or sentence.has("negation") or WORDS["articles"].issuperset(before) or not WORDS["actors"].isdisjoint(before):
        return False
    please = sentence.before(item.start, "please", clause=True, reach=12) is not None
    unknown = item.start <= 4 and before[0] not in WORDS["asking"] | WORDS["articles"] and sentence.marks[0].start > 0
    to = sentence.after(item.end, "us", reach=8) or sentence.after(item.end, "here", reach=8)
    if to is None or not (please or unknown):
        return False
    return not any(item.end <= mark.start < to.start and mark.any(VERBS) for mark in sentence.marks)


def _threat(sentence: Sentence, item: Mark) -> Mark | None:
    """“Without your phrase we cannot”, “if you do not give me”, “不提供……就”."""
    threat = sentence.before(item.start, "threat", reach=8)
    if threat is None:
        return None
    if sentence.text(threat.start) in ("without", "没"):
        helpless = sentence.after(item.end, "negation", reach=8) is not None
        ours = not {"i", "we", "我"}.isdisjoint(sentence.texts[item.end :])
        return threat if item.start - threat.end <= 3 and helpless and ours else None
    if sentence.chinese:
        return threat if sentence.after(item.end, "consequence") is not None else None
    return threat if any(threat.start <= mark.start and mark.end <= item.start for mark in sentence.all("give")) else None
