"""Proof that nothing is lost: what must always be zero, how old the oldest item at each door is, who is at work."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db.models import Count, Max, Min
from django.utils.translation import gettext_lazy as _

from makegood.base.invariants.checks import AGES, INVARIANTS, counts
from makegood.base.jobs.models import Beat, SweepRun
from makegood.base.journal.models import Reaction
from makegood.care.cases.models import Case
from makegood.contact.channels.queries import in_trouble, sending_paused
from makegood.kernel.clock import now

ALIVE = timedelta(seconds=90)
COUNTED = 100_000
PROCESSES = {"web": _("Web server"), "worker": _("Worker"), "doors": _("Doors for mail")}


@dataclass(frozen=True)
class Rule:
    """One thing that must always be zero."""

    sentence: str
    broken: int


@dataclass(frozen=True)
class Door:
    """The oldest item that waits at a door; `age` is None when nothing waits."""

    label: str
    age: timedelta | None
    risk: str


@dataclass(frozen=True)
class Evidence:
    """Everything the page says."""

    at: datetime
    rules: list[Rule]
    doors: list[Door]
    lost: int
    open_cases: int
    failing: list[dict[str, Any]]
    processes: list[dict[str, Any]]
    swept_at: datetime | None
    undelivered: int
    paused: Any

    @property
    def open_shown(self) -> str:
        """How many cases are open, counted up to a limit."""
        return f"{COUNTED:,}+" if self.open_cases >= COUNTED else f"{self.open_cases:,}"


def evidence() -> Evidence:
    """Ask every invariant and every door now; one query each, and six more."""
    moment = now()
    broken = counts()
    rules = [Rule(str(INVARIANTS[name].sentence), number) for name, number in broken.items()]
    return Evidence(
        at=moment,
        rules=sorted(rules, key=lambda rule: -rule.broken),
        doors=[_door(one, moment) for one in AGES.values()],
        lost=sum(broken.values()),
        open_cases=Case.objects.open().order_by()[:COUNTED].count(),
        failing=_failing(),
        processes=_processes(moment),
        swept_at=SweepRun.objects.aggregate(last=Max("ran_at"))["last"],
        undelivered=in_trouble().order_by()[:COUNTED].count(),
        paused=sending_paused(),
    )


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
    beats = Beat.objects.filter(seen_at__gt=moment - timedelta(days=1)).order_by("kind", "name")
    return [
        {
            "kind": str(PROCESSES.get(beat.kind, beat.kind)),
            "name": beat.name,
            "ago": moment - beat.seen_at,
            "risk": _alive(beat, moment),
        }
        for beat in beats
    ]


def _alive(beat: Beat, moment: datetime) -> str:
    return "ok" if moment - beat.seen_at < ALIVE else "late"
