from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Count, F, Q, QuerySet

from makegood.base.access.models import User
from makegood.base.access.policy import Principal, may, rule
from makegood.base.database import Asked
from makegood.base.live.ports import Notice, Stir, audience
from makegood.care.cases.models import Case
from makegood.care.cases.ports import shares
from makegood.care.cases.queries import Place
from makegood.care.handoffs.models import Alarm, Handoff
from makegood.contact.conversations.models import Message
from makegood.kernel.clock import now
from makegood.kernel.errors import NotFound
from makegood.kernel.text import shorten
from makegood.records.people.models import Queue, Team
from makegood.records.people.queries import available, members_of, team_scope

PEOPLE = ("case__contact", "case__queue", "sender", "to_user", "to_team", "answered_by", "back_to")


@dataclass(frozen=True)
class Offered(Place):
    """A hand-off as the policy sees it: the place of its case, with the row itself."""

    row: Handoff


@dataclass(frozen=True)
class Mine:
    """Something a person is to hear, as the policy sees it."""

    row: Alarm


@rule("handoffs.offer")
def may_offer(who: Principal, place: Place) -> bool:
    """Offer a case to another: its owner, and whoever may give it."""
    if not may(who, "cases.work", place) or who.user is None:
        return False
    return place.owner_id == who.user.pk or may(who, "cases.give", place)


@rule("handoffs.see")
def may_see(who: Principal, offered: Offered) -> bool:
    """Those whom it concerns: who was asked, and who may see the case."""
    return is_asked(who, offered.row) or may(who, "cases.see", offered)


@rule("handoffs.answer")
def may_answer(who: Principal, offered: Offered) -> bool:
    """Say yes or no: the person who was asked, or anybody of the team that was."""
    return is_asked(who, offered.row)


@rule("handoffs.withdraw")
def may_withdraw(who: Principal, offered: Offered) -> bool:
    """Take the offer back: who offered, and whoever may give the case."""
    if not who.is_staff or who.user is None:
        return False
    return offered.row.sender_id == who.user.pk or may(who, "cases.give", offered)


@rule("handoffs.return")
def may_return(who: Principal, place: Place) -> bool:
    """Give it back with the answer: the owner."""
    return who.is_staff and who.user is not None and place.owner_id == who.user.pk


@rule("handoffs.hear")
def may_hear(who: Principal, mine: Mine) -> bool:
    """What is told to a person is his."""
    return who.is_staff and who.user is not None and mine.row.person_id == who.user.pk


def is_asked(who: Principal, handoff: Handoff) -> bool:
    """Whether he, or a team of his, was asked. Who offers does not ask himself."""
    if not who.is_staff or who.user is None or handoff.sender_id == who.user.pk:
        return False
    if handoff.to_user_id is not None:
        return handoff.to_user_id == who.user.pk
    return team_scope(handoff.to_team_id or 0) in who.scopes


def handoff_of(who: Principal, *, pk: int) -> Offered:
    """The hand-off of a route, for those whom it concerns. Raises NotFound."""
    row = Handoff.objects.select_related(*PEOPLE).filter(pk=pk).first()
    if row is None:
        raise NotFound(pk)
    offered = Offered(row.case_id, row.case.owner_id, row.case.queue.team_id, row)
    if not may(who, "handoffs.see", offered):
        raise NotFound(pk)
    return offered


def alarm_of(who: Principal, *, pk: int) -> Mine:
    """Something he is to hear. Raises NotFound for what is told to somebody else."""
    row = Alarm.objects.filter(pk=pk).first()
    if row is None or not may(who, "handoffs.hear", Mine(row)):
        raise NotFound(pk)
    return Mine(row)


def owed_back(case: Case) -> Handoff | None:
    """The latest hand-off of this case whose sender still waits for the answer, unless the case is
    with him (one query)."""
    return (
        Handoff.objects.select_related(*PEOPLE)
        .filter(case=case, state=Handoff.State.ACCEPTED, returned_epoch=None)
        .exclude(back_to=None)
        .exclude(back_to_id=case.owner_id)
        .order_by("-pk")
        .first()
    )


@dataclass(frozen=True)
class Standing:
    """Where a case stands between people: what is offered, and who waits for an answer to come back."""

    pending: Handoff | None = None
    waiting: Handoff | None = None


STANDS = """
SELECT EXISTS (SELECT 1 FROM handoffs_handoff WHERE case_id = %(case)s AND (state = 'offered'
  OR (state = 'accepted' AND returned_epoch IS NULL AND back_to_id IS NOT NULL)))
"""


def stands(case: Case) -> Asked:
    """Whether `standing_of` can find anything."""
    return Asked(STANDS, {"case": case.pk})


def standing_of(case: Case) -> Standing:
    """What is offered, and the latest answer that is owed back (one query)."""
    back = Q(state=Handoff.State.ACCEPTED, returned_epoch=None, back_to__isnull=False)
    found = Handoff.objects.filter(Q(state=Handoff.State.OFFERED) | back, case=case)
    known = list(found.select_related(*PEOPLE).order_by("-pk"))
    return Standing(
        next((h for h in known if h.state == Handoff.State.OFFERED), None),
        next(
            (
                h
                for h in known
                if h.state == Handoff.State.ACCEPTED and h.back_to_id != case.owner_id
            ),
            None,
        ),
    )


def offered_to(who: Principal) -> list[Handoff]:
    """What he, or a team of his, is asked to take, the most pressing first (one query)."""
    if not who.is_staff or who.user is None:
        return []
    found = (
        Handoff.objects.pending()
        .select_related(*PEOPLE)
        .filter(Q(to_user=who.user) | Q(to_team__in=teams_of(who)), expires_at__gt=now())
    )
    return list(found.exclude(sender=who.user).order_by("expires_at", "pk")[:50])


IS_OFFERED = """
SELECT EXISTS (SELECT 1 FROM handoffs_handoff WHERE state = 'offered' AND to_user_id = %(me)s)
    OR EXISTS (SELECT 1 FROM handoffs_handoff WHERE state = 'offered' AND to_team_id = ANY(%(teams)s))
"""
HAS_ALARMS = """
SELECT EXISTS (SELECT 1 FROM handoffs_alarm WHERE person_id = %(me)s AND seen_at IS NULL)
"""


def is_offered(who: Principal, user: User) -> Asked:
    """Whether anything may be offered to him."""
    return Asked(IS_OFFERED, {"me": user.pk, "teams": teams_of(who)})


def has_alarms(user: User) -> Asked:
    """Whether he has anything to hear."""
    return Asked(HAS_ALARMS, {"me": user.pk})


def teams_of(who: Principal) -> list[int]:
    """The teams in his scopes."""
    return [int(s.partition(":")[2]) for s in who.scopes if s.startswith("team:")]


def unheard(user: User) -> list[Alarm]:
    """What a person has not said he heard, the newest first (one query)."""
    found = Alarm.objects.filter(person=user, seen_at=None)
    with_all = found.select_related(
        "case", "who", "handoff__sender", "handoff__to_user", "handoff__to_team"
    )
    return list(with_all.order_by("-pk")[:50])


def leads_of(handoff: Handoff) -> list[int]:
    """Whoever must hear that nobody answered, beside the two: the lead of the case, and of a team that was
    asked its leads, or all of it where it has none (at most two queries)."""
    people = [handoff.case.queue.duty_lead_id]
    if handoff.to_team_id is not None:
        led = Queue.objects.filter(team_id=handoff.to_team_id).values_list("duty_lead", flat=True)
        people += list(led) or members_of([handoff.to_team_id])[handoff.to_team_id]
    return people


def overdue(*, limit: int = 200, but: Collection[int] = ()) -> list[int]:
    """Cases with an offer whose time is over, the first first, without those."""
    due = Handoff.objects.pending().filter(expires_at__lte=now()).exclude(case__in=but)
    return list(due.order_by("expires_at").values_list("case_id", flat=True)[:limit])


@dataclass(frozen=True)
class Choice:
    """Somebody to whom a case can go. `here`: available now, of a team how many of `of`; `load`: open cases;
    `near`: of the team it is about; `languages`: those of his queues, his own first."""

    person: User | None = None
    team: Team | None = None
    here: int = 0
    of: int = 0
    load: int = 0
    near: bool = False
    languages: tuple[str, ...] = ()


def teams_to_ask(case: Case) -> list[Choice]:
    """Teams with somebody else in them (four queries)."""
    teams = list(Team.objects.order_by("key").prefetch_related("queues"))
    members = {
        pk: [one for one in found if one != case.owner_id]
        for pk, found in members_of([team.pk for team in teams]).items()
    }
    here = set(available().values_list("user_id", flat=True))
    loads = _loads({one for found in members.values() for one in found})
    return [
        Choice(
            team=team,
            here=len(here.intersection(members[team.pk])),
            of=len(members[team.pk]),
            load=sum(loads.get(one, 0) for one in members[team.pk]),
            languages=tuple(dict.fromkeys(lang for q in team.queues.all() for lang in q.languages)),
        )
        for team in teams
        if members[team.pk]
    ]


def people_to_ask(
    people: "QuerySet[User]", *, near: Collection[int] = (), language: str = ""
) -> list[Choice]:
    """These people, who knows the language first, then who carries least; `near` are teams (six queries)."""
    known = list(people.prefetch_related("teams__queues"))
    here = set(available().values_list("user_id", flat=True))
    loads = _loads({person.pk for person in known})
    found = [
        Choice(
            person=person,
            here=int(person.pk in here),
            of=1,
            load=loads.get(person.pk, 0),
            near=any(team.pk in near for team in person.teams.all()),
            languages=_languages(person),
        )
        for person in known
    ]
    return sorted(
        found, key=lambda one: (bool(language) and language not in one.languages, one.load)
    )


def _loads(people: Collection[int]) -> dict[int, int]:
    carried = Case.objects.filter(owner__in=people, status=Case.Status.OPEN)
    return dict(carried.values_list("owner_id").annotate(n=Count("pk")))


def _languages(person: User) -> tuple[str, ...]:
    served = [lang for t in person.teams.all() for q in t.queues.all() for lang in q.languages]
    return tuple(dict.fromkeys([person.language, *served]))


@dataclass(frozen=True)
class Prefilled:
    """What the dialog begins with, from the case itself."""

    summary: str
    told: str


def prefilled(case: Case) -> Prefilled:
    """The title with the customer's last words, and our last words to him (two queries)."""
    said = Message.objects.filter(conversation__strand__case=case).order_by("-at", "-pk")
    theirs = said.filter(author=Message.Author.CONTACT).exclude(text="").values_list("text")
    ours = said.filter(author=Message.Author.STAFF).exclude(text="").values_list("text")
    words, told = theirs.first(), ours.first()
    summary = f"{case.subject}: {shorten(words[0], 240)}" if words else case.subject
    return Prefilled(summary, shorten(told[0], 300) if told else "")


@shares
def lent(case_ids: Sequence[int]) -> Mapping[int, frozenset[str]]:
    """Who was asked may read the case before he answers (one query)."""
    pending = Handoff.objects.pending().filter(case_id__in=case_ids)
    return {
        case_id: frozenset({f"user:{user_id}" if user_id else team_scope(team_id)})
        for case_id, user_id, team_id in pending.values_list("case_id", "to_user_id", "to_team_id")
    }


@audience
def whom_it_concerns(stirs: Sequence[Stir]) -> list[Notice]:
    """Who offers, who is asked and who is to hear something learn that their offers changed (no query)."""
    return [
        Notice(stir, ("offers", "work"), _concerned(stir))
        for stir in stirs
        if stir.id and stir.kind.startswith("handoffs.")
    ]


def _concerned(stir: Stir) -> Callable[[Principal], bool]:
    people = {stir.facts.get("sender"), stir.facts.get("to_user"), *stir.facts.get("people", ())}
    team = stir.facts.get("to_team")
    scope = team_scope(team) if team else ""

    def allowed(who: Principal) -> bool:
        return who.is_staff and (
            (who.user is not None and who.user.pk in people) or scope in who.scopes
        )

    return allowed


@dataclass(frozen=True)
class Answering:
    """How somebody answers what he is asked: the lead sees who lets it lie."""

    user_id: int | None
    team_id: int | None
    asked: int
    accepted: int
    declined: int
    expired: int

    @property
    def skipped(self) -> float:
        """The share that lay until its time was over, 0 to 1."""
        return self.expired / self.asked if self.asked else 0.0


def answering(team_ids: Sequence[int], *, since: datetime) -> list[Answering]:
    """How the members of these teams, and the teams, answered what was offered since (one query)."""
    here = Q(to_team__in=team_ids) | Q(to_user__teams__in=team_ids)

    def ended(state: str) -> Count:
        return Count("pk", filter=Q(state=state), distinct=True)

    found = (
        Handoff.objects.filter(here, offered_at__gte=since)
        .exclude(state__in=(Handoff.State.OFFERED, Handoff.State.WITHDRAWN))
        .values("to_user_id", "to_team_id")
        .annotate(
            asked=Count("pk", distinct=True),
            accepted=ended("accepted"),
            declined=ended("declined"),
            expired=ended("expired"),
        )
        .order_by("-expired", "-asked")
    )
    return [
        Answering(
            r["to_user_id"], r["to_team_id"], r["asked"], r["accepted"], r["declined"], r["expired"]
        )
        for r in found
    ]


def broken_chains() -> "QuerySet[Handoff]":
    """Pending offers that no longer fit the owner of their case: there must be none."""
    fits = Q(epoch=F("case__owner_epoch"), sender=F("case__owner"))
    return Handoff.objects.pending().exclude(fits)
