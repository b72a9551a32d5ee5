"""A Postfix server for tests: SMTP on a free port of loopback, a queue in its own folder, mail routed by domain, stopped at the end.

It looks nothing up in DNS and knows no other way out: a domain without a route is refused. Its master must be root; its programs run as
`postfix`. Ask for it by its fixture (tests/email/servers/fixtures.py):

    def test_story(postfix, dovecot):
        postfix.route("acme.example", desk_port)                 # over LMTP to the desk that listens there
        postfix.route("mail.example", dovecot.lmtp_port)         # over LMTP into mailboxes of Dovecot
        postfix.route("other.example", port, smtp=True)          # over SMTP to another server
        with smtplib.SMTP("127.0.0.1", postfix.port) as smtp:    # it relays for everybody on loopback
            smtp.sendmail("customer@mail.example", ["support@acme.example"], content)
        postfix.wait_until_empty()                               # everything was delivered, or went back as a report
"""

from __future__ import annotations

import os
import pwd
import shutil
import subprocess
import tempfile
import time
from pathlib import Path

from tests.postgresql_server import free_port

NO_POSTFIX = "no Postfix server here, or not root: apt-get install postfix"
_PROGRAM = "/usr/sbin/postfix"
_SERVICES = (
    "pickup unix n - n 60 1 pickup", "cleanup unix n - n - 0 cleanup", "qmgr unix n - n 300 1 qmgr",
    "rewrite unix - - n - - trivial-rewrite", "bounce unix - - n - 0 bounce",
    "defer unix - - n - 0 bounce", "trace unix - - n - 0 bounce", "verify unix - - n - 1 verify",
    "flush unix n - n 1000? 0 flush", "proxymap unix - - n - - proxymap", "smtp unix - - n - - smtp", "relay unix - - n - - smtp",
    "showq unix n - n - - showq", "error unix - - n - - error", "retry unix - - n - - error", "discard unix - - n - - discard",
    "lmtp unix - - n - - lmtp", "anvil unix - - n - 1 anvil", "scache unix - - n - 1 scache", "postlog unix-dgram n - n - 1 postlogd",
)  # fmt: skip
_CONFIG = """
compatibility_level = 3.6
queue_directory = {folder}/queue
data_directory = {folder}/state
maillog_file = {folder}/log
maillog_file_prefixes = {folder}
inet_interfaces = 127.0.0.1
inet_protocols = ipv4
myhostname = mx.mail.example
mydestination =
mynetworks = 127.0.0.0/8
relay_domains = texthash:{folder}/routes
transport_maps = texthash:{folder}/routes
smtpd_relay_restrictions = permit_mynetworks reject
smtp_dns_support_level = disabled
lmtp_dns_support_level = disabled
default_transport = error:5.1.2 no route to this domain
lmtp_send_xforward_command = yes
smtp_send_xforward_command = yes
smtpd_authorized_xforward_hosts = 127.0.0.0/8
smtputf8_enable = yes
message_size_limit = 209715200
mailbox_size_limit = 0
queue_minfree = 0
queue_run_delay = 1s
minimal_backoff_time = 1s
maximal_backoff_time = 2s
transport_retry_time = 1s
alias_maps =
alias_database =
local_recipient_maps =
biff = no
smtpd_client_connection_count_limit = 0
smtpd_peername_lookup = no
local_header_rewrite_clients =
"""


class PostfixServer:
    """port: where it takes mail over SMTP."""

    def __init__(self) -> None:
        self.folder = Path(tempfile.mkdtemp(prefix="truepenny-px-"))
        self.port = free_port()
        self._routes: dict[str, str] = {}

    def start(self) -> None:
        owner = pwd.getpwnam("postfix")
        self.folder.chmod(0o755)
        (self.folder / "queue").mkdir()
        (self.folder / "state").mkdir()
        os.chown(self.folder / "state", owner.pw_uid, owner.pw_gid)
        (self.folder / "main.cf").write_text(_CONFIG.format(folder=self.folder))
        (self.folder / "master.cf").write_text("\n".join([f"127.0.0.1:{self.port} inet n - n - - smtpd", *_SERVICES]) + "\n")
        (self.folder / "routes").write_text("")
        self._run("start")

    def stop(self) -> None:
        self._run("abort")
        shutil.rmtree(self.folder, ignore_errors=True)

    def route(self, domain: str, port: int, *, smtp: bool = False) -> None:
        """Where mail to this domain goes from now on: to an LMTP server on loopback, or to an SMTP server."""
        self._routes[domain] = f"{'smtp' if smtp else 'lmtp:inet'}:[127.0.0.1]:{port}"
        (self.folder / "routes").write_text("".join(f"{name} {way}\n" for name, way in self._routes.items()))
        self._run("reload")

    def queue(self) -> list[str]:
        """What waits, one line of `postqueue -j` each."""
        return self._say("/usr/sbin/postqueue", "-c", str(self.folder), "-j").splitlines()

    def wait_until_empty(self, timeout_s: float = 30.0) -> None:
        until = time.monotonic() + timeout_s
        while self.queue():
            if time.monotonic() > until:
                raise TimeoutError(f"still in the queue: {self.queue()}\n{self.log()[-2000:]}")
            time.sleep(0.05)

    def try_again(self) -> None:
        """Delivers now what waits for its next try."""
        self._say("/usr/sbin/postqueue", "-c", str(self.folder), "-f")

    def log(self) -> str:
        return (self.folder / "log").read_text(errors="replace")

    def _run(self, what: str) -> None:
        self._say(_PROGRAM, "-c", str(self.folder), what)

    def _say(self, *command: str) -> str:
        done = subprocess.run(command, capture_output=True, text=True, cwd="/", check=False)
        if done.returncode:
            log = self.log() if (self.folder / "log").exists() else ""
            raise RuntimeError(f"{' '.join(command)}: {done.stderr}{log[-2000:]}")
        return done.stdout


def has_postfix() -> bool:
    return Path(_PROGRAM).exists() and os.geteuid() == 0
