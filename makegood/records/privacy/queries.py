"""Whose rows are one person's, what speaks against erasing him, how he wants to be written to."""

from collections.abc import Sequence
from datetime import datetime

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from makegood.base.access.policy import ADMINISTRATOR, LEAD, Principal, rule
from makegood.base.database import rows
from makegood.base.privacy.naming import Person, is_name, level, queries_of
from makegood.base.privacy.registry import against, speaks_against_erasing
from makegood.base.privacy.rules import GRAVE
from makegood.records.customers.models import Contact, Handle
from makegood.records.privacy.models import Erasure, Hold, PersonCopy, Spoken, Wishes
from makegood.records.privacy.rules import out_of_quiet

MOST_MERGES = 100


@rule("privacy.look")
def may_look(who: Principal, kind: str) -> bool:
    """Numbers of cards and accounts, passwords and keys are seen by those who lead; what one needs to serve
    somebody, as his phone number, by all of us, each look written down."""
    return who.is_staff and (kind not in GRAVE or who.is_one_of(ADMINISTRATOR, LEAD))


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


def person_of(contact_id: int, *, also: Sequence[str] = (), names: Sequence[str] = ()) -> Person:
    """The person behind a contact; `also`: addresses that were his (a few queries)."""
    contacts = contacts_of(contact_id)
    return Person(contacts, tuple(sorted({*addresses_of(contacts), *also})), tuple(names))


MOST_NAMESAKES = 50  # a name that so many bear tells nobody


def names_of(contacts: Sequence[int], *, ours: Sequence[str] = ()) -> list[str]:
    """The full names that tell him from others, as he gave them; none that one of `ours` bears."""
    known = Contact.objects.filter(pk__in=contacts).values_list("name", flat=True)
    taken = {level(name) for name in ours}
    return sorted({n for n in known if is_name(n) and level(n) not in taken})


def namesakes_of(contacts: Sequence[int], names: Sequence[str]) -> tuple[int, ...] | None:
    """Other contacts who bear one of these names, by the index of names; None when they are too many."""
    query = queries_of((), names)
    if not query:
        return ()
    found = rows(
        "SELECT id, name FROM customers_contact WHERE terms @@ %s::tsquery LIMIT %s",
        [query, 20 * MOST_NAMESAKES],
    )
    same = {level(name) for name in names}
    theirs = tuple(pk for pk, name in found if level(name) in same and pk not in contacts)
    return theirs if len(theirs) < MOST_NAMESAKES else None


def speaks_against(contact_id: int) -> str | Promise:
    """Why he cannot be erased now, "" when nothing speaks against it."""
    return against(contacts_of(contact_id))


@speaks_against_erasing("holds")
def held(contacts: Sequence[int]) -> str | Promise:
    """A duty to keep comes first."""
    if Hold.objects.filter(contact__in=contacts, ended_at=None).exists():
        return _("What we hold of this person must be kept for now. End that first.")
    return ""


def contacts_on_hold() -> tuple[int, ...]:
    """Everybody whose data must be kept now, with all who were merged into them."""
    held = Hold.objects.filter(ended_at=None).values_list("contact", flat=True)
    return tuple(sorted({pk for one in held for pk in contacts_of(one)}))


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
DANGER = "danger"  # somebody may come to harm: he is told at once, whatever he wished
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
    we owe him he gets, outside his quiet hours; what warns him of danger at once (one query)."""
    if purpose == DANGER:
        return moment
    wishes = wishes_of(contact_id)
    if wishes is None:
        return moment
    refused = wishes.only_owed or channel in wishes.not_by
    if not owed and (refused or (wishes.no_surveys and purpose in SURVEYS)):
        return None
    return out_of_quiet(
        moment, begins=wishes.quiet_from, ends=wishes.quiet_until, zone=wishes.contact.zone
    )
