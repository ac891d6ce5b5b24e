"""Proof that nothing is lost: what must always be zero, how old the oldest item at each door is, who is at work."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from django.db.models import Count, Max, Min
from django.utils.translation import gettext_lazy as _

from makegood.base.invariants.checks import AGES, INVARIANTS
from makegood.base.invariants.counting import days, tallies
from makegood.base.invariants.models import Day
from makegood.base.jobs.models import Beat, SweepRun
from makegood.base.jobs.queue import dead
from makegood.base.journal.models import Reaction
from makegood.care.cases.models import Case
from makegood.contact.channels.queries import in_trouble, sending_paused
from makegood.kernel.clock import now

ALIVE = timedelta(seconds=90)
COUNTED_LATELY = timedelta(minutes=15)
COUNTED = 100_000
BAND = 90  # days
PROCESSES = {"web": _("Web server"), "worker": _("Worker"), "doors": _("Doors for mail")}


@dataclass(frozen=True)
class Rule:
    """One thing that must always be zero. `broken` is None as long as it was never counted."""

    sentence: str
    broken: int | None
    counted_at: datetime | None
    is_old: bool


@dataclass(frozen=True)
class Door:
    """The oldest item that waits at a door; `age` is None when nothing waits."""

    label: str
    age: timedelta | None
    risk: str


@dataclass(frozen=True)
class Past:
    """One day of the band: nothing broken, something that was mended, something that was left, or not counted."""

    day: date
    css: str


@dataclass(frozen=True)
class Evidence:
    """Everything the page says."""

    at: datetime
    rules: list[Rule]
    doors: list[Door]
    lost: int | None
    counted_at: datetime | None
    given_up: int
    open_cases: int
    failing: list[dict[str, Any]]
    processes: list[dict[str, Any]]
    swept_at: datetime | None
    undelivered: int
    paused: Any
    days: list["Past"]

    @property
    def open_shown(self) -> str:
        """How many cases are open, counted up to a limit."""
        return f"{COUNTED:,}+" if self.open_cases >= COUNTED else f"{self.open_cases:,}"

    @property
    def bad_days(self) -> int:
        """On how many of the days of the band something was broken."""
        return sum(one.css in ("h", "f") for one in self.days)

    @property
    def counted_days(self) -> int:
        """On how many of them anything was counted."""
        return sum(one.css != "no" for one in self.days)

    @property
    def counted_ago(self) -> timedelta | None:
        """How long ago the rule that was counted first was counted."""
        return self.at - self.counted_at if self.counted_at else None


def evidence() -> Evidence:
    """What the sweep counted, and every door as it is now; one query for each door, and nine more."""
    moment = now()
    rules = _rules(moment)
    counted = [rule.counted_at for rule in rules if rule.counted_at]
    known = [rule.broken for rule in rules if rule.broken is not None]
    return Evidence(
        at=moment,
        rules=sorted(rules, key=lambda rule: -(rule.broken or 0)),
        doors=[_door(one, moment) for one in AGES.values()],
        lost=sum(known) if len(known) == len(rules) else None,
        counted_at=min(counted, default=None),
        given_up=dead(),
        open_cases=Case.objects.open().order_by()[:COUNTED].count(),
        failing=_failing(),
        processes=_processes(moment),
        swept_at=SweepRun.objects.aggregate(last=Max("ran_at"))["last"],
        undelivered=in_trouble().order_by()[:COUNTED].count(),
        paused=sending_paused(),
        days=[_past(day, one) for day, one in days(BAND)],
    )


def _past(day: date, one: Day | None) -> Past:
    if one is None:
        return Past(day, "no")
    return Past(day, "f" if one.left else "h" if one.worst else "")


def _rules(moment: datetime) -> list[Rule]:
    counted = tallies()
    rules = []
    for name, one in INVARIANTS.items():
        tally = counted.get(name)
        if tally is None:
            rules.append(Rule(str(one.sentence), None, None, is_old=True))
        else:
            old = moment - tally.counted_at > COUNTED_LATELY
            rules.append(Rule(str(one.sentence), tally.broken, tally.counted_at, is_old=old))
    return rules


def _door(one: Any, moment: datetime) -> Door:
    oldest = one.oldest()
    if oldest is None:
        return Door(str(one.label), None, "ok")
    waited = moment - oldest
    risk = "late" if waited > one.limit else "soon" if waited > one.limit / 2 else "ok"
    return Door(str(one.label), waited, risk)


def _failing() -> list[dict[str, Any]]:
    """Reactions that were tried too often, by name."""
    stuck = Reaction.objects.exclude(failed_at=None).values("name")
    counted = stuck.annotate(number=Count("pk"), since=Min("failed_at")).order_by("name")
    return [dict(one) for one in counted]


def _processes(moment: datetime) -> list[dict[str, Any]]:
    found = Beat.objects.filter(seen_at__gt=moment - timedelta(days=1)).order_by("kind", "name")
    beats = _not_replaced(list(found), moment)
    return [
        {
            "kind": str(PROCESSES.get(beat.kind, beat.kind)),
            "name": beat.name,
            "ago": moment - beat.seen_at,
            "risk": _alive(beat, moment),
        }
        for beat in beats
    ]


def _not_replaced(beats: list[Beat], moment: datetime) -> list[Beat]:
    """Without those that ended and in whose place another began: after a restart nobody is missed. Each one that
    began stands for one that ended."""
    over = {beat.name for beat in beats if _alive(beat, moment) != "ok"}
    gone: set[str] = set()
    used: set[str] = set()
    for beat in sorted(beats, key=lambda one: one.seen_at, reverse=True):
        if beat.name not in over:
            continue
        began = (b for b in beats if b.kind == beat.kind and b.started_at > beat.seen_at)
        heir = next((b for b in began if b.name not in used), None)
        if heir is not None:
            used.add(heir.name)
            gone.add(beat.name)
    return [beat for beat in beats if beat.name not in gone]


def _alive(beat: Beat, moment: datetime) -> str:
    return "ok" if moment - beat.seen_at < ALIVE else "late"
