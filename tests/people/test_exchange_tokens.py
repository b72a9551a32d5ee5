"""The customer comes signed in by the exchange; the outsider forges, repeats, delays and bends tokens and stays outside."""

from __future__ import annotations

import asyncio
import hashlib
import hmac
import json
import os
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.asymmetric.padding import PKCS1v15
from cryptography.hazmat.primitives.hashes import SHA256
from tests.people.exchange import Exchange, b64, ed25519, jwk, pem, rsa

from truepenny.contracts.errors import Refused
from truepenny.contracts.identity import Assurance
from truepenny.people.customer_sessions import CustomerSession, CustomerSignIn
from truepenny.people.exchange_keys import parse_jwks
from truepenny.people.exchange_tokens import ExchangeTokens
from truepenny.platform.clock import SECOND, SetClock
from truepenny.platform.crypto import Keyring
from truepenny.platform.db.database import Database

pytestmark = pytest.mark.anyio


@pytest.fixture
def exchange(tmp_path: Path, clock: SetClock) -> Exchange:
    return Exchange(tmp_path, clock)


@pytest.fixture
def tokens(exchange: Exchange) -> ExchangeTokens:
    return ExchangeTokens(exchange.jwks, audience="truepenny", issuer="https://exchange.example")


@pytest.fixture
def customers(db: Database, clock: SetClock, keyring: Keyring, tokens: ExchangeTokens) -> CustomerSignIn:
    return CustomerSignIn(db, clock, keyring, tokens=tokens, languages=("en", "zh"))


async def come(customers: CustomerSignIn, token: str) -> CustomerSession:
    return await customers.with_exchange_token(token, language="en")


async def code_of(customers: CustomerSignIn, token: str) -> str:
    """Why this token is refused."""
    with pytest.raises(Refused) as refused:
        await come(customers, token)
    assert refused.value.status == 401
    assert refused.value.title
    assert refused.value.cure
    return refused.value.code


async def test_a_signed_token_brings_the_customer_in(customers: CustomerSignIn, exchange: Exchange, clock: SetClock) -> None:
    opened = await come(customers, exchange.sign(name="Li\u202e Wei", email="li@acme.example", email_verified=True, language="zh-Hans-CN"))
    assert opened.customer.assurance is Assurance.ACCOUNT_PROVEN
    assert (opened.name, opened.customer.language, opened.customer.only_ticket) == ("Li Wei", "zh", None)
    assert opened.expires_at == clock.now_us() + 24 * 3600 * SECOND
    assert await customers.find_customer(opened.token) == opened.customer
    again = await come(customers, exchange.sign(documents_verified=True))
    assert again.customer.contact == opened.customer.contact
    assert again.customer.assurance is Assurance.DOCUMENTS_PROVEN
    other = await come(customers, exchange.sign(sub="8834822"))
    assert other.customer.contact != opened.customer.contact


async def test_rs256_is_taken_too(customers: CustomerSignIn, exchange: Exchange) -> None:
    exchange.publish(jwk("rsa", rsa(2048), use="sig", alg="RS256"))
    assert (await come(customers, exchange.sign(key=rsa(2048), kid="rsa", alg="RS256"))).token


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"aud": "another-desk"}, "token_audience"),
        ({"aud": None}, "token_audience"),
        ({"aud": ["a", "b"]}, "token_audience"),
        ({"iss": "https://evil.example"}, "token_issuer"),
        ({"iss": None}, "token_issuer"),
        ({"exp": None}, "token_malformed"),
        ({"iat": None}, "token_malformed"),
        ({"jti": None}, "token_malformed"),
        ({"jti": ""}, "token_malformed"),
        ({"jti": "j" * 256}, "token_malformed"),
        ({"sub": None}, "token_malformed"),
        ({"sub": ""}, "token_malformed"),
        ({"sub": "a\u202eb"}, "token_malformed"),
        ({"exp": 1 << 62}, "token_malformed"),
        ({"nbf": 4_000_000_000}, "token_not_yet"),
    ],
)
async def test_wrong_claims_are_each_named(customers: CustomerSignIn, exchange: Exchange, changes: dict[str, object], code: str) -> None:
    assert await code_of(customers, exchange.sign(**changes)) == code


async def test_types_of_claims_are_checked(customers: CustomerSignIn, exchange: Exchange) -> None:
    for changes in (
        {"sub": 17},
        {"exp": "soon"},
        {"jti": ["a"]},
        {"email_verified": "false"},
        {"aud": {"a": 1}},
        {"documents_verified": 1},
    ):
        payload = json.dumps(exchange.claims(**changes)).encode()
        token = exchange.sign_raw({"alg": "EdDSA", "kid": "2026-11"}, payload, ed25519("first").sign)
        assert await code_of(customers, token) == "token_malformed"


async def test_a_token_works_once(customers: CustomerSignIn, exchange: Exchange, clock: SetClock) -> None:
    token = exchange.sign()
    await come(customers, token)
    assert await code_of(customers, token) == "token_reused"
    clock.advance(299)
    assert await code_of(customers, token) == "token_reused"
    clock.advance(1)
    assert await code_of(customers, token) == "token_expired"
    # Its id stays known while another node whose clock is behind may still take it.
    await come(customers, exchange.sign())


async def test_of_many_uses_at_once_one_works(customers: CustomerSignIn, exchange: Exchange) -> None:
    token = exchange.sign()
    answers = await asyncio.gather(*(come(customers, token) for _ in range(12)), return_exceptions=True)
    assert sum(isinstance(answer, CustomerSession) for answer in answers) == 1
    assert {answer.code for answer in answers if isinstance(answer, Refused)} == {"token_reused"}


async def test_two_first_sign_ins_at_once_make_one_contact(customers: CustomerSignIn, exchange: Exchange) -> None:
    tokens = [exchange.sign(sub="new-customer") for _ in range(6)]
    opened = await asyncio.gather(*(come(customers, token) for token in tokens))
    assert len({session.customer.contact for session in opened}) == 1


async def test_clocks_may_differ_by_half_a_minute(customers: CustomerSignIn, exchange: Exchange, clock: SetClock) -> None:
    now = clock.now_us() // SECOND
    assert (await come(customers, exchange.sign(iat=now + 30, exp=now + 330))).token
    assert (await come(customers, exchange.sign(nbf=now + 30))).token
    assert await code_of(customers, exchange.sign(iat=now + 31, exp=now + 331)) == "token_not_yet"
    assert await code_of(customers, exchange.sign(nbf=now + 31)) == "token_not_yet"
    assert await code_of(customers, exchange.sign(exp=now)) == "token_expired"
    assert (await come(customers, exchange.sign(iat=now - 599.5, exp=now + 0.5))).token


async def test_a_token_that_would_live_for_more_than_ten_minutes_is_refused(
    customers: CustomerSignIn, exchange: Exchange, clock: SetClock
) -> None:
    now = clock.now_us() // SECOND
    assert (await come(customers, exchange.sign(exp=now + 600))).token
    assert await code_of(customers, exchange.sign(exp=now + 601)) == "token_too_long"
    assert await code_of(customers, exchange.sign(iat=now - 400, exp=now + 300)) == "token_too_long"


async def test_unsigned_tokens_are_refused(customers: CustomerSignIn, exchange: Exchange) -> None:
    payload = json.dumps(exchange.claims()).encode()
    for alg in ("none", "None", "NONE", ""):
        assert await code_of(customers, exchange.sign_raw({"alg": alg, "kid": "2026-11"}, payload, lambda _: b"")) == "token_algorithm"
    empty = exchange.sign_raw({"alg": "EdDSA", "kid": "2026-11"}, payload, lambda _: b"")
    assert await code_of(customers, empty) == "token_signature"


async def test_the_public_key_as_a_shared_secret_is_refused(customers: CustomerSignIn, exchange: Exchange) -> None:
    exchange.publish(jwk("rsa", rsa(2048)))
    payload = json.dumps(exchange.claims()).encode()
    secret = pem(rsa(2048))
    token = exchange.sign_raw({"alg": "HS256", "kid": "rsa"}, payload, lambda signed: hmac.new(secret, signed, hashlib.sha256).digest())
    assert await code_of(customers, token) == "token_algorithm"


async def test_the_key_decides_the_algorithm_not_the_token(customers: CustomerSignIn, exchange: Exchange) -> None:
    exchange.publish(jwk("2026-11", ed25519("first")), jwk("rsa", rsa(2048)))
    assert await code_of(customers, exchange.sign(key=rsa(2048), kid="2026-11", alg="RS256")) == "token_algorithm"
    assert await code_of(customers, exchange.sign(kid="rsa")) == "token_algorithm"
    for alg in ("RS512", "PS256"):
        assert await code_of(customers, exchange.sign(key=rsa(2048), kid="rsa", alg=alg)) == "token_algorithm"


async def test_a_wrong_key_id_or_another_key_is_refused(customers: CustomerSignIn, exchange: Exchange) -> None:
    assert await code_of(customers, exchange.sign(kid="unknown")) == "token_key_unknown"
    nameless = exchange.sign_raw({"alg": "EdDSA"}, json.dumps(exchange.claims()).encode(), exchange.key.sign)
    assert await code_of(customers, nameless) == "token_key_unknown"
    assert await code_of(customers, exchange.sign(kid="../../etc/passwd")) == "token_key_unknown"
    assert await code_of(customers, exchange.sign(key=ed25519("attacker"))) == "token_signature"


async def test_a_changed_token_is_refused(customers: CustomerSignIn, exchange: Exchange) -> None:
    head, _, tail = exchange.sign().split(".")
    forged = b64(json.dumps(exchange.claims(sub="1", documents_verified=True)).encode())
    assert await code_of(customers, f"{head}.{forged}.{tail}") == "token_signature"


@pytest.mark.parametrize(
    "header",
    [
        {"crit": ["exp"]},
        {"crit": []},
        {"crit": None},
        {"b64": False},
        {"typ": "at+jwt"},
        {"jwk": {"kty": "OKP"}},
        {"jku": "https://evil.example/k"},
    ],
)
async def test_headers_cannot_bend_the_check(customers: CustomerSignIn, exchange: Exchange, header: dict[str, object]) -> None:
    payload = json.dumps(exchange.claims()).encode()
    ours = exchange.sign_raw({"alg": "EdDSA", "kid": "2026-11", **header}, payload, ed25519("first").sign)
    if "jwk" in header or "jku" in header:
        assert (await come(customers, ours)).token  # looked at by nobody
    else:
        assert await code_of(customers, ours) == "token_malformed"


@pytest.mark.parametrize("junk", ["", "x", "a.b", "a.b.c", "....", "é.é.é", "e30.e30.e30", "x" * 9000, "eyJ.\x00.x", "null.null.null"])
async def test_junk_is_refused_with_words(customers: CustomerSignIn, junk: str) -> None:
    assert await code_of(customers, junk) in ("token_malformed", "token_algorithm")


async def test_keys_change_without_a_restart(customers: CustomerSignIn, exchange: Exchange) -> None:
    new = ed25519("second")
    assert await code_of(customers, exchange.sign(key=new, kid="2026-12")) == "token_key_unknown"
    exchange.publish(jwk("2026-11", exchange.key), jwk("2026-12", new))
    assert (await come(customers, exchange.sign(key=new, kid="2026-12"))).token
    assert (await come(customers, exchange.sign())).token
    exchange.publish(jwk("2026-12", new))
    assert await code_of(customers, exchange.sign()) == "token_key_unknown"


async def test_a_broken_key_file_leaves_the_old_keys_in_force(
    customers: CustomerSignIn, exchange: Exchange, caplog: pytest.LogCaptureFixture
) -> None:
    assert (await come(customers, exchange.sign())).token
    exchange.jwks.write_text("{")
    assert (await come(customers, exchange.sign())).token
    assert "cannot be read" in caplog.text
    exchange.jwks.unlink()
    assert (await come(customers, exchange.sign())).token


async def test_weak_private_and_foreign_keys_are_passed_over(customers: CustomerSignIn, exchange: Exchange) -> None:
    weak = rsa(1024)
    private = {**jwk("private", ed25519("p")), "d": b64(b"p".ljust(32, b"."))}
    shared = {"kty": "oct", "kid": "shared", "k": b64(os.urandom(32))}
    raw = json.dumps(
        {"keys": [jwk("weak", weak), private, shared, jwk("enc", ed25519("e"), use="enc"), jwk("", ed25519("n")), 7, {"kid": 1}]}
    ).encode()
    keys, problems = parse_jwks(raw)
    assert keys == {}
    assert len(problems) == 7
    exchange.jwks.write_bytes(raw)
    signed = exchange.sign_raw(
        {"alg": "RS256", "kid": "weak"}, json.dumps(exchange.claims()).encode(), lambda part: weak.sign(part, PKCS1v15(), SHA256())
    )
    assert await code_of(customers, signed) == "token_key_unknown"
    assert await code_of(customers, exchange.sign(key=ed25519("p"), kid="private")) == "token_key_unknown"


async def test_without_keys_customers_come_as_guests_only(db: Database, clock: SetClock, keyring: Keyring, exchange: Exchange) -> None:
    closed = CustomerSignIn(db, clock, keyring, tokens=ExchangeTokens(None, audience="truepenny", issuer=""), languages=("en",))
    assert await code_of(closed, exchange.sign()) == "token_not_taken"


async def test_accounts_of_two_issuers_are_two_customers(db: Database, clock: SetClock, keyring: Keyring, exchange: Exchange) -> None:
    any_issuer = CustomerSignIn(
        db, clock, keyring, tokens=ExchangeTokens(exchange.jwks, audience="truepenny", issuer=""), languages=("en",)
    )
    one = await come(any_issuer, exchange.sign(iss="https://one.example", jti="same"))
    two = await come(any_issuer, exchange.sign(iss="https://two.example", jti="same"))
    assert one.customer.contact != two.customer.contact
