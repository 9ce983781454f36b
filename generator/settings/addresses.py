"""Addresses that secrets are sent to: encrypted, and with no secret in them."""

from __future__ import annotations

from collections.abc import Iterator
from ipaddress import ip_address
from urllib.parse import urlsplit

from generator.settings.fields import Wrong


def guarded(name: str, url: str) -> Iterator[Wrong]:
    """Yield what keeps `url` from being sent secrets: no https, except to this machine, or more than an address."""
    faults = [*public(name, url)]
    yield from faults
    if not faults and urlsplit(url).scheme == "http" and not is_here(urlsplit(url).hostname or ""):
        yield Wrong(name, "would send the secret unencrypted", "give https://; http:// is for this machine alone")


def public(name: str, url: str) -> Iterator[Wrong]:
    """Yield what keeps `url` from being the address of a site: no http, no host, or more than host and path."""
    remedy = "give one such as https://example.org"
    try:
        parts = urlsplit(url)
        host, _ = parts.hostname or "", parts.port
    except ValueError:
        yield Wrong(name, "is no address", remedy)
        return
    if not host or parts.scheme not in {"http", "https"} or not url.isascii() or " " in url or not url.isprintable():
        yield Wrong(name, "is no address", remedy)
    elif parts.username is not None or parts.password is not None or parts.query or parts.fragment:
        yield Wrong(name, "has more than host and path", f"{remedy}, without user, password, ? or #")


def is_here(host: str) -> bool:
    """Return whether a host is this machine."""
    if host == "localhost":
        return True
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return False
