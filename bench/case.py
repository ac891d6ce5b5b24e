"""One case page with 50 messages, among many other cases: server time and number of statements.

Measured by Django's test client: middleware, session, queries, template. Beside it the plain read of
the same messages by one statement. `--size N` other cases (default 20,000).
"""

import gc
from datetime import timedelta
from typing import Any

from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from bench import bulk, machine
from bench.texts import Texts
from makegood.base.database import rows
from makegood.base.files.operations import NewFile, keep_many
from makegood.care.cases.models import Case
from makegood.care.cases.operations import write_note
from makegood.care.cases.queries import conversations_of
from makegood.contact.conversations.models import Message
from makegood.contact.conversations.operations import NewMessage, file_many
from makegood.kernel import actor as actors
from makegood.kernel.clock import now

MESSAGES, NOTES, FILES = 50, 5, 10
PEER = {"one ticket page with 3 messages at 100,000, best peer p50 / p95 ms": "52 / 83"}


def run(*, seconds: int | None, size: int | None, data: object) -> dict[str, Any]:
    """Server time of the whole page, and of the parts that htmx fetches; `seconds` for each (default 5)."""
    with machine.scratch_database("case"):
        people = bulk.load(size or 20_000)
        case = _long_case(people)
        client = machine.browser(case.owner or people.administrator)
        client.get(f"/cases/{case.pk}/")
        gc.freeze()  # as the web process does once it is loaded
        each = float(seconds or 5)
        found: dict[str, Any] = {"machine": machine.machine(), "loaded": people.sizes}
        whole = f"/cases/{case.pk}/"
        found["the whole page"] = _measured(client, whole, each)
        found["beside the list"] = _measured(
            client, whole, each, HTTP_HX_REQUEST="true", HTTP_HX_TARGET="open"
        )
        found["the conversation again"] = _measured(
            client, f"{whole}talk/", each, HTTP_HX_REQUEST="true"
        )
        found["limit: the messages by one statement"] = machine.timed(
            lambda: _plain(case), seconds=each
        )
        return found | {"memory_mb": machine.memory(), "measured before on such a machine": PEER}


def _long_case(people: bulk.Loaded) -> Case:
    """A case with fifty messages of both sides, files and notes."""
    case = Case.objects.filter(status="open").select_related("owner").earliest("pk")
    [talk] = conversations_of(case)
    texts, there = Texts(3), talk.messages_count
    files = keep_many(
        [
            NewFile(f"photo-{n}.jpg", "image/jpeg", texts.random.randbytes(2000))
            for n in range(FILES)
        ]
    )
    file_many(
        [
            NewMessage(
                conversation=talk,
                author=Message.Author.STAFF if n % 2 else Message.Author.CONTACT,
                user=case.owner if n % 2 else None,
                text=texts.text("zh" if n % 3 else "en", 6),
                case=case.pk,
                sender="person@example.org",
                files=((files[n % FILES], ""),) if n % 5 == 0 else (),
                at=now() - timedelta(hours=MESSAGES - n),
            )
            for n in range(there, MESSAGES)
        ]
    )
    for _ in range(NOTES):
        write_note(case, text=texts.text("en", 3), user=people.lead, by=actors.user(people.lead.pk))
    return case


def _measured(client: Client, address: str, seconds: float, **headers: str) -> dict[str, Any]:
    def once() -> None:
        response = client.get(address, **headers)  # type: ignore[arg-type]
        if response.status_code != 200:
            raise RuntimeError(f"{address} answered {response.status_code}")

    once()
    with CaptureQueriesContext(connection) as statements:
        once()
    return {"statements": len(statements), **machine.timed(once, seconds=seconds)}


def _plain(case: Case) -> None:
    found = rows(
        "SELECT m.* FROM conversations_message m JOIN cases_caseconversation s USING (conversation_id)"
        " WHERE s.case_id = %s ORDER BY at",
        [case.pk],
    )
    if len(found) != MESSAGES:
        raise RuntimeError(f"{len(found)} messages")
