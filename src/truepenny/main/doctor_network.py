"""Doctor's look outward: the public address, proxies, the widget's hosts, the exchange's keys, the virus scanner."""

from __future__ import annotations

import contextlib
import ipaddress
import json
import socket
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urlsplit

from truepenny.main.finding import Finding, error, fine, warning
from truepenny.platform.settings import Settings

_PRIVATE_PARTS = {"d", "p", "q", "k"}


def check_public(settings: Settings) -> Iterator[Finding]:
    public = urlsplit(settings.public_url)
    local = _is_loopback(public.hostname or "")
    if public.scheme == "http" and not local:
        yield error(
            "public_url",
            f"{settings.public_url} is not https: anyone on the way reads along",
            "put a TLS proxy in front and set public_url",
        )
    elif public.scheme == "https" and not settings.secure_cookies:
        yield warning("secure_cookies", "off, although public_url is https", "leave secure_cookies unset")
    else:
        yield fine("public_url", settings.public_url + (" (this machine only)" if local else ""))
    if local and not _is_loopback(settings.host):
        yield warning("public_url", f"the desk listens on {settings.host}, but browsers are sent to this machine", "set public_url")


def check_proxies(settings: Settings) -> Iterator[Finding]:
    networks = [ipaddress.ip_network(text, strict=False) for text in settings.trusted_proxies]
    if any(network.prefixlen == 0 for network in networks):
        yield error("trusted_proxies", "everyone is trusted to say who the client is", "name your proxies' addresses only")
    elif settings.public_url.startswith("https://") and not networks:
        yield warning(
            "trusted_proxies",
            "https comes from a proxy, and none is trusted: all customers share one rate limit",
            "set it to the proxy's address",
        )
    else:
        yield fine("trusted_proxies", ", ".join(settings.trusted_proxies) or "none")


def check_widget(settings: Settings) -> Iterator[Finding]:
    if not settings.widget_origins:
        yield warning("widget_origins", "no page may embed the widget", "list your sites, such as https://www.example.com")
        return
    for origin in settings.widget_origins:
        parts = urlsplit(origin)
        if parts.scheme == "http" and not _is_loopback(parts.hostname or ""):
            yield warning(
                "widget_origins",
                f"{origin} is not https: whoever changes that page on the way speaks as your customer",
                "serve it by https",
            )
    yield fine("widget_origins", ", ".join(settings.widget_origins))


def check_exchange(settings: Settings) -> Iterator[Finding]:
    path = settings.exchange_keys
    if path is None:
        yield warning("exchange_keys", "customers cannot be signed in by your site; all are guests", "set it up: docs/signing-in.md")
        return
    try:
        keys = json.loads(path.read_text(encoding="utf-8"))["keys"]
        kinds = [str(key["kty"]) for key in keys]
    except OSError as wrong:
        yield error("exchange_keys", f"{path} cannot be read: {wrong.strerror}", "name a file that the user of the desk can read")
        return
    except (ValueError, KeyError, TypeError):
        yield error("exchange_keys", f"{path} is not a JWKS file", 'it must hold {"keys": [...]} with public keys')
        return
    if any(_PRIVATE_PARTS & set(key) for key in keys):
        yield error(
            "exchange_keys",
            f"{path} holds private keys",
            "export the public half only, and replace those keys: they have been copied around",
        )
    elif not kinds:
        yield error("exchange_keys", f"{path} holds no key", "add your public signing key")
    else:
        yield fine("exchange_keys", f"{len(kinds)} public keys ({', '.join(sorted(set(kinds)))})")


def check_scanner(settings: Settings) -> Iterator[Finding]:
    if not settings.clamd:
        yield warning("clamd", "files are not scanned for viruses", "install clamav-daemon and set clamd to its socket")
        return
    try:
        with contextlib.closing(_connect(settings.clamd)) as connected:
            connected.sendall(b"zPING\0")
            said = connected.recv(64)
    except (OSError, ValueError) as wrong:
        yield error(
            "clamd", f"{settings.clamd} does not answer ({wrong}); new files are held back", "start clamav-daemon, or correct the setting"
        )
        return
    if said.rstrip(b"\0\n") != b"PONG":
        yield error("clamd", f"what answers at {settings.clamd} is not clamd", "correct the setting")
    else:
        yield fine("clamd", f"{settings.clamd} answers")


def _connect(place: str) -> socket.socket:
    if place.startswith(("/", ".")) or ":" not in place:
        connected = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
        connected.settimeout(5)
        try:
            connected.connect(str(Path(place)))
        except OSError:
            connected.close()
            raise
        return connected
    host, _, port = place.rpartition(":")
    return socket.create_connection((host.strip("[]"), int(port)), timeout=5)


def _is_loopback(host: str) -> bool:
    if host == "localhost" or host.endswith(".localhost"):
        return True
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False
