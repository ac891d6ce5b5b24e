"""Policies are made, changed and retired; one that served is never deleted, since promises name it."""

from typing import Any

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from makegood.care.promises.models import Policy, Recompute
from makegood.care.promises.operations.recomputing import recompute
from makegood.care.promises.queries import OWN
from makegood.kernel.actor import SYSTEM, Actor
from makegood.kernel.errors import Invalid
from makegood.records.people.models import Queue

YEAR = 525_600  # minutes
TIMES = ("first_answer", "next_answer", "solution", "follow_up", "silence")
CONDITIONS = ("queue", "priority", "channel", "tier", "contract")


@transaction.atomic
def make_policy(
    policy: Policy | None = None, *, by: Actor, **given: Any
) -> tuple[Policy, Recompute | None]:
    """Make a policy or change one, and let what is open follow. Fields are those of the model; times in
    minutes. Raises Invalid for a time that is none, and for conditions that another policy has.
    """
    unknown = set(given) - {*TIMES, *CONDITIONS, "names", "calendar"}
    if unknown:
        raise TypeError(f"a policy has no {sorted(unknown)}")
    kept = Policy() if policy is None else Policy.objects.select_for_update().get(pk=policy.pk)
    for name, value in given.items():
        setattr(kept, name, value)
    _check(kept)
    kept.save()
    return kept, recompute(policy=kept, by=by)


def _check(policy: Policy) -> None:
    for name in TIMES:
        minutes = getattr(policy, name)
        if minutes is None and name == "solution":
            continue
        if not isinstance(minutes, int) or not 0 < minutes <= YEAR:
            raise Invalid(_("Give a time between one minute and one year."), field=name)
    same = {name: getattr(policy, name) for name in CONDITIONS}
    if Policy.objects.filter(active=True, **same).exclude(pk=policy.pk).exists():
        raise Invalid(
            _("There is a policy for the same cases already. Change that one."), field="queue"
        )


@transaction.atomic
def retire_policy(policy: Policy, *, by: Actor) -> Policy:
    """It counts no more, and what is open follows what counts instead; twice changes nothing."""
    policy = Policy.objects.get(pk=policy.pk)
    if policy.active:
        policy.active = False
        policy.save(update_fields=["active"])
        recompute(policy=policy, by=by)
    return policy


def set_target(
    queue: Queue, *, first_answer: int, next_answer: int, by: Actor = SYSTEM, **more: int
) -> Policy:
    """How soon a queue answers, in minutes, where nothing more specific fits; `more`: follow_up, silence,
    which otherwise stay. Raises Invalid for zero or more than a year."""
    own = Policy.objects.filter(queue=queue, active=True, **OWN).first()
    told = {"first_answer": first_answer, "next_answer": next_answer, **more}
    return make_policy(own, by=by, queue=queue, **told)[0]
