"""Secrets without a checksum: told by the words around them, in Chinese and English."""

from __future__ import annotations

import base64
import uuid
from collections.abc import Sequence
from random import Random

import pytest
from tests.screen import secrets_made as made
from tests.screen.sentences import CODES, PASSWORDS

from truepenny.intake.screen.checks.cards import is_card, luhn
from truepenny.intake.screen.engine import find_secrets


def left(text: str, values: Sequence[str]) -> list[str]:
    """The values of which something is left when what was found is taken out."""
    gone = [range(finding.start, finding.end) for finding in find_secrets(text)]
    spans = {value: (text.index(value), text.index(value) + len(value)) for value in values if value in text}
    return [value for value, (start, end) in spans.items() if not any(start in span and end - 1 in span for span in gone)]


@pytest.mark.parametrize("sentence", CODES)
def test_a_one_time_code_is_found(sentence: str) -> None:
    for code in ("482913", "11840277"):
        assert left(sentence.replace("{c}", code), [code]) == []


def test_codes_of_other_lengths_and_in_groups_are_found() -> None:
    for code in ("7031", "90412", "4829134", "482 913", "482-913"):
        for sentence in ("验证码：{}", "我的验证码是{}", "my verification code is {}", "OTP: {}", "{} is your login code"):
            assert left(sentence.format(code), [code]) == [], (code, sentence)


@pytest.mark.parametrize("sentence", PASSWORDS)
def test_a_password_is_found(sentence: str) -> None:
    for password in ("hunter2xx", "Tr0ub4dor&3", "abc123456", "aB3$kLm9"):
        text = sentence.replace("{p}", password).replace("{q}", "Summer#2024x")
        assert left(text, [password, "Summer#2024x"]) == []


def test_a_word_as_password_is_found_where_it_is_stated() -> None:
    for sentence in ("my password is {}", "Password: {}\nthanks", "password is {}, please check", "密码是{}", "密码：{}，登录不上"):
        for word in ("sunshine", "iloveyou", "liverpool"):
            assert left(sentence.format(word), [word]) == [], (word, sentence)


def test_account_and_password_go_together() -> None:
    assert left("account and password: li@example.com hunter2xx", ["hunter2xx"]) == []
    assert left("ftp://li:hunter2xx@example.com/file", ["hunter2xx"]) == []
    assert left('{"user": "li", "password": "correct horse battery"}', ["correct horse battery"]) == []


API = {
    "OKX": (
        lambda rng: rng.randbytes(16).hex().upper(),
        ("secret key: {}", "OKX api {}", "my api secret is {}", "API密钥：{}", "欧易API的{}"),
    ),
    "Binance": (
        lambda rng: "aZ9" + "".join(rng.choice("abcXYZ0123456789") for _ in range(61)),
        ("api secret {}", "Binance key\n{}", "'secret': '{}'", "币安的密钥{}"),
    ),
    "Kraken": (lambda rng: base64.b64encode(rng.randbytes(64)).decode(), ("Kraken private key {}", "secret: {}", "API私钥：{}")),
    "KuCoin": (
        lambda rng: str(uuid.UUID(bytes=rng.randbytes(16), version=4)),
        ("KC-API-SECRET {}", "KuCoin secret {} with key 1", "secret是{}"),
    ),
    "Bybit": (
        lambda rng: "a9Q" + "".join(rng.choice("abcXYZ0189") for _ in range(33)),
        ("api_secret={}", "bybit api secret: {}", "API Secret：{}"),
    ),
}


@pytest.mark.parametrize("exchange", API)
def test_api_secrets_are_found(exchange: str) -> None:
    make, sentences = API[exchange]
    for n, sentence in enumerate(sentences):
        secret = make(Random(n))
        assert left(sentence.format(secret), [secret]) == [], sentence


def test_keys_and_phrases_that_come_with_api_secrets_are_found() -> None:
    assert left("API key and secret: ab12cd34ef56ab78 / 0f1e2d3c4b5a69788796a5b4c3d2e1f0", ["0f1e2d3c4b5a69788796a5b4c3d2e1f0"]) == []
    assert left("API passphrase: MoonIgyHm!", ["MoonIgyHm!"]) == []
    assert left("KC-API-PASSPHRASE okxnXTEk", ["okxnXTEk"]) == []
    key = "organizations/7b7e2d3c-1111-4222-8333-944455556666/apiKeys/7b7e2d3c-1111-4222-8333-944455556666"
    assert left(f"api key {key}", [key]) == []


@pytest.mark.parametrize(
    "sentence", ["2FA secret {}", "谷歌验证密钥：{}", "setup key for Google Authenticator is {}", "谷歌验证器的密钥是{}，帮我重置"]
)
def test_the_secret_of_an_authenticator_is_found(sentence: str) -> None:
    for secret in ("JBSWY3DPEHPK3PXP", "jbswy3dpehpk3pxp", "jbsw y3dp ehpk 3pxp", "HPIYBWMKYC4V2FS7HPIYBWMKYC4V2FS7"):
        assert left(sentence.format(secret), [secret]) == []


class TestCards:
    @pytest.mark.parametrize(
        ("leading", "size"), [("4", 16), ("51", 16), ("2221", 16), ("37", 15), ("62", 16), ("62", 19), ("3528", 16), ("6011", 16)]
    )
    def test_a_card_is_found_in_every_writing(self, leading: str, size: int) -> None:
        rng = Random(leading)
        for _ in range(20):
            number = made.card(rng, leading, size)
            assert is_card(number)
            fours = " ".join(number[at : at + 4] for at in range(0, size, 4))
            for written in (number, fours, fours.replace(" ", "-")):
                assert left(f"my card {written} was charged twice", [written]) == []
                assert left(f"卡号是{written}，被扣了两次", [written]) == []
                assert left(f"please refund to {written}, thanks", [written]) == []

    def test_expiry_and_code_beside_it_are_found_too(self) -> None:
        number = made.card(Random(1))
        for text in (
            f"{number} 12/27 583",
            f"card {number}, exp 12/27, cvv 583",
            f"卡号{number}，有效期12/27，安全码583",
            f"{number} 583 12/27",
            f"卡号是{number}，背面的三位数是583",
        ):
            assert left(text, [number, "583"]) == [], text

    def test_a_number_that_fails_luhn_or_belongs_to_no_issuer_stays(self) -> None:
        rng = Random(2)
        number = made.card(rng)
        broken = number[:-1] + str((int(number[-1]) + 1) % 10)
        assert not luhn(broken)
        assert find_secrets(f"my card {broken}") == []
        assert find_secrets(f"my card {made.card(rng, '9', 16)}") == []

    def test_identifiers_stay_also_when_they_pass_luhn(self) -> None:
        number = made.card(Random(3))
        for text in (f"order {number}", f"订单号：{number}", f"UID {number}", f"trade id {number}", f"流水号{number}"):
            assert find_secrets(text) == [], text


def test_tokens_that_open_a_session_are_found() -> None:
    token = made.web_token(Random(1))
    for text, secret in (
        (f"my token {token} is expired", token),
        ("Authorization: Bearer a1b2c3d4e5f6a7b8c9d0", "a1b2c3d4e5f6a7b8c9d0"),
        ("Cookie: session=a1b2c3d4e5f6; lang=en", "a1b2c3d4e5f6"),
        ("sessionid=a1b2c3d4e5f6a7b8c9d0", "a1b2c3d4e5f6a7b8c9d0"),
        (
            "https://api.telegram.org/bot4828109236:AAJXqomMX3c6RkdW2oRT2-kuAP4vEKpWpbE/getUpdates",
            "4828109236:AAJXqomMX3c6RkdW2oRT2-kuAP4vEKpWpbE",
        ),
        (
            "discord MTA4NTk0MTI3NjU4NDIzMTk5.Gx1abc.abcdefghijklmnopqrstuvwxyz012345678",
            "MTA4NTk0MTI3NjU4NDIzMTk5.Gx1abc.abcdefghijklmnopqrstuvwxyz012345678",
        ),
        ("https://example.com/reset?lang=en&token=a1b2c3d4e5f6", "a1b2c3d4e5f6"),
    ):
        assert left(text, [secret]) == [], text


@pytest.mark.parametrize(
    ("prefix", "size"), [("ghp_", 36), ("AKIA", 16), ("sk_live_", 24), ("xoxb-", 30), ("glpat-", 20), ("hf_", 34), ("npm_", 36)]
)
def test_tokens_of_common_services_are_found_by_their_prefix(prefix: str, size: int) -> None:
    token = prefix + "".join(Random(prefix).choice("ABCDEFGHJK23456789") for _ in range(size))
    assert [(finding.rule, finding.end - finding.start) for finding in find_secrets(f"what is {token} ?")] == [
        ("service_token", len(token))
    ]
