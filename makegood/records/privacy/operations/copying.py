"""Everything we hold of a person, as one archive: readable pages in his language, the same as JSON, his files."""

import io
import json
import zipfile
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from django.apps import apps
from django.core.serializers.json import DjangoJSONEncoder
from django.db import transaction
from django.template.loader import render_to_string
from django.utils import translation
from django.utils.translation import gettext_lazy as _

from makegood.base.files.models import File
from makegood.base.files.operations import (
    Damaged,
    NewFile,
    drop_rows,
    forget_bytes,
    keep_many,
    read,
)
from makegood.base.jobs.queue import defer_once, job
from makegood.base.journal.log import record
from makegood.base.privacy import reaching
from makegood.base.privacy.naming import Person
from makegood.base.privacy.registry import Held
from makegood.kernel.actor import SYSTEM, Actor
from makegood.kernel.clock import now
from makegood.records.customers.models import Contact
from makegood.records.privacy.errors import NotReady
from makegood.records.privacy.events import CopyAsked, CopyFetched, CopyMade
from makegood.records.privacy.models import PersonCopy
from makegood.records.privacy.queries import person_of

JSON_NAME, PAGE_NAME = "data.json", "index.html"


@dataclass
class Bundle:
    """What goes into the archive, table by table."""

    tables: list[tuple[str, list[dict[str, Any]]]] = field(default_factory=list)
    files: list[tuple[str, File]] = field(default_factory=list)
    raws: list[tuple[str, bytes]] = field(default_factory=list)


def _fact(copy: PersonCopy, kind: type, by: Actor) -> None:
    event = kind(copy_id=copy.pk, contact_id=copy.contact_id)
    subject = f"contact:{copy.contact_id}"
    record(event, subject=subject, customer=copy.contact_id, by=by)


@transaction.atomic
def ask_for_copy(contact: Contact, *, by: Actor) -> PersonCopy:
    """Have everything we hold of him put together by a job; asking again while it is made is the same one."""
    contact = Contact.objects.select_for_update().defer("terms").get(pk=contact.pk)
    found = PersonCopy.objects.filter(contact=contact, state=PersonCopy.State.WAITING).first()
    if found is None:
        found = PersonCopy.objects.create(
            contact=contact,
            asked_by=str(by),
            language=contact.language,
            tables=len(_exported()),
        )
        _fact(found, CopyAsked, by)
    defer_once(make_copy, at=now(), lock=f"copy:{found.pk}", copy_id=found.pk)
    return found


def _exported() -> list[Held]:
    return [held for held in reaching.tables() if held.exported]


@job("privacy.make_copy")
def make_copy(*, copy_id: int) -> None:
    """Put the archive together; a second run makes the same one and only one is kept."""
    copy = PersonCopy.objects.get(pk=copy_id)
    if copy.state != PersonCopy.State.WAITING:
        return
    person, bundle = person_of(copy.contact_id), Bundle()
    for number, held in enumerate(_exported(), start=1):
        _take(held, person, bundle, copy.language)
        PersonCopy.objects.filter(pk=copy_id).update(tables_done=number)
    content = _packed(bundle, copy)
    with transaction.atomic():
        copy = PersonCopy.objects.select_for_update().get(pk=copy_id)
        if copy.state != PersonCopy.State.WAITING:
            return
        name = f"person-{copy.contact_id}.zip"
        [copy.file] = keep_many([NewFile(name, "application/zip", content)])
        copy.state, copy.ready_at = PersonCopy.State.READY, now()
        copy.ends_at = now() + PersonCopy.LASTS
        copy.save()
        _fact(copy, CopyMade, SYSTEM)


def _take(held: Held, person: Person, bundle: Bundle, language: str) -> None:
    found = list(reaching.collected(held, person))
    if not found:
        return
    with translation.override(language):
        bundle.tables.append((str(held.title), found))
    if held.files:
        keys = [row[f"{held.files}_id"] for row in found]
        for file in File.objects.filter(pk__in=keys):
            bundle.files.append((f"files/{file.pk}-{_safe(file.name)}", file))
    if held.label == "channels.RawItem":
        raws = apps.get_model(held.label)._default_manager.filter(pk__in=[r["id"] for r in found])
        bundle.raws += [(f"raw/{raw.pk}", bytes(raw.body)) for raw in raws.iterator(chunk_size=50)]


def _safe(name: str) -> str:
    """A client's name is data: no folder comes of it."""
    return "".join(c if c.isalnum() or c in "._- " else "_" for c in name)[-120:].lstrip(".")


def _packed(bundle: Bundle, copy: PersonCopy) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        told = [{"title": title, "rows": found} for title, found in bundle.tables]
        archive.writestr(
            JSON_NAME, json.dumps(told, cls=DjangoJSONEncoder, ensure_ascii=False, indent=1)
        )
        names = []
        for name, file in bundle.files:
            try:
                archive.writestr(name, read(file))
            except Damaged:
                continue
            names.append((name, file.name))
        for name, body in bundle.raws:
            archive.writestr(name, body)
        with translation.override(copy.language):
            page = render_to_string(
                "privacy/copy.html",
                {"tables": _shown(bundle), "files": names, "made_at": now(), "lang": copy.language},
            )
        archive.writestr(PAGE_NAME, page)
    return out.getvalue()


def _shown(bundle: Bundle) -> list[tuple[str, list[list[tuple[str, Any]]]]]:
    """Only what says something: empty values are left out of the page, and stand in the JSON."""
    return [
        (title, [[(k, v) for k, v in row.items() if v not in ("", None, [], {})] for row in found])
        for title, found in bundle.tables
    ]


@transaction.atomic
def fetch_copy(copy: PersonCopy, *, by: Actor) -> File:
    """The archive, and the journal says who took it. Raises NotReady when it is not there, or no longer."""
    copy = PersonCopy.objects.select_for_update().get(pk=copy.pk)
    if copy.file is None or copy.ends_at is None or copy.ends_at <= now():
        raise NotReady(_("This copy is not there. Have a new one made."))
    _fact(copy, CopyFetched, by)
    return copy.file


def let_go(contacts: Sequence[int]) -> list[str]:
    """Drop all copies of these contacts, in the caller's transaction; returns the names of their bytes."""
    return _drop(PersonCopy.objects.filter(contact__in=contacts))


@transaction.atomic
def forget_copies() -> int:
    """Drop the copies whose week is over; returns how many."""
    due = PersonCopy.objects.filter(state=PersonCopy.State.READY, ends_at__lte=now())
    pks = list(due.values_list("pk", flat=True)[:100])
    names = _drop(PersonCopy.objects.filter(pk__in=pks))
    forget_later(names)
    return len(pks)


def forget_later(names: Sequence[str]) -> None:
    """Have stored bytes deleted once the caller's transaction has let their rows go; a worker that dies in between
    leaves none behind."""
    if names:
        forget_stored.defer(names=list(names))


@job("privacy.forget_stored")
def forget_stored(*, names: list[str]) -> None:
    """Delete bytes that nobody's row names any more; twice is the same."""
    forget_bytes(names)


def _drop(copies: Any) -> list[str]:
    files = [pk for pk in copies.values_list("file", flat=True) if pk]
    copies.exclude(state=PersonCopy.State.FAILED).update(state=PersonCopy.State.GONE, file=None)
    return drop_rows(files)
