"""The same over a real socket: what we write on the wire is what the provider reads, forms with files too."""

import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest

from makegood.base.files.operations import keep, read
from makegood.contact.channels.models import Outgoing
from makegood.world.farside.cast import CAST
from makegood.world.farside.playing import FarSide, ask_of
from tests.contracts.conftest import settle_channels
from tests.contracts.stand import PICTURE, PNG, Stand, stand


class Line(BaseHTTPRequestHandler):
    """One end of the wire."""

    far: FarSide
    api: str

    def _any(self) -> None:
        body = self.rfile.read(int(self.headers.get("content-length") or 0))
        url = f"{self.api.removesuffix('/far')}{self.path}"
        reply = self.far.answer(
            ask_of(self.command, url, self.api, dict(self.headers.items()), body)
        )
        self.send_response(reply.status)
        for name, value in reply.headers.items():
            self.send_header(name, value)
        self.send_header("content-length", str(len(reply.body)))
        self.end_headers()
        self.wfile.write(reply.body)

    do_GET = do_POST = _any  # noqa: N815 - the library's names

    def log_message(self, *_words: object) -> None:
        """Nothing."""


@pytest.fixture(params=sorted(CAST))
def at(request: pytest.FixtureRequest, db: None) -> Iterator[Stand]:
    line = type("Its", (Line,), {})
    server = ThreadingHTTPServer(("127.0.0.1", 0), line)
    api = f"http://127.0.0.1:{server.server_port}/far"
    running = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02})
    running.start()
    try:
        with stand(CAST[request.param], settle_channels, api=api) as made:
            line.far, line.api = made.far, api  # type: ignore[attr-defined]
            yield made
    finally:
        server.shutdown()
        running.join()
        server.server_close()


def test_words_and_files_go_both_ways(at: Stand):
    message = at.says("洗衣机漏水", thing=PICTURE)
    assert [read(one.file) for one in message.files.select_related("file")] == [PICTURE.content]
    files = [keep(name="plan 权.png", type="image/png", content=PNG)] if at.far.takes_files else []
    outgoing = at.answers("We come at ten. 我们十点来。", files=files)
    assert at.leaves(outgoing) == Outgoing.State.SENT, outgoing.error
    assert at.far.got[0].text == "We come at ten. 我们十点来。"
    assert [got.file.content for got in at.far.got if got.file] == [PNG for _file in files]
