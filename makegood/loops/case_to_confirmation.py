"""We believe it is solved: the customer says whether it is, and whether anything else is needed."""

from datetime import timedelta

from django.conf import settings
from django.db import transaction
from django.db.models import Exists, OuterRef, QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import override

from makegood.base.access.models import User
from makegood.base.access.operations import give_grant
from makegood.base.jobs.sweeps import each, held_back, sweep
from makegood.base.journal.log import reacts_to
from makegood.base.journal.models import Entry
from makegood.base.ui.times import by_when
from makegood.care.cases import operations as cases
from makegood.care.cases.models import Case, Question
from makegood.care.cases.queries import conversations_of
from makegood.care.promises.events import PromiseKept, PromiseMissed, PromiseReleased
from makegood.care.promises.models import Promise
from makegood.care.promises.operations import NewPromise, end, make_many, pause, reconsider
from makegood.care.promises.queries import ANSWERS, WORD, given_of, policy_for
from makegood.care.recovery.operations.wording import zone_of
from makegood.contact.conversations.models import Conversation, Message
from makegood.kernel import actor as actors
from makegood.kernel.actor import SYSTEM, Actor
from makegood.kernel.clock import now
from makegood.kernel.errors import Refused
from makegood.loops.case_to_answer import Words, notify, say
from makegood.loops.case_to_department import call_back_what_is_left
from makegood.loops.contact_to_case import answer_is_owed
from makegood.loops.public_places import is_public

LINK_LASTS = timedelta(days=180)
ASKS_ITSELF: set[str] = set()
EVERY_PROMISE = [
    Promise.Kind.FIRST_ANSWER,
    Promise.Kind.NEXT_ANSWER,
    Promise.Kind.SOLUTION,
    Promise.Kind.FOLLOW_UP,
    Promise.Kind.CONFIRMATION,
]


class StillPromised(Refused):
    """Somebody gave his word in this case, and it is neither kept nor released."""


def install_asking(kind: str) -> None:
    """Let a channel show yes and no beside the conversation: its customers get no link."""
    ASKS_ITSELF.add(kind)


def status_link(case: Case) -> str:
    """A fresh address where this customer, and nobody else, sees where his case stands."""
    token = give_grant(purpose="case", subject=case.pk, lasts=LINK_LASTS)
    return f"{settings.BASE_URL}/s/{token}/"


@transaction.atomic
def resolve(
    case: Case, *, user: User, by: Actor, text: str = "", version: int | None = None
) -> Question:
    """Say it is solved, with a last word if there is one, and ask the customer. Silence ends it later.

    The promise of a solution is kept when he confirms, or his silence has run its course: until then its
    clock stands, so it is judged by when we said so. A no lets it run on with the time that was left.

    Raises CaseChanged, and StillPromised while a person's promise is open.
    """
    locked = cases.lock_at(case.pk, version=version)
    if locked.status == Case.Status.RESOLVED:
        return cases.resolve(locked, by=by)
    _nothing_is_promised(locked)
    question = cases.resolve(locked, by=by)
    asked = _ask(locked, text, user=user)
    outgoing = asked.outgoing_id if asked else None
    end(locked, kinds=ANSWERS, kept=bool(text.strip()), by=by, outgoing=outgoing)
    end(locked, kinds=[Promise.Kind.FOLLOW_UP], kept=True, by=by)
    pause(locked, because=Promise.Because.CUSTOMER, by=by)  # solved, if he says so
    due = now() + timedelta(minutes=policy_for(locked).policy.silence)
    make_many([NewPromise(case=locked, kind=Promise.Kind.CONFIRMATION, due=due)], by=by)
    if text.strip():
        cases.drop_draft(locked, user=user, kind="reply")
    return question


def _nothing_is_promised(case: Case) -> None:
    promise = given_of(case).first()
    if promise is None:
        return
    sentence = _("“%(what)s” is still promised. Keep or release it under Promises, then resolve.")
    raise StillPromised(sentence % {"what": promise.what})


def _ask(case: Case, text: str, *, user: User) -> Message | None:
    """The question, in the customer's language, by his channel, in the name of who resolved. Nobody is asked
    where everybody reads it: then only a last word is refused."""
    talk = conversations_of(case)[0]
    if is_public(talk) and not text.strip():
        return None
    with override(case.language.lower()):
        asked = _question(case, talk)
    words = f"{text.strip()}\n\n{asked}" if text.strip() else asked
    return say(talk, Words(text=words, purpose="question"), case=case, user=user)


def _question(case: Case, talk: Conversation) -> str:
    if talk.account.kind in ASKS_ITSELF:
        return _("Is it solved, and is there anything else you need?")
    sentence = _("Is it solved, and is there anything else you need? Tell us here: %(link)s")
    return sentence % {"link": status_link(case)}


@transaction.atomic
def customer_says(question: Question, *, solved: bool, words: str = "") -> Case:
    """Yes closes as confirmed. No brings it back to the same owner, raised, with an answer owed.

    A yes while something is on its way to him is kept, and the case closes when he has it: he hears what
    and by when. A no takes either back.
    """
    by = actors.contact(question.case.contact_id)
    case = cases.lock(question.case_id)
    wanted = Question.Answer.YES if solved else Question.Answer.NO
    again = Question.objects.filter(pk=question.pk, answer=wanted).exists()
    owed = _on_its_way(case).first() if solved else None
    case = cases.take_answer(question, solved=solved, words=words, by=by, closes=owed is None)
    if again:  # said before: what has been promised since then stands
        return _close_if_confirmed(case.pk, by=by) if solved else case
    if not solved:
        end(case, kinds=[Promise.Kind.CONFIRMATION], kept=False, by=by)
        _takes_up_again(case, by=by)
        return case
    end(case, kinds=EVERY_PROMISE, kept=True, by=by)
    end(case, kinds=[Promise.Kind.PERSON], kept=False, by=by)  # he needs it no more
    if owed is None:
        call_back_what_is_left(case, by=by)
    else:
        _say_what_is_owed(case, owed)
    return case


def _on_its_way(case: Case) -> "QuerySet[Promise]":
    """What he is to get although it is solved: a remedy, what his contract gives him."""
    return given_of(case).exclude(kind=Promise.Kind.PERSON)


def _say_what_is_owed(case: Case, owed: Promise) -> None:
    """Where yes and no stand beside the conversation, it is said there; the page of a link shows it."""
    talk = conversations_of(case)[0]
    if talk.account.kind not in ASKS_ITSELF:
        return
    with override(case.language.lower()), timezone.override(zone_of(case)):
        sentence = _("Thank you. We still owe you “%(what)s” by %(due)s. We close this after that.")
        text = sentence % {"what": owed.what, "due": by_when(owed.due, now())}
    notify(talk, text, case=case)


@reacts_to(PromiseKept)
def what_he_confirmed_closes_when_he_has_it(event: PromiseKept, _entry: Entry) -> None:
    """The last thing that was on its way has reached him."""
    _ended(event.promise_id, event.promise_kind)


@reacts_to(PromiseReleased)
def what_he_confirmed_closes_without_it(event: PromiseReleased, _entry: Entry) -> None:
    """He does without the last thing that was on its way."""
    _ended(event.promise_id, event.promise_kind)


@reacts_to(PromiseMissed)
def what_he_confirmed_closes_when_nothing_follows(event: PromiseMissed, _entry: Entry) -> None:
    """It was missed, and nothing is owed instead."""
    _ended(event.promise_id, event.promise_kind)


def _ended(promise_id: int, kind: str) -> None:
    if kind not in WORD:
        return
    resolved = Case.objects.filter(promises=promise_id, status=Case.Status.RESOLVED)
    for case_id in resolved.values_list("pk", flat=True):
        _close_if_confirmed(case_id, by=SYSTEM)


@transaction.atomic
def _close_if_confirmed(case_id: int, *, by: Actor) -> Case:
    """His yes closes the case once nothing is on its way to him; twice changes nothing."""
    case = cases.lock(case_id)
    if case.status != Case.Status.RESOLVED or given_of(case).exists():
        return case
    case = cases.close_confirmed(case, by=by)
    if case.status == Case.Status.CLOSED:
        end(case, kinds=EVERY_PROMISE, kept=True, by=by)
        call_back_what_is_left(case, by=by)
    return case


def _takes_up_again(case: Case, *, by: Actor) -> None:
    """An answer is owed, and what is owed by policy follows what the case weighs now."""
    answer_is_owed([case])
    reconsider([case], by=by, why="priority")


@transaction.atomic
def reopen(case: Case, *, by: Actor) -> Case:
    """One of us takes it up again."""
    case = cases.reopen(case, by=by)
    end(case, kinds=[Promise.Kind.CONFIRMATION], kept=False, by=by)
    _takes_up_again(case, by=by)
    return case


@sweep(every=60)
def silence_ends() -> int:
    """Cases whose question stayed unanswered for its full time close as assumed, unless somebody's
    word is still out."""
    given = Promise.objects.filter(case=OuterRef("case"), kind__in=WORD, state=Promise.State.OPEN)
    due = Promise.objects.filter(
        ~Exists(given), kind=Promise.Kind.CONFIRMATION, state=Promise.State.OPEN, due__lte=now()
    ).order_by("due")
    due = due.exclude(case__in=held_back(_close_if_silent))
    return each(list(due.values_list("case_id", flat=True)[:500]), _close_if_silent)


@transaction.atomic
def _close_if_silent(case_id: int) -> bool:
    case = cases.lock(case_id)
    still_due = case.promises.filter(
        kind=Promise.Kind.CONFIRMATION, state=Promise.State.OPEN, due__lte=now()
    )
    if case.status != Case.Status.RESOLVED or not still_due.exists() or given_of(case).exists():
        return False
    cases.close_assumed(case, by=SYSTEM)
    end(case, kinds=EVERY_PROMISE, kept=True, by=SYSTEM)
    call_back_what_is_left(case, by=SYSTEM)
    return True
