"""Addresses, transaction ids and public keys of every chain that customers write about, with their checksums right."""

from __future__ import annotations

import base64
import binascii
import hashlib
from collections.abc import Callable
from random import Random

import base58
import bip_utils as bu
import nacl.signing
from Crypto.Hash import keccak

from corpus.keys import XRP_ALPHABET, check58, scalar, strkey

Maker = Callable[[Random], str]


def _secp(rng: Random) -> bu.IPublicKey:
    return bu.Secp256k1PrivateKey.FromBytes(scalar(rng)).PublicKey()


def _ed(rng: Random) -> bytes:
    return bytes(nacl.signing.SigningKey(rng.randbytes(32)).verify_key)


def btc(rng: Random) -> str:
    kind = rng.randrange(6)
    if kind < 2:
        return check58(bytes([0x05 if kind else 0x00]) + rng.randbytes(20))
    if kind == 5:
        return bu.P2TRAddrEncoder.EncodeKey(_secp(rng), hrp="bc")
    return bu.SegwitBech32Encoder.Encode(rng.choice(("bc", "bc", "tb")), 0, rng.randbytes(32 if kind == 4 else 20))


def ltc(rng: Random) -> str:
    if rng.random() < 0.4:
        return bu.SegwitBech32Encoder.Encode("ltc", 0, rng.randbytes(20))
    return check58(bytes([rng.choice((0x30, 0x32))]) + rng.randbytes(20))


def doge(rng: Random) -> str:
    return check58(bytes([rng.choice((0x1E, 0x1E, 0x16))]) + rng.randbytes(20))


def bch(rng: Random) -> str:
    whole = bu.BchBech32Encoder.Encode("bitcoincash", b"\x00", rng.randbytes(20))
    return whole if rng.random() < 0.6 else whole.split(":")[1]


def evm(rng: Random) -> str:
    """EIP-55, or all in small letters as explorers' links have it."""
    digits = rng.randbytes(20).hex()
    if rng.random() < 0.4:
        return "0x" + digits
    marks = keccak.new(digest_bits=256, data=digits.encode()).hexdigest()
    return "0x" + "".join(digit.upper() if int(mark, 16) > 7 else digit for digit, mark in zip(digits, marks, strict=False))


def tron(rng: Random) -> str:
    return check58(b"\x41" + rng.randbytes(20))


def sol(rng: Random) -> str:
    return base58.b58encode(_ed(rng)).decode()


def xrp(rng: Random) -> str:
    account = rng.randbytes(20)
    if rng.random() < 0.7:
        return base58.b58encode_check(b"\x00" + account, alphabet=XRP_ALPHABET).decode()
    tagged = b"\x05\x44" + account + b"\x01" + rng.randrange(2**32).to_bytes(8, "little")
    return base58.b58encode_check(tagged, alphabet=XRP_ALPHABET).decode()


def xlm(rng: Random) -> str:
    if rng.random() < 0.75:
        return strkey(0x30, _ed(rng))
    return strkey(0x60, _ed(rng) + rng.getrandbits(40).to_bytes(8, "big"))


def ton(rng: Random) -> str:
    if rng.random() < 0.25:
        return f"0:{rng.randbytes(32).hex()}"
    body = bytes([rng.choice((0x11, 0x51)), 0]) + rng.randbytes(32)
    whole = body + binascii.crc_hqx(body, 0).to_bytes(2, "big")
    return rng.choice((base64.b64encode, base64.urlsafe_b64encode))(whole).decode()


def ada(rng: Random) -> str:
    kind = rng.randrange(5)
    if kind == 0:
        return bu.AdaByronIcarusAddrEncoder.EncodeKey(bu.Ed25519KholawPublicKey.FromBytes(_ed(rng)), chain_code=rng.randbytes(32))
    if kind == 1:
        return bu.Bech32Encoder.Encode("stake", b"\xe1" + rng.randbytes(28))
    if kind == 2:
        return bu.Bech32Encoder.Encode("addr", b"\x61" + rng.randbytes(28))
    return bu.Bech32Encoder.Encode("addr", b"\x01" + rng.randbytes(56))


def dot(rng: Random) -> str:
    return bu.SS58Encoder.Encode(_ed(rng), rng.choice((0, 2, 42)))


def xmr(rng: Random) -> str:
    spend, view = (bu.Ed25519MoneroPrivateKey.FromBytes(rng.randbytes(31) + b"\x05").PublicKey() for _ in range(2))
    if rng.random() < 0.3:
        return bu.XmrIntegratedAddrEncoder.EncodeKey(spend, pub_vkey=view, net_ver=b"\x13", payment_id=rng.randbytes(8))
    return bu.XmrAddrEncoder.EncodeKey(spend, pub_vkey=view, net_ver=rng.choice((b"\x12", b"\x2a")))


def atom(rng: Random) -> str:
    return bu.Bech32Encoder.Encode(rng.choice(("cosmos", "osmo", "kava", "inj", "celestia", "bnb")), rng.randbytes(20))


def xtz(rng: Random) -> str:
    return check58(bytes.fromhex(rng.choice(("06a19f", "06a1a1", "06a1a4"))) + rng.randbytes(20))


def algo(rng: Random) -> str:
    body = _ed(rng)
    return base64.b32encode(body + hashlib.new("sha512_256", body).digest()[-4:]).decode().rstrip("=")


def sui(rng: Random) -> str:
    return "0x" + rng.randbytes(32).hex()


def near(rng: Random) -> str:
    return rng.randbytes(32).hex()


def hbar(rng: Random) -> str:
    return f"0.0.{rng.randrange(10**5, 10**7)}"


def eos(rng: Random) -> str:
    return "".join(rng.choice("abcdefghijklmnopqrstuvwxyz12345") for _ in range(12))


ADDRESSES: dict[str, Maker] = {
    "BTC": btc,
    "LTC": ltc,
    "DOGE": doge,
    "BCH": bch,
    "ETH": evm,
    "BSC": evm,
    "TRON": tron,
    "SOL": sol,
    "XRP": xrp,
    "XLM": xlm,
    "TON": ton,
    "ADA": ada,
    "DOT": dot,
    "XMR": xmr,
    "ATOM": atom,
    "XTZ": xtz,
    "ALGO": algo,
    "HBAR": hbar,
    "EOS": eos,
}
HEX_ADDRESSES: dict[str, Maker] = {"SUI": sui, "APT": sui, "NEAR": near}
"""These have the form of a key: only with the word for address are they told apart."""


def hex_txid(rng: Random) -> str:
    return rng.randbytes(32).hex()


def sol_txid(rng: Random) -> str:
    """A real signature: 64 bytes like a secret key, without its algebra."""
    return base58.b58encode(nacl.signing.SigningKey(rng.randbytes(32)).sign(rng.randbytes(40)).signature).decode()


TXIDS: dict[str, Maker] = {
    **dict.fromkeys(("BTC", "LTC", "DOGE", "BCH", "TRON", "XLM", "ADA", "XMR"), hex_txid),
    **dict.fromkeys(("ETH", "BSC", "Polygon", "Arbitrum", "DOT"), lambda rng: "0x" + hex_txid(rng)),
    **dict.fromkeys(("XRP", "ATOM"), lambda rng: hex_txid(rng).upper()),
    "SOL": sol_txid,
    "TON": lambda rng: base64.b64encode(rng.randbytes(32)).decode() if rng.random() < 0.6 else hex_txid(rng),
    "SUI": lambda rng: base58.b58encode(rng.randbytes(32)).decode(),
}
EXPLORERS: dict[str, str] = {
    "BTC": "https://mempool.space/tx/",
    "ETH": "https://etherscan.io/tx/",
    "BSC": "https://bscscan.com/tx/",
    "TRON": "https://tronscan.org/#/transaction/",
    "SOL": "https://solscan.io/tx/",
    "LTC": "https://blockchair.com/litecoin/transaction/",
    "DOGE": "https://dogechain.info/tx/",
    "XRP": "https://xrpscan.com/tx/",
    "XLM": "https://stellar.expert/explorer/public/tx/",
    "Polygon": "https://polygonscan.com/tx/",
    "Arbitrum": "https://arbiscan.io/tx/",
    "ADA": "https://cardanoscan.io/transaction/",
    "XMR": "https://xmrchain.net/tx/",
    "ATOM": "https://www.mintscan.io/cosmos/tx/",
    "TON": "https://tonviewer.com/transaction/",
    "DOT": "https://polkadot.subscan.io/extrinsic/",
    "BCH": "https://blockchair.com/bitcoin-cash/transaction/",
}


def xpub(rng: Random) -> str:
    versions = bu.Bip32KeyNetVersions(
        bytes.fromhex(rng.choice(("0488b21e", "049d7cb2", "04b24746", "043587cf"))), bytes.fromhex("0488ade4")
    )
    return bu.Bip32Slip10Secp256k1.FromSeed(rng.randbytes(32), versions).PublicKey().ToExtended()


def compressed(rng: Random) -> str:
    return _secp(rng).RawCompressed().ToHex()


def uncompressed(rng: Random) -> str:
    return _secp(rng).RawUncompressed().ToHex()


def npub(rng: Random) -> str:
    return bu.Bech32Encoder.Encode("npub", rng.randbytes(32))


def edpk(rng: Random) -> str:
    return check58(bytes.fromhex("0d0f25d9") + _ed(rng))


def near_public(rng: Random) -> str:
    return "ed25519:" + base58.b58encode(_ed(rng)).decode()


PUBLIC_KEYS: dict[str, Maker] = {
    "xpub": xpub,
    "compressed": compressed,
    "uncompressed": uncompressed,
    "npub": npub,
    "edpk": edpk,
    "near": near_public,
    "addr_vk": lambda rng: bu.Bech32Encoder.Encode(rng.choice(("addr_xvk", "acct_xvk")), rng.randbytes(64)),
}
