"""A name server of the tests' own: what it is told, by UDP and TCP on one free port of loopback, until it is closed.

with DnsZone({"acme.example": ["MX 10 mx.acme.example."], "_dmarc.acme.example": [txt("v=DMARC1; p=reject")]}) as zone:
    Voucher("", zone.address)

Names stand without their final dot. A name that has only names below it exists and is empty, as in life.
"""

from __future__ import annotations

import contextlib
import socket
import socketserver
import threading
from collections.abc import Iterable, Mapping
from typing import Self

import dns.flags
import dns.message
import dns.name
import dns.opcode
import dns.rcode
import dns.rdata
import dns.rdataclass
import dns.rdatatype
import dns.rrset

_SMALL = 512


def txt(words: str) -> str:
    """A TXT record of words of any length, in strings of 255 bytes."""
    parts = [words[at : at + 255] for at in range(0, len(words), 255)] or [""]
    quoted = (part.replace("\\", "\\\\").replace('"', '\\"') for part in parts)
    return "TXT " + " ".join(f'"{part}"' for part in quoted)


class DnsZone:
    """address: for the setting mail_dns. asked: (name, kind) of every question, in order. ttl: of answers given from now on."""

    def __init__(self, records: Mapping[str, Iterable[str]] | None = None, *, ttl: int = 300) -> None:
        self.ttl = ttl
        self.asked: list[tuple[str, str]] = []
        self._records: dict[str, list[tuple[str, str]]] = {}
        self._failing: set[str] = set()
        self._silent: set[str] = set()
        for name, rows in (records or {}).items():
            self.put(name, *rows)

    def put(self, name: str, *rows: str) -> None:
        """Replaces what is known of the name. Rows are "KIND words", as in a zone file: "A 192.0.2.1", "MX 10 mx.acme.example."."""
        self._records[name.lower()] = [(kind.upper(), rest) for kind, _, rest in (row.partition(" ") for row in rows)]

    def rows(self, name: str) -> list[str]:
        return [f"{kind} {rest}" for kind, rest in self._records.get(name.lower(), [])]

    def remove(self, name: str) -> None:
        self._records.pop(name.lower(), None)

    def fail(self, name: str) -> None:
        """Answers SERVFAIL for this name and all below it, until heal()."""
        self._failing.add(name.lower())

    def silence(self, name: str) -> None:
        """Never answers for this name and all below it, until heal()."""
        self._silent.add(name.lower())

    def heal(self) -> None:
        self._failing.clear()
        self._silent.clear()

    def __enter__(self) -> Self:
        self._tcp, self._udp = _bind(self)
        self.address = f"127.0.0.1:{self._udp.server_address[1]}"
        self._threads = [threading.Thread(target=server.serve_forever, args=(0.02,), daemon=True) for server in (self._tcp, self._udp)]
        for thread in self._threads:
            thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        for server in (self._tcp, self._udp):
            server.shutdown()
            server.server_close()
        for thread in self._threads:
            thread.join()

    def answer(self, wire: bytes, *, largest: int | None) -> bytes | None:
        """The answer to a question, both as they go over the wire; None for silence. largest: bytes that UDP carries."""
        question = dns.message.from_wire(wire)
        name = ".".join(label.decode("utf-8", "replace") for label in question.question[0].name.labels[:-1]).lower()
        kind = dns.rdatatype.to_text(question.question[0].rdtype)
        self.asked.append((name, kind))
        if _covers(self._silent, name):
            return None
        reply = dns.message.make_response(question, recursion_available=True)
        reply.flags |= dns.flags.AA
        if _covers(self._failing, name):
            reply.set_rcode(dns.rcode.SERVFAIL)
        else:
            self._fill(reply, name, kind)
        made = reply.to_wire(max_size=65535)
        if largest is not None and len(made) > max(_SMALL, min(largest, question.payload if question.edns >= 0 else _SMALL)):
            cut = dns.message.make_response(question, recursion_available=True)
            cut.flags |= dns.flags.TC
            return cut.to_wire()
        return made

    def _fill(self, reply: dns.message.Message, name: str, kind: str) -> None:
        for _ in range(8):
            rows = self._records.get(name, [])
            alias = next((rest for there, rest in rows if there == "CNAME"), None)
            wanted = "CNAME" if alias is not None else kind
            found = [rest for there, rest in rows if there == wanted]
            if found:
                reply.answer.append(dns.rrset.from_text_list(dns.name.from_text(name), self.ttl, "IN", wanted, found))
            if alias is None or kind == "CNAME":
                break
            name = alias.rstrip(".").lower()
        if not reply.answer:
            if name not in self._records and not any(known.endswith("." + name) for known in self._records):
                reply.set_rcode(dns.rcode.NXDOMAIN)
            soa = f"ns.{name}. hostmaster.{name}. 1 3600 600 86400 {self.ttl}"
            reply.authority.append(dns.rrset.from_text(dns.name.from_text(name), self.ttl, "IN", "SOA", soa))


class _OverUdp(socketserver.BaseRequestHandler):
    def handle(self) -> None:
        wire, sender = self.request
        answer = self.server.zone.answer(wire, largest=1232)  # type: ignore[attr-defined]
        if answer is not None:
            sender.sendto(answer, self.client_address)


class _OverTcp(socketserver.StreamRequestHandler):
    def handle(self) -> None:
        length = self.rfile.read(2)
        if len(length) == 2:
            answer = self.server.zone.answer(self.rfile.read(int.from_bytes(length, "big")), largest=None)  # type: ignore[attr-defined]
            if answer is not None:
                self.wfile.write(len(answer).to_bytes(2, "big") + answer)


class _Tcp(socketserver.ThreadingTCPServer):
    daemon_threads = True


def _bind(zone: DnsZone) -> tuple[_Tcp, socketserver.UDPServer]:
    """Both on one port: the first that is free for both."""
    while True:
        tcp = _Tcp(("127.0.0.1", 0), _OverTcp)
        with contextlib.suppress(OSError):
            udp = socketserver.UDPServer(("127.0.0.1", tcp.server_address[1]), _OverUdp)
            udp.socket.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 1 << 20)
            tcp.zone = udp.zone = zone  # type: ignore[attr-defined]
            return tcp, udp
        tcp.server_close()


def _covers(names: set[str], name: str) -> bool:
    return any(name == each or name.endswith("." + each) for each in names)
