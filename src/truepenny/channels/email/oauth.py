"""Access tokens for mailboxes and servers that want OAuth2 instead of a password (RFC 6749, sections 4.4 and 6).

In: the TOML file of the setting mail_oauth, one table a sign-in. Out: an access token that is good for a while yet. Blocking: call it in
a thread. A refresh token that the server replaces is kept in a file beside the data, readable by the owner only.
"""

from __future__ import annotations

import hashlib
import json
import os
import threading
import time
import tomllib
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.error import HTTPError, URLError
from urllib.parse import urlencode, urlsplit
from urllib.request import Request, urlopen

from truepenny.channels.email.mailbox import is_loopback

TIMEOUT_S = 20.0
EARLY_S = 300.0
"""So long before its end a token is replaced, or for half of a shorter life."""
_ANSWER_BYTES = 1024 * 1024
_KNOWN = {"provider", "tenant", "token_url", "client_id", "client_secret", "refresh_token", "scope"}
_URLS = {
    "google": "https://oauth2.googleapis.com/token",
    "microsoft": "https://login.microsoftonline.com/{tenant}/oauth2/v2.0/token",
}
_APP_SCOPE = {"microsoft": "https://outlook.office365.com/.default"}


class OAuthFailed(Exception):
    """No token. The text is for the operator and holds no secret. final: trying again does not help before something is changed."""

    def __init__(self, text: str, *, final: bool = False) -> None:
        super().__init__(text)
        self.final = final


@dataclass(frozen=True, slots=True)
class SignIn:
    """One table of the file. refresh_token "": the application signs in for itself (client credentials), scope is then needed."""

    name: str
    token_url: str
    client_id: str
    client_secret: str = field(default="", repr=False)
    refresh_token: str = field(default="", repr=False)
    scope: str = ""


@dataclass(slots=True)
class _Held:
    token: str
    renew_at: float


def load_sign_ins(path: Path) -> dict[str, SignIn]:
    """Raises ValueError with words for the operator."""
    try:
        tables = tomllib.loads(path.read_text(encoding="utf-8"))
    except OSError as wrong:
        raise ValueError(f"{path} cannot be read ({os.strerror(wrong.errno or 0)})") from wrong
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as wrong:
        raise ValueError(f"{path} is not TOML: {wrong}") from wrong
    return {name: _sign_in(path, name, table) for name, table in tables.items()}


def _sign_in(path: Path, name: str, table: Any) -> SignIn:
    where = f"[{name}] in {path}"
    if not isinstance(table, dict) or not all(isinstance(value, str) for value in table.values()):
        raise ValueError(f"{where} must be a table of strings")
    if unknown := set(table) - _KNOWN:
        raise ValueError(f"{where} has {', '.join(sorted(unknown))}; known are {', '.join(sorted(_KNOWN))}")
    provider = table.get("provider", name)
    url = table.get("token_url") or _URLS.get(provider, "").format(tenant=table.get("tenant", "common"))
    parts = urlsplit(url)
    if parts.scheme != "https" and not (parts.scheme == "http" and is_loopback(parts.hostname or "")):
        raise ValueError(f"{where} needs a token_url that begins with https://, or the provider google or microsoft")
    if not table.get("client_id"):
        raise ValueError(f"{where} needs a client_id")
    scope = table.get("scope", "")
    if not table.get("refresh_token"):
        scope = scope or _APP_SCOPE.get(provider, "")
        if not (scope and table.get("client_secret")):
            raise ValueError(f"{where} needs a refresh_token, or a client_secret and a scope")
    return SignIn(name, url, table["client_id"], table.get("client_secret", ""), table.get("refresh_token", ""), scope)


class AccessTokens:
    """One for the whole house; threads may share it. kept: file for refresh tokens that were replaced."""

    def __init__(self, path: Path, kept: Path, *, now: Callable[[], float] = time.monotonic) -> None:
        self._path = path
        self._kept = kept
        self._now = now
        self._held: dict[str, _Held] = {}
        self._lock = threading.Lock()

    def get(self, name: str, *, anew: bool = False) -> str:
        """A token that does not end soon; anew: a fresh one in any case, after the last was refused. Raises OAuthFailed."""
        with self._lock:
            held = self._held.get(name)
            if held is None or anew or self._now() >= held.renew_at:
                held = self._held[name] = self._renew(name)
            return held.token

    def _renew(self, name: str) -> _Held:
        try:
            sign_in = load_sign_ins(self._path).get(name)
        except ValueError as wrong:
            raise OAuthFailed(str(wrong), final=True) from wrong
        if sign_in is None:
            raise OAuthFailed(f"{self._path} has no table [{name}]", final=True)
        asked = {"client_id": sign_in.client_id}
        if sign_in.client_secret:
            asked["client_secret"] = sign_in.client_secret
        if sign_in.scope:
            asked["scope"] = sign_in.scope
        if sign_in.refresh_token:
            asked |= {"grant_type": "refresh_token", "refresh_token": self._newest(sign_in)}
        else:
            asked["grant_type"] = "client_credentials"
        said = _ask(sign_in.token_url, asked)
        token, replaced = said.get("access_token"), said.get("refresh_token")
        if not isinstance(token, str) or not token:
            raise OAuthFailed(f"{_host(sign_in.token_url)} answered without an access token")
        if isinstance(replaced, str) and replaced and sign_in.refresh_token:
            self._keep(sign_in, replaced)
        lives = said.get("expires_in")
        seconds = float(lives) if isinstance(lives, int | float) and lives > 0 else 600.0
        return _Held(token, self._now() + seconds - min(EARLY_S, seconds / 2))

    def _newest(self, sign_in: SignIn) -> str:
        """What the server gave last, unless the operator has put another one into the file since."""
        found = self._read_kept().get(sign_in.name)
        if isinstance(found, dict) and found.get("after") == _print_of(sign_in) and isinstance(found.get("refresh_token"), str):
            return str(found["refresh_token"])
        return sign_in.refresh_token

    def _read_kept(self) -> dict[str, Any]:
        try:
            found = json.loads(self._kept.read_text(encoding="utf-8"))
        except (OSError, ValueError):
            return {}
        return found if isinstance(found, dict) else {}

    def _keep(self, sign_in: SignIn, refresh_token: str) -> None:
        kept = self._read_kept() | {sign_in.name: {"after": _print_of(sign_in), "refresh_token": refresh_token}}
        beside = self._kept.with_name(f"{self._kept.name}.new")
        descriptor = os.open(beside, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
        with os.fdopen(descriptor, "w", encoding="utf-8") as file:
            json.dump(kept, file)
            file.flush()
            os.fsync(file.fileno())
        beside.replace(self._kept)


def _print_of(sign_in: SignIn) -> str:
    return hashlib.sha256(f"{sign_in.client_id}\0{sign_in.refresh_token}".encode()).hexdigest()


def _ask(url: str, asked: dict[str, str]) -> dict[str, Any]:
    request = Request(url, urlencode(asked).encode(), {"Accept": "application/json"})  # noqa: S310 - https, or http on loopback: checked above
    try:
        with urlopen(request, timeout=TIMEOUT_S) as answer:  # noqa: S310
            said = json.loads(answer.read(_ANSWER_BYTES))
    except HTTPError as refused:
        with refused:
            raise _refused(url, refused.code, refused.read(_ANSWER_BYTES)) from None
    except (URLError, OSError, TimeoutError) as away:
        raise OAuthFailed(f"{_host(url)} cannot be reached for a token") from away
    except ValueError as wrong:
        raise OAuthFailed(f"{_host(url)} answered something that is not JSON") from wrong
    if not isinstance(said, dict):
        raise OAuthFailed(f"{_host(url)} answered something that is no token")
    return said


def _refused(url: str, status: int, body: bytes) -> OAuthFailed:
    """The error code of RFC 6749, 5.2, which names no secret; its description may, and is left out."""
    try:
        found = json.loads(body)
    except ValueError:
        found = {}
    code = str(found.get("error", "")) if isinstance(found, dict) else ""
    cure = "; the refresh token is no longer good: make a new one" if code == "invalid_grant" else ""
    return OAuthFailed(f"{_host(url)} gave no token ({code or status}){cure}", final=400 <= status < 500 and status != 429)


def _host(url: str) -> str:
    return urlsplit(url).hostname or url
