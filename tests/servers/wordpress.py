"""A WordPress of the tests' own: MariaDB on a socket in a private folder, and PHP's server on loopback.

The programs are Debian's, and `.ci/install-publishing` puts WordPress into `.tools`.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path

import certifi
import pytest

from tests.servers.process import Server, answers, free_port, started
from tests.tools import ROOT

USER = "editor"
_UNPACKED = ROOT / ".tools" / "wordpress" / "site"
_PROGRAMS = ("mariadbd", "mariadb-install-db", "mariadb", "php")

_CONFIG = """<?php
define('DB_NAME', 'wp'); define('DB_USER', 'root'); define('DB_PASSWORD', '');
define('DB_HOST', 'localhost:%(socket)s'); define('DB_CHARSET', 'utf8mb4'); define('DB_COLLATE', '');
foreach (['AUTH_KEY', 'SECURE_AUTH_KEY', 'LOGGED_IN_KEY', 'NONCE_KEY',
          'AUTH_SALT', 'SECURE_AUTH_SALT', 'LOGGED_IN_SALT', 'NONCE_SALT'] as $name) define($name, "of a test: $name");
define('WP_HOME', '%(url)s'); define('WP_SITEURL', '%(url)s');
define('WP_ENVIRONMENT_TYPE', 'local'); // lets application passwords in without TLS
define('WP_HTTP_BLOCK_EXTERNAL', true); define('AUTOMATIC_UPDATER_DISABLED', true); define('DISABLE_WP_CRON', true);
$table_prefix = 'wp_';
if (!defined('ABSPATH')) define('ABSPATH', __DIR__ . '/');
require_once ABSPATH . 'wp-settings.php';
"""
_ROUTER = """<?php
$path = parse_url($_SERVER['REQUEST_URI'], PHP_URL_PATH);
if (is_file($_SERVER['DOCUMENT_ROOT'] . $path)) return false;
$_SERVER['SCRIPT_NAME'] = '/index.php';
require $_SERVER['DOCUMENT_ROOT'] . '/index.php';
"""
_SET_UP = """<?php
define('WP_INSTALLING', true);
$_SERVER['HTTP_HOST'] = '127.0.0.1';
require $argv[1] . '/wp-load.php';
require ABSPATH . 'wp-admin/includes/upgrade.php';
wp_install('Test desk', 'owner', 'owner@example.test', true, '', 'only-for-tests-1');
update_option('permalink_structure', '/%year%/%postname%/');
$user = wp_insert_user(['user_login' => 'editor', 'user_pass' => 'only-for-tests-2', 'role' => 'editor',
                        'user_email' => 'editor@example.test']);
[$password] = WP_Application_Passwords::create_new_application_password($user, ['name' => 'commentary']);
echo WP_Application_Passwords::chunk_password($password);
"""


@dataclass(slots=True)
class WordPressServer:
    """Where it stands, and the means to kill it and start it again."""

    url: str
    password: str = ""
    """The application password of the user `USER`."""
    folder: Path | None = None
    """Everything of it; None where somebody else started it."""
    running: list[Server] = field(default_factory=list)

    def start(self) -> None:
        """Start the database and the server on what the folder holds."""
        assert self.folder is not None
        self.running.append(_database(self.folder))
        port, site = self.url.rpartition(":")[2], self.folder / "site"
        limits = ("-d", "upload_max_filesize=16M", "-d", "post_max_size=16M")
        command: list[str | Path] = ["php", *limits, "-S", f"127.0.0.1:{port}", "-t", site, self.folder / "router.php"]
        served = started(command, site, self.folder / "php.log", {"PHP_CLI_SERVER_WORKERS": "3"})
        self.running.append(served)
        served.wait(lambda: answers(f"{self.url}/wp-json/"))

    def kill(self) -> None:
        """Kill all of it at once, whatever it is at."""
        while self.running:
            self.running.pop().stop()


@contextmanager
def wordpress_server() -> Iterator[WordPressServer]:
    """Start a WordPress with nothing in it, and leave nothing of it in the end. Skips where its programs are absent."""
    named, password = (os.environ.get(f"COMMENTARY_TEST_WORDPRESS{end}", "") for end in ("", "_PASSWORD"))
    if named.startswith("http://127.0.0.1:") and password:
        yield WordPressServer(named, password)
        return
    missing = [name for name in _PROGRAMS if shutil.which(name) is None]
    if missing or not (_UNPACKED / "wp-settings.php").exists():
        pytest.skip(f"not installed: {', '.join([*missing, 'WordPress'])}: sh .ci/install-publishing, as root")
    # Not pytest's folder: a socket has a name of a hundred characters at most.
    with tempfile.TemporaryDirectory(prefix="desk-wp-", ignore_cleanup_errors=True) as root:
        server = WordPressServer(f"http://127.0.0.1:{free_port()}", folder=Path(root))
        try:
            server.password = _set_up(Path(root), server.url)
            server.start()
            yield server
        finally:
            server.kill()


def _set_up(folder: Path, url: str) -> str:
    """Lay out a site with its database, and return the application password of its editor."""
    site = folder / "site"
    shutil.copytree(_UNPACKED, site, copy_function=_linked)
    for name in ("uploads", "mu-plugins"):
        (site / "wp-content" / name).mkdir(parents=True, exist_ok=True)
    shutil.copy(certifi.where(), site / "wp-includes" / "certificates" / "ca-bundle.crt")
    (site / "wp-config.php").write_text(_CONFIG % {"socket": folder / "my.sock", "url": url})
    (folder / "router.php").write_text(_ROUTER)
    (folder / "set_up.php").write_text(_SET_UP)
    flags = ["--auth-root-authentication-method=normal", "--skip-test-db"]
    _run("mariadb-install-db", "--no-defaults", *_owner(), f"--datadir={folder / 'data'}", *flags)
    database = _database(folder)
    try:
        _sql(folder, "create database wp character set utf8mb4")
        return _run("php", str(folder / "set_up.php"), str(site)).strip()
    finally:
        database.stop(gently=True)


def _database(folder: Path) -> Server:
    socket = folder / "my.sock"
    socket.unlink(missing_ok=True)
    where = [f"--datadir={folder / 'data'}", f"--socket={socket}", f"--pid-file={folder / 'my.pid'}"]
    command: list[str | Path] = ["mariadbd", "--no-defaults", *_owner(), "--skip-networking", *where]
    server = started(command, folder, folder / "mariadb.log")
    server.wait(lambda: socket.exists() and _alive(folder))
    return server


def _owner() -> list[str]:
    return ["--user=root"] if os.geteuid() == 0 else []


def _alive(folder: Path) -> bool:
    with suppress(AssertionError):
        _sql(folder, "select 1")
        return True
    return False


def _sql(folder: Path, statement: str) -> None:
    _run("mariadb", "--no-defaults", "-uroot", "-S", str(folder / "my.sock"), "-e", statement)


def _run(*command: str) -> str:
    done = subprocess.run(command, capture_output=True, text=True, check=False, timeout=120, stdin=subprocess.DEVNULL)
    assert done.returncode == 0, f"{command[0]}: {done.stdout}\n{done.stderr}"
    return done.stdout


def _linked(source: str, target: str) -> None:
    """Link a file that nobody changes, or copy it where the folders are of two file systems."""
    try:
        os.link(source, target)
    except OSError:
        shutil.copy2(source, target)
