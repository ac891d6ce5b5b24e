"""Whose rows are one person's, what speaks against erasing him, how he wants to be written to."""

from collections.abc import Sequence
from datetime import datetime

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from makegood.base.privacy.reaching import Person
from makegood.base.privacy.registry import against, speaks_against_erasing
from makegood.records.customers.models import Contact, Handle
from makegood.records.privacy.models import Erasure, Hold, PersonCopy, Spoken, Wishes
from makegood.records.privacy.rules import out_of_quiet

MOST_MERGES = 100


def contacts_of(contact_id: int) -> tuple[int, ...]:
    """The contact and all that were merged into it, at any depth; and those it was merged into."""
    found, new = {contact_id}, {contact_id}
    into = Contact.objects.filter(pk=contact_id).values_list("merged_into", flat=True).first()
    while into is not None and into not in found:
        found.add(into)
        new.add(into)
        into = Contact.objects.filter(pk=into).values_list("merged_into", flat=True).first()
    while new and len(found) < MOST_MERGES:
        ids = Contact.objects.filter(merged_into__in=new).values_list("pk", flat=True)
        new = set(ids) - found
        found |= new
    return tuple(sorted(found))


def addresses_of(contacts: Sequence[int]) -> list[str]:
    """Every address of theirs, as it is compared and as he writes it."""
    pairs = Handle.objects.filter(contact__in=contacts).values_list("value", "shown")
    return sorted({one for pair in pairs for one in pair if one})


def person_of(contact_id: int, *, also: Sequence[str] = ()) -> Person:
    """The person behind a contact; `also`: addresses that were his (a few queries)."""
    contacts = contacts_of(contact_id)
    return Person(contacts, tuple(sorted({*addresses_of(contacts), *also})))


def speaks_against(contact_id: int) -> str | Promise:
    """Why he cannot be erased now, "" when nothing speaks against it."""
    return against(contacts_of(contact_id))


@speaks_against_erasing("holds")
def held(contacts: Sequence[int]) -> str | Promise:
    """A duty to keep comes first."""
    if Hold.objects.filter(contact__in=contacts, ended_at=None).exists():
        return _("What we hold of this person must be kept for now. End that first.")
    return ""


def erasure_of(contact_id: int) -> Erasure | None:
    """The erasure that waits, runs or was done last, None when nobody ever asked."""
    return (
        Erasure.objects.filter(contact=contact_id)
        .exclude(state="withdrawn")
        .order_by("-pk")
        .first()
    )


def copies_of(contact_id: int) -> list[PersonCopy]:
    """The copies of the last weeks, the newest first."""
    return list(PersonCopy.objects.filter(contact=contact_id).order_by("-pk")[:5])


def hold_of(contact_id: int) -> Hold | None:
    """What must be kept of him now, or None."""
    return Hold.objects.filter(contact=contact_id, ended_at=None).first()


OWED = "owed"  # news of a promise, an apology
COURTESY = "notice"  # a word of the machine that nobody waits for
SURVEYS = frozenset({"question", "survey"})


def wishes_of(contact_id: int) -> Wishes | None:
    """How he wants to be written to; None when he never said."""
    return (
        Wishes.objects.filter(contact=contact_id)
        .select_related("contact")
        .defer("contact__terms")
        .first()
    )


def spoken_of(contact_id: int) -> Spoken | None:
    """In what language he writes, and how we know."""
    return Spoken.objects.filter(contact=contact_id).first()


def wanted_at(
    contact_id: int, *, channel: str, purpose: str, owed: bool, moment: datetime
) -> datetime | None:
    """When an automatic message may leave to him: at once, after his quiet hours, or not at all (None). What
    we owe him he gets, outside his quiet hours (one query)."""
    wishes = wishes_of(contact_id)
    if wishes is None:
        return moment
    refused = wishes.only_owed or channel in wishes.not_by
    if not owed and (refused or (wishes.no_surveys and purpose in SURVEYS)):
        return None
    return out_of_quiet(
        moment, begins=wishes.quiet_from, ends=wishes.quiet_until, zone=wishes.contact.zone
    )
