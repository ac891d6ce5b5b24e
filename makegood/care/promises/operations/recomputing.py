"""New hours or a new policy go through what is open: by policy only, never through what a person said."""

from collections.abc import Sequence

from django.db import transaction
from django.db.models import Q, QuerySet

from makegood.base.database import rows
from makegood.base.jobs.sweeps import each
from makegood.base.journal.log import record
from makegood.care.promises.events import CalendarRecomputed
from makegood.care.promises.models import Policy, Promise, Recompute
from makegood.care.promises.operations.clock import follow
from makegood.care.promises.operations.state import locked_rows, settle
from makegood.care.promises.queries import BY_POLICY, Served, policies_for
from makegood.kernel.actor import Actor
from makegood.kernel.clock import now
from makegood.records.people.models import Team
from makegood.records.worktime.models import Calendar

CHUNK = 2000
AT_ONCE = 25  # chunks in one run of the sweep


@transaction.atomic
def recompute(
    *,
    by: Actor,
    calendar: Calendar | None = None,
    policy: Policy | None = None,
    team: Team | None = None,
) -> Recompute:
    """Ask that what is open follows a calendar, a policy, or a team's new calendar; a sweep does it at
    once in portions, and the row then says how many moved and how far. Asked again before it began, it is
    the same row.
    """
    about = {"calendar": calendar, "policy": policy, "team": team}
    if sum(one is not None for one in about.values()) != 1:
        raise TypeError("recompute for one of calendar, policy and team")
    waiting = Recompute.objects.select_for_update(skip_locked=True).filter(
        **about, done_at=None, upto=0
    )
    return waiting.first() or Recompute.objects.create(**about, by=str(by))


def recompute_waiting(*, chunk: int = CHUNK, at_once: int = AT_ONCE) -> int:
    """Go on with what was asked, a portion in each transaction; how many promises were looked at. What a
    worker left in the middle is taken up where it stopped."""
    waiting = Recompute.objects.filter(done_at=None).order_by("pk").values_list("pk", flat=True)
    return each(list(waiting), lambda pk: _portions(pk, chunk=chunk, at_once=at_once))


def _portions(pk: int, *, chunk: int, at_once: int) -> int:
    done = 0
    for _portion in range(at_once):
        looked_at = _one_portion(pk, chunk)
        if looked_at is None:
            break
        done += looked_at
    return done


@transaction.atomic
def _one_portion(pk: int, chunk: int) -> int | None:
    held = Recompute.objects.select_for_update(skip_locked=True, of=("self",))
    asked = held.filter(pk=pk, done_at=None).first()
    if asked is None:
        return None
    found = list(
        _about(asked)
        .filter(state=Promise.State.OPEN, kind__in=BY_POLICY, pk__gt=asked.upto)
        .order_by("pk")
        .values_list("pk", "case_id")[:chunk]
    )
    if found:
        _go_through([pk for pk, _case in found], sorted({case for _pk, case in found}), asked)
        asked.upto = found[-1][0]
    asked.looked_at += len(found)
    if len(found) < chunk:
        _finish(asked)
    asked.save()
    return len(found)


def _about(asked: Recompute) -> "QuerySet[Promise]":
    """What may have to follow: of a policy, what it served and what it fits now."""
    if asked.calendar_id:
        return Promise.objects.filter(calendar_id=asked.calendar_id)
    if asked.team_id:
        return Promise.objects.filter(case__queue__team_id=asked.team_id)
    assert asked.policy is not None  # noqa: S101 - the constraint says so
    policy = asked.policy
    fits: dict[str, int | str] = {}
    if policy.queue_id is not None:
        fits["case__queue_id"] = policy.queue_id
    if policy.priority is not None:
        fits["case__urgency"] = policy.priority
    if policy.channel:
        fits["case__channel"] = policy.channel
    return Promise.objects.filter(Q(policy=policy) | Q(**fits)) if fits else Promise.objects.all()


PLACES = """
SELECT c.id, c.contact_id, c.queue_id, q.team_id, c.urgency, c.channel
FROM cases_case c JOIN people_queue q ON q.id = c.queue_id
WHERE c.id = ANY(%s) ORDER BY c.id FOR NO KEY UPDATE OF c
"""


def _go_through(promises: Sequence[int], cases: Sequence[int], asked: Recompute) -> None:
    """One portion: the rows of the cases first, as everywhere, then what is owed in them."""
    here = {pk: Served(*place) for pk, *place in rows(PLACES, [list(cases)])}
    terms = dict(zip(here, policies_for(list(here.values())), strict=True))
    found = locked_rows(promises)
    by = Actor.parse(asked.by)
    why = "calendar" if asked.policy_id is None else "policy"
    moved = follow(found, terms, by=by, why=why)
    for promise, before in moved:
        seconds = int((promise.due - before).total_seconds())
        asked.later += seconds > 0
        asked.earlier += seconds < 0
        asked.most_later = max(asked.most_later, seconds)
        asked.most_earlier = max(asked.most_earlier, -seconds)
    settle({promise.case_id for promise, _before in moved})


def _finish(asked: Recompute) -> None:
    asked.done_at = now()
    told = CalendarRecomputed(
        recompute_id=asked.pk,
        looked_at=asked.looked_at,
        earlier=asked.earlier,
        later=asked.later,
        most_earlier=asked.most_earlier,
        most_later=asked.most_later,
    )
    record(told, subject=f"recompute:{asked.pk}", by=Actor.parse(asked.by))
