"""A small company for the tests of the pages: two people, a queue, a mailbox, a chat, and what customers said."""

import json
import uuid
from collections.abc import Sequence
from datetime import timedelta
from itertools import count

from django.test import Client

from makegood.base.access.models import User
from makegood.care.cases.models import Case
from makegood.care.cases.operations import assign
from makegood.contact.channels.models import Account
from makegood.contact.channels.operations import Arrival, accept_many, make_account
from makegood.contact.channels.ports import Inbound, InboundFile, adapters, install
from makegood.contact.conversations.models import Message
from makegood.kernel.actor import SYSTEM
from makegood.kernel.clock import now
from makegood.loops.case_to_answer import ENVELOPES, install_envelope
from makegood.loops.contact_to_case import file_now
from makegood.records.people.models import Queue
from makegood.records.people.operations import hire, make_queue, make_team, seen

_numbers = count(1)


class Plain:
    """An adapter for tests: what comes in is JSON, what goes out is remembered."""

    def __init__(self, kind: str, label: str, icon: str) -> None:
        self.kind, self.label, self.icon = kind, label, icon
        self.sent: list[str] = []

    def read(self, raws):
        return [_inbound(json.loads(raw.body)) for raw in raws]

    def send(self, outgoing, *, handing_over):
        handing_over()
        self.sent.append(outgoing.envelope["text"])
        return self.kind == "test-chat"


def _inbound(told: dict) -> Inbound:
    files = tuple(
        InboundFile(name=n, type=t, content=c.encode()) for n, t, c in told.pop("files", [])
    )
    return Inbound(**{**told, "files": files, "marks": tuple(told.get("marks", ()))})


MAIL, CHAT = Plain("test-mail", "Mail", "mail"), Plain("test-chat", "Chat", "chat")


def make_channels() -> None:
    """Plug the two test adapters in; twice is once."""
    for adapter in (MAIL, CHAT):
        if adapter.kind not in {known.kind for known in adapters()}:
            install(adapter)
        if adapter.kind not in ENVELOPES:
            install_envelope(adapter.kind, _envelope)


def _envelope(conversation, words, *, files, case, outgoing_id: uuid.UUID):
    return f"<{outgoing_id}@test>", {"text": words.text, "files": [file.key for file in files]}


def make_staff(name: str = "Lin Xiao", *, role: str = "agent", **fields) -> User:
    """Somebody who works in the service team, and is here."""
    team = make_team(key="service", names={"en": "Service", "zh-Hans": "客服"})
    number = next(_numbers)
    user = hire(
        email=f"staff{number}@example.com", name=name, role=role, by=SYSTEM, teams=[team], **fields
    )
    seen(user.pk)
    return user


def make_stranger() -> User:
    """Somebody of another team, who may not see the cases of the service team."""
    team = make_team(key="other", names={"en": "Other"})
    return hire(
        email=f"stranger{next(_numbers)}@example.com",
        name="Bob",
        role="agent",
        by=SYSTEM,
        teams=[team],
    )


def make_accounts(lead: User) -> tuple[Account, Account]:
    """The mailbox and the chat of the service queue, whose duty lead is given."""
    make_channels()
    team = make_team(key="service", names={"en": "Service", "zh-Hans": "客服"})
    queue: Queue = make_queue(
        key="service",
        names={"en": "Service", "zh-Hans": "客服"},
        team=team,
        duty_lead=lead,
        by=SYSTEM,
        is_default=True,
    )
    mail = make_account(
        kind="test-mail", address="help@example.com", name="Makegood Service", queue=queue
    )
    chat = make_account(kind="test-chat", address="shop", name="Shop chat", queue=queue)
    return mail, chat


def say(
    account: Account,
    text: str,
    *,
    sender: str = "",
    name: str = "Zhou Min",
    files: Sequence = (),
    **told,
) -> Message:
    """A customer writes; the message is in its case when this returns."""
    mail = account.kind == "test-mail"
    sender = sender or ("zhou@example.com" if mail else "visitor-1")
    inbound = {
        "sender_kind": "mail" if mail else "chat",
        "sender": sender,
        "sender_name": name,
        "peer": sender,
        "text": text,
        "verified": True,
        "files": list(files),
        **told,
    }
    body = json.dumps(inbound).encode()
    [raw] = accept_many([Arrival(account_id=account.pk, external_id=str(uuid.uuid4()), body=body)])
    message = file_now(raw)
    assert message is not None
    return message


def case_of(message: Message) -> Case:
    """The case in which a message lies."""
    return Case.objects.get(strands__conversation=message.conversation)


def make_case(
    account: Account,
    owner: User,
    subject: str = "New television flickers",
    *,
    due_in: timedelta | None = None,
    **told,
) -> Case:
    """A case of a customer, owned by somebody."""
    number = next(_numbers)
    told = {"sender": f"customer{number}@example.com", "subject": subject, **told}
    case = case_of(say(account, told.pop("text", "It flickers after ten minutes."), **told))
    assign(case, to=owner, reason="given", by=SYSTEM)
    if due_in is not None:
        due = now() + due_in
        case.promises.update(due=due)
        Case.objects.filter(pk=case.pk).update(next_deadline=due)
    case.refresh_from_db()
    return case


def signed_in(user: User) -> Client:
    """A browser in which somebody is signed in."""
    client = Client()
    client.force_login(user)
    return client
