"""What closed jobs teach: a new version, measured on jobs it had not seen before anybody uses it."""

from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any

import numpy as np
from django.db import transaction

from makegood.base.jobs.queue import defer_once, job
from makegood.field.diagnosis.models import Fault, Lesson, Turn, Version
from makegood.field.diagnosis.operations.state import lock_fault
from makegood.field.diagnosis.operations.tables import go_live, next_number
from makegood.field.diagnosis.queries.measuring import ASKED_LOCK, DUE_LOCK
from makegood.field.diagnosis.queries.numbers import numbers_of, with_numbers
from makegood.field.diagnosis.rules import OTHER, FaultTable, read_table
from makegood.field.diagnosis.rules.learning import Job, foretold, learned
from makegood.field.diagnosis.rules.scores import Scores, scores
from makegood.kernel.actor import SYSTEM, Actor
from makegood.kernel.clock import now

ENOUGH = 30  # jobs before anything is learned
UNSEEN = 20  # jobs, newer than what is in use, on which both are measured
EVERY = 10  # new jobs before it is worth learning again
OF_ITS_OWN = 15  # jobs before a model or a batch has numbers of its own
MOST_JOBS = 4000
ROUNDS = 8


def jobs_of(fault: Fault, at: datetime) -> list[tuple[Job, datetime]]:
    """Closed jobs as the engine takes them, the oldest first."""
    found = fault.lessons.filter(withdrawn_at=None).order_by("-at", "-pk")[:MOST_JOBS]
    return [(_job(one, at), one.at) for one in reversed(found)]


def _job(lesson: Lesson, at: datetime) -> Job:
    days = max((at - lesson.at).total_seconds() / 86_400, 0.0)
    return Job((lesson.cause,), lesson.evidence, days, lesson.model, lesson.batch)


def written_of(version: Version) -> Version:
    """The version that a person wrote last, from which a learned one was made: jobs are counted once."""
    while version.origin == Version.Origin.LEARNED and version.based_on is not None:
        version = version.based_on
    return version


def want_learning(fault: Fault) -> None:
    """Have a worker learn from its closed jobs; many times is one job."""
    defer_once(learn, at=now(), lock=DUE_LOCK.format(fault.pk), fault=fault.pk)


def ask_to_learn(fault: Fault, *, by: Actor) -> bool:
    """Have a worker learn for somebody who asks, however little was closed since the last time; many times is one
    job. False, and nothing, where too little was closed to learn from."""
    if fault.live_id is None or fault.lessons.filter(withdrawn_at=None).count() < ENOUGH:
        return False
    defer_once(learn, at=now(), lock=ASKED_LOCK.format(fault.pk), fault=fault.pk, by=str(by))
    return True


@job("diagnosis.learn")
def learn(*, fault: int, by: str = "") -> None:
    """As `learn_now`, where it is still due, or somebody (`by`) asked for it."""
    row = Fault.objects.filter(pk=fault, retired_at=None).first()
    if row is not None and (by or is_due(row)):
        learn_now(row, by=Actor.parse(by) if by else SYSTEM)


@dataclass(frozen=True)
class _Thought:
    """A table with what jobs teach, as it was worked out beside version `live`."""

    live: int
    root: Version
    table: dict[str, Any]
    overlays: dict[str, Any]
    scores: dict[str, Any]
    at: datetime


def learn_now(fault: Fault, *, by: Actor) -> Version | None:
    """A version with what all closed jobs teach. It is in use at once when it is measured to be no worse than
    what is; otherwise it waits for an expert. None when there are too few jobs, nothing moved, or meanwhile another
    version came into use or the table went out of use: it is worked out outside of any lock, which takes seconds, and written at the end."""
    thought = _think(Fault.objects.select_related("live").get(pk=fault.pk))
    return _keep(fault, thought, by) if thought is not None else None


def _think(fault: Fault) -> _Thought | None:
    moment = now()
    dated = jobs_of(fault, moment)
    if fault.live is None or len(dated) < ENOUGH:
        return None
    live, root = fault.live, written_of(fault.live)
    jobs = [job for job, _at in dated]
    table = read_table(root.table)
    now_known = learned(table, jobs)
    whole = with_numbers(root.table, numbers_of(now_known.table))
    if whole == live.table:
        return None
    told = _measured(table, read_table(live.table), dated, since=_used_since(live))
    told |= {"jobs": len(jobs), "weight": round(now_known.weight, 1)}
    return _Thought(live.pk, root, whole, _overlays(table, jobs), told, moment)


@transaction.atomic
def _keep(fault: Fault, thought: _Thought, by: Actor) -> Version | None:
    fault = lock_fault(fault.pk)
    if fault.live_id != thought.live or fault.retired_at is not None:
        return None
    waiting = Version.objects.filter(fault=fault, state=Version.State.PROPOSED)
    same = waiting.filter(table=thought.table).first()
    if same is not None:
        return same  # two thought of it at once
    waiting.update(state=Version.State.DROPPED)
    version = Version.objects.create(
        fault=fault,
        number=next_number(fault),
        state=Version.State.PROPOSED,
        origin=Version.Origin.LEARNED,
        table=thought.table,
        overlays=thought.overlays,
        based_on=thought.root,
        scores=thought.scores,
        made_by=str(by),
        made_at=thought.at,
    )
    if thought.scores["no_worse"]:
        go_live(fault, version, why=Turn.Why.LEARNED, by=by)
    return version


def _used_since(live: Version) -> datetime | None:
    """From when on jobs are new to what is in use; a table that was written by hand has learned none."""
    return live.made_at if live.origin == Version.Origin.LEARNED else None


def _measured(
    written: FaultTable,
    live: FaultTable,
    dated: Sequence[tuple[Job, datetime]],
    *,
    since: datetime | None,
) -> dict[str, Any]:
    """Both on the same jobs, none of which either had learned from: each is foretold before it is learned."""
    first = next((n for n, (_job, at) in enumerate(dated) if since and at > since), len(dated))
    first = max(first if since else 0, UNSEEN // 2)
    jobs = [job for job, _at in dated]
    unseen = jobs[first:]
    if len(unseen) < UNSEEN:
        return {"no_worse": False, "unseen": len(unseen)}
    rows = []
    for part in np.array_split(np.arange(first, len(jobs)), ROUNDS):
        if len(part):
            known = learned(written, jobs[: int(part[0])]).table
            rows.append(foretold(known, [jobs[n].evidence for n in part]))
    candidate = scores(np.concatenate(rows), _truth(written, unseen))
    used = scores(foretold(live, [job.evidence for job in unseen]), _truth(live, unseen))
    return {
        "no_worse": _no_worse(candidate, used),
        "unseen": len(unseen),
        "candidate": asdict(candidate),
        "live": asdict(used),
    }


def _no_worse(candidate: Scores, used: Scores) -> bool:
    """What it says of every cause is at least as right, and so is what it puts first."""
    return candidate.brier <= used.brier and candidate.top1 >= used.top1 - 0.01


def _truth(table: FaultTable, jobs: Iterable[Job]) -> list[int]:
    keys = list(table.cause)
    return [keys.index(job.causes[0] if job.causes[0] in keys else OTHER) for job in jobs]


def _overlays(table: FaultTable, jobs: Sequence[Job]) -> dict[str, Any]:
    """Numbers of its own for every model and batch with enough jobs, where there is more than one."""
    models = {job.model for job in jobs if job.model}
    batches = {(job.model, job.batch) for job in jobs if job.model and job.batch}
    found: dict[str, Any] = {}
    for model in sorted(models) if len(models) > 1 else ():
        if sum(job.model == model for job in jobs) >= OF_ITS_OWN:
            found[model] = numbers_of(learned(table, jobs, model=model).table)
    for model, batch in sorted(batches) if len(batches) > 1 else ():
        if sum((job.model, job.batch) == (model, batch) for job in jobs) >= OF_ITS_OWN:
            told = learned(table, jobs, model=model, batch=batch).table
            found[f"{model}/{batch}"] = numbers_of(told)
    return found


def is_due(fault: Fault) -> bool:
    """Whether enough has been closed since it last learned."""
    last = fault.versions.filter(origin=Version.Origin.LEARNED).order_by("-number").first()
    lessons = fault.lessons.filter(withdrawn_at=None)
    if last is not None:
        return lessons.filter(at__gt=last.made_at).count() >= EVERY
    return lessons.count() >= ENOUGH


@transaction.atomic
def take_proposal(version: Version, *, by: Actor) -> Version:
    """An expert takes what was learned, whatever the measure says. Twice is once."""
    fault = lock_fault(version.fault_id)
    version = Version.objects.get(pk=version.pk)
    if version.state == Version.State.PROPOSED:
        go_live(fault, version, why=Turn.Why.APPROVED, by=by)
    return version


@transaction.atomic
def drop_proposal(version: Version, *, by: Actor) -> None:  # noqa: ARG001 - who did it stands in the request
    """What was learned is not taken; it stays among the versions."""
    lock_fault(version.fault_id)
    Version.objects.filter(pk=version.pk, state=Version.State.PROPOSED).update(
        state=Version.State.DROPPED
    )
