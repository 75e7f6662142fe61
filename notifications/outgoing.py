"""Calls to addresses that people have written down: only to those whom the installation has listed.

What an address means is decided once: the name is looked up, every address it stands for is judged, and the connection
is made to one that was judged, so that no second look-up can lead elsewhere. Nothing inside the municipality's own
networks is called unless the setting names it, nor what a cloud tells its machines about themselves.
"""

from __future__ import annotations

import http.client
import ipaddress
import socket
import ssl
import threading
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass
from urllib.parse import SplitResult, urlsplit

from notifications.undeliverable import Undeliverable

TIMEOUT_SECONDS = 10
WHOLE_SECONDS = 20
ANSWER_BYTES = 4096
URL_LENGTH = 2000
Address = ipaddress.IPv4Address | ipaddress.IPv6Address
Network = ipaddress.IPv4Network | ipaddress.IPv6Network
#: Public by number, but Azure's own: it answers only the machines inside.
PLATFORM = ipaddress.ip_network("168.63.129.16/32")
#: IPv6 addresses that carry an IPv4 address, which a gateway would call: RFC 6052, RFC 8215.
CARRIERS = tuple(ipaddress.ip_network(each) for each in ("64:ff9b::/96", "64:ff9b:1::/48"))


class AddressRefused(Undeliverable):
    """An address that is not called. code: which rule says so."""

    def __init__(self, code: str, message: str) -> None:
        super().__init__(message)
        self.code = code


@dataclass(frozen=True)
class AllowedHosts:
    """Whom the installation may call. names: hosts, as they are written in addresses; networks: that may be called
    though they are not public."""

    names: frozenset[str]
    networks: tuple[Network, ...]

    @classmethod
    def read(cls, text: str) -> AllowedHosts:
        """From names, addresses and networks with commas between. Raises ValueError for what is none of these."""
        names, networks = set(), []
        for each in filter(None, (part.strip().lower().rstrip(".") for part in text.split(","))):
            try:
                networks.append(ipaddress.ip_network(each, strict=False))
            except ValueError:
                names.add(_host_name(each))
        return cls(frozenset(names), tuple(networks))

    def check(self, url: str) -> Target:
        """The parts of an address that may be called, as far as can be told without looking it up. Raises
        AddressRefused."""
        parts, port = _split(url)
        host = (parts.hostname or "").rstrip(".")
        literal = _literal(host)
        if literal is not None:
            if not self.lists(literal):
                raise AddressRefused("not-listed", f"{host} is not listed in YEARWHEEL_WEBHOOK_HOSTS")
        elif host not in self.names:
            raise AddressRefused("not-listed", f"{host} is not listed in YEARWHEEL_WEBHOOK_HOSTS")
        path = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
        return Target(url=url, host=host, port=port, encrypted=parts.scheme == "https", path=path)

    def lists(self, address: Address) -> bool:
        """Whether the setting names this address, or a network it lies in."""
        return any(address in network for network in self.networks)

    def resolve(self, target: Target) -> Address:
        """The address to connect to. Raises AddressRefused if any that the name stands for may not be called, and
        OSError when it cannot be looked up."""
        rows = socket.getaddrinfo(target.host, target.port, type=socket.SOCK_STREAM)
        found = {ipaddress.ip_address(str(row[4][0]).partition("%")[0]) for row in rows}
        for address in sorted(found, key=str):
            listed = self.lists(address)
            if not listed and not _is_public(address):
                raise AddressRefused("not-public", f"{target.host} stands for {address}, which is not public")
            if not listed and not target.encrypted:
                raise AddressRefused("not-encrypted", f"{target.host} is called over https only")
        return min(found, key=lambda address: (address.version, int(address)))


@dataclass(frozen=True)
class Target:
    """An address taken apart. path: with its query."""

    url: str
    host: str
    port: int
    encrypted: bool
    path: str


@dataclass(frozen=True)
class Answer:
    """What came back. text: the beginning of it."""

    status: int
    text: str


def post(target: Target, address: Address, body: bytes, headers: Mapping[str, str]) -> Answer:
    """Post to the address that was judged, in the name that was asked for. Follows nothing, and ends within
    WHOLE_SECONDS whatever the other side does. Raises OSError or http.client.HTTPException."""
    connection = _Pinned(target, address)
    ending = threading.Timer(WHOLE_SECONDS, connection.end)
    ending.start()
    try:
        connection.request("POST", target.path, body, dict(headers))
        answer = connection.getresponse()
        return Answer(answer.status, answer.read(ANSWER_BYTES).decode("utf-8", "replace"))
    finally:
        ending.cancel()
        connection.close()


class _Pinned(http.client.HTTPConnection):
    """A connection to one address, whatever the name stands for by now."""

    def __init__(self, target: Target, address: Address) -> None:
        super().__init__(target.host, target.port, timeout=TIMEOUT_SECONDS)
        self.default_port = 443 if target.encrypted else 80
        self._target, self._address = target, address

    def connect(self) -> None:
        self.sock = socket.create_connection((str(self._address), self._target.port), self.timeout)
        if self._target.encrypted:
            encryption = ssl.create_default_context()
            encrypted = encryption.wrap_socket(
                self.sock, server_hostname=self._target.host, do_handshake_on_connect=False
            )
            self.sock = encrypted  # known before they shake hands, so that even that can be cut short
            encrypted.do_handshake()

    def end(self) -> None:
        """Cut it short from another thread."""
        with suppress(OSError, AttributeError):
            self.sock.shutdown(socket.SHUT_RDWR)


def _split(url: str) -> tuple[SplitResult, int]:
    try:
        parts = urlsplit(url)
        port = parts.port or (443 if parts.scheme == "https" else 80)
    except ValueError as error:
        raise AddressRefused("unreadable", f"This is not an address: {error}") from error
    printable = url.isascii() and url.isprintable() and " " not in url and "\\" not in url
    if not printable or len(url) > URL_LENGTH or not parts.hostname or parts.scheme not in ("http", "https"):
        raise AddressRefused("unreadable", "This is not an address that begins with https://")
    if "@" in parts.netloc or parts.fragment:
        raise AddressRefused("unreadable", "An address with a user name, a password or a # is not called")
    return parts, port


def _literal(host: str) -> Address | None:
    try:
        return ipaddress.ip_address(host)
    except ValueError:
        return None


def _is_public(address: Address) -> bool:
    """Whether anybody on the internet could call it. An IPv6 address that carries an IPv4 address is not."""
    if address.version == 6:
        carries = address.ipv4_mapped or address.sixtofour or address.teredo
        if carries or any(address in network for network in CARRIERS):
            return False
    return address.is_global and not address.is_multicast and address not in PLATFORM


def _host_name(text: str) -> str:
    if not text.isascii() or not text.replace("-", "").replace(".", "").isalnum() or "." not in text:
        raise ValueError(f"{text!r} is no host name, address or network")
    return text
