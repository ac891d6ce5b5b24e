"""Promises in the last half of their time: how likely they are kept, and the draft when they will not be."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import Exists, OuterRef

from makegood.base.database import columns, rows, run
from makegood.base.jobs.sweeps import SomeFailed
from makegood.care.promises.models import Promise
from makegood.care.promises.operations import set_risk
from makegood.care.promises.queries import INTERNAL
from makegood.care.recovery.models import Apology, Watch, WatchMark
from makegood.care.recovery.operations.apologising import send_by_itself, settle_missed
from makegood.care.recovery.operations.drafting import draft, put_away, spare, still_true
from makegood.care.recovery.operations.knowing import Found, look_at
from makegood.care.recovery.rules import FINE, is_lost, next_look
from makegood.kernel.clock import now

AT_ONCE = 200
BATCHES = 10
OVERLAP = 500  # warnings that committed late may bear a lower number than the mark
SOON = timedelta(minutes=30)
PAUSED = timedelta(hours=1)
ENLIST = """
INSERT INTO recovery_watch (promise_id, next_at)
SELECT p.id, %(now)s FROM promises_promise p
WHERE p.id = ANY(%(ids)s) AND p.state = 'open' AND NOT p.kind = ANY(%(internal)s)
ON CONFLICT (promise_id) DO NOTHING
"""
LATER = """
UPDATE recovery_watch w SET next_at = g.at
FROM unnest(%s::bigint[], %s::timestamptz[]) AS g(id, at) WHERE w.promise_id = g.id
"""


def watch() -> int:
    """Look at every promise whose turn it is; how many were looked at."""
    enlist()
    done = 0
    for _batch in range(BATCHES):
        looked = _look_at_some()
        done += looked
        if looked < AT_ONCE:
            break
    return done


@transaction.atomic
def enlist() -> int:
    """Begin to watch promises of which half the time has passed (somebody was warned of it), and those
    that are due within half an hour; how many are new."""
    WatchMark.objects.bulk_create([WatchMark(id=1)], ignore_conflicts=True)
    mark = WatchMark.objects.get(id=1)
    warned = rows(
        "SELECT id, promise_id FROM promises_warning WHERE id > %s ORDER BY id LIMIT 20000",
        [max(0, mark.warning - OVERLAP)],
    )
    ids = {promise for _pk, promise in warned} | _due_soon()
    mark.warning = max([mark.warning, *(pk for pk, _promise in warned)])
    mark.save(update_fields=["warning"])
    values = {"ids": sorted(ids), "now": now(), "internal": list(INTERNAL)}
    return run(ENLIST, values) if ids else 0


def _due_soon() -> set[int]:
    """By the index of what is due, and only what nobody watches yet."""
    watched = Watch.objects.filter(promise=OuterRef("pk"))
    running = Promise.objects.filter(
        state=Promise.State.OPEN, paused_at=None, overdue_at=None, due__lte=now() + SOON
    )
    public = running.exclude(kind=Promise.Kind.CONFIRMATION).exclude(kind__in=INTERNAL)
    return set(public.filter(~Exists(watched)).order_by("due").values_list("pk", flat=True)[:5000])


def _look_at_some() -> int:
    due = list(
        Watch.objects.filter(next_at__lte=now())
        .select_related("promise__case__queue", "promise__case__contact", "promise__case__owner")
        .select_related("promise__keeper")
        .order_by("next_at")[:AT_ONCE]
    )
    promises = [one.promise for one in due]
    running = [p for p in promises if p.state == Promise.State.OPEN and p.paused_at is None]
    found, wrong = _look([p for p in running if p.told_at is None])
    drafts = _drafts(promises)
    ended: list[int] = []
    later: list[tuple[int, datetime]] = []
    for promise in promises:
        nxt: datetime | None = next_look(now(), promise.due)
        try:
            if promise.pk not in wrong:
                nxt = _act(promise, found.get(promise.pk), drafts.get(promise.pk))
        except Exception as error:  # noqa: BLE001 - one promise must not hold up the others
            wrong[promise.pk] = error
        if nxt is None:
            ended.append(promise.pk)
        else:
            later.append((promise.pk, nxt))
    _put(ended, later)
    for pk, first in wrong.items():  # the sweep notes it, and comes by again
        raise SomeFailed(f"{len(wrong)} failed, first promise {pk}: {first}") from first
    return len(due)


def _look(promises: Sequence[Promise]) -> tuple[dict[int, Found], dict[int, Exception]]:
    """What was found of each, by promise, and written down; and what went wrong with which. They are looked
    at together, which costs less; where that fails, one by one, so that one holds up no other."""
    try:
        return _found(promises), {}
    except Exception as error:  # noqa: BLE001 - whatever it was, the others are due
        if len(promises) == 1:
            return {}, {promises[0].pk: error}
    found: dict[int, Found] = {}
    wrong: dict[int, Exception] = {}
    for promise in promises:
        one, failed = _look([promise])
        found |= one
        wrong |= failed
    return found, wrong


def _found(promises: Sequence[Promise]) -> dict[int, Found]:
    found = look_at(promises)
    set_risk([_said(one) for one in found])
    return {one.promise.pk: one for one in found}


def _put(ended: Sequence[int], later: Sequence[tuple[int, datetime]]) -> None:
    """What has ended is not watched any more, the others again at their time (two statements)."""
    if ended:
        Watch.objects.filter(promise__in=ended).delete()
    if later:
        keys, times = columns(later, 2)
        run(LATER, [keys, times])


def _said(found: Found) -> tuple[int, int, float, str]:
    risk = found.risk
    return found.promise.pk, risk.level, round(risk.chance, 3), risk.because


def _drafts(promises: Sequence[Promise]) -> dict[int, Apology]:
    ready = Apology.objects.filter(promise__in=promises, state=Apology.State.DRAFT)
    return {one.promise_id: one for one in ready}


def _act(promise: Promise, found: Found | None, ready: Apology | None) -> datetime | None:
    """What follows from it, in a transaction of its own; when it is looked at again, None when it has ended."""
    moment = now()
    if promise.state != Promise.State.OPEN:
        if ready is not None:
            spare(ready)
        return None
    if found is not None:
        _draft_or_send(found, ready)
        return next_look(moment, promise.due)
    if promise.paused_at is not None:
        return moment + PAUSED
    if promise.due <= moment:
        settle_missed(promise)
        return moment
    return promise.due


def _draft_or_send(found: Found, ready: Apology | None) -> None:
    promise, moment = found.promise, now()
    if ready is not None and found.risk.level == FINE:
        put_away(ready)
    elif ready is not None and not still_true(ready, found):
        ready = draft(found)
    if not is_lost(found.risk, made=promise.made_at, due=promise.due, moment=moment):
        return
    apology = ready or draft(found)
    if apology is not None and apology.send_at is not None and apology.send_at <= moment:
        send_by_itself(apology)
