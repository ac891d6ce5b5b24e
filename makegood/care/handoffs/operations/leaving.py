"""One of the two leaves: another stands in his place."""

from dataclasses import dataclass, field

from django.db import transaction

from makegood.base.access.models import User
from makegood.base.journal.log import record_many
from makegood.care.cases.models import Case
from makegood.care.handoffs.models import Handoff
from makegood.care.handoffs.operations.alarms import Kind, alarm, inherit
from makegood.care.handoffs.operations.state import State, end, fact, moved_fact
from makegood.kernel.actor import Actor


@dataclass
class Left:
    """What became of the offers of one who left: over, or moved to the one who takes over."""

    over: list[Handoff] = field(default_factory=list)
    moved: list[Handoff] = field(default_factory=list)


@transaction.atomic
def move_from(user: User, *, takes_over: User, by: Actor) -> Left:
    """Offers that a leaving person sent or was asked by go on with the other in his place; what would be
    between one and himself is over. Runs after his cases went to the other; a
    fixed number of statements."""
    cases = _locked_cases(user)
    mine = Handoff.objects.pending().filter(case__in=cases)
    left = Left()
    for handoff in mine.select_related("case__queue").order_by("case"):
        asked = takes_over.pk if handoff.to_user_id == user.pk else handoff.to_user_id
        if asked == handoff.case.owner_id:
            left.over.append(handoff)
            continue
        handoff.to_user_id, handoff.sender_id = asked, handoff.case.owner_id or 0
        handoff.epoch = handoff.case.owner_epoch
        if handoff.back_to_id == user.pk:
            handoff.back_to_id = takes_over.pk
        left.moved.append(handoff)
    if left.over:
        end(left.over, State.WITHDRAWN, by=by)
        alarm([(h, [h.case.owner_id or 0]) for h in left.over], Kind.WITHDRAWN)
    Handoff.objects.bulk_update(left.moved, ["sender", "to_user", "epoch", "back_to"])
    waiting = Handoff.objects.filter(back_to=user, returned_epoch=None, state=State.ACCEPTED)
    waiting.update(back_to=takes_over)
    inherit(user, takes_over=takes_over)
    record_many([fact(h, moved_fact(h), by) for h in left.moved])
    return left


def _locked_cases(user: User) -> list[int]:
    """The cases of the offers that he sent, or was asked by, locked in order."""
    found = Handoff.objects.pending()
    ids = {*found.filter(sender=user).values_list("case_id", flat=True)}
    ids |= {*found.filter(to_user=user).values_list("case_id", flat=True)}
    held = Case.objects.select_for_update(no_key=True).filter(pk__in=ids).order_by("pk")
    return [case.pk for case in held]
