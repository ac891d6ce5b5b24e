"""The one door through which HTTP leaves: to named hosts or public addresses only, checked at connect time.

Redirects are not followed, answers are cut at a size, everything ends after a time. No other module
may import an HTTP client (import contract 8).
"""

import ipaddress
import socket
import ssl
import time
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

import httpcore
import httpx

CONNECT_SECONDS, TOTAL_SECONDS, MAX_BYTES = 5.0, 15.0, 5 * 1024 * 1024
PIECE = 64 * 1024


class Forbidden(Exception):
    """The address is not one we send to."""


class Unreachable(Exception):
    """Nothing of the request can have arrived: the host is not known, or does not answer the door."""


class Broken(Exception):
    """The request may have arrived, its answer did not."""


@dataclass(frozen=True)
class Answer:
    """What came back: status, lower-case headers, at most `max_bytes` of body."""

    status: int
    headers: dict[str, str]
    body: bytes


def public(address: str) -> bool:
    """Whether an IP address belongs to the public internet (mapped and tunnelled forms looked through)."""
    ip = ipaddress.ip_address(address.split("%", maxsplit=1)[0])
    if isinstance(ip, ipaddress.IPv6Address):
        inner = ip.ipv4_mapped or ip.sixtofour or (ip.teredo[1] if ip.teredo else None)
        if inner is not None:
            ip = inner
        elif ip in ipaddress.ip_network("64:ff9b::/96"):
            ip = ipaddress.ip_address(int(ip) & 0xFFFFFFFF)
    return ip.is_global and not ip.is_multicast


class _Deadline:
    """The moment at which everything must be over, by a clock that nobody sets."""

    def __init__(self, seconds: float) -> None:
        self._end = time.monotonic() + seconds

    def cut(self, timeout: float | None) -> float:
        """A time-out that does not reach beyond the end. Raises ReadTimeout when it is over."""
        left = self._end - time.monotonic()
        if left <= 0:
            raise httpcore.ReadTimeout("the whole request took too long")
        return left if timeout is None else min(timeout, left)


class _Timed(httpcore.NetworkStream):
    """A connection whose every step ends at the same deadline: dripping bytes win no time."""

    def __init__(self, inner: httpcore.NetworkStream, deadline: _Deadline) -> None:
        self._inner, self._deadline = inner, deadline

    def read(self, max_bytes: int, timeout: float | None = None) -> bytes:
        return self._inner.read(max_bytes, self._deadline.cut(timeout))

    def write(self, buffer: bytes, timeout: float | None = None) -> None:
        for start in range(0, len(buffer), PIECE):
            self._inner.write(buffer[start : start + PIECE], self._deadline.cut(timeout))

    def close(self) -> None:
        self._inner.close()

    def start_tls(
        self,
        ssl_context: ssl.SSLContext,
        server_hostname: str | None = None,
        timeout: float | None = None,
    ) -> httpcore.NetworkStream:
        inner = self._inner.start_tls(ssl_context, server_hostname, self._deadline.cut(timeout))
        return _Timed(inner, self._deadline)

    def get_extra_info(self, info: str) -> Any:
        return self._inner.get_extra_info(info)


class _Checked(httpcore.SyncBackend):
    """Resolves once, checks what it resolved, and connects to exactly that."""

    def __init__(self, allowed: frozenset[str], deadline: _Deadline) -> None:
        self.allowed, self.deadline = allowed, deadline

    def connect_tcp(  # type: ignore[override]
        self, host: str, port: int, timeout: float | None = None, **rest: object
    ) -> httpcore.NetworkStream:
        found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
        addresses = [str(info[4][0]) for info in found]
        if f"{host}:{port}" not in self.allowed and not all(map(public, addresses)):
            raise Forbidden(host)
        timeout = self.deadline.cut(timeout)
        return _Timed(super().connect_tcp(addresses[0], port, timeout=timeout), self.deadline)


def send(
    method: str,
    url: str,
    *,
    headers: dict[str, str] | None = None,
    body: bytes | None = None,
    allowed: Iterable[str] = (),
    max_bytes: int = MAX_BYTES,
) -> Answer:
    """One request. `allowed` names "host:port" pairs inside our own network that the administrator
    permitted for this purpose. All of it, headers and body, ends within TOTAL_SECONDS.

    Raises Forbidden for other schemes and private addresses, httpx.HTTPError for what goes wrong.
    """
    _check(url)
    transport = httpx.HTTPTransport(retries=0, trust_env=False)
    transport._pool._network_backend = _Checked(frozenset(allowed), _Deadline(TOTAL_SECONDS))
    timeout = httpx.Timeout(TOTAL_SECONDS, connect=CONNECT_SECONDS)
    with (
        httpx.Client(transport=transport, timeout=timeout, follow_redirects=False) as client,
        client.stream(method, url, headers=headers, content=body) as response,
    ):
        return Answer(
            response.status_code, dict(response.headers), _limited(response.iter_bytes(), max_bytes)
        )


def exchange(method: str, url: str, **how: Any) -> Answer:
    """`send`, for a caller who must know whether the far side may have it. Raises Forbidden, Unreachable
    or Broken."""
    try:
        return send(method, url, **how)
    except (httpx.ConnectError, httpx.ConnectTimeout, httpx.PoolTimeout) as error:
        raise Unreachable(str(error)) from error
    except socket.gaierror as error:
        raise Unreachable(str(error)) from error
    except (httpx.HTTPError, httpcore.NetworkError, httpcore.TimeoutException) as error:
        raise Broken(f"{type(error).__name__} {error}".strip()) from error


def _check(url: str) -> None:
    """What is wrong is said without the address: a token may stand in it."""
    try:
        usable = httpx.URL(url).scheme in ("http", "https")
    except httpx.InvalidURL as error:
        raise Forbidden("it cannot be read as an address") from error
    if not usable:
        raise Forbidden("it begins with neither https:// nor http://")


def _limited(chunks: Iterable[bytes], max_bytes: int) -> bytes:
    kept = bytearray()
    for chunk in chunks:
        kept += chunk
        if len(kept) > max_bytes:
            raise Forbidden("the answer is larger than we take")
    return bytes(kept)
