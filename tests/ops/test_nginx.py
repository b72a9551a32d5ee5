"""deploy/nginx.conf: nginx takes it, and in front of a real server it does what docs/operations.md promises."""

from __future__ import annotations

import asyncio
import datetime as dt
import json
import os
import shutil
import signal
import socket
import ssl
import subprocess
from collections.abc import AsyncIterator
from dataclasses import dataclass
from pathlib import Path

import pytest
import uvicorn
import websockets
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID
from tests.postgresql_server import free_port

pytestmark = pytest.mark.anyio
CONFIG = Path(__file__).parents[2] / "deploy" / "nginx.conf"
NAME = "desk.example.com"


def _find_nginx() -> str:
    found = shutil.which("nginx") or shutil.which("nginx", path="/usr/sbin")
    if found is None:
        pytest.skip("nginx is not installed: sudo apt-get install nginx-light")
    return found


def _make_certificate(folder: Path) -> None:
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, NAME)])
    now = dt.datetime.now(dt.UTC)
    made = (
        x509.CertificateBuilder(name, name, key.public_key(), x509.random_serial_number())
        .not_valid_before(now - dt.timedelta(days=1))
        .not_valid_after(now + dt.timedelta(days=1))
        .add_extension(x509.SubjectAlternativeName([x509.DNSName(NAME)]), critical=False)
        .sign(key, hashes.SHA256())
    )
    (folder / "crt").write_bytes(made.public_bytes(serialization.Encoding.PEM))
    clear = serialization.NoEncryption()
    (folder / "key").write_bytes(key.private_bytes(serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, clear))


@dataclass(frozen=True)
class Front:
    """nginx with our file, its addresses moved to loopback and a folder that goes away."""

    folder: Path
    tls_port: int
    tls: ssl.SSLContext

    async def get(self, path: str, headers: str = "") -> tuple[int, str]:
        reader, writer = await asyncio.open_connection("127.0.0.1", self.tls_port, ssl=self.tls, server_hostname=NAME)
        writer.write(f"GET {path} HTTP/1.1\r\nHost: {NAME}\r\nConnection: close\r\n{headers}\r\n".encode())
        answer = (await reader.read()).decode()
        writer.close()
        return int(answer.split(" ")[1]), answer.partition("\r\n\r\n")[2]


async def _echo(scope, receive, send):  # type: ignore[no-untyped-def]
    """Says over HTTP which headers arrived, and over a WebSocket what it was told."""
    if scope["type"] == "websocket":
        await receive()
        await send({"type": "websocket.accept"})
        message = await receive()
        await send({"type": "websocket.send", "text": message["text"]})
        await send({"type": "websocket.close"})
        return
    headers = {key.decode(): value.decode() for key, value in scope["headers"]}
    body = json.dumps({"client": scope["client"][0], "scheme": scope["scheme"], "headers": headers}).encode()
    await send(
        {"type": "http.response.start", "status": 200, "headers": [(b"x-request-id", b"abc123"), (b"content-length", b"%d" % len(body))]}
    )
    await send({"type": "http.response.body", "body": body})


def _write_config(folder: Path, *, http: int, tls: int, upstream: int) -> Path:
    text = CONFIG.read_text()
    for before, after in (
        ("server 127.0.0.1:8000;", f"server 127.0.0.1:{upstream};"),
        ("    listen [::]:80;\n", ""),
        ("    listen [::]:443 ssl http2;\n", ""),
        ("listen 80;", f"listen 127.0.0.1:{http};"),
        ("listen 443 ssl http2;", f"listen 127.0.0.1:{tls} ssl http2;"),
        ("/etc/ssl/desk.example.com.crt", str(folder / "crt")),
        ("/etc/ssl/desk.example.com.key", str(folder / "key")),
        ("/var/log/nginx/", f"{folder}/"),
    ):
        assert before in text, before
        text = text.replace(before, after)
    (folder / "site.conf").write_text(text)
    temporary = "".join(f"{kind}_temp_path {folder}/{kind};\n" for kind in ("client_body", "proxy", "fastcgi", "uwsgi", "scgi"))
    main = folder / "nginx.conf"
    main.write_text(
        f"daemon off; worker_processes 1; pid {folder}/pid; error_log {folder}/start.log;\n"
        f"events {{ worker_connections 64; }}\nhttp {{\n{temporary}include {folder}/site.conf;\n}}\n"
        + ("user root;\n" if os.geteuid() == 0 else "")
    )
    return main


@pytest.fixture
async def front(tmp_path: Path) -> AsyncIterator[Front]:
    nginx = _find_nginx()
    _make_certificate(tmp_path)
    ports = [free_port() for _ in range(3)]
    config = _write_config(tmp_path, http=ports[0], tls=ports[1], upstream=ports[2])
    subprocess.run([nginx, "-t", "-q", "-p", tmp_path, "-c", config], check=True)
    settings = uvicorn.Config(
        _echo, port=ports[2], log_config=None, lifespan="off", ws="websockets-sansio", proxy_headers=True, forwarded_allow_ips="127.0.0.1"
    )
    server = uvicorn.Server(settings)
    serving = asyncio.create_task(server.serve())
    while not server.started:
        await asyncio.sleep(0.01)
    running = subprocess.Popen([nginx, "-p", tmp_path, "-c", config])
    try:
        tls = ssl.create_default_context(cafile=tmp_path / "crt")
        for _ in range(500):
            with socket.socket() as probe:
                if probe.connect_ex(("127.0.0.1", ports[1])) == 0:
                    break
            await asyncio.sleep(0.01)
        yield Front(tmp_path, ports[1], tls)
    finally:
        running.send_signal(signal.SIGQUIT)
        running.wait(10)
        server.should_exit = True
        await serving


async def test_the_desk_learns_who_the_client_is_from_the_proxy_alone(front: Front) -> None:
    status, body = await front.get("/api/x", "X-Forwarded-For: 203.0.113.99\r\nForwarded: for=203.0.113.99\r\n")
    seen = json.loads(body)
    assert status == 200
    assert (seen["client"], seen["scheme"]) == ("127.0.0.1", "https")
    assert "203.0.113.99" not in body
    assert seen["headers"]["host"] == NAME


async def test_sockets_go_through(front: Front) -> None:
    async with websockets.connect(f"wss://{NAME}/live", host="127.0.0.1", port=front.tls_port, ssl=front.tls) as connected:
        await connected.send("你好")
        assert await connected.recv() == "你好"


async def test_what_is_not_for_the_world_is_not_there(front: Front) -> None:
    assert (await front.get("/metrics"))[0] == 404
    assert (await front.get("/readyz"))[0] == 404
    assert (await front.get("/healthz"))[0] == 200


async def test_the_access_log_gives_nothing_away(front: Front) -> None:
    await front.get("/t/K7M24QDX/secretkey?token=abc")
    await front.get("/tickets?q=words")
    log = front.folder / "truepenny.log"
    while len(lines := log.read_text().splitlines()) < 2:
        await asyncio.sleep(0.01)
    assert [line.split(" ")[1:4] for line in lines] == [["GET", "/t/-", "200"], ["GET", "/tickets", "200"]]
    assert all(line.endswith("abc123") for line in lines)
    assert not any(word in "\n".join(lines) for word in ("secretkey", "token", "words", "127.0.0.1"))
