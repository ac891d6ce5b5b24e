"""How well tables answer: on closed cases, at the customer's guide, and what still has no cause."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from datetime import timedelta
from typing import Any

from django.db.models import Count, Exists, OuterRef, Q, QuerySet

from makegood.base.access.policy import Principal
from makegood.base.jobs.queue import is_under_way
from makegood.care.cases.models import Case
from makegood.care.cases.queries import visible
from makegood.field.diagnosis.models import Answer, Confirmation, Fault, Lesson, Session, Version
from makegood.field.diagnosis.queries.advising import cause_name, words_of
from makegood.field.diagnosis.queries.ranking import fitting_evidence, table_of
from makegood.field.diagnosis.queries.saying import flaw_said
from makegood.field.diagnosis.rules import OTHER, BadTable, FaultTable
from makegood.field.diagnosis.rules.fresh import proposals
from makegood.field.diagnosis.rules.learning import Job, foretold
from makegood.field.diagnosis.rules.ranking import posterior
from makegood.field.diagnosis.rules.scores import scores
from makegood.kernel.clock import now
from makegood.kernel.text import in_language

TRIED, OWED_SHOWN, ALIKE, MEASURED = 60, 30, 5, 1000
DROP_SINCE = timedelta(days=180)
DUE_LOCK, ASKED_LOCK = "diagnosis:learn:{}", "diagnosis:learn:{}:asked"


@dataclass(frozen=True)
class Trial:
    """A closed job: what it was, and what a version would have said with what was known then."""

    lesson: Lesson
    case: Case | None  # for those who may see it
    cause: str
    words: str
    share: float
    rank: int
    first: str
    first_share: float
    known: tuple[str, ...]

    @property
    def percent(self) -> int:
        return round(self.share * 100)

    @property
    def first_percent(self) -> int:
        return round(self.first_share * 100)


def is_learning(fault: Fault) -> bool:
    """Whether a worker learns from its closed jobs, or will in a moment."""
    return is_under_way(DUE_LOCK.format(fault.pk), ASKED_LOCK.format(fault.pk))


def newest_number(fault: Fault) -> int:
    """The number of its newest version, 0 before the first."""
    return fault.versions.order_by("-number").values_list("number", flat=True).first() or 0


def learned_since(fault: Fault, number: int) -> Version | None:
    """The newest version that was learned after that number."""
    found = fault.versions.filter(origin=Version.Origin.LEARNED, number__gt=number)
    return found.order_by("-number").first()


def lessons_of(fault: Fault) -> "QuerySet[Lesson]":
    """What counts as learned, the newest first."""
    found = fault.lessons.filter(withdrawn_at=None).select_related("confirmation__case")
    return found.order_by("-at", "-pk")


def trials(
    fault: Fault, version: Version | None, who: Principal, language: str
) -> tuple[list[Trial], str]:
    """The newest closed jobs as this version sees them; and the first flaw of one that cannot be asked."""
    if version is None:
        return [], ""
    try:
        table = table_of(version)
    except BadTable as error:
        return [], flaw_said(error.flaws[0], version.table)
    found = list(lessons_of(fault)[:TRIED])
    cases = [one.confirmation.case_id for one in found if one.confirmation]
    mine = set(visible(who).filter(pk__in=cases).values_list("pk", flat=True))
    return [_trial(table, one, mine, language) for one in found], ""


def _trial(table: FaultTable, lesson: Lesson, mine: set[int], language: str) -> Trial:
    evidence = fitting_evidence(table, lesson.evidence)
    ranking = posterior(table, evidence)
    cause = lesson.cause if lesson.cause in table.cause else OTHER
    confirmed = lesson.confirmation
    return Trial(
        lesson=lesson,
        case=confirmed.case if confirmed and confirmed.case_id in mine else None,
        cause=cause_name(table, cause, language),
        words=confirmed.words if confirmed and confirmed.case_id in mine else "",
        share=ranking.of(cause).probability,
        rank=1 + next(n for n, one in enumerate(ranking.causes) if one.key == cause),
        first=cause_name(table, ranking.first.key, language),
        first_share=ranking.first.probability,
        known=tuple(words_of(table, key, answer, language) for key, answer in evidence.items()),
    )


@dataclass(frozen=True)
class Asked:
    """A question of the guide: how often it was asked, not known, and left unanswered for good."""

    key: str
    words: str
    asked: int
    unknown: int
    left: int

    @property
    def share(self) -> float:
        return self.left / self.asked if self.asked else 0.0


@dataclass(frozen=True)
class Dropped:
    """What became of customers' guides about a fault, and where they were left."""

    begun: int
    solved: int
    handed: int
    stopped: int
    left: int
    questions: tuple[Asked, ...]


def drop_off(fault: Fault, language: str) -> Dropped | None:
    """The customer's guides of the last half year; None where there was none. Left: not ended, and nothing
    said for an hour."""
    of_it = Session.objects.filter(fault=fault, origin="guide", began_at__gt=now() - DROP_SINCE)
    gone = Q(state="open", last_at__lt=now() - timedelta(hours=1))
    counted = of_it.aggregate(
        begun=Count("pk"),
        solved=Count("pk", filter=Q(state="solved")),
        handed=Count("pk", filter=Q(state="handed")),
        stopped=Count("pk", filter=Q(state="stopped")),
        left=Count("pk", filter=gone),
    )
    if not counted["begun"]:
        return None
    answers = Answer.objects.filter(session__in=of_it, source="customer", undone_at=None)
    answered = Counter(dict(answers.values_list("key").annotate(n=Count("pk"))))
    unknown = Counter(
        dict(answers.filter(value="unknown").values_list("key").annotate(n=Count("pk")))
    )
    open_at = Counter(dict(of_it.exclude(asking="").values_list("asking").annotate(n=Count("pk"))))
    left_at = Counter(
        dict(of_it.filter(gone).exclude(asking="").values_list("asking").annotate(n=Count("pk")))
    )
    names = _names_of(fault, language)
    rows = [
        Asked(key, names.get(key, key), answered[key] + open_at[key], unknown[key], left_at[key])
        for key in answered.keys() | open_at.keys()
    ]
    return Dropped(
        **counted, questions=tuple(sorted(rows, key=lambda one: (-one.left, -one.asked)))
    )


def _names_of(fault: Fault, language: str) -> dict[str, str]:
    table: Mapping[str, Any] = fault.live.table if fault.live else {}
    rows = [*table.get("symptoms", ()), *table.get("checks", ())]
    return {str(one.get("id")): in_language(one.get("name") or {}, language) for one in rows}


def quality_of(fault: Fault) -> dict[str, Any] | None:
    """How right what is in use was on jobs that it had not learned from, as `Scores` in plain values; None when
    there are none yet."""
    live = fault.live
    if live is None:
        return None
    if live.origin == Version.Origin.LEARNED and live.scores.get("candidate"):
        return dict(live.scores["candidate"])
    table = table_of(live)
    found = list(lessons_of(fault)[:MEASURED])
    if not found:
        return None
    keys = list(table.cause)
    truth = [keys.index(one.cause if one.cause in table.cause else OTHER) for one in found]
    return asdict(scores(foretold(table, [one.evidence for one in found]), truth))


def new_causes(fault: Fault) -> list[tuple[str, int, float]]:
    """What may be causes of their own: phrases that several closings under "other" share and known causes do
    not, in how many jobs, and their share."""
    known = list(table_of(fault.live).cause) if fault.live else []
    said = Confirmation.objects.filter(fault=fault, withdrawn_at=None).exclude(words="")
    rows = said.order_by("-pk").values_list("cause", "words")[:MEASURED]
    jobs = [Job((cause,), {}, words=words) for cause, words in rows]
    return [(one.phrase, len(one.jobs), one.share) for one in proposals(jobs, known)]


def owed_causes(who: Principal) -> list[Case]:
    """Closed cases in which a fault was looked for and nobody has said what it was, as far as he may see them."""
    named = Confirmation.objects.filter(case=OuterRef("pk"), withdrawn_at=None)
    searched = Session.objects.filter(case=OuterRef("pk"), fault__isnull=False)
    found = visible(who).filter(Exists(searched), ~Exists(named), status=Case.Status.CLOSED)
    found = found.filter(duplicate_of=None)
    return list(found.select_related("owner").order_by("-pk")[:OWED_SHOWN])


@dataclass(frozen=True)
class Alike:
    """A closed job of the same fault, and how much of what is known here was known there."""

    case: Case | None
    cause: str
    words: str
    at: Any
    same: int


def alike(session: Session, who: Principal, language: str) -> list[Alike]:
    """Closed jobs in which most of the same was seen, the likest first."""
    if session.fault is None or session.version is None:
        return []
    table = table_of(session.version)
    mine = {
        one.key: (one.value if one.kind == "check" else one.value == Answer.YES)
        for one in session.answers.filter(undone_at=None).exclude(value=Answer.UNKNOWN)
    }
    found = lessons_of(session.fault).exclude(confirmation__session=session)[:300]
    ranked = sorted(found, key=lambda one: -_same(one.evidence, mine))[:ALIKE]
    cases = [one.confirmation.case_id for one in ranked if one.confirmation]
    seen = set(visible(who).filter(pk__in=cases).values_list("pk", flat=True))
    return [
        Alike(
            case=one.confirmation.case
            if one.confirmation and one.confirmation.case_id in seen
            else None,
            cause=cause_name(table, one.cause, language),
            words=one.confirmation.words
            if one.confirmation and one.confirmation.case_id in seen
            else "",
            at=one.at,
            same=_agreeing(one.evidence, mine),
        )
        for one in ranked
        if not mine or _same(one.evidence, mine) > 0
    ]


def _agreeing(theirs: Mapping[str, Any], mine: Mapping[str, Any]) -> int:
    return sum(theirs.get(key) == answer for key, answer in mine.items())


def _same(theirs: Mapping[str, Any], mine: Mapping[str, Any]) -> int:
    both = theirs.keys() & mine.keys()
    return sum(1 if theirs[key] == mine[key] else -1 for key in both)
