from collections.abc import Sequence

from django.db.models import QuerySet

from makegood.care.cases.models import Case
from makegood.care.promises.models import Policy, Promise

ANSWERS = (Promise.Kind.FIRST_ANSWER, Promise.Kind.NEXT_ANSWER)
INTERNAL = (
    Promise.Kind.HANDOFF,
    Promise.Kind.TASK,
    Promise.Kind.FOLLOW_UP,
    Promise.Kind.CONFIRMATION,
)
OWN = {
    "priority": None,
    "channel": "",
    "tier": "",
    "contract": None,
}  # of a queue, and of nothing else


def targets_of(queue_ids: Sequence[int]) -> dict[int, Policy]:
    """What queues promise where nothing more specific fits: four hours where nothing is set (one query)."""
    own = Policy.objects.filter(queue_id__in=queue_ids, active=True, **OWN)
    found = {policy.queue_id: policy for policy in own}
    return {pk: found.get(pk) or Policy(queue_id=pk) for pk in queue_ids}


def promises_of(case: Case) -> "QuerySet[Promise]":
    """Every promise of a case, in the order in which they were made."""
    return case.promises.order_by("made_at", "pk")


def promises_to_customer(case: Case) -> "QuerySet[Promise]":
    """What the customer may know: promises to him, not our own reminders."""
    return promises_of(case).exclude(kind__in=INTERNAL)


def given_of(case: Case) -> "QuerySet[Promise]":
    """What people of ours promised in this case and neither kept nor released, the earliest first."""
    return case.promises.filter(kind=Promise.Kind.PERSON, state=Promise.State.OPEN).order_by("due")


def next_of(case_ids: Sequence[int]) -> dict[int, Promise]:
    """The next open promise of each case whose clock runs (one query)."""
    found = (
        Promise.objects.filter(case_id__in=case_ids, state=Promise.State.OPEN, paused_at=None)
        .order_by("case_id", "due")
        .distinct("case_id")
    )
    return {p.case_id: p for p in found}
