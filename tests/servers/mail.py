"""A Postfix and a Dovecot of the tests' own, on loopback, in a private folder: nothing leaves the machine.

Postfix takes mail for example.test by STARTTLS and AUTH and refuses all else; Dovecot gives it back by IMAP.
"""

from __future__ import annotations

import pwd
import shutil
import socket
import ssl
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from imaplib import IMAP4
from pathlib import Path
from smtplib import SMTP

USER, PASSWORD = "brief@example.test", "only-for-tests"
_KEEPER = "mail"  # a user Debian always has: whose the mailbox is

_MAIN = """
compatibility_level = 3.6
queue_directory = {folder}/spool
data_directory = {folder}/data
command_directory = /usr/sbin
daemon_directory = /usr/lib/postfix/sbin
meta_directory = /etc/postfix
shlib_directory = /usr/lib/postfix
mail_owner = postfix
setgid_group = postdrop
myhostname = localhost
mydestination =
mynetworks =
inet_interfaces = 127.0.0.1
inet_protocols = ipv4
alias_maps =
alias_database =
virtual_mailbox_domains = example.test
virtual_mailbox_base = {folder}/mail
virtual_mailbox_maps = static:inbox/
virtual_uid_maps = static:{uid}
virtual_gid_maps = static:{gid}
virtual_minimum_uid = 1
default_transport = error:no mail leaves this server
relay_transport = error:no mail leaves this server
smtpd_tls_cert_file = {folder}/cert.pem
smtpd_tls_key_file = {folder}/key.pem
smtpd_tls_security_level = encrypt
smtpd_tls_auth_only = yes
smtpd_sasl_auth_enable = yes
smtpd_sasl_type = dovecot
smtpd_sasl_path = inet:127.0.0.1:{auth}
smtpd_relay_restrictions = permit_sasl_authenticated, reject
smtpd_recipient_restrictions = reject_unauth_destination, permit_sasl_authenticated, reject
maillog_file = {folder}/mail.log
maillog_file_prefixes = {folder}
"""
_SERVICES = """
127.0.0.1:{smtp} inet n - n - - smtpd
cleanup unix n - n - 0 cleanup
qmgr unix n - n 300 1 qmgr
tlsmgr unix - - n 1000? 1 tlsmgr
rewrite unix - - n - - trivial-rewrite
bounce unix - - n - 0 bounce
defer unix - - n - 0 bounce
trace unix - - n - 0 bounce
proxymap unix - - n - - proxymap
virtual unix - n n - - virtual
error unix - - n - - error
retry unix - - n - - error
anvil unix - - n - 1 anvil
postlog unix-dgram n - n - 1 postlogd
"""
_DOVECOT = """
protocols = imap
listen = 127.0.0.1
base_dir = {folder}/run
log_path = {folder}/dovecot.log
ssl = no
disable_plaintext_auth = no
first_valid_uid = 1
first_valid_gid = 1
mail_location = maildir:{folder}/mail/inbox
auth_mechanisms = plain login
passdb {{
  driver = passwd-file
  args = {folder}/users
}}
userdb {{
  driver = static
  args = uid={uid} gid={gid} home={folder}/mail/home
}}
service imap-login {{
  inet_listener imap {{
    address = 127.0.0.1
    port = {imap}
  }}
  inet_listener imaps {{
    port = 0
  }}
}}
service auth {{
  inet_listener {{
    address = 127.0.0.1
    port = {auth}
  }}
}}
"""


@dataclass(frozen=True, slots=True)
class MailServers:
    """Where the two of them listen."""

    smtp: int
    imap: int
    certificate: Path

    def send(self, message: bytes, recipient: str) -> None:
        """Hand a finished message over, as it is."""
        with SMTP("localhost", self.smtp, timeout=20) as session:
            session.starttls(context=ssl.create_default_context(cafile=str(self.certificate)))
            session.login(USER, PASSWORD)
            assert session.sendmail(USER, [recipient], message) == {}

    def received(self, count: int) -> list[bytes]:
        """Return the messages in the mailbox once there are `count` of them, oldest first."""
        for _ in range(200):
            with IMAP4("127.0.0.1", self.imap, timeout=20) as session:
                session.login(USER, PASSWORD)
                session.select("INBOX")
                numbers = session.search(None, "ALL")[1][0].split()
                if len(numbers) >= count:
                    fetched = (session.fetch(number.decode(), "(RFC822)")[1][0] for number in numbers)
                    return [part[1] for part in fetched if isinstance(part, tuple)]
            time.sleep(0.05)
        raise AssertionError(f"fewer than {count} messages arrived")


@contextmanager
def mail_servers(folder: Path) -> Iterator[MailServers]:
    """Start both servers in `folder`, which only they use, and stop them in the end."""
    keeper, postfix = pwd.getpwnam(_KEEPER), pwd.getpwnam("postfix")
    smtp, imap, auth = _free_ports(3)
    for name in ("etc", "spool", "data", "mail", "run"):
        (folder / name).mkdir(parents=True)
    shutil.chown(folder / "mail", keeper.pw_uid, keeper.pw_gid)
    shutil.chown(folder / "data", postfix.pw_uid)
    _opened(folder)
    _certificate(folder)
    given = {"folder": folder, "uid": keeper.pw_uid, "gid": keeper.pw_gid, "smtp": smtp, "imap": imap, "auth": auth}
    (folder / "etc" / "main.cf").write_text(_MAIN.format(**given))
    (folder / "etc" / "master.cf").write_text(_SERVICES.format(**given))
    (folder / "dovecot.conf").write_text(_DOVECOT.format(**given))
    (folder / "users").write_text(f"{USER}:{{PLAIN}}{PASSWORD}\n")
    _run(folder, "dovecot", "-c", folder / "dovecot.conf")
    try:
        _run(folder, "postfix", "-c", folder / "etc", "start")
        try:
            for port in (smtp, imap, auth):
                _awaited(port)
            yield MailServers(smtp, imap, folder / "cert.pem")
        finally:
            subprocess.run(["postfix", "-c", folder / "etc", "stop"], check=False, capture_output=True)
    finally:
        subprocess.run(["doveadm", "-c", folder / "dovecot.conf", "stop"], check=False, capture_output=True)


def _run(folder: Path, *command: str | Path) -> None:
    """Start a server. What it says goes to a file: it would hold a pipe for as long as it runs."""
    with (folder / "start.log").open("ab") as log:
        done = subprocess.run(command, stdout=log, stderr=log, check=False, timeout=60)
    assert done.returncode == 0, (folder / "start.log").read_text(errors="replace")


def _free_ports(count: int) -> list[int]:
    held = [socket.create_server(("127.0.0.1", 0)) for _ in range(count)]
    ports = [each.getsockname()[1] for each in held]
    for each in held:
        each.close()
    return ports


def _opened(folder: Path) -> None:
    """Let the servers' users pass through the folders above, which pytest closes to all but its own."""
    for place in (folder, *folder.parents):
        if place != place.parent and not place.stat().st_mode & 0o001:
            place.chmod(place.stat().st_mode | 0o011)


def _certificate(folder: Path) -> None:
    subject = ["-subj", "/CN=localhost", "-addext", "subjectAltName=DNS:localhost,IP:127.0.0.1"]
    files = ["-keyout", str(folder / "key.pem"), "-out", str(folder / "cert.pem")]
    command = ["openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "2", *subject, *files]
    subprocess.run(command, check=True, capture_output=True)
    (folder / "key.pem").chmod(0o600)


def _awaited(port: int) -> None:
    for _ in range(200):
        try:
            with socket.create_connection(("127.0.0.1", port), timeout=1):
                return
        except OSError:
            time.sleep(0.05)
    raise AssertionError(f"nothing listens on port {port}")
