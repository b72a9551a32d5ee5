"""What must survive untouched: identifiers of every chain, numbers of every kind, prose, logs, and what the screen itself puts in."""

from __future__ import annotations

import base64
import uuid
from collections.abc import Callable
from random import Random

import base58
import pytest
from tests.screen import secrets_made as made
from tests.screen.sentences import HARMLESS

from truepenny.intake.screen.engine import find_secrets


@pytest.mark.parametrize("text", HARMLESS)
def test_what_only_sounds_like_a_secret_stays(text: str) -> None:
    assert find_secrets(text) == []


def b32(rng: Random, size: int) -> str:
    return "".join(rng.choice("qpzry9x8gf2tvdw0s3jn54khce6mua7l") for _ in range(size))


ADDRESSES: dict[str, Callable[[Random], str]] = {
    "BTC p2pkh": lambda rng: made.check58(b"\0" + rng.randbytes(20)),
    "BTC p2sh": lambda rng: made.check58(b"\5" + rng.randbytes(20)),
    "BTC bech32": lambda rng: made.bech32("bc", rng.randbytes(20)),
    "BTC taproot": lambda rng: made.bech32("bc", rng.randbytes(32), 0x2BC830A3),
    "LTC": lambda rng: made.check58(b"\x30" + rng.randbytes(20)),
    "DOGE": lambda rng: made.check58(b"\x1e" + rng.randbytes(20)),
    "BCH": lambda rng: "bitcoincash:q" + b32(rng, 41),
    "ETH": lambda rng: "0x" + rng.randbytes(20).hex(),
    "TRON": lambda rng: made.check58(b"\x41" + rng.randbytes(20)),
    "SOL": lambda rng: base58.b58encode(rng.randbytes(32)).decode(),
    "XRP": lambda rng: made.ripple58(b"\0" + rng.randbytes(20)),
    "XRP X-address": lambda rng: made.ripple58(b"\x05\x44" + rng.randbytes(29)),
    "XLM": lambda rng: made.strkey(6 << 3, rng.randbytes(32)),
    "XLM muxed": lambda rng: made.strkey(12 << 3, rng.randbytes(40)),
    "TON": lambda rng: base64.urlsafe_b64encode(b"\x11\0" + rng.randbytes(34)).decode(),
    "TON raw": lambda rng: "0:" + rng.randbytes(32).hex(),
    "ADA": lambda rng: made.bech32("addr", rng.randbytes(57)),
    "ADA Byron": lambda rng: base58.b58encode(rng.randbytes(76)).decode(),
    "DOT": lambda rng: base58.b58encode(rng.randbytes(35)).decode(),
    "XMR": lambda rng: "4" + base58.b58encode(rng.randbytes(69)).decode()[:94],
    "ATOM": lambda rng: made.bech32("cosmos", rng.randbytes(20)),
    "SUI": lambda rng: "address 0x" + rng.randbytes(32).hex(),
}
TRANSACTIONS: dict[str, Callable[[Random], str]] = {
    "64 hex": made.digest,
    "0x": lambda rng: "0x" + made.digest(rng),
    "XRP": lambda rng: made.digest(rng).upper(),
    "SOL": lambda rng: base58.b58encode(made.signature(rng)).decode(),
    "TON": lambda rng: base64.b64encode(rng.randbytes(32)).decode(),
}


@pytest.mark.parametrize("chain", ADDRESSES)
def test_addresses_of_every_chain_stay(chain: str) -> None:
    rng = Random(chain)
    for _ in range(25):
        address = ADDRESSES[chain](rng)
        for text in (
            f"My address is {address}, is it valid?",
            f"充值地址：{address}，密码没有改过",
            f"{address}" if "raw" not in chain else "",
        ):
            assert find_secrets(text) == [], text


@pytest.mark.parametrize("kind", TRANSACTIONS)
def test_transactions_of_every_chain_stay(kind: str) -> None:
    rng = Random(kind)
    for _ in range(25):
        txid = TRANSACTIONS[kind](rng)
        for text in (
            f"TXID: {txid}",
            f"the hash is {txid}, UID 48117430",
            f"交易哈希是{txid}",
            f"我的交易{txid}没有到账",
            f"https://scan.example/tx/{txid}",
        ):
            assert find_secrets(text) == [], text


def test_identifiers_stay() -> None:
    rng = Random(5)
    for _ in range(200):
        number = str(rng.randrange(10**15, 10**19))
        for text in (
            f"order {number}, UID {rng.randrange(10**8)}, phone +86 138{rng.randrange(10**8):08d}",
            f"订单号{number}，UID {rng.randrange(10**8)}，手机号138{rng.randrange(10**8):08d}",
            f"request id {uuid.UUID(bytes=rng.randbytes(16))} at {rng.randrange(10**12, 10**13)}",
            f"I bought {rng.randrange(10**6)} USDT at {rng.random():.8f}, fee {rng.random():.6f}",
            f"trace {rng.randbytes(16).hex()} span {rng.randbytes(8).hex()}",
        ):
            assert find_secrets(text) == [], text


LOG = """2026-11-02 10:14:22,113 ERROR [pool-3-thread-7] c.e.api.Client - HTTP 401 {"code":"50113","msg":"Invalid Sign","data":[]}
Traceback (most recent call last):
  File "/app/bot.py", line 482, in <module>
    balance = client.get_account(timestamp=1762078462113)
binance.exceptions.BinanceAPIException: APIError(code=-2015): Invalid API-key, IP, or permissions for action.
    at com.example.login.PasswordView.validate(PasswordView.java:1204)
npm ERR! integrity sha512-9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08
commit 9f86d081884c7d659a2feaa0c55ad015a3bf4f1b
POST /api/v5/account/resetPassword 200 1204ms session=- user=- code=0 ray=8f2d1c3b4a596877
image: registry.example.com/desk@sha256:9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08
"""


def test_error_logs_and_stack_traces_stay() -> None:
    assert find_secrets(LOG) == []


@pytest.mark.parametrize(
    "text",
    [
        "my password is [removed: password, 9 characters], please check",
        "[removed: recovery phrase, 12 words] and the code [removed: one-time code, 6 characters]",
        "password: [removed: password, 12 characters]",
        "api secret = [removed: API secret, 64 characters]",
        "密码是[已移除：密码，8 个字符]，验证码[已移除：验证码，6 个字符]",
        "私钥：[待您确认：64 个字符]",
        "my key is [being checked: 64 characters]",
        "card [removed: card number, 16 characters] 12/27",
    ],
)
def test_what_the_screen_puts_in_is_not_found_again(text: str) -> None:
    assert find_secrets(text) == []


@pytest.mark.parametrize("text", ["", " ", "\n\n", "。", "\ud83d", "\x00", "\u200b\u200b", "<>", "&#x110000;", "\\u", "]["])
def test_odd_texts_are_no_trouble(text: str) -> None:
    assert find_secrets(text) == []
