"""Makers that tests share: a small company, an adapter that needs no network."""

import json
import uuid
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Any

from makegood.base.access.models import User
from makegood.contact.channels import operations as channels
from makegood.contact.channels.models import Account
from makegood.contact.channels.ports import Inbound, OutgoingView, RawView, Undelivered, install
from makegood.kernel.actor import SYSTEM
from makegood.loops.case_to_answer import install_envelope
from makegood.records.people import operations as people
from makegood.records.people.models import Queue, Team


@dataclass
class Echo:
    """A channel whose far side is a list."""

    kind: str = "echo"
    label: str = "Echo"
    icon: str = "chat"
    sent: list[OutgoingView] = field(default_factory=list)
    fail: Exception | None = None

    def read(self, raws: Sequence[RawView]) -> list[Inbound]:
        return [self._one(raw) for raw in raws]

    def _one(self, raw: RawView) -> Inbound:
        told = json.loads(raw.body)
        return Inbound(
            sender_kind="mail",
            sender=told.get("from", "wang@example.org"),
            sender_name=told.get("name", ""),
            subject=told.get("subject", ""),
            text=told["text"],
            external_id=told.get("id", ""),
            thread_ids=tuple(told.get("refs", ())),
            proven_ids=frozenset(told.get("proven", ())),
            automatic=told.get("automatic", False),
            verified=told.get("verified", False),
        )

    def send(self, outgoing: OutgoingView, *, handing_over: Callable[[], None]) -> bool:
        if self.fail is not None and isinstance(self.fail, Undelivered):
            raise self.fail
        handing_over()
        if self.fail is not None:
            raise self.fail
        self.sent.append(outgoing)
        return False


ECHO = Echo()


def echo() -> Echo:
    """The installed echo channel, emptied."""
    install(ECHO)
    install_envelope(
        "echo",
        lambda conversation, words, *, files, case, outgoing_id: (
            f"<{outgoing_id.hex}@echo>",
            {"text": words.text},
        ),
    )
    ECHO.sent.clear()
    ECHO.fail = None
    return ECHO


@dataclass
class Company:
    """One team, one queue with its lead, one echo account."""

    lead: User
    team: Team
    queue: Queue
    account: Account

    def hire(self, name: str, role: str = "agent", **more: Any) -> User:
        more.setdefault("teams", [self.team])
        return people.hire(email=f"{name}@lanhe.test", name=name, role=role, by=SYSTEM, **more)


def company(kind: str = "echo") -> Company:
    """A small company that works around the clock."""
    echo()
    team = people.make_team(key="front", names={"en": "Front line", "zh-Hans": "前台"})
    lead = people.hire(email="lead@lanhe.test", name="Lead", role="lead", teams=[team], by=SYSTEM)
    queue = people.make_queue(
        key="home", names={"en": "Home"}, team=team, duty_lead=lead, by=SYSTEM, is_default=True
    )
    account = channels.make_account(
        kind=kind, address="service@lanhe.test", name="Lanhe", queue=queue
    )
    return Company(lead, team, queue, account)


def arrive(account: Account, *, external_id: str | None = None, **told: Any) -> int:
    """Something reaches the echo door; returns the raw row."""
    told.setdefault("text", "Pump 7 shows E41")
    name = external_id or told.get("id") or uuid.uuid4().hex
    [pk] = channels.accept_many(
        [channels.Arrival(account_id=account.pk, external_id=name, body=json.dumps(told).encode())]
    )
    return pk
