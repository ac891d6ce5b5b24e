"""A new time is agreed with the customer, who knows: the old promise ends, and the new one stands beside it."""

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from makegood.base.access.models import User
from makegood.care.promises.models import Feasibility, Promise
from makegood.care.promises.operations import (
    Unlikely,
    agree_new_time,
    feasible,
    overrule,
    tell,
    why_unlikely,
)
from makegood.care.promises.ports import Ask
from makegood.kernel.actor import Actor
from makegood.kernel.clock import now
from makegood.kernel.errors import Invalid


@transaction.atomic
def agree(
    promise: Promise,
    *,
    due: datetime,
    why: str,
    user: User,
    knows: bool,
    by: Actor,
    all_the_same: str = "",
) -> Promise:
    """The promise that takes its place. `knows`: the customer was told by another way than a message of
    ours; `all_the_same`: why it is promised although those who know call it unlikely.

    Raises Invalid, Unlikely and NotAllowed; then nothing has changed.
    """
    if due <= now():
        raise Invalid(_("This moment has passed. Promise one that is still to come."), field="due")
    if not why.strip():
        raise Invalid(_("Say why."), field="why")
    if promise.told_at is None and not knows:
        raise Invalid(_("Tell the customer first, and agree on the new time."), field="knows")
    found = _asked(promise, due=due, user=user, by=by, all_the_same=all_the_same)
    if promise.told_at is None:
        tell(promise, at=now(), outgoing=None, new_due=due, by=by, why_late=why)
    return agree_new_time(promise, due=due, by=by, why=why, feasibility=found)


def _asked(
    promise: Promise, *, due: datetime, user: User, by: Actor, all_the_same: str
) -> Feasibility | None:
    if promise.kind != Promise.Kind.PERSON:
        return None
    question = Ask(
        case=promise.case, what=promise.what, kind=promise.kind, due=due, by_user=promise.keeper
    )
    found = feasible(question, by=by)
    if found.verdict != Feasibility.Verdict.UNLIKELY:
        return found
    if not all_the_same.strip():
        sentence = _(
            "This will hardly be kept. %(why)s Promise a later time, or say why it can be."
        )
        raise Unlikely(sentence % {"why": why_unlikely(found)}, found)
    return overrule(found, user=user, why=all_the_same)
