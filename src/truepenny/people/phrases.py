"""The words that a contact chose to see in every mail of ours: whoever writes in our name does not know them.

Sealed at rest. Here stands what may be chosen at all; secrets are screened before, by the caller.
"""

from __future__ import annotations

import re
import secrets
import unicodedata
from collections.abc import Sequence

from sqlalchemy import Connection, delete, select

from truepenny.contracts.errors import Refused
from truepenny.contracts.identity import ContactId
from truepenny.people import audit
from truepenny.people.names import is_plain
from truepenny.people.schema import contact_phrases
from truepenny.platform.crypto import Keyring
from truepenny.platform.db.dialect import upsert

SHORTEST, LONGEST = 3, 60
SEAL = "mail phrase"
MOST_LISTED = 5
"""So many words that a list of recovery words may hold too can be chance; from six on it is more likely a part of a phrase."""
_LINK = re.compile(r"://|www\.|@|[^\W\d_]\.[^\W\d_]{2,}|[/\\<>]", re.IGNORECASE)
_NUMBERS = re.compile(r"(?:\d[ .-]?){6,}")
_TOKEN = re.compile(r"[A-Za-z0-9]{20,}")
_BETWEEN = re.compile(r"[^\w']+")
_MOODS: dict[str, Sequence[str]] = {
    "en": ("quiet", "yellow", "gentle", "early", "round", "silver", "distant", "warm", "tall", "sleepy", "bright", "mossy"),
    "zh": ("安静的", "黄色的", "清晨的", "圆圆的", "遥远的", "温暖的", "高高的", "明亮的", "古老的", "轻快的"),
}
_THINGS: dict[str, Sequence[str]] = {
    "en": ("kettle", "heron", "lantern", "ferry", "walnut", "teapot", "hedgehog", "harbour", "pebble", "accordion", "tugboat", "magpie"),
    "zh": ("水壶", "白鹭", "灯笼", "渡船", "核桃", "茶壶", "刺猬", "港湾", "鹅卵石", "风车", "竹筏", "喜鹊"),
}
_PLACES: dict[str, Sequence[str]] = {
    "en": ("by the mill", "in the orchard", "on the pier", "under the stairs", "at the bakery", "behind the barn", "in the rain",
           "on the hill", "near the canal", "at low tide"),
    "zh": ("在磨坊旁", "在果园里", "在码头上", "在楼梯下", "在面包店门口", "在雨中", "在山坡上", "在运河边", "在老桥头", "在屋檐下"),
}  # fmt: skip


def suggest_phrase(language: str) -> str:
    """A few plain words at random: easy to know again, and nobody's secret."""
    lists = [words.get(language, words["en"]) for words in (_MOODS, _THINGS, _PLACES)]
    mood, thing, place = (secrets.choice(words) for words in lists)
    return f"{place}{mood}{thing}" if language == "zh" else f"{mood} {thing} {place}"


def check_phrase(text: str) -> str:
    """The phrase as it is kept: one line. Raises Refused 422 with the reason."""
    phrase = " ".join(unicodedata.normalize("NFC", text).split())
    if len(phrase) < SHORTEST:
        raise _refused("phrase_short", "This is too short.", "Use at least {n} characters.", n=SHORTEST)
    if len(phrase) > LONGEST:
        raise _refused("phrase_long", "This is too long.", "Use at most {n} characters.", n=LONGEST)
    if not is_plain(phrase) or not any(unicodedata.category(char)[0] == "L" for char in phrase):
        raise _refused("phrase_letters", "This cannot be read easily.", "Use plain words of letters.")
    if _LINK.search(phrase):
        raise _refused("phrase_link", "This looks like a link or an address.", "Use plain words without dots, slashes and @.")
    if _NUMBERS.search(phrase):
        raise _refused("phrase_number", "This holds a long number.", "Use plain words: no card, account or telephone number.")
    if any(_like_password(part) for part in phrase.split(" ")):
        raise _refused("phrase_password", "This looks like a password.", "Use plain words that you use nowhere else.")
    return phrase


def too_many_listed(phrase: str) -> bool:
    """Whether it has so many words that, all of them being from a list of recovery words, it is likely a part of a recovery phrase."""
    return len(list(filter(None, _BETWEEN.split(phrase)))) > MOST_LISTED


def secret_phrase() -> Refused:
    """What is said of a phrase that holds a secret."""
    return _refused(
        "phrase_secret", "This looks like a secret, such as a recovery phrase or a password, so we did not keep it.",
        "Use plain words that you use nowhere else: they stand in every mail.",
    )  # fmt: skip


def _like_password(word: str) -> bool:
    """Eight characters or more of three kinds, or a long row of letters and digits: hardly a word of any language."""
    kinds = [any(test(char) for char in word) for test in (str.islower, str.isupper, str.isdigit, _is_sign)]
    return (len(word) >= 8 and sum(kinds) >= 3) or bool(_TOKEN.search(word))


def _is_sign(char: str) -> bool:
    return char.isascii() and not char.isalnum() and char not in "'-"


def _refused(code: str, title: str, cure: str, **params: object) -> Refused:
    return Refused(422, code, title, cure, params=params, field="phrase")


def load_phrase(conn: Connection, keyring: Keyring, contact: ContactId) -> str:
    """The words; "" when the contact chose none."""
    sealed = conn.execute(select(contact_phrases.c.sealed).where(contact_phrases.c.contact_id == contact)).scalar()
    return "" if sealed is None else keyring.open_sealed(SEAL, sealed).decode()


def put_phrase(conn: Connection, keyring: Keyring, contact: ContactId, phrase: str, *, now_us: int) -> None:
    """phrase: what check_phrase gave. The same again is recorded as no change."""
    if load_phrase(conn, keyring, contact) == phrase:
        return
    values = {"sealed": keyring.seal(SEAL, phrase.encode()), "changed_at": now_us}
    row = upsert(contact_phrases, conn).values(contact_id=contact, **values)
    conn.execute(row.on_conflict_do_update(index_elements=["contact_id"], set_=values))
    audit.record(conn, now_us, who=audit.CUSTOMER, what="phrase_set", subject=contact)


def drop_phrase(conn: Connection, contact: ContactId, *, now_us: int) -> None:
    if conn.execute(delete(contact_phrases).where(contact_phrases.c.contact_id == contact)).rowcount:
        audit.record(conn, now_us, who=audit.CUSTOMER, what="phrase_removed", subject=contact)
