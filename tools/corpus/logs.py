"""What programs write and customers paste: logs, stack traces, answers of an API, order lists, heads of mails. Without a secret."""

from __future__ import annotations

import base64
import json
from collections.abc import Callable
from random import Random

from corpus import chains
from corpus.grammar import fill, read_sections
from corpus.keys import uuid
from corpus.slots import amount, clock, order, price
from corpus.slots import mail as address
from corpus.texts import FOLDER, Texts

_ANSWERS = {
    "tune": (
        ("50011", "Too Many Requests"),
        ("51008", "Insufficient balance"),
        ("50113", "Invalid Sign"),
        ("-1003", "Way too many requests"),
    ),
    "judge": (
        ("58207", "Withdrawal address is not whitelisted"),
        ("200004", "Balance insufficient!"),
        ("40017", "Parameter verification failed"),
        ("100421", "verification required"),
    ),
}
_AGENTS = ("Thunderbird 115.6", "Apple Mail (2.3774.300.61.1.2)", "Foxmail 7.2.25.375[cn]")


_SECTIONS = {part: read_sections(FOLDER / f"log.{part}.txt") for part in ("tune", "judge")}
_SLOTS: dict[str, Callable[[Random], str]] = {
    "d": lambda rng: f"2026-11-{rng.randrange(1, 30):02d}",
    "t": lambda rng: f"{rng.randrange(24):02d}:{rng.randrange(60):02d}:{rng.randrange(60):02d}",
    "ms": lambda rng: str(rng.randrange(100, 1000)),
    "pid": lambda rng: str(rng.randrange(1000, 32000)),
    "s": lambda rng: str(rng.randrange(1, 10)),
    "http": lambda rng: rng.choice(("400", "401", "403", "404", "429", "500", "502")),
    "coin": lambda rng: rng.choice(("BTC", "ETH", "USDT")),
    "block": lambda rng: str(rng.randrange(10**5, 10**8)),
    "h8": lambda rng: rng.randbytes(4).hex(),
    "h16": lambda rng: rng.randbytes(8).hex(),
    "order": order,
    "price": price,
    "amount": amount,
    "txid": chains.hex_txid,
    "uuid": uuid,
}


def log(rng: Random, part: str) -> str:
    if rng.random() < 0.25:
        return fill(rng, rng.choice(_SECTIONS[part]["trace"]), _SLOTS)
    return "\n".join(fill(rng, rng.choice(_SECTIONS[part]["log"]), _SLOTS) for _ in range(rng.randrange(1, 6)))


def api_answer(rng: Random, texts: Texts) -> str:
    """Answers of exchanges' interfaces, from an error to a list; "code" in them is never a one-time code."""
    code, words = rng.choice(_ANSWERS[texts.part])
    trace, listed = rng.randbytes(16).hex(), {"ordId": str(rng.randrange(10**17, 10**18)), "clOrdId": "", "sCode": code, "sMsg": words}
    paid = {"txId": chains.hex_txid(rng), "ccy": "USDT", "chain": "USDT-TRC20", "amt": amount(rng), "to": chains.tron(rng), "state": "2"}
    user = {"uid": rng.randrange(10**7, 10**8), "hasPassword": True, "mail": address(rng), "kycLevel": 2, "createdAt": 1_600_000_000_000}
    body: object = rng.choice(
        (
            {"code": code, "msg": words, "data": []},
            {"code": int(code), "message": words, "requestId": uuid(rng)},
            {"code": "0", "msg": "", "data": [listed | {"ts": "1760000000000"}]},
            {"retCode": int(code), "retMsg": words, "result": {}, "retExtInfo": {}, "time": 1_764_500_000_000 + rng.randrange(10**9)},
            {"success": False, "errorCode": code, "passwordRequired": True, "twoFactor": {"enabled": True}, "traceId": trace},
            {"data": [paid]},
            {"user": user},
            {"dependencies": {"ws": {"version": "8.16.0", "integrity": f"sha512-{_base64(rng, 64)}"}}},
        )
    )
    return json.dumps(body, ensure_ascii=False, indent=rng.choice((None, None, 2)))


_HEADS = {
    ("en", "tune"): ("Order ID", "Pair", "Price", "Amount", "Time"),
    ("en", "judge"): ("orderId", "symbol", "px", "sz", "filled at"),
    ("zh", "tune"): ("订单号", "交易对", "价格", "数量", "时间"),
    ("zh", "judge"): ("委托单号", "币对", "成交价", "成交量", "成交时间"),
}


def orders(rng: Random, texts: Texts) -> str:
    """Lists of orders as pages, sheets and statements show them."""
    rows = [
        (str(rng.randrange(10**17, 10**19)), rng.choice(("BTC-USDT", "ETH-USDT", "SOL-USDT")), price(rng), amount(rng), clock(rng))
        for _ in range(rng.randrange(2, 8))
    ]
    head = _HEADS[texts.language, texts.part]
    between = rng.choice((",", "\t", " | ")) if texts.part == "tune" else rng.choice((";", "\t", "  "))
    table = "\n".join(between.join(row) for row in [head, *rows])
    return table if rng.random() < 0.5 else f"{texts.sentence(rng)}\n{table}"


def mail(rng: Random, texts: Texts) -> str:
    """A mail's head with its trace of servers and signatures, and a sentence under it."""
    tune = texts.part == "tune"
    day, host = rng.randrange(1, 30), f"mx{rng.randrange(9)}.example.com"
    subjects = ("Your verification code is on its way", "您的验证码已发送") if tune else ("Password changed", "登录密码已修改")
    received = f"Received: from {host} (203.0.113.{rng.randrange(255)}) by mail.example.org with ESMTPS id {rng.randbytes(6).hex()}"
    signature = (
        f"DKIM-Signature: v=1; a=rsa-sha256; d=example.com; s=s{rng.randrange(2020, 2027)}; bh={_base64(rng, 32)}; b={_base64(rng, 128)}"
    )
    lines = [
        f"{received}; {day} Nov 2026 08:1{rng.randrange(10)}:00 +0000",
        f"Message-ID: <{uuid(rng)}@{host}>" if tune else f"Message-Id: <{rng.randbytes(10).hex()}.{rng.randrange(10**9)}@{host}>",
        f"From: Example <no-reply@example.com>\nTo: {address(rng)}\nDate: {day} Nov 2026 08:12:44 +0000",
        f"X-Mailer: {rng.choice(_AGENTS)}",
        signature,
        f"Subject: {subjects[texts.language == 'zh']}",
    ]
    kept = [line for line in lines if rng.random() < 0.75] or lines[:2]
    return "\n".join(kept) + "\n\n" + texts.sentence(rng)


def _base64(rng: Random, size: int) -> str:
    return base64.b64encode(rng.randbytes(size)).decode()
