"""Messages that hold a secret: each class, in the templates of one part and language, in the layouts and wrappings of that part."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from random import Random

from corpus import credentials, keyfiles, keys, phrases, wrappings
from corpus.grammar import fill, mark, spans
from corpus.texts import Texts

_SURE = re.compile("助[记記][词詞]|恢[复復]|(?i:seed|mnemonic|recovery|backup phrase)")
"""Only such a name makes a phrase of Chinese characters without anything between them, or of words with others between."""
Given = dict[str, str]
"""Values for the slots of a template, the secret ones marked."""


@dataclass(frozen=True)
class Family:
    """One class of the corpus. sections: the templates it may stand in; count: messages a part."""

    name: str
    kind: str
    checksum: bool
    sections: tuple[str, ...]
    count: int
    make: Callable[[Random], Given]


def secrets(part: str, seed: int, texts: dict[str, Texts]) -> Iterator[dict[str, object]]:
    """texts: by language. The order is that of the classes; the same for the same seed."""
    for family in _families(part):
        rng = Random(f"{seed}-{part}-{family.name}")
        for n in range(family.count):
            language = "zh" if (n + rng.randrange(2)) % 2 else "en"
            yield _one(rng, part, family, language, texts[language])


def _one(rng: Random, part: str, family: Family, language: str, texts: Texts) -> dict[str, object]:
    section = rng.choice(family.sections)
    template = rng.choice(texts.secret_sections[section])
    layout, given = ("", family.make(rng)) if family.name not in _LAID_OUT else _lay_out(rng, part, family, template)
    text = fill(rng, template, texts.slots, given)
    if family.name != "ask" and rng.random() < 0.3:
        text = f"{texts.sentence(rng)} {text}" if rng.random() < 0.5 else f"{text}\n{texts.sentence(rng)}"
    wrapping = ""
    if rng.random() < (0.7 if "</" in text or "<br>" in text else 0.18):
        wrapping, wrap = rng.choice(wrappings.WRAPPINGS) if "</" not in text and "<br>" not in text else ("html", wrappings.markup)
        text = wrap(rng, text)
    plain, found = spans(text)
    return {
        "text": plain,
        "class": family.name,
        "kind": family.kind,
        "checksum": family.checksum and layout not in wrappings.INTERRUPTED,
        "language": language,
        "part": part,
        "wrapping": wrapping,
        "spans": found,
    }


def _lay_out(rng: Random, part: str, family: Family, template: str) -> tuple[str, Given]:
    words = _LAID_OUT[family.name](rng)
    han = all(len(word) == 1 and "\u4e00" <= word <= "\u9fff" for word in words)
    named = _SURE.search(template) is not None
    chosen = wrappings.layouts(part, han=han, named=named, whole=len(words) in phrases.LENGTHS)
    name = "spaces" if rng.random() < 0.2 else rng.choice(sorted(chosen))
    laid = chosen[name](words)
    if family.name == "bip39-ja" and name == "spaces":
        laid = laid.replace(" ", "\u3000")
    return name, {"secret": mark(laid)}


_PHRASES = phrases.by_class()
_LAID_OUT = {name: make for name, (make, _) in _PHRASES.items()}
_MANY = {"bip39-en": 70, "electrum2": 24, "slip39": 24, "monero": 24, "damaged": 30}


def _families(part: str) -> Iterator[Family]:
    for name, (_, exact) in _PHRASES.items():
        count = _MANY.get(name, 24 if name.startswith("bip39") else 12 if name in ("algorand", "ton", "electrum1", "polyseed") else 6)
        sections = ("phrase", "phrase", "phrase_bare") if exact else ("phrase",)
        yield Family(name, "recovery_phrase", exact, sections, count, lambda _rng: {})
    for name, make in keys.KEYS.items():
        yield Family(name, "private_key", True, ("key", "key", "key_bare"), 14, lambda rng, make=make: _key(rng, make))
    yield Family("hex-cue", "private_key", False, ("hexkey",), 40, lambda rng: {"secret": mark(keys.hex_key(rng))})
    for name, make in keyfiles.KEY_FILES.items():
        yield Family(
            name, "key_file", True, ("keyfile",), 3 if name == "pem-rsa" else 6, lambda rng, make=make: {"secret": mark(make(rng))}
        )
    yield Family("keystore", "key_file", True, ("keyfile",), 10, lambda rng: {"secret": mark(keys.keystore(rng))})
    yield from _credentials(part)


def _credentials(part: str) -> Iterator[Family]:
    def alone(make: Callable[[Random], str]) -> Callable[[Random], Given]:
        return lambda rng: {"secret": mark(make(rng))}

    def api(make: Callable[[Random], Given]) -> Callable[[Random], Given]:
        return lambda rng: {name: value if name == "key" else mark(value) for name, value in make(rng).items()}

    yield Family("otpauth", "authenticator", True, ("otpauth",), 14, alone(keys.otpauth))
    yield Family("otpauth-migration", "authenticator", True, ("otpauth",), 6, alone(keys.otpauth_migration))
    yield Family("totp-secret", "authenticator", False, ("totp",), 24, alone(credentials.totp_secret))
    for name, make in (
        ("okx", credentials.okx),
        ("binance", credentials.binance),
        ("kraken", credentials.kraken),
        ("kucoin", credentials.kucoin),
        ("bybit", credentials.bybit),
    ):
        yield Family(name, "api_secret", False, (name,), 18, api(make))
    yield Family("coinbase", "key_file", True, ("coinbase",), 6, alone(credentials.coinbase))
    yield Family("one-time-code", "one_time_code", False, ("otp",), 130, _code)
    yield Family("password", "password", False, ("password",), 150, _password)
    yield Family("card", "card_number", False, ("card",), 66, _card)
    for name in ("jwt", "bearer", "cookie", "telegram", "discord"):
        yield Family(name, "access_token", False, (name,), 14, alone(getattr(credentials, name)))
    yield Family("ask", "private_key", False, ("ask",), 50, alone(_bare_hex))


def _key(rng: Random, make: Callable[[Random], str]) -> Given:
    value = mark(make(rng))
    if len(value) > 90 and " " not in value and rng.random() < 0.2:
        value = wrappings.wrapped_line(value, rng.choice((64, 76)))
    return {"secret": value, "secret2": mark(make(rng))}


def _code(rng: Random) -> Given:
    wide = rng.random() < 0.06
    return {
        slot: mark(wrappings.full_width(value) if wide else value)
        for slot in ("code", "code2", "code3")
        for value in [credentials.code(rng)]
    }


def _password(rng: Random) -> Given:
    return {"pw": mark(credentials.password(rng)), "pw2": mark(credentials.password(rng)), "pin": mark(f"{rng.randrange(10**6):06d}")}


def _card(rng: Random) -> Given:
    made = credentials.card(rng)
    if rng.random() < 0.08:
        made |= {name: wrappings.full_width(made[name]) for name in ("card", "cvv")}
    return {"card": mark(made["card"]), "cvv": mark(made["cvv"]), "exp": made["exp"]}


def _bare_hex(rng: Random) -> str:
    digits = rng.randbytes(32).hex()
    return rng.choice(("", "", "", "0x")) + (digits.upper() if rng.random() < 0.1 else digits)
