"""A channel of a small company and its provider, played by the real protocol: one stand for each kind."""

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlsplit

import httpx
from django.test import Client

from makegood.base import egress
from makegood.care.cases.models import Case
from makegood.contact.channels.models import Account, Outgoing, RawItem
from makegood.contact.channels.operations import deliver, make_account
from makegood.contact.channels.queries import hook_of
from makegood.contact.conversations.models import Conversation, Message
from makegood.kernel import actor as actors
from makegood.loops import case_to_answer
from makegood.world.farside.playing import FarSide, Got, Ring, Thing, ask_of
from tests.make import Company, company

API = "http://127.0.0.1:9/far"


@dataclass
class Stand:
    """One channel, connected. `hang`: that many answers get lost; `shut`: nobody is at home."""

    lanhe: Company
    account: Account
    far: FarSide
    who: str
    settle: Callable[[], None]
    hang: int = 0
    shut: int = 0
    foreign: dict[str, egress.Answer] = field(default_factory=dict)
    asked: list[tuple[str, str]] = field(default_factory=list)

    # the provider rings
    def ring(self, ring: Ring) -> Any:
        """One call of the provider at our door; the answer it gets."""
        parts = urlsplit(self.far.hook)
        path = f"{parts.path}?{ring.query}" if ring.query else parts.path
        headers = {name: value for name, value in ring.headers.items() if name != "content-type"}
        kind = ring.headers.get("content-type", "application/octet-stream")
        return Client(raise_request_exception=False).generic(
            ring.method, path, ring.body, content_type=kind, headers=headers
        )

    def says(self, text: str = "Pump 7 shows E41", **more: Any) -> Message:
        """The customer writes, and it is filed."""
        for ring in self.far.says(more.pop("who", self.who), text, **more):
            assert self.ring(ring).status_code < 300
        self.settle()
        found = Message.objects.filter(author=Message.Author.CONTACT).order_by("-pk").first()
        assert found is not None
        return found

    def tells(self, got: Got, state: str) -> None:
        """The provider says what became of a message."""
        for ring in self.far.tells(got, state):
            assert self.ring(ring).status_code < 300

    # we answer
    def case(self) -> Case:
        """The one case."""
        return Case.objects.get(strands__conversation=self.talk())

    def talk(self) -> Conversation:
        """The latest talk."""
        return Conversation.objects.filter(account=self.account).latest("pk")

    def answers(self, text: Any = "We come at ten.", files: Any = ()) -> Outgoing:
        """One of us answers; it has not left yet."""
        owner = self.lanhe.lead
        message = case_to_answer.answer(
            self.case(), text=text, user=owner, by=actors.user(owner.pk), files=files
        )
        Outgoing.objects.filter(pk=message.outgoing_id).update(send_after=message.at)
        return Outgoing.objects.get(pk=message.outgoing_id)

    def leaves(self, outgoing: Outgoing) -> str:
        """It is sent; its state afterwards."""
        deliver.func(outgoing_id=str(outgoing.pk))
        outgoing.refresh_from_db()
        return str(outgoing.state)

    def raws(self) -> int:
        """How many items were kept."""
        return RawItem.objects.filter(account=self.account).count()

    # the wire
    def send(
        self,
        method: str,
        url: str,
        *,
        headers: Mapping[str, str] | None = None,
        body: bytes | None = None,
        allowed: Any = (),
        max_bytes: int = egress.MAX_BYTES,
    ) -> egress.Answer:
        """What the one egress does, with the provider at the other end."""
        self.asked.append((method, url))
        if url in self.foreign:
            return self.foreign[url]
        if not url.startswith(API):
            raise egress.Forbidden(url)
        assert "127.0.0.1:9" in list(allowed)
        if self.shut:
            self.shut -= 1
            raise httpx.ConnectError("nobody is at home")
        got = len(self.far.got)
        reply = self.far.answer(ask_of(method, url, API, headers or {}, body or b""))
        if len(reply.body) > max_bytes:
            raise egress.Forbidden("the answer is larger than we take")
        if self.hang and len(self.far.got) > got:
            self.hang -= 1
            raise httpx.ReadTimeout("the answer got lost")
        return egress.Answer(reply.status, dict(reply.headers), reply.body)


@contextmanager
def stand(player: type[FarSide], settle: Callable[[], None], *, api: str = API) -> Iterator[Stand]:
    """A stand, with the wire laid to the played provider; at another address than API there is a wire."""
    lanhe = company()
    settings = player.papers(api)
    account = make_account(
        kind=player.kind,
        address=player.usual,
        name="Lanhe",
        queue=lanhe.queue,
        settings=settings,
    )
    far = player(address=account.address, settings=settings, hook=hook_of(account), pk=account.pk)
    made = Stand(lanhe, account, far, player.customer, settle)
    kept = egress.send
    if api == API:
        egress.send = made.send  # type: ignore[assignment]
    try:
        yield made
    finally:
        egress.send = kept


PNG = b"\x89PNG\r\n\x1a\n" + b"\0\0\0\rIHDR\0\0\0\1\0\0\0\1" + b"\0" * 40
PAGE = Thing("invoice.png", "image/png", b"<html><script>alert(1)</script></html>")
PICTURE = Thing("pump.png", "image/png", PNG)
PROGRAM = Thing("pump.png", "image/png", b"MZ\x90\0\3\0\0\0\4\0\0\0\xff\xff" + b"\0" * 60)
