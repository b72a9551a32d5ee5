"""From raw values (strings of the environment, TOML values) to checked settings. Raises ValueError with words for the operator."""

from __future__ import annotations

import ipaddress
from collections.abc import Callable
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit


def convert(kind: Any, value: object) -> object:
    """The value in the field's type, from a string (environment) or a TOML value."""
    if kind is bool:
        return _to_bool(value)
    if kind is int:
        return _to_int(value)
    if kind == tuple[str, ...]:
        parts = value.split(",") if isinstance(value, str) else value
        if not isinstance(parts, list) or not all(isinstance(part, str) for part in parts):
            raise ValueError("must be a list of strings")
        return tuple(part.strip() for part in parts if part.strip())
    if not isinstance(value, str):
        raise ValueError("must be a string")
    if kind is str:
        return value
    if kind is Path and not value:
        raise ValueError("must not be empty")
    return Path(value).expanduser() if value else None


def _to_bool(value: object) -> bool:
    words = {"true": True, "yes": True, "on": True, "1": True, "false": False, "no": False, "off": False, "0": False}
    found = words.get(str(value).lower())
    if found is None:
        raise ValueError("must be true or false")
    return found


def _to_int(value: object) -> int:
    if isinstance(value, bool) or not isinstance(value, int | str):
        raise ValueError("must be a whole number")
    try:
        return int(value)
    except ValueError:
        raise ValueError("must be a whole number") from None


def _origin(text: str) -> str:
    parts = urlsplit(text)
    if parts.scheme not in ("http", "https") or not parts.hostname or parts.path.strip("/") or parts.query or parts.username:
        raise ValueError(f"{text!r} is not an origin; write it like https://www.example.com")
    return text.rstrip("/").lower()


def _network(text: str) -> str:
    try:
        ipaddress.ip_network(text, strict=False)
    except ValueError:
        raise ValueError(f"{text!r} is neither an address nor a network; write it like 10.0.0.5 or 10.0.0.0/24") from None
    return text


def _between(low: int, high: int) -> Callable[[Any], Any]:
    def check(value: int) -> int:
        if not low <= value <= high:
            raise ValueError(f"must be between {low} and {high}")
        return value

    return check


def _one_of(*words: str) -> Callable[[Any], Any]:
    def check(value: str) -> str:
        if value.lower() not in words:
            raise ValueError(f"must be one of {', '.join(words)}")
        return value.lower()

    return check


def _database(value: str) -> str:
    if value and not value.startswith("postgresql://"):
        raise ValueError("must be empty (SQLite) or start with postgresql://")
    return value


def _languages(value: tuple[str, ...]) -> tuple[str, ...]:
    if not value or any(code not in ("en", "zh") for code in value) or len(set(value)) != len(value):
        raise ValueError("must name en, zh or both, each once")
    return value


def _mail_address(value: str) -> str:
    local, at, domain = value.rpartition("@")
    if value and (not at or not local or "+" in local or "." not in domain or any(c.isspace() or c in '<>,;:"' for c in value)):
        raise ValueError("must be a plain mail address such as support@acme.example, without a + in it")
    return f"{local}@{domain.lower()}" if value else value


def _mail_url(*schemes: str) -> Callable[[Any], Any]:
    def check(value: str) -> str:
        parts = urlsplit(value)
        if value and (parts.scheme not in schemes or not (parts.hostname or parts.path.startswith("/"))):
            raise ValueError(f"must be a URL that begins with {' or '.join(f'{scheme}://' for scheme in schemes)}")
        return value

    return check


def _dkim(value: str) -> str:
    selector, colon, path = value.partition(":")
    if value and not (selector and colon and path):
        raise ValueError("must name selector and key file, as selector:/path/to/key.pem")
    return value


def read_name_server(text: str) -> tuple[str, int]:
    """("127.0.0.1", 53) of "127.0.0.1", "127.0.0.1:53", "::1" or "[::1]:53". Raises ValueError."""
    host, port = text, "53"
    if text.count(":") == 1 or "]:" in text:
        host, _, port = text.rpartition(":")
    try:
        address = str(ipaddress.ip_address(host.removeprefix("[").removesuffix("]")))
    except ValueError:
        raise ValueError(f"{text!r} is not the address of a name server; write it like 127.0.0.1 or 127.0.0.1:53") from None
    if not (port.isascii() and port.isdigit() and 0 < int(port) < 65536):
        raise ValueError(f"{port!r} is not a port; write the name server like 127.0.0.1:53")
    return address, int(port)


def _name_server(value: str) -> str:
    if value:
        read_name_server(value)
    return value


_CHECKS: dict[str, Callable[[Any], Any]] = {
    "port": _between(0, 65535),
    "public_url": lambda value: _origin(value) if value else value,
    "database_url": _database,
    "widget_origins": lambda value: tuple(map(_origin, value)),
    "trusted_proxies": lambda value: tuple(map(_network, value)),
    "max_file_bytes": _between(1024, 1024**3),
    "screen_unread": _one_of("hold", "mark"),
    "anchor_every_s": _between(1, 86_400),
    "undo_s": _between(0, 120),
    "park_days": _between(1, 365),
    "log_level": _one_of("debug", "info", "warning", "error"),
    "log_format": _one_of("json", "text"),
    "mail_address": _mail_address,
    "mail_smtp": _mail_url("smtp", "smtps"),
    "mail_imap": lambda value: tuple(map(_mail_url("imap", "imaps"), value)),
    "mail_listen": _mail_url("smtp", "lmtp"),
    "mail_dkim": _dkim,
    "mail_dns": _name_server,
    "mail_max_bytes": _between(64 * 1024, 1024**3),
    "languages": _languages,
}


def checked(name: str, value: object) -> object:
    """The value in its plain form, when it is one that the setting may have."""
    return _CHECKS[name](value) if name in _CHECKS else value
