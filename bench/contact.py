"""The page of a contact with 500 entries over six channels, and merging two contacts with 10,000 messages.

Server time and number of statements of the whole page, of a filtered one and of the next page, among other cases;
beside it the plain read of the same messages by one statement. `--size N` other cases (default 20,000).
"""

import time
from datetime import timedelta
from typing import Any

from django.db import transaction

from bench import bulk, machine
from bench.case import _measured
from bench.texts import Texts
from makegood.base.access.policy import NOBODY
from makegood.base.database import rows
from makegood.base.journal.log import Fact, record_many
from makegood.care.cases.events import CaseResolved
from makegood.care.cases.models import Case, CaseConversation
from makegood.contact.channels.models import Account
from makegood.contact.conversations.models import Conversation, Message
from makegood.contact.conversations.operations import (
    NewConversation,
    NewMessage,
    begin_many,
    file_many,
)
from makegood.kernel.actor import SYSTEM
from makegood.kernel.clock import now
from makegood.records.customers.models import Contact, Merge
from makegood.records.customers.operations import Sender, identify, merge, part
from makegood.web.contacts.timeline import timeline

MESSAGES, FACTS, CHANNELS, TALKS = 400, 100, 6, 24
MANY = 10_000
AIM = {"page p95": "under 100 ms at 500 entries", "merge": "under 2 s with 10,000 messages"}


def run(*, seconds: int | None, size: int | None, data: object) -> dict[str, Any]:
    """Milliseconds of the page, `seconds` for each (default 5); seconds of merging and taking back."""
    with machine.scratch_database("contact"):
        people = bulk.load(size or 20_000)
        case = Case.objects.filter(status="open").select_related("owner").earliest("pk")
        contact = _long(case)
        client = machine.browser(people.administrator)
        each, url = float(seconds or 5), f"/contacts/{contact.pk}/"
        found: dict[str, Any] = {"machine": machine.machine(), "loaded": people.sizes, "aim": AIM}
        found["the whole page"] = _measured(client, url, each)
        found["one kind"] = _measured(client, f"{url}?kind=message", each)
        cases = tuple(Case.objects.filter(contact=contact).values_list("pk", flat=True))
        onward = timeline(contact.pk, cases, NOBODY).onward.replace("+", "%2B")
        found["the next page"] = _measured(client, f"{url}?before={onward}", each)
        found["limit: the messages by one statement"] = machine.timed(
            lambda: _plain(contact), seconds=each
        )
        found["merging"] = _merging(case)
        return found | {"memory_mb": machine.memory()}


def _accounts(case: Case) -> list[Account]:
    kinds = ("email", "webchat", "form", "sms", "telegram", "whatsapp")[:CHANNELS]
    made = []
    for kind in kinds:
        told = {"name": kind, "queue": case.queue}
        made.append(
            Account.objects.get_or_create(kind=kind, address=f"bench-{kind}", defaults=told)[0]
        )
    return made


def _long(case: Case) -> Contact:
    """Five hundred things that happened between one contact and us."""
    contact, texts, accounts = case.contact, Texts(9), _accounts(case)
    talks = begin_many(
        [
            NewConversation(
                account=accounts[n % CHANNELS], contact=contact, peer=f"p{n}", subject=""
            )
            for n in range(TALKS)
        ]
    )
    CaseConversation.objects.bulk_create(
        [CaseConversation(case=case, conversation=talk, primary=False) for talk in talks]
    )
    _words(talks, case, texts, MESSAGES)
    fact = CaseResolved(case_id=case.pk, question_id=0)
    with transaction.atomic():
        record_many(
            [
                Fact(
                    event=fact,
                    subject=case.topic,
                    case=case.pk,
                    customer=contact.pk,
                    by=SYSTEM,
                    at=now() - timedelta(hours=n),
                )
                for n in range(FACTS)
            ]
        )
    return contact


def _words(talks: list[Conversation], case: Case, texts: Texts, count: int) -> None:
    file_many(
        [
            NewMessage(
                conversation=talks[n % len(talks)],
                author=Message.Author.CONTACT if n % 2 else Message.Author.STAFF,
                user=None if n % 2 else case.owner,
                text=texts.text("zh" if n % 3 else "en", 3),
                case=case.pk,
                at=now() - timedelta(minutes=17 * n),
            )
            for n in range(count)
        ]
    )


def _merging(case: Case) -> dict[str, float]:
    """Two contacts with five thousand messages each, in a hundred conversations."""
    account, texts = Account.objects.filter(kind="email").earliest("pk"), Texts(11)
    pair = [identify(Sender("mail", f"{name}@example.org"), by=SYSTEM) for name in ("one", "two")]
    for contact in pair:
        talks = begin_many(
            [
                NewConversation(
                    account=account, contact=contact, peer=f"{contact.pk}-{n}", subject=""
                )
                for n in range(100)
            ]
        )
        CaseConversation.objects.bulk_create(
            [CaseConversation(case=case, conversation=talk, primary=False) for talk in talks]
        )
        _words(talks, case, texts, MANY // 2)
    began = time.perf_counter()
    merge(pair[1], into=pair[0], by=SYSTEM)
    merged = time.perf_counter()
    part(Merge.objects.get(), by=SYSTEM)
    return {
        "messages": float(MANY),
        "merging s": round(merged - began, 3),
        "taking back s": round(time.perf_counter() - merged, 3),
    }


def _plain(contact: Contact) -> None:
    found = rows(
        "SELECT m.* FROM conversations_message m JOIN conversations_conversation t ON t.id = m.conversation_id"
        " WHERE t.contact_id = %s ORDER BY at DESC LIMIT 50",
        [contact.pk],
    )
    if len(found) != 50:
        raise RuntimeError(f"{len(found)} messages")
