"""The locks, the alarms and the records that every operation of cover shares."""

from collections.abc import Iterable
from datetime import datetime

from django.utils.translation import gettext as _

from makegood.base.access.models import User
from makegood.base.journal.log import record
from makegood.care.cases import operations as cases
from makegood.care.cases.models import Case, OwnerChange
from makegood.care.cover import events
from makegood.care.cover.models import Absence, CoverAlarm, ShiftHandover
from makegood.care.cover.queries import promised
from makegood.care.cover.rules import too_late
from makegood.care.promises.models import Promise
from makegood.care.promises.operations import NewPromise, end, make_many
from makegood.kernel.actor import SYSTEM, Actor
from makegood.kernel.clock import now
from makegood.kernel.errors import Invalid, Refused
from makegood.kernel.events import Event
from makegood.records.people.models import Queue

State = Absence.State


class AbsenceIsOver(Refused):
    """It was cancelled, or the person is back."""


class ShiftIsOver(Refused):
    """The list was signed, or its shift is over."""


class NoCover(Refused):
    """Nobody is named who covers."""


def lock_absence(absence_id: int) -> Absence:
    """The absence under its lock. People are locked before it, cases after it."""
    held = Absence.objects.select_for_update(of=("self",), no_key=True)
    return held.select_related("user", "cover").get(pk=absence_id)


def lock_live(absence_id: int) -> Absence:
    """The locked absence, if it lies ahead or runs. Raises AbsenceIsOver."""
    absence = lock_absence(absence_id)
    if not absence.is_live:
        cancelled = absence.state == State.CANCELLED
        sentence = _("This absence was cancelled.") if cancelled else _("This absence is over.")
        raise AbsenceIsOver(sentence)
    return absence


def lock_shift(handover_id: int) -> ShiftHandover:
    """The list of a shift under its lock."""
    held = ShiftHandover.objects.select_for_update(of=("self",), no_key=True)
    return held.select_related("user", "receiver").get(pk=handover_id)


def changed(absence: Absence, what: str, by: Actor, *more: int | None) -> None:
    """Record what happened to an absence; those two and these others follow."""
    people = tuple(sorted({pk for pk in (absence.user_id, absence.cover_id, *more) if pk}))
    event = events.AbsenceChanged(absence_id=absence.pk, what=what, people=people)
    record(event, subject=absence.topic, by=by)


def shift_changed(handover: ShiftHandover, what: str, by: Actor) -> None:
    """Record what happened to the list of a shift."""
    people = tuple(pk for pk in (handover.user_id, handover.receiver_id) if pk)
    event = events.ShiftChanged(handover_id=handover.pk, what=what, people=people)
    record(event, subject=handover.topic, by=by)


def about_case(case: Case, event: Event, by: Actor) -> None:
    """Record a fact about a case."""
    record(event, subject=case.topic, case=case.pk, customer=case.contact_id, by=by)


def alarm(
    people: Iterable[int | None],
    kind: str,
    *,
    absence: Absence | None = None,
    handover: ShiftHandover | None = None,
    who: User | None = None,
    cases: int = 0,
    words: str = "",
) -> None:
    """Tell people, once each while they have not heard it."""
    told = sorted({pk for pk in people if pk})
    CoverAlarm.objects.bulk_create(
        [
            CoverAlarm(
                person_id=pk,
                kind=kind,
                absence=absence,
                handover=handover,
                who=who,
                cases=cases,
                words=words[:300],
                at=now(),
            )
            for pk in told
        ],
        ignore_conflicts=True,
    )
    about = absence or handover
    if about is not None and told:
        event = events.CoverAlarmGiven(alarm=kind, people=tuple(told))
        record(event, subject=about.topic, by=SYSTEM)


def leads_of(user: User, cases: Iterable[Case] = ()) -> list[int]:
    """Who hears of it: the duty leads of these cases, without any those of his teams; a deputy where he
    leads himself. When there is nobody else, the lead of the queue that takes what has no other."""
    queues = Queue.objects.filter(case__in=[c.pk for c in cases]) if cases else Queue.objects.none()
    found = list(queues.distinct()) or list(Queue.objects.filter(team__members=user).distinct())
    found = found or list(Queue.objects.filter(is_default=True))
    chosen = {_other(queue, user.pk) for queue in found} - {0}
    return sorted(chosen) or sorted({q.duty_lead_id for q in found})


def _other(queue: Queue, user_id: int) -> int:
    return next(
        (pk for pk in (queue.duty_lead_id, queue.deputy_id) if pk and pk != user_id),
        0,
    )


def parkable(case: Case, until: datetime) -> None:
    """Raise Invalid when somebody waits for an answer, or something is promised before that moment."""
    if case.unanswered_since is not None:
        raise Invalid(_("The customer waits for an answer. Hand it over instead."), field="until")
    due = promised([case.pk]).get(case.pk)
    if too_late(until, due):
        raise Invalid(
            _("Something is promised before that moment. Hand it over instead."), field="until"
        )


def park(case: Case, until: datetime, *, what: str, by: Actor) -> None:
    """Look at it again at that moment, and not before. The caller holds its lock and has asked `parkable`."""
    end(case, kinds=[Promise.Kind.FOLLOW_UP], kept=True, by=by)
    new = NewPromise(case=case, kind=Promise.Kind.FOLLOW_UP, due=until, what=what)
    make_many([new], by=by)


def somebody_for(case: Case, *, but: int, away: set[int], first: int | None = None) -> int:
    """Who answers instead of that person: `first` where one is named, else the duty lead of the case, his
    deputy, the lead of what has no other queue, an administrator, anybody; nobody who is away while
    somebody is here. 0 only when nobody else works here."""
    ways = [first, case.queue.duty_lead_id, case.queue.deputy_id]
    ways += list(Queue.objects.filter(is_default=True).values_list("duty_lead_id", flat=True))
    here = [pk for pk in ways if pk and pk != but and pk not in away]
    if here:
        return here[0]
    order = {"administrator": 0, "lead": 1}
    others = User.objects.filter(is_active=True).exclude(pk=but).values_list("role", "pk")
    ranked = [(pk in away, order.get(role, 2), pk) for role, pk in others]
    return min(ranked)[2] if ranked else 0


def give_to(case: Case, *, to_id: int, reason: str, by: Actor) -> Case:
    """Another is responsible because its owner is not here. The caller has held him (people come before
    cases) and has the lock of the case."""
    to = User.objects.get(pk=to_id)
    return cases.change_owner(case, to=to, why=OwnerChange.Why.COVER, reason=reason, by=by)
