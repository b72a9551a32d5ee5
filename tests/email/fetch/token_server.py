"""A server that gives out access tokens, as a provider's does, and tells Dovecot which of them are good."""

from __future__ import annotations

import contextlib
import json
import threading
from collections.abc import Iterator
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs, urlsplit


@dataclass
class TokenServer:
    """port: of loopback. asked: the form of each request for a token. good: access tokens, and whose each is. lives: seconds of a token.

    refuses: answer every request with this error of RFC 6749. rotates: give a new refresh token each time.
    """

    port: int
    user: str
    asked: list[dict[str, str]] = field(default_factory=list)
    good: dict[str, str] = field(default_factory=dict)
    lives: int = 3600
    refuses: str = ""
    rotates: bool = False

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}/token"

    def give(self, form: dict[str, str]) -> tuple[int, Any]:
        self.asked.append(form)
        if self.refuses:
            return 400, {"error": self.refuses, "error_description": "secret words of the provider"}
        token = f"access-{len(self.asked)}"
        self.good[token] = self.user
        answer = {"access_token": token, "token_type": "Bearer", "expires_in": self.lives}
        return 200, answer | ({"refresh_token": f"refresh-{len(self.asked)}"} if self.rotates else {})

    def look(self, token: str) -> tuple[int, Any]:
        return (200, {"email": self.good[token]}) if token in self.good else (401, {"error": "invalid_token"})


@contextlib.contextmanager
def serving_tokens(user: str, port: int = 0) -> Iterator[TokenServer]:
    class Answers(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["content-length"])).decode()
            self._say(*state.give({name: values[0] for name, values in parse_qs(body).items()}))

        def do_GET(self) -> None:
            self._say(*state.look(parse_qs(urlsplit(self.path).query).get("access_token", [""])[0]))

        def _say(self, status: int, said: Any) -> None:
            body = json.dumps(said).encode()
            self.send_response(status)
            self.send_header("content-type", "application/json")
            self.send_header("content-length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_words: Any) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", port), Answers)
    state = TokenServer(server.server_address[1], user)
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02})
    thread.start()
    try:
        yield state
    finally:
        server.shutdown()
        thread.join()
        server.server_close()
