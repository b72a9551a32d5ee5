"""Synthetic secrets, made with libraries that the detectors do not use; the same at each run."""

from __future__ import annotations

import base64
import hashlib
import json
from collections.abc import Callable
from random import Random

import base58
from cryptography.hazmat.primitives.asymmetric import ec, ed25519
from cryptography.hazmat.primitives.serialization import BestAvailableEncryption, Encoding, NoEncryption, PrivateFormat
from nacl.signing import SigningKey

RIPPLE = b"rpshnaf39wBUDNEGHJKLM4PQRST7VWXYZ2bcdeCg65jkm8oFqi1tuvAxyz"
_BECH32 = "qpzry9x8gf2tvdw0s3jn54khce6mua7l"


def key(rng: Random) -> bytes:
    return rng.randbytes(32)


def check58(raw: bytes) -> str:
    return base58.b58encode_check(raw).decode()


def ripple58(raw: bytes) -> str:
    return base58.b58encode_check(raw, alphabet=RIPPLE).decode()


def extended(rng: Random, version: str, *, private: bool = True) -> str:
    tail = b"\0" + key(rng) if private else b"\2" + rng.randbytes(32)
    return check58(bytes.fromhex(version) + b"\3" + rng.randbytes(4 + 4 + 32) + tail)


def strkey(version: int, raw: bytes) -> str:
    payload = bytes([version]) + raw
    crc = 0
    for byte in payload:  # CRC16-XMODEM, bit by bit
        crc ^= byte << 8
        for _ in range(8):
            crc = (crc << 1 ^ 0x1021 if crc & 0x8000 else crc << 1) & 0xFFFF
    return base64.b32encode(payload + crc.to_bytes(2, "little")).decode().rstrip("=")


def bech32(prefix: str, raw: bytes, constant: int = 1) -> str:
    bits = "".join(f"{byte:08b}" for byte in raw)
    bits += "0" * (-len(bits) % 5)
    values = [int(bits[at : at + 5], 2) for at in range(0, len(bits), 5)]
    expanded = [ord(letter) >> 5 for letter in prefix] + [0] + [ord(letter) & 31 for letter in prefix]
    check = 1
    for value in expanded + values + [0] * 6:
        top, check = check >> 25, (check & 0x1FFFFFF) << 5 ^ value
        for place, factor in enumerate((0x3B6A57B2, 0x26508E6D, 0x1EA119FA, 0x3D4233DD, 0x2A1462B3)):
            check ^= factor if top >> place & 1 else 0
    check ^= constant
    return prefix + "1" + "".join(_BECH32[value] for value in values + [check >> 5 * (5 - place) & 31 for place in range(6)])


def pair(rng: Random) -> bytes:
    seed = key(rng)
    return seed + bytes(SigningKey(seed).verify_key)


def signature(rng: Random) -> bytes:
    """What has the size of a secret key of Solana, and is none."""
    return SigningKey(key(rng)).sign(rng.randbytes(40)).signature


def pem(rng: Random, form: PrivateFormat = PrivateFormat.PKCS8, *, locked: bool = False) -> str:
    made = ec.derive_private_key(int.from_bytes(key(rng), "big") % 2**255 + 1, ec.SECP256R1())
    return made.private_bytes(Encoding.PEM, form, BestAvailableEncryption(b"x") if locked else NoEncryption()).decode()


def openssh(rng: Random) -> str:
    return (
        ed25519.Ed25519PrivateKey.from_private_bytes(key(rng)).private_bytes(Encoding.PEM, PrivateFormat.OpenSSH, NoEncryption()).decode()
    )


def keystore(rng: Random) -> str:
    crypto = {
        "cipher": "aes-128-ctr",
        "cipherparams": {"iv": rng.randbytes(16).hex()},
        "ciphertext": rng.randbytes(32).hex(),
        "kdf": "scrypt",
        "kdfparams": {"dklen": 32, "n": 262144, "p": 1, "r": 8, "salt": rng.randbytes(32).hex()},
        "mac": rng.randbytes(32).hex(),
    }
    return json.dumps({"address": rng.randbytes(20).hex(), "crypto": crypto, "id": "3198bc9c-6672-5ab3-d995-4942343ae5b6", "version": 3})


def putty(rng: Random) -> str:
    lines = "\n".join(base64.b64encode(rng.randbytes(48)).decode() for _ in range(2))
    return (
        f"PuTTY-User-Key-File-2: ssh-ed25519\nEncryption: none\nComment: mine\nPublic-Lines: 2\n{lines}\n"
        f"Private-Lines: 1\n{base64.b64encode(rng.randbytes(36)).decode()}\nPrivate-MAC: {rng.randbytes(20).hex()}"
    )


def pgp(rng: Random) -> str:
    lines = "\n".join(base64.b64encode(rng.randbytes(48)).decode() for _ in range(6))
    return f"-----BEGIN PGP PRIVATE KEY BLOCK-----\nVersion: GnuPG v2\n\n{lines}\n=aB3d\n-----END PGP PRIVATE KEY BLOCK-----"


def web_token(rng: Random) -> str:
    def part(raw: bytes) -> str:
        return base64.urlsafe_b64encode(raw).decode().rstrip("=")

    return ".".join((part(b'{"alg":"HS256","typ":"JWT"}'), part(b'{"sub":"%d"}' % rng.randrange(10**9)), part(rng.randbytes(32))))


def otpauth(rng: Random) -> str:
    return f"otpauth://totp/Exchange:li@example.com?secret={base64.b32encode(rng.randbytes(20)).decode()}&issuer=Exchange"


def card(rng: Random, leading: str = "4", size: int = 16) -> str:
    digits = leading + "".join(str(rng.randrange(10)) for _ in range(size - 1 - len(leading)))
    total = sum(int(digit) if place % 2 else sum(map(int, str(2 * int(digit)))) for place, digit in enumerate(reversed(digits)))
    return digits + str(-total % 10)


CERTAIN: dict[str, tuple[str, Callable[[Random], str]]] = {  # rule: kind, maker
    "WIF": ("private_key", lambda rng: check58(b"\x80" + key(rng))),
    "WIF, compressed": ("private_key", lambda rng: check58(b"\x80" + key(rng) + b"\1")),
    "WIF of a test network": ("private_key", lambda rng: check58(b"\xef" + key(rng) + b"\1")),
    "WIF of Litecoin": ("private_key", lambda rng: check58(b"\xb0" + key(rng) + b"\1")),
    "WIF of Dogecoin": ("private_key", lambda rng: check58(b"\x9e" + key(rng) + b"\1")),
    "BIP-38": ("private_key", lambda rng: check58(b"\x01\x42\xc0" + rng.randbytes(36))),
    "BIP-38, multiplied": ("private_key", lambda rng: check58(b"\x01\x43\x20" + rng.randbytes(36))),
    "xprv": ("private_key", lambda rng: extended(rng, "0488ADE4")),
    "yprv": ("private_key", lambda rng: extended(rng, "049D7878")),
    "zprv": ("private_key", lambda rng: extended(rng, "04B2430C")),
    "Yprv": ("private_key", lambda rng: extended(rng, "0295B005")),
    "Zprv": ("private_key", lambda rng: extended(rng, "02AA7A99")),
    "tprv": ("private_key", lambda rng: extended(rng, "04358394")),
    "XRP": ("private_key", lambda rng: ripple58(b"\x21" + rng.randbytes(16))),
    "XRP, ed25519": ("private_key", lambda rng: ripple58(b"\x01\xe1\x4b" + rng.randbytes(16))),
    "Stellar": ("private_key", lambda rng: strkey(0x90, key(rng))),
    "Solana": ("private_key", lambda rng: base58.b58encode(pair(rng)).decode()),
    "Solana, numbers": ("private_key", lambda rng: json.dumps(list(pair(rng)))),
    "ed25519, hex": ("private_key", lambda rng: pair(rng).hex()),
    "nsec": ("private_key", lambda rng: bech32("nsec", key(rng))),
    "Sui": ("private_key", lambda rng: bech32("suiprivkey", b"\0" + key(rng))),
    "Cardano": ("private_key", lambda rng: bech32("addr_xsk", rng.randbytes(96))),
    "Cardano, root": ("private_key", lambda rng: bech32("root_xsk", rng.randbytes(96))),
    "Cardano, ed25519e": ("private_key", lambda rng: bech32("ed25519e_sk", rng.randbytes(64))),
    "Tezos": ("private_key", lambda rng: check58(bytes.fromhex("0d0f3a07") + key(rng))),
    "Tezos, 64 bytes": ("private_key", lambda rng: check58(bytes.fromhex("2bf64e07") + rng.randbytes(64))),
    "Tezos, locked": ("private_key", lambda rng: check58(bytes.fromhex("075a3cb329") + rng.randbytes(56))),
    "NEAR": ("private_key", lambda rng: "ed25519:" + base58.b58encode(pair(rng)).decode()),
    "PKCS#8": ("key_file", pem),
    "PKCS#8, locked": ("key_file", lambda rng: pem(rng, locked=True)),
    "SEC 1": ("key_file", lambda rng: pem(rng, PrivateFormat.TraditionalOpenSSL)),
    "OpenSSH": ("key_file", openssh),
    "PGP": ("key_file", pgp),
    "PuTTY": ("key_file", putty),
    "keystore": ("key_file", keystore),
    "otpauth": ("authenticator", otpauth),
    "JSON Web Token": ("access_token", web_token),
}


def digest(rng: Random) -> str:
    return hashlib.sha256(rng.randbytes(32)).hexdigest()
