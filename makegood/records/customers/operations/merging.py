"""Two contacts turn out to be one person, or one to be two. Somebody of us decides it, and for thirty days it
can be taken back; nothing is lost either way."""

from collections.abc import Collection
from typing import Any

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from makegood.base.database import retried, rows
from makegood.base.journal.log import record
from makegood.kernel.actor import Actor
from makegood.kernel.clock import now
from makegood.kernel.errors import Invalid, Refused
from makegood.kernel.text import clean, tsvector
from makegood.records.customers.events import ContactsMerged, ContactsParted, ContactSplit
from makegood.records.customers.models import Apart, Contact, Handle, Merge, Split
from makegood.records.customers.ports import holders
from makegood.records.customers.rules import called

APART = """
INSERT INTO customers_apart (one_id, other_id, at, by)
SELECT least(other, %(into)s), greatest(other, %(into)s), at, by FROM (
  SELECT CASE WHEN one_id = %(away)s THEN other_id ELSE one_id END AS other, at, by FROM customers_apart
  WHERE one_id = %(away)s OR other_id = %(away)s) a WHERE other <> %(into)s
ON CONFLICT DO NOTHING RETURNING id
"""
FILLED = (
    "company_id",
    "place",
    "tier",
    "name",
    "called",
)  # taken over where the one that stays has nothing


class AlreadyMerged(Refused):
    """One of the two went into another contact already."""


class TooLate(Refused):
    """The thirty days are over, or something later rests on it."""


@retried
@transaction.atomic
def merge(away: Contact, *, into: Contact, by: Actor, why: str = "") -> Merge:
    """Everything of `away` is `into`'s from now on; twice is once. Raises AlreadyMerged, Invalid."""
    if away.pk == into.pk:
        raise Invalid(_("Choose two different contacts."), field="into")
    locked = _lock(away.pk, into.pk)
    away, into = locked[away.pk], locked[into.pk]
    done = Merge.objects.filter(away=away, into=into, undone_at=None).first()
    if done is not None:
        return done
    if away.merged_into_id is not None or into.merged_into_id is not None:
        raise AlreadyMerged(
            _("One of the two was merged already. Look at the contact that stayed.")
        )
    for holder in holders():
        holder.check(away.pk, into.pk)
    moved: dict[str, Any] = {
        "handles": _move_handles(away.pk, into.pk),
        "apart": _keep_apart_too(away.pk, into.pk),
    }
    moved |= {holder.name: holder.give(away.pk, into.pk) for holder in holders()}
    before = _fill(into, away)
    away.merged_into = into
    away.save(update_fields=["merged_into"])
    done = Merge.objects.create(
        away=away, into=into, why=clean(why)[:200], by=str(by), before=before, moved=moved
    )
    _tell(ContactsMerged(merge_id=done.pk, away=away.pk, into=into.pk), into, by)
    return done


@retried
@transaction.atomic
def part(merge: Merge, *, by: Actor) -> Merge:
    """Take a merge back: what was of each is his again, and what came for him since. Twice is once.
    Raises TooLate."""
    locked = _lock(merge.away_id, merge.into_id)
    merge = Merge.objects.select_for_update().get(pk=merge.pk)
    away, into = locked[merge.away_id], locked[merge.into_id]
    if merge.undone_at is not None:
        return merge
    if now() > merge.undo_until:
        raise TooLate(_("This was more than thirty days ago. Split the contact instead."))
    if into.merged_into_id is not None:
        raise TooLate(_("The contact that stayed was merged later. Take that back first."))
    for holder in holders():
        holder.check(away.pk, into.pk)
    away.merged_into = None
    away.save(update_fields=["merged_into"])
    Handle.objects.filter(pk__in=merge.moved.get("handles", []), contact=into).update(contact=away)
    Apart.objects.filter(pk__in=merge.moved.get("apart", [])).delete()
    for holder in holders():
        holder.back(merge.moved.get(holder.name, []), away.pk, into.pk)
    _empty(into, merge.before)
    merge.undone_at, merge.undone_by = now(), str(by)
    merge.save(update_fields=["undone_at", "undone_by"])
    _tell(ContactsParted(merge_id=merge.pk, away=away.pk, into=into.pk), into, by)
    return merge


@retried
@transaction.atomic
def split(contact: Contact, *, handle_ids: Collection[int], name: str, by: Actor) -> Contact:
    """Some of his addresses are another person's: a new contact with them and with what came by them.
    Raises Invalid when none or all are chosen."""
    contact = _lock(contact.pk)[contact.pk]
    his = list(Handle.objects.filter(contact=contact).order_by("pk"))
    gone = [handle for handle in his if handle.pk in set(handle_ids)]
    if not gone or len(gone) == len(his):
        raise Invalid(_("Choose some of the addresses, not all of them."), field="handles")
    name = clean(name).strip()[:120]
    new = Contact.objects.create(
        name=name,
        called=_called(gone),
        language=contact.language,
        zone=contact.zone,
        terms=tsvector(name),
    )
    if contact.called and contact.called in {called(h.kind, h.shown) for h in gone}:
        _set(contact, {"called": _called([handle for handle in his if handle not in gone])})
    Handle.objects.filter(pk__in=[handle.pk for handle in gone]).update(contact=new)
    values = sorted({text for handle in gone for text in (handle.value, handle.shown)})
    moved = {h.name: h.part(contact.pk, new.pk, values) for h in holders() if h.part}
    Split.objects.create(contact=contact, new=new, by=str(by), moved=moved)
    _tell(ContactSplit(contact_id=contact.pk, new=new.pk), contact, by)
    return new


def _called(handles: Collection[Handle]) -> str:
    return next(filter(None, (called(h.kind, h.shown) for h in handles)), "")


@retried
@transaction.atomic
def rejoin(split: Split, *, by: Actor) -> Merge | None:
    """Take a split back; twice is once. Raises TooLate, AlreadyMerged."""
    split = Split.objects.select_for_update().get(pk=split.pk)
    if split.undone_at is not None:
        return None
    if now() > split.undo_until:
        raise TooLate(_("This was more than thirty days ago. Merge the two instead."))
    split.undone_at = now()
    split.save(update_fields=["undone_at"])
    return merge(split.new, into=split.contact, by=by)


def keep_apart(one: Contact, other: Contact, *, by: Actor) -> None:
    """They are two persons: it is not suggested again. Twice is once."""
    first, second = sorted((one.pk, other.pk))
    if first != second:
        row = Apart(one_id=first, other_id=second, by=str(by))
        Apart.objects.bulk_create([row], ignore_conflicts=True)


def _lock(*ids: int) -> dict[int, Contact]:
    """Whoever writes something new for one of them waits, and then lands with the one that stays."""
    found = Contact.objects.select_for_update().filter(pk__in=ids).defer("terms").order_by("pk")
    return {contact.pk: contact for contact in found}


def _move_handles(away: int, into: int) -> list[int]:
    moved = rows(
        "UPDATE customers_handle SET contact_id = %s WHERE contact_id = %s RETURNING id",
        [into, away],
    )
    return [pk for (pk,) in moved]


def _keep_apart_too(away: int, into: int) -> list[int]:
    """Who was said to be another than the one is another than both."""
    told = rows(APART, {"away": away, "into": into})
    return [pk for (pk,) in told]


def _fill(into: Contact, away: Contact) -> dict[str, Any]:
    """What the one that stays did not know is taken over; returns what it was and what it is now."""
    before: dict[str, Any] = {}
    for field in FILLED:
        if not getattr(into, field) and getattr(away, field):
            before[field] = [getattr(into, field), getattr(away, field)]
    facts = [*into.facts, *(fact for fact in away.facts if fact not in into.facts)]
    if facts != into.facts:
        before["facts"] = [into.facts, facts]
    _set(into, {field: after for field, (_was, after) in before.items()})
    return before


def _empty(into: Contact, before: dict[str, Any]) -> None:
    """What was taken over goes, where nobody changed it since."""
    _set(into, {f: was for f, (was, after) in before.items() if getattr(into, f) == after})


def _set(contact: Contact, fields: dict[str, Any]) -> None:
    for field, value in fields.items():
        setattr(contact, field, value)
    if "name" in fields:
        contact.terms = tsvector(contact.name)
        fields = {**fields, "terms": None}
    if fields:
        contact.save(update_fields=list(fields))


def _tell(event: Any, contact: Contact, by: Actor) -> None:
    record(event, subject=f"contact:{contact.pk}", customer=contact.pk, by=by)
