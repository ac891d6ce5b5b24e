"""A promise will not be kept: the customer hears it from us first, is offered something, and gets it."""

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from makegood.base.access.models import User
from makegood.base.journal.log import reacts_to
from makegood.base.journal.models import Entry
from makegood.care.cases import operations as cases
from makegood.care.cases.models import Case
from makegood.care.cases.queries import conversations_of
from makegood.care.promises.events import (
    PromiseKept,
    PromiseMissed,
    PromiseOwedAgain,
    PromiseReleased,
    PromiseResumed,
)
from makegood.care.promises.models import Promise
from makegood.care.recovery import operations as recovery
from makegood.care.recovery.models import Offer, Remedy
from makegood.care.recovery.ports import Spoken, install_voice
from makegood.care.tasks.events import TaskEnded
from makegood.care.tasks.models import Task
from makegood.contact.channels.events import MessageFailed, MessageUncertain
from makegood.contact.conversations.models import Message
from makegood.kernel import actor as actors
from makegood.kernel.actor import SYSTEM, Actor
from makegood.kernel.because import because, teach
from makegood.kernel.clock import now
from makegood.loops.case_to_answer import Words, notify, say
from makegood.loops.case_to_confirmation import reopen
from makegood.loops.contact_to_case import answer_is_owed
from makegood.records.privacy.queries import OWED

teach({"not_approved": _("It was not approved.")})


class ByHisChannel:
    """Speaks by the conversation that answers use, as a notice: it is no answer to what he asked."""

    def say(self, case: Case, text: str, *, user: User | None) -> Spoken | None:
        """In the name of one of us, or as the machine, which writes to an address that nobody proved at
        most once a day."""
        talks = conversations_of(case)
        if not talks:
            return None
        if user is not None:
            message = say(talks[0], Words(text=text, purpose="notice"), case=case, user=user)
            return _spoken(message)
        told = notify(talks[0], text, case=case, purpose=OWED)
        return _spoken(told) if told is not None else None


def _spoken(message: Message) -> Spoken:
    assert message.outgoing_id is not None  # noqa: S101 - `say` puts it into the outbox
    return Spoken(outgoing=message.outgoing_id, channel=message.conversation.account.kind)


install_voice(ByHisChannel())


@transaction.atomic
def choose(offer: Offer, *, remedy: Remedy | None, words: str, wants_else: bool) -> Offer:
    """The customer answers an offer by its page: one of them, none, or something else, which one of us
    answers. A case that was closed is taken up again for it. Raises OfferIsOver, Invalid."""
    by = actors.contact(offer.case.contact_id)
    case = cases.lock(offer.case_id)
    if remedy is None:
        return recovery.decline(offer, words=words, wants_else=wants_else, by=by)
    if case.status == Case.Status.CLOSED:
        reopen(case, by=by)
    return recovery.accept(offer, remedy=remedy, words=words, by=by)


@reacts_to(PromiseKept)
def what_was_delivered_is_accounted(event: PromiseKept, entry: Entry) -> None:
    """A remedy reached the customer: its cost is spent."""
    if event.promise_kind == Promise.Kind.REMEDY:
        recovery.account(event.promise_id, delivered=True, by=Actor.parse(entry.actor))


@reacts_to(PromiseReleased)
def what_is_not_needed_is_free_again(event: PromiseReleased, entry: Entry) -> None:
    """He does without the remedy: the budget has it back."""
    if event.promise_kind == Promise.Kind.REMEDY:
        recovery.account(event.promise_id, delivered=False, by=Actor.parse(entry.actor))


@reacts_to(PromiseMissed)
def the_delivery_moves_with_its_promise(event: PromiseMissed, _entry: Entry) -> None:
    """A remedy comes later than promised: what replaced the promise delivers it."""
    if event.promise_kind == Promise.Kind.REMEDY:
        for promise in Promise.objects.filter(pk=event.promise_id):
            recovery.deliver_by(promise)


@reacts_to(PromiseOwedAgain)
def what_is_owed_again_is_watched(event: PromiseOwedAgain, _entry: Entry) -> None:
    """Our word never arrived: if the time is short or over, the customer hears of it."""
    recovery.watch_again(event.promise_id)


@reacts_to(PromiseResumed)
def what_runs_again_is_looked_at(event: PromiseResumed, _entry: Entry) -> None:
    """It may run again with little time left."""
    recovery.look_now(event.promise_id)


@reacts_to(TaskEnded)
def the_approval_decides_the_offer(event: TaskEnded, entry: Entry) -> None:
    """Approved, it is offered; refused or called back, it is withdrawn and its owner sees why."""
    offer = Offer.objects.filter(task=event.task_id, state=Offer.State.ASKED).first()
    if offer is None:
        return
    by = Actor.parse(entry.actor)
    case = cases.lock(offer.case_id)
    if event.verdict == Task.Verdict.APPROVED and case.status != Case.Status.CLOSED:
        recovery.go_on(offer, by=by)
        return
    task = Task.objects.get(pk=event.task_id)
    recovery.withdraw(offer, why=task.reason or task.result or because("not_approved"), by=by)


@reacts_to(MessageFailed)
def an_apology_that_failed_is_no_apology(_event: MessageFailed, entry: Entry) -> None:
    """The customer did not hear it: the owner owes him an answer."""
    _not_heard(entry)


@reacts_to(MessageUncertain)
def an_apology_that_may_not_have_arrived(_event: MessageUncertain, entry: Entry) -> None:
    """We are not sure that he heard it: the owner finds out."""
    _not_heard(entry)


@transaction.atomic
def _not_heard(entry: Entry) -> None:
    case = recovery.lost(entry.case) if entry.case is not None else None
    if case is not None and case.status != Case.Status.CLOSED:
        cases.unanswer(case, since=now(), by=SYSTEM)
        answer_is_owed([case])
