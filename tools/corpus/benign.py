"""Messages without a secret: prose, questions about secrets, and everything that looks like one and is none."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Iterator
from random import Random

from corpus import chains, keyfiles, logs
from corpus.grammar import fill
from corpus.keys import uuid
from corpus.texts import TOPICS, Texts

Maker = Callable[[Random, Texts], str]


def messages(part: str, seed: int, texts: dict[str, Texts], count: int) -> Iterator[dict[str, str]]:
    """About count messages in each language, in the shares of _SORTS; no two alike."""
    seen: set[str] = set()
    whole = sum(share for share, _ in _SORTS.values())
    for language, own in texts.items():
        for sort, (share, make) in _SORTS.items():
            rng = Random(f"{seed}-{part}-{language}-{sort}")
            wanted = round(count * share / whole)
            while wanted:
                text = make(rng, own)
                if text not in seen:
                    seen.add(text)
                    wanted -= 1
                    yield {"text": text, "language": language, "sort": sort, "part": part}


def _technical(texts: Texts, section: str) -> list[str]:
    return texts.sections[f"t_{section}"]


def _fill(rng: Random, texts: Texts, section: str, **given: str) -> str:
    return fill(rng, rng.choice(_technical(texts, section)), texts.slots, given)


def _prose(rng: Random, texts: Texts) -> str:
    if texts.language == "zh" and rng.random() < 0.2:
        return texts.message(rng, rng.choice((1, 2, 3)), ("prose_hant",))
    return texts.message(rng, rng.choice((1, 2, 2, 3, 4)))


def _long(rng: Random, texts: Texts) -> str:
    return texts.message(rng, rng.randrange(8, 20), [f"prose_{topic}" for topic in rng.sample(TOPICS, 4)] + ["security"])


def _security(rng: Random, texts: Texts) -> str:
    return (
        texts.message(rng, rng.choice((1, 1, 2, 3)), ("security",))
        if rng.random() < 0.75
        else (f"{texts.line(rng, 'security')}{'' if texts.language == 'zh' else ' '}{texts.sentence(rng)}")
    )


def _near(rng: Random, texts: Texts) -> str:
    return (
        texts.message(rng, rng.choice((1, 1, 2)), ("near",))
        if rng.random() < 0.7
        else (f"{texts.line(rng, 'near')} {texts.line(rng, 'security')}")
    )


def _steps(rng: Random, texts: Texts) -> str:
    """What was done, step by step: numbered like a phrase's words."""
    form = rng.choice(("{n}. {line}", "{n}) {line}", "{n}、{line}", "- {line}", "{n} {line}"))
    lines = [texts.sentence(rng) for _ in range(rng.randrange(3, 13))]
    short = rng.random() < 0.5
    if short:
        lines = [line.split(" ")[0] if texts.language == "en" else line[:2] for line in lines]
    return "\n".join(form.format(n=n, line=line) for n, line in enumerate(lines, 1))


def _address(rng: Random, texts: Texts) -> str:
    if rng.random() < 0.1:
        chain = rng.choice(sorted(chains.HEX_ADDRESSES))
        return _fill(rng, texts, "hex_address", chain=chain, address=chains.HEX_ADDRESSES[chain](rng))
    chain = rng.choice(sorted(chains.ADDRESSES))
    make = chains.ADDRESSES[chain]
    return _fill(rng, texts, "address", chain=chain, address=make(rng), address2=make(rng))


def _txid(rng: Random, texts: Texts) -> str:
    chain = rng.choice(sorted(chains.TXIDS))
    make = chains.TXIDS[chain]
    return _fill(rng, texts, "txid", chain=chain, txid=make(rng), txid2=make(rng))


def _explorer(rng: Random, texts: Texts) -> str:
    chain = rng.choice(sorted(chains.EXPLORERS))
    url = chains.EXPLORERS[chain] + chains.TXIDS[chain](rng)
    return f"{texts.sentence(rng)} {url}" if rng.random() < 0.4 else _fill(rng, texts, "url", url=url)


def _address_url(rng: Random, texts: Texts) -> str:
    url = rng.choice(
        (
            f"https://etherscan.io/address/{chains.evm(rng)}",
            f"https://tronscan.org/#/address/{chains.tron(rng)}",
            f"https://mempool.space/address/{chains.btc(rng)}",
            f"https://solscan.io/account/{chains.sol(rng)}",
            f"https://tonviewer.com/{chains.ton(rng)}",
            f"https://blockchair.com/bitcoin/block/{'0' * 19}{rng.randbytes(23).hex()[:45]}",
            f"https://www.example.com/en/support/articles/{rng.randrange(10**11, 10**12)}?ref={uuid(rng)}",
            f"https://example.com/trade/BTC_USDT?layout=pro&utm_source=mail&utm_campaign={rng.randrange(10**6)}",
        )
    )
    return _fill(rng, texts, "url", url=url)


def _public_key(rng: Random, texts: Texts) -> str:
    kind = rng.choice(("chain", "chain", "ssh", "pem", "certificate", "pgp", "x-only"))
    if kind == "chain":
        value = chains.PUBLIC_KEYS[rng.choice(sorted(chains.PUBLIC_KEYS))](rng)
    elif kind == "x-only":
        value = rng.randbytes(32).hex()
    else:
        make = {"ssh": keyfiles.ssh_public, "pem": keyfiles.public_pem, "certificate": keyfiles.certificate, "pgp": keyfiles.pgp_public}[
            kind
        ]
        value = make(rng)
    section = {"certificate": "certificate"}.get(kind, "public_key")
    return _fill(rng, texts, section, value=value)


def _digest(rng: Random, texts: Texts) -> str:
    seed = rng.randbytes(8)
    value = rng.choice(
        (
            lambda: hashlib.sha256(seed).hexdigest(),
            lambda: "sha256:" + hashlib.sha256(seed).hexdigest(),
            lambda: hashlib.md5(seed).hexdigest(),
            lambda: hashlib.sha1(seed).hexdigest(),
            lambda: hashlib.sha512(seed).hexdigest(),
            lambda: hashlib.sha256(seed).hexdigest().upper(),
        )
    )()
    return _fill(rng, texts, "digest", value=value)


def _ids(rng: Random, texts: Texts) -> str:
    return _fill(rng, texts, "ids", uuid=uuid(rng), uuid2=uuid(rng), hex32=rng.randbytes(16).hex(), long=str(rng.randrange(10**17, 10**19)))


def _orders(rng: Random, texts: Texts) -> str:
    return logs.orders(rng, texts)


def _log(rng: Random, texts: Texts) -> str:
    body = logs.log(rng, texts.part)
    return body if rng.random() < 0.5 else f"{texts.sentence(rng)}\n{body}"


def _api(rng: Random, texts: Texts) -> str:
    body = logs.api_answer(rng, texts)
    return body if rng.random() < 0.4 else f"{texts.sentence(rng)}\n{body}"


def _mail(rng: Random, texts: Texts) -> str:
    return logs.mail(rng, texts)


def _wrapped(rng: Random, texts: Texts) -> str:
    """Ordinary messages as files hold them."""
    lines = [texts.sentence(rng) for _ in range(rng.randrange(1, 5))]
    kind = rng.randrange(3)
    if kind == 0:
        return "<div>" + "".join(f"<p>{line}</p>" for line in lines) + "</div>"
    if kind == 1:
        return json.dumps([{"id": rng.randrange(10**8), "text": line} for line in lines], ensure_ascii=False)
    return "\n".join(f"> {line}" for line in lines) + "\n" + texts.line(rng, "security")


_SORTS: dict[str, tuple[int, Maker]] = {
    "prose": (640, _prose),
    "long": (14, _long),
    "security": (260, _security),
    "near": (160, _near),
    "address": (110, _address),
    "txid": (110, _txid),
    "explorer": (60, _explorer),
    "url": (40, _address_url),
    "public_key": (36, _public_key),
    "digest": (30, _digest),
    "ids": (80, _ids),
    "orders": (50, _orders),
    "log": (60, _log),
    "api": (50, _api),
    "mail": (24, _mail),
    "wrapped": (40, _wrapped),
    "steps": (40, _steps),
}
UNTOUCHED = ("address", "txid", "explorer", "url")
