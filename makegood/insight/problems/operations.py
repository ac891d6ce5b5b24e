from datetime import date, datetime, timedelta

from django.db import transaction
from django.utils.translation import gettext as _

from makegood.base.access.models import Role, User
from makegood.base.jobs.queue import defer_once, job
from makegood.base.journal.log import record
from makegood.insight.analysis.queries import DIMENSIONS, fleet
from makegood.insight.analysis.rules import Fleet, Series, is_over, rise
from makegood.insight.problems.errors import HasEnded, OneElse, WhyNeeded
from makegood.insight.problems.events import ProblemMoved, ProblemRaised
from makegood.insight.problems.models import Problem
from makegood.insight.problems.rules import Found, strongest
from makegood.kernel.actor import SYSTEM, Actor
from makegood.kernel.clock import now
from makegood.records.people.queries import queues
from makegood.records.worktime.queries import hours_of
from makegood.records.worktime.rules import add

LOOK = timedelta(hours=16)  # of work time, until somebody has looked at it
WORK = timedelta(days=14)  # until whoever works on it says something again
PROOF = timedelta(days=28)  # at least that long the figures are watched
S = Problem.State


def want_look() -> int:
    """Have a worker look; many times is one job. Returns 1."""
    defer_once(look_at_all, at=now(), lock="problems:look")
    return 1


@job("problems.look_at_all")
def look_at_all() -> None:
    """As `look`: it asks for all devices and may take seconds, so that nothing periodic should wait for it."""
    look()


def look() -> int:
    """Raise what has become worse, follow what was raised, and let go what the figures show is gone. Returns how
    many problems changed. Twice changes nothing; two at once raise one."""
    measured = {dimension: fleet(dimension) for dimension in DIMENSIONS}
    return raise_all(measured) + judge_all(measured)


def raise_all(measured: dict[str, Fleet]) -> int:
    """A problem for each product that became worse, at what its worse devices have most in common."""
    tried = sum(len(one.series) for one in measured.values())
    found = [
        Found(dimension, series, change)
        for dimension, whole in measured.items()
        for series in whole.series
        if (change := rise(series.faults, series.years)) is not None
    ]
    begins = measured[DIMENSIONS[0]].begins
    return sum(_raise(one, begins) for one in strongest(found, tried=tried))


def _raise(found: Found, begins: tuple[date, ...]) -> bool:
    change, series = found.change, found.series
    with transaction.atomic():
        if _is_known(found) or _was_dismissed(found, begins[change.at]):
            return False
        owner = _owner()
        if owner is None:
            return False
        row, made = Problem.objects.get_or_create(
            product_id=series.product_id,
            dimension=found.dimension,
            value=series.value,
            ended_at=None,
            defaults={
                "owner": owner,
                "since": begins[change.at],
                "before": change.before,
                "after": change.after,
                "faults": change.events,
                "certainty": 1 - change.chance,
                "due_at": _look_by(),
            },
        )
        if not made:
            return False
        record(
            ProblemRaised(
                problem_id=row.pk,
                product_id=row.product_id,
                dimension=row.dimension,
                owner_id=owner.pk,
            ),
            subject=row.topic,
            by=SYSTEM,
        )
    return True


def _is_known(found: Found) -> bool:
    """While a problem of a product is open, the same devices looked at in another way are no second one."""
    open_ = Problem.objects.filter(product_id=found.series.product_id, ended_at=None)
    return open_.exclude(dimension=found.dimension).exists()


def _was_dismissed(found: Found, since: date) -> bool:
    """The same rise that somebody said is none, or that has ended, is not raised again and again."""
    return Problem.objects.filter(
        product_id=found.series.product_id,
        dimension=found.dimension,
        value=found.series.value,
        ended_at__isnull=False,
        ended_at__date__gte=since,
    ).exists()


def _owner() -> User | None:
    """Whoever leads the usual queue, else an administrator."""
    queue = queues().first()
    if queue is not None and queue.duty_lead.is_active:
        return queue.duty_lead
    return User.objects.filter(is_active=True, role=Role.ADMINISTRATOR).order_by("pk").first()


def _look_by() -> datetime:
    queue = queues().first()
    return add(now(), LOOK, hours_of([queue.team_id])[queue.team_id]) if queue else now() + LOOK


def judge_all(measured: dict[str, Fleet]) -> int:
    """What was mended is gone when the rate has fallen and chance is no excuse; it is back with its owner when the
    time for proof has run out and it has not."""
    series = {
        (dimension, one.product_id, one.value): (one, whole.begins)
        for dimension, whole in measured.items()
        for one in whole.series
    }
    done = 0
    for problem in Problem.objects.filter(state=S.WATCHED).order_by("pk"):
        place = series.get((problem.dimension, problem.product_id, problem.value))
        done += _judge(problem.pk, *place) if place else 0
    return done


def _judge(pk: int, series: Series, begins: tuple[date, ...]) -> int:
    with transaction.atomic():
        problem = Problem.objects.select_for_update().get(pk=pk)
        mended = problem.mended_on
        if problem.state != S.WATCHED or mended is None or now().date() < mended + PROOF:
            return 0
        weeks = [n for n, begin in enumerate(begins) if begin >= mended]
        events = sum(series.faults[n] for n in weeks)
        exposure = sum(series.years[n] for n in weeks)
        if is_over(events, exposure, before=problem.before, after=problem.after):
            _end(problem, S.SOLVED, by=SYSTEM)
        elif now().date() >= mended + 3 * PROOF:
            problem.state, problem.mended_on, problem.due_at = S.WORKED, None, _look_by()
            _move(problem, by=SYSTEM)
        else:
            return 0
    return 1


@transaction.atomic
def work_on(problem: Problem, *, user: User, version: int, by: Actor) -> Problem:
    """He works on it from now on, and says something within two weeks. Raises HasEnded, OneElse."""
    found = _held(problem, version)
    found.owner, found.state, found.mended_on = user, S.WORKED, None
    found.looked_at = found.looked_at or now()
    found.due_at = now() + WORK
    return _move(found, by=by)


@transaction.atomic
def mended(problem: Problem, *, on: date, version: int, by: Actor) -> Problem:
    """The cause was removed on that day; from then on the figures are watched. Raises HasEnded, OneElse."""
    found = _held(problem, version)
    found.state, found.mended_on = S.WATCHED, min(on, now().date())
    found.looked_at = found.looked_at or now()
    found.due_at = now() + 3 * PROOF
    return _move(found, by=by)


@transaction.atomic
def dismiss(problem: Problem, *, why: str, version: int, by: Actor) -> Problem:
    """It is no problem, for a reason. Raises WhyNeeded, HasEnded, OneElse."""
    if not why.strip():
        raise WhyNeeded(_("Say in a few words why: whoever looks at it next will need it."))
    found = _held(problem, version)
    found.why = why.strip()
    return _end(found, S.DISMISSED, by=by)


def _held(problem: Problem, version: int) -> Problem:
    found = Problem.objects.select_for_update().get(pk=problem.pk)
    if found.ended_at is not None:
        raise HasEnded(_("This has ended already. If it comes again, it will be raised again."))
    if found.version != version:
        raise OneElse(
            _("Somebody changed this a moment ago. Look at it as it is now, then decide.")
        )
    return found


def _end(problem: Problem, state: str, *, by: Actor) -> Problem:
    problem.state, problem.ended_at = state, now()
    return _move(problem, by=by)


def _move(problem: Problem, *, by: Actor) -> Problem:
    problem.version += 1
    problem.save()
    record(ProblemMoved(problem_id=problem.pk, state=problem.state), subject=problem.topic, by=by)
    return problem
