"""Erase a person: asked, confirmed with a reason, done step by step, each step once."""

from collections.abc import Callable, Sequence
from enum import StrEnum

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from makegood.base.access.models import User
from makegood.base.files.operations import forget_bytes
from makegood.base.jobs.queue import defer_once, job
from makegood.base.journal.log import record
from makegood.base.privacy import facts, mentions, reaching
from makegood.base.privacy.naming import Person
from makegood.base.privacy.registry import Held
from makegood.kernel.actor import SYSTEM, Actor
from makegood.kernel.clock import now
from makegood.kernel.errors import Invalid
from makegood.kernel.text import clean
from makegood.records.customers.models import Contact
from makegood.records.privacy.errors import AlreadyErased, NotErasable
from makegood.records.privacy.events import (
    ErasureAsked,
    ErasureConfirmed,
    ErasureWithdrawn,
    HoldChanged,
    PersonErased,
)
from makegood.records.privacy.models import Erasure, Hold
from makegood.records.privacy.operations.copying import let_go
from makegood.records.privacy.operations.keeping import look_again
from makegood.records.privacy.queries import (
    addresses_of,
    contacts_of,
    names_of,
    namesakes_of,
    speaks_against,
)

Step = Callable[[Erasure, Person, str], str]  # from a mark on; returns the next, "" at the end


def _fact(erasure: Erasure, kind: type, by: Actor) -> None:
    event = kind(erasure_id=erasure.pk, contact_id=erasure.contact_id)
    subject = f"contact:{erasure.contact_id}"
    record(event, subject=subject, customer=erasure.contact_id, by=by)


@transaction.atomic
def ask_to_erase(contact: Contact, *, by: Actor) -> Erasure:
    """Have an administrator decide whether this person is erased; asking twice is one request."""
    Contact.objects.select_for_update().get(pk=contact.pk)
    found = Erasure.objects.filter(contact=contact, ended_at=None).first()
    if found is None:
        found = Erasure.objects.create(contact=contact, asked_by=str(by))
        _fact(found, ErasureAsked, by)
    return found


@transaction.atomic
def confirm_erasing(erasure: Erasure, *, reason: str, by: Actor) -> Erasure:
    """Begin to erase. Raises Invalid without a reason, NotErasable while something speaks against it. It
    cannot be taken back."""
    erasure = Erasure.objects.select_for_update().get(pk=erasure.pk)
    if erasure.state in (Erasure.State.RUNNING, Erasure.State.DONE):
        return erasure
    if erasure.state == Erasure.State.WITHDRAWN:
        raise AlreadyErased(_("This request was withdrawn. Ask again first."))
    reason = clean(reason).strip()[:300]
    if not reason:
        raise Invalid(_("Say why this person is erased."), field="reason")
    told = speaks_against(erasure.contact_id)
    if told:
        raise NotErasable(told)
    erasure.state, erasure.reason = Erasure.State.RUNNING, reason
    erasure.confirmed_by, erasure.began_at = str(by), now()
    contacts = contacts_of(erasure.contact_id)
    erasure.addresses, erasure.names = addresses_of(contacts), telling_names(contacts)
    erasure.save()
    _fact(erasure, ErasureConfirmed, by)
    _have_erased(erasure.pk)
    return erasure


@transaction.atomic
def withdraw_erasing(erasure: Erasure, *, by: Actor) -> Erasure:
    """He stays. Raises AlreadyErased once it has begun."""
    erasure = Erasure.objects.select_for_update().get(pk=erasure.pk)
    if erasure.state in (Erasure.State.RUNNING, Erasure.State.DONE):
        raise AlreadyErased(_("Erasing has begun and cannot be stopped."))
    if erasure.state == Erasure.State.REQUESTED:
        erasure.state, erasure.ended_at = Erasure.State.WITHDRAWN, now()
        erasure.save(update_fields=["state", "ended_at"])
        _fact(erasure, ErasureWithdrawn, by)
    return erasure


@transaction.atomic
def hold(contact: Contact, *, reason: str, by: Actor) -> Hold:
    """Keep what is known of him until this ends. Raises Invalid without a reason."""
    Contact.objects.select_for_update().get(pk=contact.pk)
    reason = clean(reason).strip()[:200]
    if not reason:
        raise Invalid(_("Say why it must be kept."), field="reason")
    found = Hold.objects.filter(contact=contact, ended_at=None).first()
    if found is None:
        found = Hold.objects.create(contact=contact, reason=reason, by=str(by))
        _held(contact.pk, holds=True, by=by)
    return found


@transaction.atomic
def end_hold(contact: Contact, *, by: Actor) -> None:
    """It need not be kept any longer; twice changes nothing."""
    if Hold.objects.filter(contact=contact, ended_at=None).update(ended_at=now()):
        look_again()
        _held(contact.pk, holds=False, by=by)


def _held(contact_id: int, *, holds: bool, by: Actor) -> None:
    record(
        HoldChanged(contact_id=contact_id, holds=holds),
        subject=f"contact:{contact_id}",
        customer=contact_id,
        by=by,
    )


def steps() -> dict[str, Step]:
    """What is done, in order, by names that stay the same. The addresses go first, so that what comes from now
    on is a new person's; then the rows; then his addresses in the words of others; the bytes of files at last."""
    first = [held for held in reaching.tables() if held.label == "customers.Handle"]
    rest = [held for held in reaching.tables() if held.label != "customers.Handle"]
    around = {"around": _looking_around}
    empties = {f"rows {held.label}": _emptying(held) for held in [*first, *rest]}
    quotes = {f"quoted {held.label}": _unquoting(held) for held in rest}
    again = {f"again {held.label}": _emptying(held) for held in rest}
    ends = {"journal": _journal, "copies": _copies, "bytes": _bytes}
    return {**around, **empties, **quotes, **again, **ends}


def telling_names(contacts: Sequence[int]) -> list[str]:
    """His names, as far as they tell him from everybody else and from our own people."""
    ours = User.objects.values_list("name", flat=True)
    names = names_of(contacts, ours=list(ours))
    return names if namesakes_of(contacts, names) is not None else []


def _looking_around(erasure: Erasure, person: Person, _mark: str) -> str:
    """Before anything goes: later the index would not know him any more."""
    erasure.around = mentions.around(person)
    return ""


def _journal(_erasure: Erasure, person: Person, _mark: str) -> str:
    facts.forget_words(person.contacts)
    facts.forget_mentions(person)
    return ""


def _emptying(held: Held) -> Step:
    def step(erasure: Erasure, person: Person, _mark: str) -> str:
        erasure.leftover = [*erasure.leftover, *reaching.empty(held, person)]
        return ""

    return step


def _unquoting(held: Held) -> Step:
    def step(_erasure: Erasure, person: Person, mark: str) -> str:
        return mentions.quoted(held, person, after=mark)

    return step


def _copies(erasure: Erasure, person: Person, _mark: str) -> str:
    erasure.leftover = [*erasure.leftover, *let_go(person.contacts)]
    return ""


def _bytes(erasure: Erasure, _person: Person, _mark: str) -> str:
    forget_bytes(erasure.leftover)
    return ""


class Went(StrEnum):
    """What came of a step, or of a slice of it."""

    ON = "there is more of it"
    DONE = "it is done"
    OVER = "nothing is erased any more"


@job("privacy.erase_person")
def erase_person(*, erasure_id: int) -> None:
    """Do every step that is not done. Killed in the middle, it goes on there; twenty at once do each step once."""
    for name, step in steps().items():
        went = Went.ON
        while went == Went.ON:
            went = _once(erasure_id, name, step)
        if went == Went.OVER:
            return
    _finish(erasure_id)


@transaction.atomic
def _once(erasure_id: int, name: str, step: Step) -> Went:
    """A step, or the next slice of one; how far it came stands among the steps, for whoever goes on."""
    erasure = Erasure.objects.select_for_update().get(pk=erasure_id)
    if erasure.state != Erasure.State.RUNNING:
        return Went.OVER
    if name in erasure.steps:
        return Went.DONE
    begun = f"{name} up to "
    mark = next((one[len(begun) :] for one in erasure.steps if one.startswith(begun)), "")
    mark = step(erasure, _person(erasure), mark)
    done = [one for one in erasure.steps if not one.startswith(begun)]
    erasure.steps = [*done, begun + mark if mark else name]
    erasure.save(update_fields=["steps", "around", "leftover"])
    return Went.ON if mark else Went.DONE


def _person(erasure: Erasure) -> Person:
    contacts, names = contacts_of(erasure.contact_id), tuple(erasure.names)
    return Person(
        contacts,
        tuple(erasure.addresses),
        names,
        tuple(erasure.around),
        namesakes_of(contacts, names) or (),
    )


@transaction.atomic
def _finish(erasure_id: int) -> None:
    erasure = Erasure.objects.select_for_update().get(pk=erasure_id)
    if erasure.state == Erasure.State.RUNNING:
        erasure.state, erasure.ended_at = Erasure.State.DONE, now()
        erasure.addresses, erasure.names, erasure.around, erasure.leftover = [], [], [], []
        erasure.save()
        _fact(erasure, PersonErased, SYSTEM)


def go_on_erasing() -> int:
    """Give every erasure that runs a job again: a worker may have died. Returns how many."""
    running = Erasure.objects.filter(state=Erasure.State.RUNNING).values_list("pk", flat=True)
    for pk in running:
        _have_erased(pk)
    return len(running)


def _have_erased(pk: int) -> None:
    defer_once(erase_person, at=now(), lock=f"erase:{pk}", erasure_id=pk)
