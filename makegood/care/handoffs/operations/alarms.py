"""What somebody must hear, until he says that he has."""

from collections.abc import Iterable, Sequence

from django.db import transaction
from django.db.models import Exists, OuterRef, Q
from django.utils.translation import gettext as _

from makegood.base.access.models import User
from makegood.base.journal.log import Fact, record, record_many
from makegood.care.cases import operations as cases
from makegood.care.cases.models import Case
from makegood.care.cases.operations import WrongState
from makegood.care.handoffs.events import AlarmGiven, AlarmSeen
from makegood.care.handoffs.models import Alarm, Handoff
from makegood.kernel.actor import SYSTEM, Actor
from makegood.kernel.clock import now
from makegood.kernel.errors import Invalid
from makegood.kernel.text import clean

Kind = Alarm.Kind


@transaction.atomic
def ask_for(case: Case, *, user: User, reason: str, by: Actor) -> Alarm:
    """Ask the owner for a case; he offers it or not. Twice is once. Raises Invalid without a reason."""
    reason = clean(reason).strip()[:300]
    if not reason:
        raise Invalid(_("Say why: the owner reads it."), field="reason")
    case = cases.lock(case.pk)
    if case.status == Case.Status.CLOSED or case.owner is None:
        raise WrongState(_("This case is closed. Reopen it first."))
    alarm, made = Alarm.objects.get_or_create(
        case=case,
        kind=Kind.ASKED,
        person=case.owner,
        who=user,
        seen_at=None,
        defaults={"words": reason, "at": now()},
    )
    if made:
        given(case, [case.owner_id or 0], by)
    return alarm


@transaction.atomic
def heard(alarm: Alarm, *, by: Actor) -> None:
    """He has heard of it. Twice is once."""
    if Alarm.objects.filter(pk=alarm.pk, seen_at=None).update(seen_at=now()):
        case = alarm.case
        record(AlarmSeen(people=(alarm.person_id,)), subject=case.topic, case=case.pk, by=by)


def alarm(
    told: Iterable[tuple[Handoff, Iterable[int]]],
    kind: str,
    *,
    who: User | None = None,
    words: str = "",
) -> None:
    """Tell people about hand-offs, once each."""
    new = [
        Alarm(
            case_id=h.case_id,
            handoff=h,
            kind=kind,
            person_id=pk,
            who=who,
            words=words,
            at=now(),
        )
        for h, people in told
        for pk in sorted({pk for pk in people if pk})
    ]
    Alarm.objects.bulk_create(new, ignore_conflicts=True)
    told_of: dict[int, list[Alarm]] = {}
    for one in new:
        told_of.setdefault(one.handoff_id or 0, []).append(one)
    record_many(
        [
            _fact(a[0].handoff.case, [x.person_id for x in a], SYSTEM)
            for a in told_of.values()
            if a[0].handoff
        ]
    )


def given(case: Case, people: Sequence[int], by: Actor) -> None:
    """Record that these people have something to hear."""
    record_many([_fact(case, people, by)])


def _fact(case: Case, people: Sequence[int], by: Actor) -> Fact:
    return Fact(event=AlarmGiven(people=tuple(people)), subject=case.topic, case=case.pk, by=by)


def pass_on(case: Case, *, to_id: int) -> None:
    """Who asked the owner before asks the new one; who got it has got it."""
    asked = Alarm.objects.filter(case=case, kind=Kind.ASKED, seen_at=None)
    known = asked.filter(person=to_id).values("who")
    done = asked.filter(who=to_id) | asked.exclude(person=to_id).filter(who__in=known)
    Alarm.objects.filter(pk__in=done.values("pk")).update(seen_at=now())
    asked.exclude(person=to_id).update(person=to_id)


def inherit(user: User, *, takes_over: User) -> None:
    """What one who leaves had not heard yet, the other hears, once each."""
    mine = Alarm.objects.filter(person=user, seen_at=None)
    his = Alarm.objects.filter(person=takes_over)
    same = Q(handoff=OuterRef("handoff"), kind=OuterRef("kind"))
    same |= Q(case=OuterRef("case"), kind=Kind.ASKED, who=OuterRef("who"), seen_at=None)
    twice = mine.filter(Q(who=takes_over) | Exists(his.filter(same)))
    Alarm.objects.filter(pk__in=list(twice.values_list("pk", flat=True))).update(seen_at=now())
    mine.update(person=takes_over)
