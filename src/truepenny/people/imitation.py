"""Names that could be taken for ours: an agent's, an agent ID, the brand's, or those of an office ("Acme Support", 在线客服).

In: names that customers, their exchange or the head of a mail give. Out: why one would mislead, or nothing. Names of customers are marked,
never refused; only a guest, who chooses the name here, has to choose another.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Mapping, Set
from functools import lru_cache

from sqlalchemy import Connection, select

from truepenny.contracts.errors import Refused
from truepenny.contracts.views import Imitates
from truepenny.people.names import name_skeleton
from truepenny.people.schema import agents
from truepenny.platform.letters import plain_letter, without_marks

_AGENT_ID = re.compile(r"(?<![^\W\d_])a[\W_]{0,2}\d{3,}(?!\d)|工[号號][\W_]{0,2}\d{3,}(?!\d)")
_LIKE_A = str.maketrans("\u0430\u03b1\u0251", "aaa")
_PARTS = re.compile(r"[\W_]+")
OFFICES_EN = (
    "support", "helpdesk", "servicedesk", "supportdesk", "customerservice", "customercare", "customersupport", "customersuccess",
    "clientservice", "helpcenter", "helpcentre", "admin", "administrator", "moderator", "official", "staff", "securityteam",
    "frauddepartment", "compliance", "techsupport", "technicalsupport", "livesupport", "onlinesupport", "supportteam", "supportagent",
)  # fmt: skip
OFFICES_ZH = (
    "客服", "官方", "管理员", "管理員", "工作人员", "工作人員", "客户服务", "客戶服務", "客户经理", "客戶經理", "技术支持", "技術支援",
    "在线支持", "人工服务", "人工服務", "安全中心", "风控", "風控", "反诈", "反詐", "运营团队", "運營團隊",
)  # fmt: skip
"""Words for those who serve customers, shared by everything that judges a name."""
_OFFICES = frozenset(name_skeleton(word) for word in OFFICES_EN)
_BESIDE_EN = (
    "help", "team", "desk", "service", "services", "care", "security", "agent", "bot", "mod", "mods", "cs", "crew", "exchange", "app",
    "account", "accounts", "official", "hq", "global", "group", "inc", "ltd",
)  # fmt: skip
_BESIDE = _OFFICES | frozenset(name_skeleton(word) for word in _BESIDE_EN)
"""Beside the brand alone, these say no more than it does."""
_MIN_BRAND, _MIN_BRAND_HAN = 3, 2
_HAN = re.compile(r"[\u3400-\u9fff]")
_SPELLED = re.compile(r"(?<![^\W_])(?:[^\W_][\W_]+){2,}[^\W_](?![^\W_])")
"""S u p p o r t."""


@lru_cache(maxsize=4_096)
def find_imitation(name: str, brand: str) -> Imitates | None:
    """Why the name could be taken for one of ours; whether it is an agent's, find_imitations knows. Lists ask for the same names again."""
    folded = "".join(map(plain_letter, unicodedata.normalize("NFKC", without_marks(name)).casefold()))
    if _AGENT_ID.search(folded.translate(_LIKE_A)):
        return "agent_id"
    said = _PARTS.split(_SPELLED.sub(lambda spelled: _PARTS.sub("", spelled[0]), folded))
    parts = [part for part in map(name_skeleton, said) if part]
    runs = _runs(parts) | _runs([part for part in (name_skeleton(one.strip("0123456789")) for one in said) if part])
    if _is_brand(_core(brand), runs, "".join(parts)):
        return "brand"
    return "staff" if any(word in _PARTS.sub("", folded) for word in OFFICES_ZH) or not runs.isdisjoint(_OFFICES) else None


def _is_brand(own: str, runs: set[str], whole: str) -> bool:
    """own, whole: skeletons. Chinese runs on without spaces, and two characters are a whole name there."""
    if _HAN.search(own):
        return len(own) >= _MIN_BRAND_HAN and own in whole
    if len(own) < _MIN_BRAND or own not in whole:
        return False
    return (
        own in runs
        or any(office in whole for office in _OFFICES)
        or not {whole.removeprefix(own), whole.removesuffix(own)}.isdisjoint(_BESIDE)
    )


@lru_cache(maxsize=8)
def _core(brand: str) -> str:
    """Of "Acme Support" what makes it ours: acme."""
    parts = [part for part in map(name_skeleton, _PARTS.split(unicodedata.normalize("NFKC", brand))) if part]
    while len(parts) > 1 and parts[-1] in _BESIDE:
        parts.pop()
    while len(parts) > 1 and parts[0] in _BESIDE:
        parts.pop(0)
    return "".join(parts)


def find_imitations(conn: Connection, names: Iterable[str | None], *, brand: str) -> Mapping[str, Imitates]:
    """Those of the names that could be taken for ours, by name."""
    asked = {name: _skeleton(name) for name in names if name}
    if not asked:
        return {}
    ours = set(conn.execute(select(agents.c.skeleton).where(agents.c.skeleton.in_(set(asked.values())))).scalars())
    found = {name: why_false(name, ours=ours, brand=brand) for name in asked}
    return {name: why for name, why in found.items() if why is not None}


def why_false(name: str, *, ours: Set[str], brand: str) -> Imitates | None:
    """ours: of load_agent_skeletons."""
    return "agent" if _skeleton(name) in ours else find_imitation(name, brand)


def load_agent_skeletons(conn: Connection) -> frozenset[str]:
    return frozenset(conn.execute(select(agents.c.skeleton)).scalars())


def check_guest_name(conn: Connection, name: str | None, *, brand: str) -> None:
    """Raises Refused 422 for a name that could be taken for one of ours."""
    if name and find_imitations(conn, [name], brand=brand):
        raise Refused(
            422,
            "name_reserved",
            "This name could be taken for one of our staff.",
            "Give your own name, or leave the field empty.",
            field="name",
        )


_skeleton = lru_cache(maxsize=4_096)(name_skeleton)


def _runs(parts: list[str]) -> set[str]:
    """One to three neighbouring parts as one word: "Help Desk" is "helpdesk", and "helpdesker" is not."""
    return {"".join(parts[first:last]) for first in range(len(parts)) for last in range(first + 1, min(first + 3, len(parts)) + 1)}
