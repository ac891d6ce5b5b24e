from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db.models import Count, Exists, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import Coalesce

from makegood.base.access.models import User
from makegood.base.access.policy import ADMINISTRATOR, LEAD, Principal, may, rule
from makegood.base.database import Asked
from makegood.base.live.ports import Notice, Stir, audience
from makegood.care.cases.models import OURS, THEIRS, Case, OwnerChange
from makegood.care.cover.models import (
    Absence,
    CoverAlarm,
    CoverRule,
    Decision,
    ShiftHandover,
    ShiftLine,
    Skip,
)
from makegood.care.promises.models import Promise
from makegood.kernel.clock import now
from makegood.kernel.errors import NotFound
from makegood.records.people.models import Membership, Presence, Queue
from makegood.records.people.queries import GONE_AFTER, colleagues, queues, scopes_of

TOPIC = "cover"
OPEN = (
    Case.Status.OPEN,
    Case.Status.WAITING,
)  # a resolved case ends by itself, or a word reopens it
LIVE = (Absence.State.PLANNED, Absence.State.RUNNING)
PEOPLE = ("user", "cover", "refused_by")
SHOWN = 200


@dataclass(frozen=True)
class Away:
    """An absence as the policy sees it, with the row itself. `scopes` are those of who is away."""

    row: Absence
    scopes: frozenset[str]


@dataclass(frozen=True)
class Shift:
    """A list of a shift as the policy sees it."""

    row: ShiftHandover


@dataclass(frozen=True)
class Mine:
    """Something a person is to hear."""

    row: CoverAlarm


@rule("cover.list")
def may_list(who: Principal, _thing: Any) -> bool:
    """The page of absences and shifts: any staff; it holds only what each may see."""
    return who.is_staff


@rule("cover.see")
def may_see(who: Principal, away: Away) -> bool:
    """Who is away, who covers or is asked to, and who leads him."""
    if not who.is_staff or who.user is None:
        return False
    return away.row.cover_id == who.user.pk or may_arrange(who, away)


@rule("cover.arrange")
def may_arrange(who: Principal, away: Away) -> bool:
    """Plan it, decide about its cases, end it: himself, and who leads him."""
    if not who.is_staff or who.user is None:
        return False
    return away.row.user_id == who.user.pk or leads(who, away.scopes)


@rule("cover.answer")
def may_answer(who: Principal, away: Away) -> bool:
    """Say whether one covers: who is named."""
    return who.is_staff and who.user is not None and away.row.cover_id == who.user.pk


@rule("cover.shift")
def may_see_shift(who: Principal, shift: Shift) -> bool:
    """A list of a shift: who wrote it, and who is to sign it."""
    if not who.is_staff or who.user is None:
        return False
    sent_to = shift.row.receiver_id if shift.row.sent_at else None
    return who.user.pk in (shift.row.user_id, sent_to)


@rule("cover.write_shift")
def may_write_shift(who: Principal, shift: Shift) -> bool:
    """Decide about its lines and send it: who wrote it."""
    return who.is_staff and who.user is not None and shift.row.user_id == who.user.pk


@rule("cover.sign")
def may_sign(who: Principal, shift: Shift) -> bool:
    """Sign it: who it was sent to."""
    return may_see_shift(who, shift) and not may_write_shift(who, shift)


@rule("cover.hear")
def may_hear(who: Principal, mine: Mine) -> bool:
    """What is told to a person is his."""
    return who.is_staff and who.user is not None and mine.row.person_id == who.user.pk


def leads(who: Principal, scopes: Iterable[str]) -> bool:
    """Whether he leads people with these scopes: a lead of one of their teams, an administrator."""
    if who.is_one_of(ADMINISTRATOR):
        return True
    return who.is_one_of(LEAD) and not who.scopes.isdisjoint(scopes)


def arrangeable(who: Principal) -> list[User]:
    """For whom he may plan an absence, himself first (two queries)."""
    people = list(colleagues())
    scopes = scopes_of([person.pk for person in people])
    me = who.user.pk if who.user else 0
    mine = [p for p in people if p.pk == me or leads(who, scopes[p.pk])]
    return sorted(mine, key=lambda person: person.pk != me)


def absence_of(who: Principal, *, pk: int) -> Away:
    """An absence that he may see. Raises NotFound."""
    row = Absence.objects.select_related(*PEOPLE).filter(pk=pk).first()
    if row is None:
        raise NotFound(pk)
    away = Away(row, scopes_of([row.user_id])[row.user_id])
    if not may(who, "cover.see", away):
        raise NotFound(pk)
    return away


def shift_of(who: Principal, *, pk: int) -> Shift:
    """A list of a shift that he wrote or is to sign. Raises NotFound."""
    row = ShiftHandover.objects.select_related("user", "receiver").filter(pk=pk).first()
    if row is None or not may(who, "cover.shift", Shift(row)):
        raise NotFound(pk)
    return Shift(row)


def alarm_of(who: Principal, *, pk: int) -> Mine:
    """Something he is to hear. Raises NotFound for what is told to somebody else."""
    row = CoverAlarm.objects.filter(pk=pk).first()
    if row is None or not may(who, "cover.hear", Mine(row)):
        raise NotFound(pk)
    return Mine(row)


def running_now() -> "QuerySet[Absence]":
    """Everybody who is away."""
    return Absence.objects.filter(state=Absence.State.RUNNING)


def away_ids() -> set[int]:
    """Who is away (one query)."""
    return set(running_now().values_list("user_id", flat=True))


def absences_of(user: User) -> list[Absence]:
    """His own, those to come and the last that are over (one query)."""
    found = Absence.objects.select_related(*PEOPLE).filter(user=user)
    live = Q(state__in=LIVE) | Q(ended_at__gt=now() - timedelta(days=14))
    return list(found.filter(live).exclude(state="cancelled").order_by("starts")[:SHOWN])


def covered_by(user: User) -> list[Absence]:
    """For whom he stands in or is asked to (one query)."""
    found = Absence.objects.select_related(*PEOPLE).filter(cover=user, state__in=LIVE)
    return list(found.order_by("starts")[:SHOWN])


def undecided_for(who: Principal) -> list[tuple[Absence, int]]:
    """For a lead: the absences of his people that nobody accepted, or with cases that nobody has decided
    about; with the number of those cases (three queries)."""
    if not who.is_one_of(LEAD, ADMINISTRATOR):
        return []
    found = list(
        Absence.objects.select_related(*PEOPLE).filter(state__in=LIVE).order_by("starts")[:SHOWN]
    )
    scopes = scopes_of([one.user_id for one in found])
    mine = [one for one in found if leads(who, scopes[one.user_id])]
    left = undecided_counts(mine)
    return [(one, left[one.pk]) for one in mine if one.accepted_at is None or left[one.pk]]


def undecided_counts(absences: Sequence[Absence]) -> dict[int, int]:
    """How many open cases of each are without a decision (one query)."""
    decided = Decision.objects.filter(absence=OuterRef(OuterRef("pk")), case=OuterRef("pk"))
    left = Case.objects.filter(owner=OuterRef("user"), status__in=OPEN).order_by()
    by_owner = left.filter(~Exists(decided.exclude(choice=""))).values("owner")
    counted = Subquery(by_owner.annotate(n=Count("pk")).values("n"))
    found = Absence.objects.filter(pk__in=[one.pk for one in absences])
    return dict(found.annotate(n=Coalesce(counted, 0)).values_list("pk", "n"))


def undecided_cases(absence: Absence) -> "QuerySet[Case]":
    """His open cases that nobody has decided about."""
    decided = Decision.objects.filter(absence=absence, case=OuterRef("pk")).exclude(choice="")
    return Case.objects.filter(~Exists(decided), owner=absence.user_id, status__in=OPEN)


def cases_to_decide(user: User) -> list[Case]:
    """His open cases, the most pressing first (one query)."""
    found = Case.objects.filter(owner=user, status__in=OPEN).select_related("contact", "queue")
    return list(found.defer("terms").order_by("next_deadline", "pk")[: SHOWN * 3])


def decisions_of(absence: Absence) -> dict[int, Decision]:
    """What was decided, by case (one query)."""
    found = absence.decisions.select_related("handoff__to_user", "covered_by", "back")
    return {one.case_id: one for one in found}


def covered_cases(absence: Absence) -> list[Decision]:
    """What somebody took over in his place, the newest first (one query)."""
    found = absence.decisions.exclude(covered_at=None)
    related = found.select_related("case__contact", "covered_by", "back")
    return list(related.order_by("-covered_at", "-pk")[:SHOWN])


def promised(case_ids: Sequence[int], *, public: bool = True) -> dict[int, datetime]:
    """The earliest open promise of each case whose clock runs, follow-ups of our own left out (one query)."""
    kinds = [Promise.Kind.FOLLOW_UP] if public else []
    found = Promise.objects.filter(case__in=case_ids, state=Promise.State.OPEN, paused_at=None)
    first: dict[int, datetime] = {}
    for case_id, due in found.exclude(kind__in=kinds).values_list("case_id", "due"):
        first[case_id] = min(due, first.get(case_id, due))
    return first


def handovers_of(user: User) -> list[ShiftHandover]:
    """The lists he writes or is to sign (one query)."""
    found = ShiftHandover.objects.select_related("user", "receiver")
    his = Q(user=user) | Q(receiver=user, sent_at__isnull=False)
    fresh = Q(state="open") | Q(ended_at__gt=now() - timedelta(days=2))
    return list(found.filter(his, fresh).order_by("-pk")[:20])


def lines_of(handover: ShiftHandover) -> list[ShiftLine]:
    """Its lines, the most pressing first (one query)."""
    related = ("handover", "case__contact", "case__owner", "handoff", "lead")
    found = handover.lines.select_related(*related)
    return list(found.order_by("case__next_deadline", "case_id"))


def unheard(user: User) -> list[CoverAlarm]:
    """What a person has not said he heard, the newest first (one query)."""
    found = CoverAlarm.objects.filter(person=user, seen_at=None)
    related = found.select_related("absence__user", "handover__user", "who")
    return list(related.order_by("-pk")[:SHOWN])


WAITING = """
SELECT (SELECT count(*) FROM cover_absence
        WHERE cover_id = %(me)s AND accepted_at IS NULL AND state = ANY(%(live)s))
  + (SELECT count(*) FROM cover_shifthandover
     WHERE receiver_id = %(me)s AND state = 'open' AND sent_at IS NOT NULL)
  + (SELECT count(*) FROM cover_coveralarm WHERE person_id = %(me)s AND seen_at IS NULL)
"""


def waiting_for(who: Principal) -> Asked:
    """How much waits for one of us on the page of cover."""
    me = who.user.pk if who.user else None
    return Asked(WAITING, {"me": me, "live": [str(state) for state in LIVE]})


def rule_of(queue_id: int) -> CoverRule:
    """The rule of a queue, the usual one when none is set."""
    return rules_of([queue_id])[queue_id]


def rules_of(queue_ids: Sequence[int]) -> dict[int, CoverRule]:
    """The rules of queues, the usual one where none is set (one query)."""
    kept = {one.queue_id: one for one in CoverRule.objects.filter(queue__in=queue_ids)}
    return {pk: kept.get(pk) or CoverRule(queue_id=pk) for pk in queue_ids}


def all_rules() -> list[tuple[Queue, CoverRule]]:
    """Every queue with its rule (two queries)."""
    found = list(queues())
    rules = rules_of([queue.pk for queue in found])
    return [(queue, rules[queue.pk]) for queue in found]


def one_queue(_who: Principal, *, pk: int) -> Queue:
    """A queue of a route. Raises NotFound."""
    found = Queue.objects.filter(pk=pk).first()
    if found is None:
        raise NotFound(pk)
    return found


@dataclass(frozen=True)
class SkipRate:
    """How many new cases a person was given, and how many went on because he was not here."""

    user: User
    given: int
    skipped: int

    @property
    def share(self) -> float:
        """Between 0 and 1."""
        return self.skipped / self.given if self.given else 0.0


def skip_rates(team_ids: Sequence[int], *, since: datetime) -> list[SkipRate]:
    """The skip rate of everybody in these teams, the highest first (three queries)."""
    people = list(
        colleagues().filter(pk__in=Membership.objects.filter(team__in=team_ids).values("user"))
    )
    whys = [OwnerChange.Why.OPENED, OwnerChange.Why.COVER, OwnerChange.Why.GIVEN]
    changes = OwnerChange.objects.filter(owner__in=people, at__gte=since, why__in=whys)
    given = dict(changes.values_list("owner").annotate(n=Count("pk")))
    skips = Skip.objects.filter(user__in=people, at__gte=since)
    lost = dict(skips.values_list("user").annotate(n=Count("pk")))
    rates = [SkipRate(p, given.get(p.pk, 0), lost.get(p.pk, 0)) for p in people]
    return sorted(rates, key=lambda one: (-one.share, -one.skipped, one.user.name))


# Responsibility that routing gave, and that nobody took in his own hands.
BY_TEAM = (OwnerChange.Why.OPENED, OwnerChange.Why.TAKEN, OwnerChange.Why.REOPENED)


def owners_out_of_place() -> "QuerySet[Case]":
    """Open cases whose owner left, or has them only as one of a team in which he no longer is, or which as
    a technician he does not see."""
    # Two parts, because each has an index of its own that leaves the closed ones out.
    ours, theirs = (
        Case.objects.filter(part).filter(_out_of_place()).values("pk") for part in (OURS, THEIRS)
    )
    return Case.objects.filter(pk__in=ours.union(theirs, all=True))


def is_out_of_place(case_id: int) -> bool:
    """Whether its owner may not have this open case (one query)."""
    found = Case.objects.exclude(status=Case.Status.CLOSED).filter(_out_of_place(), pk=case_id)
    return found.exists()


def _out_of_place() -> Q:
    in_team = Membership.objects.filter(
        team__queues=OuterRef("queue"), user=OuterRef("owner")
    ).exclude(user__role="technician")
    by_team = OwnerChange.objects.filter(
        case=OuterRef("pk"), epoch=OuterRef("owner_epoch"), why__in=BY_TEAM
    )
    stands = Queue.objects.filter(
        Q(duty_lead=OuterRef("owner")) | Q(deputy=OuterRef("owner")),
        team__queues=OuterRef("queue"),
    )
    lost = Q(~Exists(in_team), ~Exists(stands), Exists(by_team))
    return Q(owner__is_active=False) | (~Q(owner__role=ADMINISTRATOR) & lost)


@audience
def whom_it_concerns(stirs: Sequence[Stir]) -> list[Notice]:
    """Who is away, who covers, who hears and who signs learn that their page changed (no query)."""
    return [
        Notice(stir, (TOPIC,), _concerned(stir))
        for stir in stirs
        if stir.id and stir.kind.startswith("cover.")
    ]


def _concerned(stir: Stir) -> Callable[[Principal], bool]:
    people = set(stir.facts.get("people", ()))

    def allowed(who: Principal) -> bool:
        if not who.is_staff or who.user is None:
            return False
        return who.user.pk in people or who.is_one_of(LEAD, ADMINISTRATOR)

    return allowed


def here_ids() -> list[int]:
    """Whose page is open and who does not say that he is away (one query)."""
    fresh = Presence.objects.filter(seen_at__gt=now() - GONE_AFTER)
    return list(fresh.exclude(state=Presence.State.AWAY).values_list("user_id", flat=True))


def is_here(user_id: int) -> bool:
    """Whether he is (one query)."""
    fresh = Presence.objects.filter(user=user_id, seen_at__gt=now() - GONE_AFTER)
    return fresh.exclude(state=Presence.State.AWAY).exists()
