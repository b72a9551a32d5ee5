"""Static files: one hash over all of them stands in every URL, so that pages may keep them for a year.

In: named folders ("shared" -> path) and texts made at start ("i18n/portal/zh.json" -> bytes). Out: URLs, and an ASGI app for /assets.
/assets/_<hash>/<name> is immutable; /assets/<name> and stale hashes are answered too, to be asked about again (ETag).
Because the hash stands before the name, modules that import one another by relative URL stay within one version.
Never follows a name out of its folder, never lists one, never serves a dot file or Python source.
"""

from __future__ import annotations

import gzip
import hashlib
import mimetypes
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path, PurePosixPath

from litestar import asgi
from litestar.handlers import ASGIRouteHandler
from litestar.types import Receive, Scope, Send

_TYPES = {
    ".js": "text/javascript; charset=utf-8",
    ".css": "text/css; charset=utf-8",
    ".svg": "image/svg+xml",
    ".json": "application/json",
    ".html": "text/html; charset=utf-8",
    ".txt": "text/plain; charset=utf-8",
    ".woff2": "font/woff2",
    ".webmanifest": "application/manifest+json",
}
_WORTH_PACKING = 500
IMMUTABLE = "public, max-age=31536000, immutable"
ASK_AGAIN = "public, no-cache"


class AssetMissing(LookupError):
    """A page names a static file that does not exist: a mistake of ours, found when the page is first made."""


@dataclass(frozen=True, slots=True)
class Asset:
    """gzipped: the same for browsers that take it, where it is much smaller."""

    body: bytes
    media_type: str
    etag: str
    gzipped: bytes | None = None


def _media_type(name: str) -> str:
    suffix = PurePosixPath(name).suffix
    return _TYPES.get(suffix) or mimetypes.guess_type(name)[0] or "application/octet-stream"


def _may_serve(relative: PurePosixPath) -> bool:
    return relative.suffix not in (".py", ".pyc", ".po", "") and not any(part.startswith((".", "_")) for part in relative.parts)


class Assets:
    """All static files by name, e.g. "shared/base.css". Read from disk at first use and again when the file has changed."""

    def __init__(self, folders: Mapping[str, Path], *, made: Mapping[str, bytes] | None = None) -> None:
        self._paths: dict[str, Path] = {}
        self._made = dict(made or {})
        for prefix, folder in folders.items():
            for path in sorted(folder.rglob("*")):
                relative = PurePosixPath(path.relative_to(folder).as_posix())
                if path.is_file() and _may_serve(relative):
                    self._paths[f"{prefix}/{relative}"] = path
        self._read: dict[str, tuple[tuple[int, int], Asset]] = {}
        self.version = self._digest()

    def _digest(self) -> str:
        whole = hashlib.sha256()
        for name in sorted(self._paths):
            whole.update(name.encode() + b"\0" + self._paths[name].read_bytes() + b"\0")
        for name in sorted(self._made):
            whole.update(name.encode() + b"\0" + self._made[name] + b"\0")
        return whole.hexdigest()[:12]

    @property
    def names(self) -> frozenset[str]:
        return frozenset(self._paths) | frozenset(self._made)

    def url(self, name: str) -> str:
        """The lasting URL of a file. Raises AssetMissing."""
        if name not in self._paths and name not in self._made:
            raise AssetMissing(name)
        return f"/assets/_{self.version}/{name}"

    def find(self, name: str) -> Asset | None:
        if (made := self._made.get(name)) is not None:
            if name not in self._read:
                self._read[name] = ((0, 0), _asset(name, made))
            return self._read[name][1]
        path = self._paths.get(name)
        if path is None:
            return None
        try:
            stat = path.stat()
            mark = (stat.st_mtime_ns, stat.st_size)
            known = self._read.get(name)
            if known is None or known[0] != mark:
                known = self._read[name] = (mark, _asset(name, path.read_bytes()))
        except FileNotFoundError:
            return None
        return known[1]


def _asset(name: str, body: bytes) -> Asset:
    packed = gzip.compress(body, 9, mtime=0) if len(body) > _WORTH_PACKING else body
    etag = f'"{hashlib.sha256(body).hexdigest()[:20]}"'
    return Asset(body, _media_type(name), etag, packed if len(packed) < 0.9 * len(body) else None)


def split_version(path: str) -> tuple[str | None, str]:
    """/_abc/shared/x.css -> ("abc", "shared/x.css"); /shared/x.css -> (None, "shared/x.css")."""
    name = path.lstrip("/")
    if name.startswith("_"):
        version, _, rest = name[1:].partition("/")
        return version, rest
    return None, name


def _header(scope: Scope, name: bytes) -> bytes:
    return next((value for key, value in scope["headers"] if key == name), b"")


def assets_route(assets: Assets, *, prefix: str = "/assets") -> ASGIRouteHandler:
    """The route of all static files. They hold nothing personal, so any site may load them (the widget does)."""

    @asgi(prefix, is_mount=True, copy_scope=False)
    async def serve_asset(scope: Scope, receive: Receive, send: Send) -> None:
        method = str(scope.get("method", ""))
        # the router hands a mounted application the rest of the path with a slash at its end
        version, name = split_version(str(scope["path"]).removeprefix(prefix).removesuffix("/"))
        asset = assets.find(name)
        headers: list[tuple[bytes, bytes]] = [(b"access-control-allow-origin", b"*"), (b"cross-origin-resource-policy", b"cross-origin")]
        if method not in ("GET", "HEAD"):
            status, body = 405, b""
            headers += [(b"allow", b"GET, HEAD"), (b"content-length", b"0")]
        elif asset is None:
            status, body = 404, b"not found"
            headers += [(b"content-type", b"text/plain"), (b"cache-control", b"no-store"), (b"content-length", b"9")]
        else:
            status, body = 200, asset.body
            headers += [
                (b"content-type", asset.media_type.encode()),
                (b"cache-control", (IMMUTABLE if version == assets.version else ASK_AGAIN).encode()),
                (b"etag", asset.etag.encode()),
            ]
            if asset.gzipped is not None:
                headers.append((b"vary", b"accept-encoding"))
            if asset.etag.encode() in _header(scope, b"if-none-match"):
                status, body = 304, b""
            else:
                if asset.gzipped is not None and b"gzip" in _header(scope, b"accept-encoding"):
                    body = asset.gzipped
                    headers.append((b"content-encoding", b"gzip"))
                headers.append((b"content-length", str(len(body)).encode()))
        await send({"type": "http.response.start", "status": status, "headers": headers})
        await send({"type": "http.response.body", "body": b"" if method == "HEAD" else body, "more_body": False})

    return serve_asset
