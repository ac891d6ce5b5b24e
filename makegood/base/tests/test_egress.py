"""SSRF: tested against CVE-2025-32358, CVE-2026-41905 and their families."""

import http.server
import socket
import threading
import time

import httpx
import pytest

from makegood.base import egress


@pytest.fixture
def server():
    class Handler(http.server.BaseHTTPRequestHandler):
        def do_GET(self):
            if self.path == "/moved":
                self.send_response(302)
                self.send_header("Location", "http://169.254.169.254/secret")
                self.end_headers()
                return
            self.send_response(200)
            self.end_headers()
            self.wfile.write(b"x" * (2_000_000 if self.path == "/large" else 5))

        def log_message(self, *args):
            return

    made = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    threading.Thread(target=made.serve_forever, daemon=True).start()
    yield f"127.0.0.1:{made.server_port}"
    made.shutdown()
    made.server_close()


@pytest.mark.parametrize(
    "host",
    [
        "127.0.0.1",
        "localhost",
        "[::1]",
        "[::ffff:127.0.0.1]",
        "2130706433",
        "0x7f000001",
        "0177.0.0.1",
        "10.1.2.3",
        "169.254.169.254",
        "[fe80::1]",
        "[64:ff9b::7f00:1]",
        "0.0.0.0",
        "100.64.0.1",
        "[fc00::1]",
    ],
)
def test_private_addresses_in_any_form_are_refused(host, server):
    with pytest.raises((egress.Forbidden, OSError)):
        egress.send("GET", f"http://{host}:{server.rpartition(':')[2]}/")


@pytest.mark.parametrize("url", ["file:///etc/passwd", "gopher://127.0.0.1/", "ftp://example.com/"])
def test_other_schemes_are_refused(url):
    with pytest.raises(egress.Forbidden):
        egress.send("GET", url)


@pytest.mark.parametrize("begin", ["api.example.com", "ftp://api.example.com", "https://a:port"])
def test_what_is_said_of_a_wrong_address_holds_no_token(begin):
    with pytest.raises(egress.Forbidden) as told:
        egress.send("GET", f"{begin}/bot123:SECRET/sendMessage")
    assert "SECRET" not in str(told.value)


def test_a_named_host_is_allowed_and_only_that(server):
    assert egress.send("GET", f"http://{server}/", allowed=[server]).body == b"xxxxx"
    with pytest.raises(egress.Forbidden):
        egress.send("GET", f"http://{server}/", allowed=["127.0.0.1:1"])


def test_a_redirect_is_an_answer_and_not_followed(server):
    answer = egress.send("GET", f"http://{server}/moved", allowed=[server])
    assert answer.status == 302


def test_an_answer_that_is_too_large_is_cut_off(server):
    with pytest.raises(egress.Forbidden):
        egress.send("GET", f"http://{server}/large", allowed=[server], max_bytes=1000)


def test_a_name_that_resolves_inside_is_refused_when_it_is_connected(monkeypatch, server):
    real = egress.socket.getaddrinfo
    monkeypatch.setattr(
        egress.socket, "getaddrinfo", lambda host, port, **kw: real("127.0.0.1", port, **kw)
    )
    with pytest.raises(egress.Forbidden):
        egress.send("GET", f"http://rebound.example.com:{server.rpartition(':')[2]}/")


@pytest.mark.parametrize(
    "begin", [b"HTTP/1.1 200 OK\r\nContent-Length: 100000\r\n\r\n", b"HTTP/1.1 200 OK\r\nX-Slow: "]
)
def test_a_far_side_that_drips_is_left_at_the_end_of_the_time(monkeypatch, begin):
    monkeypatch.setattr(egress, "TOTAL_SECONDS", 1.0)
    listener = socket.create_server(("127.0.0.1", 0))
    place = f"127.0.0.1:{listener.getsockname()[1]}"

    def drip():
        link, _ = listener.accept()
        link.recv(4096)
        try:
            link.sendall(begin)
            while True:
                link.sendall(b"x")
                time.sleep(0.1)
        except OSError:
            link.close()

    threading.Thread(target=drip, daemon=True).start()
    began = time.monotonic()
    with pytest.raises(httpx.TimeoutException):
        egress.send("GET", f"http://{place}/", allowed=[place])
    assert time.monotonic() - began < 20
    listener.close()
