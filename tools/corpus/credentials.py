"""What opens an account: exchange API secrets, codes, passwords, cards, tokens. Made up from a seeded random source."""

from __future__ import annotations

import base64
import hashlib
import hmac
import json
import string
from random import Random

from corpus import keyfiles
from corpus.keys import uuid

ALNUM = string.ascii_letters + string.digits
Parts = dict[str, str]


def _draw(rng: Random, alphabet: str, size: int) -> str:
    return "".join(rng.choice(alphabet) for _ in range(size))


def passphrase(rng: Random) -> str:
    return rng.choice(("Moon", "trade", "Qw", "okx", "bot", "Api")) + _draw(rng, ALNUM, 5) + rng.choice(("", "!", "#1", "@"))


def okx(rng: Random) -> Parts:
    return {"key": uuid(rng), "secret": rng.randbytes(16).hex().upper(), "passphrase": passphrase(rng)}


def binance(rng: Random) -> Parts:
    return {"key": _draw(rng, ALNUM, 64), "secret": _draw(rng, ALNUM, 64)}


def kraken(rng: Random) -> Parts:
    return {"key": base64.b64encode(rng.randbytes(42)).decode(), "secret": base64.b64encode(rng.randbytes(64)).decode()}


def kucoin(rng: Random) -> Parts:
    return {"key": rng.randbytes(12).hex(), "secret": uuid(rng), "passphrase": passphrase(rng)}


def bybit(rng: Random) -> Parts:
    return {"key": _draw(rng, ALNUM, 18), "secret": _draw(rng, ALNUM, 36)}


def coinbase(rng: Random) -> str:
    """A CDP key file; only the PEM in it is secret."""
    name = f"organizations/{uuid(rng)}/apiKeys/{uuid(rng)}"
    key = "⟦" + keyfiles.ec_pem(rng) + "⟧"
    return json.dumps({"name": name, "privateKey": key}, ensure_ascii=False, indent=rng.choice((None, 2)))


def code(rng: Random) -> str:
    """4 to 8 digits, mostly six; sometimes in two groups."""
    digits = _draw(rng, string.digits, rng.choice((6, 6, 6, 6, 6, 4, 5, 7, 8)))
    if len(digits) == 6 and rng.random() < 0.12:
        return digits[:3] + rng.choice((" ", "-")) + digits[3:]
    return digits


_NAMES = (
    "sunshine",
    "dragon",
    "liwei",
    "zhang",
    "wang",
    "monkey",
    "summer",
    "qwerty",
    "bitcoin",
    "tiger",
    "maria",
    "football",
    "xiaoming",
    "woaini",
    "aini",
    "jordan",
    "princess",
    "hello",
    "moon",
    "secret",
    "michael",
    "chen",
    "lover",
    "shadow",
)
_SIGNS = ("!", "@", "#", "$", "*", "_", ".", "!!", "@#", "%")


def password(rng: Random) -> str:
    """As people choose them: a name and a year, digits alone, a manager's random string, a few with signs only at the end."""
    name, kind = rng.choice(_NAMES), rng.randrange(10)
    if kind <= 2:
        return rng.choice((name, name.capitalize())) + rng.choice(("123", "1234", "520", "888", "1990", "2024", "007", "666", "19880312"))
    if kind <= 4:
        return name.capitalize() + rng.choice(_SIGNS) + _draw(rng, string.digits, rng.randrange(2, 5))
    if kind == 5:
        return _draw(rng, string.digits, rng.choice((6, 8, 9, 10)))
    if kind == 6:
        return _draw(rng, string.ascii_lowercase, 4) + _draw(rng, string.digits, 4)
    if kind == 7:
        return _draw(rng, ALNUM + "!@#$%^&*-_", rng.randrange(10, 18)).strip("-_*") + "aA9"
    if kind == 8:
        return _draw(rng, string.digits, 6) + rng.choice(("a", "abc", "Aa", "qq", "aa@"))
    return f"{name}-{rng.choice(_NAMES)}-{rng.randrange(100)}" if rng.random() < 0.5 else f"P@ss{_draw(rng, string.digits, 3)}{name}"


def card(rng: Random) -> Parts:
    """A number whose last digit makes Luhn right, in issuers' ranges, with expiry and code."""
    prefix, size = rng.choice(
        (
            ("4", 16),
            ("4", 16),
            ("51", 16),
            ("55", 16),
            ("2221", 16),
            ("6222", 19),
            ("6228", 19),
            ("621", 16),
            ("37", 15),
            ("3528", 16),
            ("6011", 16),
        )
    )
    body = prefix + _draw(rng, string.digits, size - len(prefix) - 1)
    doubled = sum(sum(divmod(int(digit) * (2 if at % 2 == 0 else 1), 10)) for at, digit in enumerate(reversed(body)))
    number = body + str(-doubled % 10)
    if size == 16 and rng.random() < 0.6:
        number = rng.choice((" ", "-", " ")).join(number[at : at + 4] for at in range(0, 16, 4))
    expiry = f"{rng.randrange(1, 13):02d}/{rng.randrange(27, 33)}"
    return {"card": number, "exp": expiry, "cvv": _draw(rng, string.digits, 4 if size == 15 else 3)}


def _url64(value: bytes) -> str:
    return base64.urlsafe_b64encode(value).decode().rstrip("=")


def jwt(rng: Random) -> str:
    head = _url64(json.dumps({"alg": rng.choice(("HS256", "RS256", "EdDSA")), "typ": "JWT"}, separators=(",", ":")).encode())
    claims = {"sub": str(rng.randrange(10**8)), "iat": 1764500000 + rng.randrange(10**6), "exp": 1764600000 + rng.randrange(10**6)}
    body = f"{head}.{_url64(json.dumps(claims, separators=(',', ':')).encode())}"
    return f"{body}.{_url64(hmac.new(rng.randbytes(32), body.encode(), hashlib.sha256).digest())}"


def bearer(rng: Random) -> str:
    return rng.choice((lambda: _draw(rng, ALNUM, rng.randrange(24, 50)), lambda: rng.randbytes(20).hex(), lambda: jwt(rng)))()


def cookie(rng: Random) -> str:
    return rng.choice(
        (lambda: _draw(rng, ALNUM, 32), lambda: rng.randbytes(24).hex(), lambda: _url64(rng.randbytes(33)), lambda: jwt(rng))
    )()


def telegram(rng: Random) -> str:
    return f"{rng.randrange(10**8, 10**10)}:AA{_draw(rng, ALNUM + '-_', 33)}"


def discord(rng: Random) -> str:
    user = base64.b64encode(str(rng.randrange(10**17, 10**18)).encode()).decode().rstrip("=")
    return f"{user}.G{_draw(rng, ALNUM, 5)}.{_draw(rng, ALNUM + '-_', 38)}"


def totp_secret(rng: Random) -> str:
    """Base32 as a set-up page shows it: 16 or 32 characters, often in groups of four, sometimes in small letters."""
    secret = base64.b32encode(rng.randbytes(rng.choice((10, 10, 20)))).decode()
    if rng.random() < 0.5:
        secret = " ".join(secret[at : at + 4] for at in range(0, len(secret), 4))
    return secret.lower() if rng.random() < 0.4 else secret
