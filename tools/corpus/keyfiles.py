"""Key files: PEM of several sorts, OpenSSH, PGP; and what is public about them. The same for the same seed: nothing asks the system's
random source."""

from __future__ import annotations

import base64
import datetime
import struct
import textwrap
from collections.abc import Callable
from random import Random

from cryptography import x509
from cryptography.hazmat.primitives import serialization as ser
from cryptography.hazmat.primitives.asymmetric import ec, ed25519, rsa
from cryptography.x509.oid import NameOID

_PEM, _PLAIN = ser.Encoding.PEM, ser.NoEncryption()


def _prime(rng: Random, bits: int) -> int:
    """Fermat's test with three witnesses is enough for keys that protect nothing."""
    while True:
        found = rng.getrandbits(bits) | (3 << (bits - 2)) | 1
        if all(pow(witness, found - 1, found) == 1 for witness in (2, 3, 5)):
            return found


def _rsa(rng: Random, bits: int = 1024) -> rsa.RSAPrivateKey:
    while True:
        p, q = _prime(rng, bits // 2), _prime(rng, bits // 2)
        if p != q and (p - 1) % 65537 and (q - 1) % 65537:
            break
    d = pow(65537, -1, (p - 1) * (q - 1))
    public = rsa.RSAPublicNumbers(65537, p * q)
    numbers = rsa.RSAPrivateNumbers(p, q, d, rsa.rsa_crt_dmp1(d, p), rsa.rsa_crt_dmq1(d, q), rsa.rsa_crt_iqmp(p, q), public)
    return numbers.private_key()


def _ec(rng: Random) -> ec.EllipticCurvePrivateKey:
    return ec.derive_private_key(rng.getrandbits(250) + 1, rng.choice((ec.SECP256K1(), ec.SECP256R1())))


def _ed(rng: Random) -> ed25519.Ed25519PrivateKey:
    return ed25519.Ed25519PrivateKey.from_private_bytes(rng.randbytes(32))


def _armour(label: str, body: bytes, width: int = 64) -> str:
    lines = textwrap.wrap(base64.b64encode(body).decode(), width)
    return "\n".join([f"-----BEGIN {label}-----", *lines, f"-----END {label}-----"])


def pkcs8(rng: Random) -> str:
    return _ed(rng).private_bytes(_PEM, ser.PrivateFormat.PKCS8, _PLAIN).decode().strip()


def ec_pem(rng: Random) -> str:
    return _ec(rng).private_bytes(_PEM, ser.PrivateFormat.TraditionalOpenSSL, _PLAIN).decode().strip()


def rsa_pem(rng: Random) -> str:
    return _rsa(rng).private_bytes(_PEM, ser.PrivateFormat.TraditionalOpenSSL, _PLAIN).decode().strip()


def encrypted_pem(rng: Random) -> str:
    """EncryptedPrivateKeyInfo by its outer form: PBES2 with random salt and ciphertext."""
    head = bytes.fromhex("3081a1305d06092a864886f70d01050d3050302f06092a864886f70d01050c30220410")
    return _armour("ENCRYPTED PRIVATE KEY", head + rng.randbytes(130))


def dsa_pem(rng: Random) -> str:
    """Old, with headers of its own as OpenSSL wrote them for encrypted keys."""
    lines = textwrap.wrap(base64.b64encode(rng.randbytes(220)).decode(), 64)
    head = ["-----BEGIN DSA PRIVATE KEY-----", "Proc-Type: 4,ENCRYPTED", f"DEK-Info: AES-128-CBC,{rng.randbytes(16).hex().upper()}", ""]
    return "\n".join([*head, *lines, "-----END DSA PRIVATE KEY-----"])


def _string(value: bytes) -> bytes:
    return struct.pack(">I", len(value)) + value


def openssh(rng: Random) -> str:
    """openssh-key-v1 without a passphrase, ed25519."""
    key = _ed(rng)
    seed = key.private_bytes(ser.Encoding.Raw, ser.PrivateFormat.Raw, _PLAIN)
    public = key.public_key().public_bytes(ser.Encoding.Raw, ser.PublicFormat.Raw)
    kind, check = _string(b"ssh-ed25519"), rng.randbytes(4)
    secret = check + check + kind + _string(public) + _string(seed + public) + _string(b"alice@laptop")
    secret += bytes(range(1, 9 - len(secret) % 8)) if len(secret) % 8 else b""
    body = (
        b"openssh-key-v1\0" + _string(b"none") * 2 + _string(b"") + struct.pack(">I", 1) + _string(kind + _string(public)) + _string(secret)
    )
    return _armour("OPENSSH PRIVATE KEY", body, 70)


def pgp(rng: Random) -> str:
    lines = textwrap.wrap(base64.b64encode(b"\x95" + rng.randbytes(300)).decode(), 64)
    return "\n".join(["-----BEGIN PGP PRIVATE KEY BLOCK-----", "", *lines, "=x7Qd", "-----END PGP PRIVATE KEY BLOCK-----"])


KEY_FILES: dict[str, Callable[[Random], str]] = {
    "pem-pkcs8": pkcs8,
    "pem-ec": ec_pem,
    "pem-rsa": rsa_pem,
    "pem-encrypted": encrypted_pem,
    "pem-dsa": dsa_pem,
    "openssh": openssh,
    "pgp": pgp,
}


def certificate(rng: Random) -> str:
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, f"host{rng.randrange(900)}.example.com")])
    start = datetime.datetime(2026, rng.randrange(1, 12), 1)  # noqa: DTZ001 - certificates are in UTC by definition
    key = _ed(rng)
    built = (
        x509.CertificateBuilder().subject_name(name).issuer_name(name).public_key(key.public_key()).serial_number(rng.getrandbits(80) + 1)
    )
    built = built.not_valid_before(start).not_valid_after(start + datetime.timedelta(days=90))
    return built.sign(key, None).public_bytes(_PEM).decode().strip()


def public_pem(rng: Random) -> str:
    return _ec(rng).public_key().public_bytes(_PEM, ser.PublicFormat.SubjectPublicKeyInfo).decode().strip()


def ssh_public(rng: Random) -> str:
    key = _ed(rng) if rng.random() < 0.6 else ec.derive_private_key(rng.getrandbits(250) + 1, ec.SECP256R1())
    line = key.public_key().public_bytes(ser.Encoding.OpenSSH, ser.PublicFormat.OpenSSH).decode()
    return f"{line} {rng.choice(('alice@laptop', 'root@web1', 'liwei@mac.local'))}"


def pgp_public(rng: Random) -> str:
    lines = textwrap.wrap(base64.b64encode(b"\x99" + rng.randbytes(200)).decode(), 64)
    return "\n".join(["-----BEGIN PGP PUBLIC KEY BLOCK-----", "", *lines, "=k3Fa", "-----END PGP PUBLIC KEY BLOCK-----"])
