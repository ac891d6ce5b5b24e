"""Notes on how to deal with somebody: written with an author and an end, read once, quiet afterwards."""

from collections.abc import Iterable
from datetime import UTC, date, datetime, time, timedelta

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from makegood.base.access.models import User
from makegood.base.journal.log import record
from makegood.kernel.actor import Actor
from makegood.kernel.clock import now
from makegood.kernel.errors import Invalid
from makegood.kernel.text import clean
from makegood.records.assets.models import Asset, Site
from makegood.records.customers.models import Company, Contact
from makegood.records.entitlements.events import HandlingEnded, HandlingWritten
from makegood.records.entitlements.models import Handling, HandlingSeen

About = Contact | Company | Site | Asset
KEYS: dict[type, str] = {Contact: "contact", Company: "company", Site: "site", Asset: "asset"}


def end_of_day(day: date) -> datetime:
    """A note that holds until a day holds through it."""
    return datetime.combine(day + timedelta(days=1), time(), tzinfo=UTC)


@transaction.atomic
def write_handling(
    about: About, *, kind: str, text: str, user: User, by: Actor, ends: datetime | None = None
) -> Handling:
    """Say what everybody must know of a person, an organisation, a place or a device. The same words again,
    while they hold, are one note. Raises Invalid."""
    text = clean(text).strip()[:300]
    if not text:
        raise Invalid(_("Write what everybody must know."), field="text")
    if kind not in Handling.Kind.values:
        raise Invalid(_("Choose what it is."), field="kind")
    if ends is not None and ends <= now():
        raise Invalid(_("This moment has passed."), field="ends")
    key = KEYS[type(about)]
    type(about)._default_manager.select_for_update(no_key=True).filter(pk=about.pk).first()
    same = Handling.objects.filter(**{key: about}, kind=kind, text=text, ended_by=None)
    there = same.first()
    if there is not None and (there.ends is None or there.ends > now()):
        return there
    row = Handling.objects.create(**{key: about}, kind=kind, text=text, author=user, ends=ends)
    record(HandlingWritten(handling_id=row.pk), subject=f"{key}:{about.pk}", by=by)
    return row


@transaction.atomic
def end_handling(row: Handling, *, user: User, by: Actor) -> Handling:
    """It holds no longer; twice changes nothing."""
    row = Handling.objects.select_for_update().get(pk=row.pk)
    if row.ended_by_id is None and (row.ends is None or row.ends > now()):
        row.ends, row.ended_by = now(), user
        row.save(update_fields=["ends", "ended_by"])
        record(HandlingEnded(handling_id=row.pk), subject=f"handling:{row.pk}", by=by)
    return row


@transaction.atomic
def have_read(rows: Iterable[Handling], *, contact: Contact, user: User) -> int:
    """He has read these notes while he dealt with this person: they are quiet for him; twice is once."""
    new = [HandlingSeen(handling=row, user=user, contact=contact) for row in rows]
    return len(HandlingSeen.objects.bulk_create(new, ignore_conflicts=True))
