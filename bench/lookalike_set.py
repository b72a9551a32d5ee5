"""Names that nobody has, and what impostors would make of them: the positives of bench/lookalike.py. Seeded, so that each run has
the same.

Two halves that share no name, no random numbers and few of the words beside a name: train, to choose figures with; judge, to measure.
Endings and platforms are of the kind that such hosts have. Nothing here is a real host of anybody that we know of.
"""

from __future__ import annotations

import random
from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal

Half = Literal["train", "judge"]

NAMES: dict[Half, tuple[str, ...]] = {
    "train": (
        "zor", "qex", "vanto", "mixa", "dulo", "hexo", "tarno", "coinva", "bitrova", "kelvex", "marbit", "novaxa", "coindray",
        "bytrade", "lumenex", "vaultora",
        "bitharbor", "griffin", "meteor", "lagoon", "cobalt", "orbit", "slate", "ember",
    ),
    "judge": (
        "vuk", "tqx", "zefa", "oxar", "kibo", "bydex", "lurbit", "upnok", "coinzel", "bitmora", "zentrex", "tokvana", "kurabit",
        "finbera", "paxolin", "nexodrum",
        "bitfjord", "cryptane", "coinstead", "walrus", "nebula", "zephyr", "quartz", "amber", "pivot",
    ),
}  # fmt: skip
"""Three to nine letters; the last of each half are words of the language."""

_NEAR_WORDS = """
finance finances okay krakow stampede coinage orbital orbits obit lumens meteorology meteors cobol griffon lagoons
embers remember member september slates translate isolate quarter quartzite ambers chamber nebulous walruses pivots
privot vulkan bitter bitmap tokyo kurashiki binary paxton nexus crypto cryptography coinstar coins coined bitcoin
vaulted vault harbor harborfreight bitdefender
"""
NEAR = tuple(f"{word}.com" for word in _NEAR_WORDS.split())
"""Harmless domains whose words are near the names, or near names like them."""

_WORDS: dict[Half, tuple[str, ...]] = {
    "train": (
        "support", "login", "verify", "wallet", "secure", "help", "claim", "bonus", "official", "app", "kefu", "signin", "account",
        "airdrop", "pro", "us"
    ),
    "judge": (
        "support", "login", "help", "desk", "2fa", "official", "recovery", "auth", "customer-care", "unlock", "refund",
        "withdraw", "guanfang", "global", "app",
        "ledger", "mainnet", "snapshot", "helpcentre", "securelogin", "compensate", "relief", "walletfix", "cs", "arbitrage",
    ),
}  # fmt: skip
_HAN = ("客服", "官方", "登录", "钱包", "安全中心")
_ENDINGS = (
    "com",
    "net",
    "org",
    "io",
    "co",
    "app",
    "xyz",
    "top",
    "vip",
    "info",
    "online",
    "site",
    "help",
    "support",
    "live",
    "cc",
    "pro",
    "me",
    "co.com",
    "us.com",
)
_PLATFORMS = (
    "webflow.io",
    "godaddysites.com",
    "weebly.com",
    "github.io",
    "vercel.app",
    "netlify.app",
    "pages.dev",
    "wixsite.com",
    "blogspot.com",
    "web.app",
)
_LOOKS = {
    "a": "аạáàä", "c": "сç", "e": "еéèêë", "i": "іíìïı", "o": "оóòöο", "p": "р", "x": "х", "y": "уý", "b": "ƅ", "d": "ԁ", "h":
    "һ", "k": "κ", "n": "ń",
    "s": "ѕş", "u": "υúü", "v": "ν", "g": "ɡ", "l": "ӏ", "t": "ț", "r": "г", "m": "ṃ", "z": "ż", "w": "ԝ", "q": "ԛ", "j": "ј", "f": "ғ",
}  # fmt: skip
_HOOKED = {
    "a": "āăⱥ", "b": "ɓƀ", "c": "ćƈȼ", "d": "đɗɖ", "e": "ɛėɇ", "f": "ƒꜰ", "g": "ǥɠ", "h": "ħɦ", "i": "ɨɪ", "k": "ƙķ", "l": "łɫ", "m": "ɱᴍ",
    "n": "ŋɲпɴ", "o": "øɵ", "p": "ƥᵽ", "q": "ɋʠ", "r": "ɾɽʀ", "s": "ʂş", "t": "ŧƭ", "u": "ʉų", "v": "ѵ", "w": "ŵⱳ", "x": "ẋχ", "y": "ƴɏ",
    "z": "ƶȥ",
}  # fmt: skip
_DIGITS = {"o": "0", "i": "1", "l": "1", "e": "3", "a": "4", "s": "5", "t": "7", "b": "8", "g": "9"}
_PAIRS = {"m": "rn", "w": "vv", "d": "cl"}
_NEAR = {
    "a": "sq",
    "b": "vn",
    "c": "xv",
    "d": "sf",
    "e": "wr",
    "i": "uo",
    "k": "jl",
    "l": "k",
    "m": "n",
    "n": "bm",
    "o": "ip",
    "r": "et",
    "t": "ry",
    "u": "yi",
    "v": "cb",
    "x": "zc",
}
_VOWELS = "aeiou"


@dataclass(frozen=True, slots=True)
class Fake:
    name: str
    host: str
    kind: str


def fakes(half: Half, *, each: int) -> list[Fake]:
    """each: how many hosts for a name. A host that is the official one by chance is left out."""
    made: list[Fake] = []
    for name in NAMES[half]:
        rng = random.Random(f"{half}:{name}")
        kinds = list(_KINDS)
        weights = [_KINDS[kind][1] for kind in kinds]
        for kind in rng.choices(kinds, weights, k=each):
            host = _KINDS[kind][0](rng, name, half)
            if host != official(name):
                made.append(Fake(name, host, kind))
    return made


def official(name: str) -> str:
    return f"{name}.example"


def _combo(rng: random.Random, name: str, half: Half) -> str:
    words = rng.sample(_WORDS[half], 2 if rng.random() < 0.3 else 1)
    parts = [name, *words]
    rng.shuffle(parts)
    return rng.choice(("-", "-", "")).join(parts) + rng.choice(("", "", "", str(rng.randint(1, 999)))) + "." + rng.choice(_ENDINGS)


def _subdomain(rng: random.Random, name: str, half: Half) -> str:
    word = rng.choice(_WORDS[half])
    filler = "".join(rng.choice("bcdfghklmnprst") + rng.choice(_VOWELS) for _ in range(rng.randint(2, 4)))
    return rng.choice(
        (
            f"{name}.com.{word}-{filler}.{rng.choice(_ENDINGS)}", f"{word}.{name}.{filler}.{rng.choice(_ENDINGS)}",
            f"{name}.{word}-{filler}.com",
            f"{name}-{word}.{rng.choice(_PLATFORMS)}", f"{name}{word}.{rng.choice(_PLATFORMS)}", f"{name}.{rng.choice(_PLATFORMS)}",
            f"www.{name}.io.{filler}.net",
        )
    )  # fmt: skip


def _ending(rng: random.Random, name: str, half: Half) -> str:
    return f"{name}.{rng.choice(_ENDINGS)}"


def _script(rng: random.Random, name: str, half: Half) -> str:
    at = [place for place, char in enumerate(name) if char in _LOOKS]
    letters = list(name)
    for place in rng.sample(at, min(len(at), rng.choice((1, 1, 2)))):
        letters[place] = rng.choice(_LOOKS[name[place]])
    label = "".join(letters) + rng.choice(("", "", "-" + rng.choice(_WORDS[half])))
    return "xn--" + label.encode("punycode").decode() + "." + rng.choice(_ENDINGS)


def _han(rng: random.Random, name: str, half: Half) -> str:
    label = name + rng.choice(_HAN)
    return "xn--" + label.encode("punycode").decode() + "." + rng.choice(_ENDINGS)


def _shape(rng: random.Random, name: str, half: Half) -> str:
    table = {**_DIGITS, **_PAIRS}
    at = [place for place, char in enumerate(name) if char in table]
    if not at:
        return _combo(rng, name, half)
    place = rng.choice(at)
    label = name[:place] + table[name[place]] + name[place + 1 :]
    return label + rng.choice(("", "", "-" + rng.choice(_WORDS[half]))) + "." + rng.choice(_ENDINGS)


def _slip(rng: random.Random, name: str, half: Half) -> str:
    """One slip of the hand on the whole label; short names carry a word beside it, or nobody could tell."""
    label = _one_slip(rng, name)
    if len(name) <= 5:
        label += rng.choice(("-", "")) + rng.choice(_WORDS[half])
    return label + "." + rng.choice(_ENDINGS)


def _several(rng: random.Random, name: str, half: Half) -> str:
    """Distorted in two places, the word beside it too: what sites made by the hundred look like."""
    label = _one_slip(rng, name) if len(name) <= 5 else _one_slip(rng, _one_slip(rng, name))
    word = _one_slip(rng, rng.choice([word for word in _WORDS[half] if len(word) >= 4 and word.isalpha()]))
    parts = [label, word] if rng.random() < 0.7 else [word, label]
    return rng.choice(("-", "-", "")).join(parts) + "." + rng.choice(_PLATFORMS + _ENDINGS)


def _one_slip(rng: random.Random, text: str) -> str:
    at = rng.randrange(len(text))
    char = text[at]
    vowels = [place for place, one in enumerate(text) if one in _VOWELS]
    place = rng.choice(vowels) if vowels else at
    swapped = text[: at - 1] + char + text[at - 1] + text[at + 1 :] if at > 1 else text[:at] + char + text[at:]
    return rng.choice(
        (
            text[:at] + char + text[at:],
            text[:at] + char + text[at:],
            text[:place] + rng.choice(_VOWELS) + text[place + 1 :],
            text[: max(at, 1)] + text[max(at, 1) + 1 :] if len(text) > 4 else text[:at] + char + text[at:],
            swapped,
            text[:at] + rng.choice(_NEAR.get(char, char)) + text[at + 1 :],
            text + rng.choice(("s", "e", "x")),
            text[:at] + rng.choice("aeiost") + text[at:],
        )
    )


def _hyphen(rng: random.Random, name: str, half: Half) -> str:
    at = rng.randint(2, len(name) - 1) if len(name) > 3 else 1
    label = f"{name[:at]}-{name[at:]}"
    return (
        label
        + (rng.choice(("", "-" + rng.choice(_WORDS[half]))) if len(name) > 5 else "-" + rng.choice(_WORDS[half]))
        + "."
        + rng.choice(_ENDINGS)
    )


def _dots(rng: random.Random, name: str, half: Half) -> str:
    """The name across a dot, and a word after it."""
    at = rng.randint(1, len(name) - 1)
    return f"{name[:at]}.{name[at:]}{rng.choice(('-', '-', ''))}{rng.choice(_WORDS[half])}.{rng.choice(_ENDINGS)}"


def _dressed(rng: random.Random, name: str, half: Half) -> str:
    """Letters with hooks and strokes and of several scripts at once."""
    at = [place for place, char in enumerate(name) if char in _HOOKED]
    letters = list(name)
    for place in rng.sample(at, min(len(at), rng.choice((2, 3)))):
        letters[place] = rng.choice(_HOOKED[name[place]] + _LOOKS.get(name[place], ""))
    return "xn--" + "".join(letters).encode("punycode").decode() + "." + rng.choice(_ENDINGS)


_KINDS: dict[str, tuple[Callable[[random.Random, str, Half], str], int]] = {
    "words": (
        _combo, 34), "subdomain": (_subdomain, 18), "ending": (_ending, 6), "script": (_script, 6), "han": (_han, 2), "shape": (_shape,
        7
    ),
    "slip": (_slip, 10), "several": (_several, 14), "hyphen": (_hyphen, 3), "dots": (_dots, 3), "dressed": (_dressed, 3),
}  # fmt: skip
