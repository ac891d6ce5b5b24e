"""Two cases are one trouble, or one is two: what is owed goes with them, and nothing is left without a next step."""

from django.db import transaction

from makegood.base.database import retried
from makegood.care.cases import operations as cases
from makegood.care.cases.models import Case, Merge
from makegood.care.feedback.operations import merging as _feedback  # noqa: F401 - its rows follow a case
from makegood.care.handoffs.operations import merging as _handoffs  # noqa: F401
from makegood.care.promises.models import ONCE, Promise
from makegood.care.promises.operations import end_many, pause, resume_many, settle
from makegood.care.promises.operations import merging as _promises  # noqa: F401
from makegood.care.promises.queries import policy_for
from makegood.care.recovery.operations import merging as _recovery  # noqa: F401
from makegood.care.tasks.operations import merging as _tasks  # noqa: F401
from makegood.contact.conversations.models import Conversation
from makegood.kernel.actor import Actor
from makegood.kernel.clock import now
from makegood.loops.case_to_answer import follow_up
from makegood.loops.contact_to_case import answer_is_owed


@retried
@transaction.atomic
def merge(away: Case, *, into: Case, by: Actor, why: str = "") -> Merge:
    """Everything of `away` goes on in `into`: the earliest deadline wins. Raises what `cases.merge` raises."""
    done = cases.merge(away, into=into, by=by, why=why)
    _something_is_next(into.pk, by=by)
    return done


@retried
@transaction.atomic
def unmerge(merge: Merge, *, by: Actor) -> Case:
    """Take a merge back; both cases owe what is theirs. Raises TooLate."""
    away = cases.unmerge(merge, by=by, may_rest=_may_rest(merge))
    _something_is_next(away.pk, by=by)
    _something_is_next(merge.into_id, by=by)
    return away


def _may_rest(merge: Merge) -> bool:
    """Whether nothing was promised since in the case that stayed: what moved goes back to where it was made."""
    cases.lock_both(merge.away_id, merge.into_id)
    going = merge.moved.get("promises", {}).get("promises", [])
    owed = Promise.objects.filter(case=merge.into_id, state=Promise.State.OPEN)
    was_closed = merge.before.get("away", {}).get("status") == Case.Status.CLOSED
    return not owed.exclude(kind__in=ONCE).exclude(pk__in=[] if was_closed else going).exists()


@retried
@transaction.atomic
def split(case: Case, *, conversation: Conversation, subject: str, by: Actor) -> Case:
    """A conversation of a case becomes a case of its own, answered as a new one. Raises what `cases.split`
    raises."""
    terms = policy_for(Case.objects.select_related("queue").get(pk=case.pk))
    deadline = terms.due(Promise.Kind.FIRST_ANSWER, now())
    new = cases.split(case, conversation=conversation, subject=subject, deadline=deadline, by=by)
    answer_is_owed([Case.objects.select_related("queue").get(pk=new.pk)])
    return new


@retried
@transaction.atomic
def rejoin(new: Case, *, by: Actor) -> Merge | None:
    """Take a split back; None when there was none. Raises TooLate."""
    found = cases.take_back_split(new)
    return merge(new, into=found.case, by=by) if found else None


def _something_is_next(case_id: int, *, by: Actor) -> None:
    """A case that is not closed has a promise whose clock runs, and none that stands while the step is ours."""
    case = Case.objects.select_related("queue").get(pk=case_id)
    if case.status == Case.Status.CLOSED or case.duplicate_of_id is not None:
        return
    if case.status == Case.Status.OPEN:
        end_many([case], kinds=[Promise.Kind.CONFIRMATION], kept=False, by=by)
        resume_many([case], by=by)
        if case.unanswered_since is not None:
            answer_is_owed([case])
    elif case.status == Case.Status.WAITING:
        pause(case, because=case.waiting_for, by=by)
    else:
        pause(case, because=Promise.Because.CUSTOMER, by=by)
    running = Promise.objects.filter(case=case, state=Promise.State.OPEN, paused_at=None)
    if running.exists():
        settle([case.pk])
    else:
        follow_up(case, by=by)
