"""Private keys of every chain as one line of text, from a seeded random source. None was ever used."""

from __future__ import annotations

import base64
import binascii
import json
from collections.abc import Callable
from random import Random

import base58
import bip_utils as bu
import nacl.signing

Maker = Callable[[Random], str]
EXTENDED = {"xprv": "0488ade4", "yprv": "049d7878", "zprv": "04b2430c", "Yprv": "0295b005", "Zprv": "02aa7a99", "tprv": "04358394"}
XRP_ALPHABET = base58.RIPPLE_ALPHABET


def scalar(rng: Random) -> bytes:
    """A valid secp256k1 key: the first byte keeps it below the order."""
    return bytes([rng.randrange(1, 255)]) + rng.randbytes(31)


def check58(payload: bytes) -> str:
    return base58.b58encode_check(payload).decode()


def wif(rng: Random) -> str:
    """Bitcoin (twice as often), its test network, Litecoin, Dogecoin; compressed or not."""
    return check58(bytes([rng.choice((0x80, 0x80, 0xEF, 0xB0, 0x9E))]) + scalar(rng) + rng.choice((b"", b"\x01")))


def bip38(rng: Random) -> str:
    """Encrypted in earnest now and then; a multiplied key (0x0143) by its form alone, which is what its check says too."""
    if rng.random() < 0.3:
        return bu.Bip38Encrypter.EncryptNoEc(scalar(rng), "a passphrase")
    flag = rng.choice((b"\x01\x42\xc0", b"\x01\x42\xe0", b"\x01\x43\x00", b"\x01\x43\x20", b"\x01\x43\x24"))
    return check58(flag + rng.randbytes(36))


def extended(rng: Random, prefix: str) -> str:
    versions = bu.Bip32KeyNetVersions(bytes.fromhex("0488b21e"), bytes.fromhex(EXTENDED[prefix]))
    key = bu.Bip32Slip10Secp256k1.FromSeed(rng.randbytes(32), versions)
    for _ in range(rng.randrange(4)):
        key = key.ChildKey(rng.randrange(5) + (1 << 31))
    return key.PrivateKey().ToExtended()


def xrp(rng: Random) -> str:
    return base58.b58encode_check(b"\x21" + rng.randbytes(16), alphabet=XRP_ALPHABET).decode()


def xrp_ed(rng: Random) -> str:
    return base58.b58encode_check(b"\x01\xe1\x4b" + rng.randbytes(16), alphabet=XRP_ALPHABET).decode()


def strkey(version: int, payload: bytes) -> str:
    """Stellar's base32 with CRC16-XMODEM."""
    body = bytes([version]) + payload
    return base64.b32encode(body + binascii.crc_hqx(body, 0).to_bytes(2, "little")).decode().rstrip("=")


def stellar(rng: Random) -> str:
    return strkey(0x90, rng.randbytes(32))


def key_pair(rng: Random) -> bytes:
    """64 bytes: an ed25519 seed and its public key."""
    signing = nacl.signing.SigningKey(rng.randbytes(32))
    return bytes(signing) + bytes(signing.verify_key)


def solana(rng: Random) -> str:
    return base58.b58encode(key_pair(rng)).decode()


def solana_array(rng: Random) -> str:
    return json.dumps(list(key_pair(rng)), separators=rng.choice(((",", ":"), (", ", ": "))))


def near(rng: Random) -> str:
    return "ed25519:" + base58.b58encode(key_pair(rng)).decode()


def nsec(rng: Random) -> str:
    return bu.Bech32Encoder.Encode("nsec", scalar(rng))


def sui(rng: Random) -> str:
    return bu.Bech32Encoder.Encode("suiprivkey", bytes([rng.choice((0, 1, 2))]) + scalar(rng))


def tezos(rng: Random) -> str:
    """Seed of ed25519, its long form, secp256k1, P-256, and an encrypted one."""
    prefix, body = rng.choice(
        (
            ("0d0f3a07", rng.randbytes(32)),
            ("2bf64e07", key_pair(rng)),
            ("11a2e0c9", scalar(rng)),
            ("1051eebd", scalar(rng)),
            ("075a3cb329", rng.randbytes(56)),
        )
    )
    return check58(bytes.fromhex(prefix) + body)


def cardano(rng: Random) -> str:
    prefix, size = rng.choice(
        (("addr_xsk", 96), ("ed25519e_sk", 64), ("root_xsk", 96), ("acct_xsk", 96), ("stake_xsk", 96), ("ed25519_sk", 32), ("addr_sk", 32))
    )
    return bu.Bech32Encoder.Encode(prefix, rng.randbytes(size))


def hex_key(rng: Random) -> str:
    digits = scalar(rng).hex()
    return rng.choice(("", "", "0x")) + (digits.upper() if rng.random() < 0.1 else digits)


def keystore(rng: Random) -> str:
    """An Ethereum keystore of version 3, as geth, MyEtherWallet or a Python library writes it."""
    key = {
        "ciphertext": rng.randbytes(32).hex(),
        "cipherparams": {"iv": rng.randbytes(16).hex()},
        "cipher": "aes-128-ctr",
        "kdf": "scrypt",
        "kdfparams": {"dklen": 32, "salt": rng.randbytes(32).hex(), "n": 8192, "r": 8, "p": 1},
        "mac": rng.randbytes(32).hex(),
    }
    if rng.random() < 0.4:
        key |= {"kdf": "pbkdf2", "kdfparams": {"c": 262144, "dklen": 32, "prf": "hmac-sha256", "salt": rng.randbytes(32).hex()}}
    whole = {"version": 3, "id": uuid(rng), "address": rng.randbytes(20).hex(), rng.choice(("crypto", "Crypto")): key}
    if rng.random() < 0.3:
        whole = dict(reversed(whole.items()))
    return json.dumps(whole, indent=rng.choice((None, None, 2)))


def uuid(rng: Random) -> str:
    digits = rng.randbytes(16).hex()
    return f"{digits[:8]}-{digits[8:12]}-4{digits[13:16]}-a{digits[17:20]}-{digits[20:]}"


def otpauth(rng: Random) -> str:
    secret = base64.b32encode(rng.randbytes(rng.choice((10, 16, 20)))).decode().rstrip("=")
    who = rng.choice(("Example:alice@example.com", "Exchange%3Aliwei%40example.cn", "bob", "%E4%BA%A4%E6%98%93%E6%89%80:wang"))
    if rng.random() < 0.15:
        return f"otpauth://hotp/{who}?secret={secret}&counter={rng.randrange(9)}"
    return f"otpauth://totp/{who}?" + rng.choice((f"secret={secret}&issuer=Example", f"issuer=Example&secret={secret}&digits=6&period=30"))


def otpauth_migration(rng: Random) -> str:
    """Google Authenticator's export: a small protobuf in base64."""
    name, issuer, secret = b"alice@example.com", b"Example", rng.randbytes(20)
    account = (
        b"\x0a\x14" + secret + b"\x12" + bytes([len(name)]) + name + b"\x1a" + bytes([len(issuer)]) + issuer + b"\x20\x01\x28\x01\x30\x02"
    )
    payload = b"\x0a" + bytes([len(account)]) + account + b"\x10\x01\x18\x01\x20\x00"
    data = base64.b64encode(payload).decode().replace("+", "%2B").replace("/", "%2F").replace("=", "%3D")
    return f"otpauth-migration://offline?data={data}"


KEYS: dict[str, Maker] = {
    "wif": wif,
    "bip38": bip38,
    "xrp": xrp,
    "xrp-ed": xrp_ed,
    "stellar": stellar,
    "solana": solana,
    "solana-array": solana_array,
    "near": near,
    "nsec": nsec,
    "sui": sui,
    "tezos": tezos,
    "cardano": cardano,
    **{prefix: (lambda rng, prefix=prefix: extended(rng, prefix)) for prefix in EXTENDED},
}
