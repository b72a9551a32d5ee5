"""A Dovecot server for tests: IMAP and LMTP on free ports of loopback, mailboxes in its own folder, stopped at the end.

It runs as the user of the tests, or as `dovecot` where that is root. Ask for it by its fixture (tests/email/servers/fixtures.py):

    def test_story(dovecot):
        user = dovecot.add_user("support@acme.example")          # password: dovecot.password
        dovecot.deliver(b"From: ...\\r\\n\\r\\nwords", user)        # over LMTP; on disk when it returns
        settings = replace(settings, mail_imap=(dovecot.imap_url(user),))
        assert dovecot.list(user, "Truepenny") == []              # every mail of a folder, as bytes, oldest first
"""

from __future__ import annotations

import contextlib
import grp
import imaplib
import itertools
import os
import pwd
import shutil
import signal
import smtplib
import socket
import subprocess
import tempfile
import time
from collections.abc import Iterable, Iterator
from pathlib import Path
from urllib.parse import quote

from tests.email.servers.certificate import make_certificate
from tests.postgresql_server import free_port

NO_DOVECOT = "no Dovecot server here: apt-get install dovecot-imapd dovecot-lmtpd"
_PROGRAM = "/usr/sbin/dovecot"
_READY_S = 30.0
_times = itertools.count(1_000_000_000)
_CONFIG = """
base_dir = {folder}/run
state_dir = {folder}/state
log_path = {folder}/log
protocols = imap lmtp
listen = 127.0.0.1 127.0.0.2
default_internal_user = {user}
default_internal_group = {group}
default_login_user = {user}
mail_location = maildir:{folder}/mail/%Lu
first_valid_uid = 0
first_valid_gid = 0
ssl = yes
ssl_cert = <{folder}/server.pem
ssl_key = <{folder}/server.key
ssl_dh = </usr/share/dovecot/dh.pem
disable_plaintext_auth = no
auth_mechanisms = plain login xoauth2
auth_username_format = %Lu
auth_failure_delay = 0 secs
mail_max_userip_connections = 50
imap_idle_notify_interval = 30 secs
mailbox_idle_check_interval = 1 secs
lmtp_save_to_detail_mailbox = no
recipient_delimiter = +
postmaster_address = postmaster@mail.example
passdb {{
  driver = oauth2
  mechanisms = xoauth2
  args = {folder}/oauth2.conf
}}
passdb {{
  driver = passwd-file
  args = scheme=PLAIN {folder}/users/%Lu
}}
userdb {{
  driver = passwd-file
  args = {folder}/users/%Lu
  override_fields = uid={uid} gid={gid} home={folder}/home/%Lu
}}
protocol lmtp {{
  auth_username_format = %Lu
}}
local 127.0.0.2 {{
  protocol imap {{
    imap_capability = IMAP4rev1 UIDPLUS
  }}
}}
service imap-login {{
  chroot =
  process_min_avail = 1
  service_count = 0
  inet_listener imap {{
    port = {port}
  }}
  inet_listener imaps {{
    port = {tls_port}
  }}
}}
service anvil {{
  chroot =
  unix_listener anvil-auth-penalty {{
    mode = 0
  }}
}}
service lmtp {{
  inet_listener lmtp {{
    address = 127.0.0.1
    port = {lmtp_port}
  }}
}}
service stats {{
  chroot =
}}
"""


class DovecotServer:
    """port: IMAP with STARTTLS; on 127.0.0.2 as an old server without IDLE and MOVE. tls_port: IMAP over TLS, its certificate signed by
    ca_file. lmtp_port: takes mail for every user.

    oauth_port: where it asks whether an access token of XOAUTH2 is good, with GET /tokeninfo?access_token=...; nobody listens there until
    a test does. The answer is JSON with the field "email".
    """

    password = "correct horse"

    def __init__(self) -> None:
        self.folder = Path(tempfile.mkdtemp(prefix="truepenny-dc-"))
        self.port, self.tls_port, self.lmtp_port, self.oauth_port = (free_port() for _ in range(4))
        self.ca_file = self.folder / "ca.pem"
        self._owner = pwd.getpwnam("dovecot") if os.geteuid() == 0 else pwd.getpwuid(os.geteuid())
        self._process: subprocess.Popen[bytes] | None = None
        self._passwords: dict[str, str] = {}

    def start(self) -> None:
        owner = self._owner
        for name in ("run", "state", "mail", "users", "home"):
            (self.folder / name).mkdir()
        make_certificate(self.folder)
        (self.folder / "oauth2.conf").write_text(
            f"tokeninfo_url = http://127.0.0.1:{self.oauth_port}/tokeninfo?access_token=\n"
            "introspection_mode = auth\nusername_attribute = email\nscope =\ntimeout_msecs = 5000\n"
        )
        group = grp.getgrgid(owner.pw_gid).gr_name
        (self.folder / "dovecot.conf").write_text(
            _CONFIG.format(
                folder=self.folder, user=owner.pw_name, group=group, uid=owner.pw_uid, gid=owner.pw_gid, port=self.port,
                tls_port=self.tls_port, lmtp_port=self.lmtp_port,
            )
        )  # fmt: skip
        for path in (self.folder, *self.folder.iterdir()):
            os.chown(path, owner.pw_uid, owner.pw_gid)
        self.resume()

    def resume(self) -> None:
        """After pause(), or at the start."""
        owner = self._owner
        run_as = ["setpriv", f"--reuid={owner.pw_uid}", f"--regid={owner.pw_gid}", "--clear-groups"] if os.geteuid() == 0 else []
        self._process = subprocess.Popen(
            [*run_as, _PROGRAM, "-F", "-c", str(self.folder / "dovecot.conf")],
            stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, cwd="/", start_new_session=True,
        )  # fmt: skip
        until = time.monotonic() + _READY_S
        while not (_answers(self.port) and _answers(self.lmtp_port)):
            if self._process.poll() is not None or time.monotonic() > until:
                raise RuntimeError(f"Dovecot does not start: {(self.folder / 'log').read_text()[-2000:]}")
            time.sleep(0.02)

    def pause(self) -> None:
        """Ends the server with all its connections, as a power cut would; the mailboxes stay."""
        if self._process is not None:
            os.killpg(self._process.pid, signal.SIGKILL)
            self._process.wait(20)
            self._process = None

    def stop(self) -> None:
        self.pause()
        shutil.rmtree(self.folder, ignore_errors=True)

    def add_user(self, address: str, password: str = password) -> str:
        """A mailbox; the same again changes its password. Gives the address."""
        self._passwords[address] = password
        path = self.folder / "users" / address.lower()
        path.write_text(f"{address.lower()}:{password}::::::\n")
        os.chown(path, self._owner.pw_uid, self._owner.pw_gid)
        os.utime(path, (next(_times),) * 2)  # by which alone, and the size, Dovecot sees a change
        until = time.monotonic() + _READY_S
        while not self._lets_in(address) and time.monotonic() < until:  # it looks at most once a second
            time.sleep(0.05)
        return address

    def imap_url(self, user: str, folder: str = "INBOX", query: str = "", *, tls: bool = False) -> str:
        """For the setting mail_imap, with the password that is right now."""
        place = f"imaps://{{}}@localhost:{self.tls_port}" if tls else f"imap://{{}}@127.0.0.1:{self.port}"
        who = f"{quote(user, safe='')}:{quote(self._passwords[user], safe='')}"
        return place.format(who) + f"/{quote(folder)}" + (f"?{query}" if query else "")

    def deliver(self, content: bytes, *users: str, sender: str = "customer@mail.example") -> None:
        """Puts a mail into mailboxes, as their provider would."""
        with smtplib.LMTP("127.0.0.1", self.lmtp_port) as lmtp:
            for user in users:
                lmtp.sendmail(sender, [user], content)

    def fill(self, user: str, mails: Iterable[bytes]) -> None:
        """Puts many mails into INBOX at once, as files."""
        self.uidvalidity(user)  # makes the mailbox
        new = self.folder / "mail" / user.lower() / "new"
        for number, content in enumerate(mails):
            path = new / f"{1_700_000_000 + number}.M{number}P1.bench"
            path.write_bytes(content)
            os.chown(path, self._owner.pw_uid, self._owner.pw_gid)

    def count_marked(self, user: str, keyword: str = "$Truepenny") -> int:
        """How many mails of INBOX carry this keyword."""
        with self.connected(user) as imap:
            imap.select("INBOX", readonly=True)
            return len(imap.search(None, "KEYWORD", keyword)[1][0].split())

    def list(self, user: str, folder: str = "INBOX") -> list[bytes]:
        """All mails of a folder, oldest first; none when there is no such folder. Leaves no mark on them."""
        with self.connected(user) as imap:
            said, count = imap.select(f'"{folder}"', readonly=True)
            if said != "OK" or count == [b"0"]:
                return []
            _, found = imap.fetch("1:*", "(BODY.PEEK[])")
            return [part[1] for part in found if isinstance(part, tuple)]

    @contextlib.contextmanager
    def connected(self, user: str) -> Iterator[imaplib.IMAP4]:
        """Somebody else at work in the same mailbox, signed in."""
        with imaplib.IMAP4("127.0.0.1", self.port) as imap:
            imap.login(user, self._passwords[user])
            yield imap

    def _lets_in(self, user: str) -> bool:
        try:
            with self.connected(user):
                return True
        except imaplib.IMAP4.error:
            return False

    def renumber(self, user: str) -> None:
        """Gives INBOX another UIDVALIDITY and new UIDs, as happens when a server is restored or a mailbox is moved."""
        box = self.folder / "mail" / user.lower()
        validity = self.uidvalidity(user)
        for path in (*box.glob("dovecot.index*"), *box.glob("dovecot.list.index*")):
            path.unlink()
        (box / "dovecot-uidlist").write_text(f"3 V{validity + 1} N1\n")

    def uidvalidity(self, user: str) -> int:
        with self.connected(user) as imap:
            imap.select("INBOX", readonly=True)
            said = imap.response("UIDVALIDITY")[1][0]
            assert said is not None
            return int(said)


def has_dovecot() -> bool:
    return Path(_PROGRAM).exists() and Path("/usr/lib/dovecot/imap").exists() and Path("/usr/lib/dovecot/lmtp").exists()


def _answers(port: int) -> bool:
    try:
        with socket.create_connection(("127.0.0.1", port), timeout=5) as connected:
            return bool(connected.recv(1))
    except OSError:
        return False
