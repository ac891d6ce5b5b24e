"""What is likely to fail next: learned from what happened to all devices, and put to the test before it is shown."""

from collections import defaultdict
from dataclasses import asdict
from datetime import datetime, timedelta

from django.db import transaction

from makegood.base.database import rows, run
from makegood.base.jobs.queue import defer_once, job
from makegood.field.diagnosis.rules.history import Past
from makegood.insight.analysis.models import Forecast
from makegood.insight.analysis.rules import DAYS, Foretold, History, foretold
from makegood.kernel.clock import now

BACK = timedelta(days=400)
LATELY = timedelta(days=90)
KEPT = timedelta(days=12 * DAYS)
FEWEST = 20  # faults before anything is foretold
MOST = 4000  # devices from which is learned; of more a sample
SHOWN = 12
FRESH = timedelta(hours=5)
LEASE = timedelta(minutes=15)  # of whoever computes; it takes seconds to a minute
WORK = "forecast"
TAKE = """
INSERT INTO analysis_turn AS t (name, token, until) VALUES (%(work)s, 1, %(until)s)
ON CONFLICT (name) DO UPDATE SET token = t.token + 1, until = excluded.until WHERE t.until <= %(now)s
RETURNING token
"""
GIVE_BACK = "UPDATE analysis_turn SET until = %s WHERE name = %s AND token = %s"
# Of those that failed and of those that did not as many each as there is room for, by chance: the digest of a number
# says nothing of the device and does not hang on the order of the rows. `share`: for how many of its kind one stands.
# Those that failed most often lately are foretold even where they are not of the sample.
DEVICES = """
WITH failing AS (
  SELECT asset_id, count(*) FILTER (WHERE first_at >= %(lately)s) AS lately FROM alarms_alarm
  WHERE first_at >= %(since)s AND first_at < %(now)s AND severity > 1 AND NOT planned GROUP BY asset_id),
known AS (
  SELECT a.id, a.product_id, a.firmware, coalesce(a.installed_on, a.bought_on, a.made_at::date) AS born,
    md5(a.id::text) AS lot, f.asset_id IS NOT NULL AS failed, coalesce(f.lately, 0) AS lately
  FROM assets_asset a LEFT JOIN failing f ON f.asset_id = a.id WHERE a.product_id IS NOT NULL AND a.state = 'used'),
drawn AS (
  SELECT k.*, row_number() OVER (PARTITION BY failed ORDER BY lot, id) AS place,
    count(*) OVER (PARTITION BY failed) AS alike, count(*) OVER () AS whole,
    row_number() OVER (ORDER BY lately DESC, lot, id) AS urgency FROM known k),
asked AS (
  SELECT d.*, least(alike, greatest(%(most)s / 2, %(most)s - (whole - alike))) AS taken FROM drawn d)
SELECT id, product_id, firmware, born, CASE WHEN place <= taken THEN alike::float / taken ELSE 0 END AS share, whole
FROM asked WHERE place <= taken OR lately > 0 AND urgency <= %(most)s / 4 ORDER BY lot, id
"""
EVENTS = """
SELECT asset_id, first_at, 'fault' FROM alarms_alarm
WHERE asset_id = ANY(%(ids)s) AND first_at >= %(since)s AND first_at < %(now)s AND severity > 1 AND NOT planned
UNION ALL
SELECT asset_id, at, 'part' FROM assets_fitted WHERE asset_id = ANY(%(ids)s) AND at >= %(since)s AND at < %(now)s
ORDER BY 1, 2
"""
DROP = "DELETE FROM analysis_forecast WHERE at < %s"


def want_forecast() -> int:
    """Have a forecast made when the newest is old: 1, else 0. Many times is one job."""
    if _is_fresh():
        return 0
    defer_once(make_forecast, at=now(), lock="analysis:forecast")
    return 1


@job("analysis.make_forecast")
def make_forecast() -> None:
    """Make a forecast when the newest is old. Safe any number of times, and twenty at once make one."""
    foretell()


def foretell() -> int:
    """Make a forecast, unless there is a new one, somebody makes one, or too little is known; how many devices it
    names. It reads, computes outside of any transaction, and writes once; whoever has lost his turn meanwhile
    writes nothing."""
    moment = now()
    token = None if _is_fresh() else _take_turn(moment)
    if token is None:
        return 0
    history = _history(moment)
    enough = history.faults >= FEWEST
    found = foretold(history, BACK.total_seconds() / 3600) if enough else None
    return _keep(found, history.whole, token, moment)


def _is_fresh() -> bool:
    return Forecast.objects.filter(at__gt=now() - FRESH).exists()


def _take_turn(moment: datetime) -> int | None:
    taken = rows(TAKE, {"work": WORK, "until": moment + LEASE, "now": moment})
    return int(taken[0][0]) if taken else None


@transaction.atomic
def _keep(found: Foretold | None, whole: int, token: int, moment: datetime) -> int:
    if not run(GIVE_BACK, [moment, WORK, token]) or found is None:
        return 0
    told = [[pk, round(chance, 4)] for pk, chance in found.chances[:SHOWN]]
    quality = asdict(found.seen) | {"whole": whole}
    Forecast.objects.create(at=moment, days=DAYS, rows=told, quality=quality)
    run(DROP, [moment - KEPT])
    return len(told)


def _history(moment: datetime) -> History:
    """What happened to devices, or to a sample of them, in hours since `BACK` before that moment."""
    since = moment - BACK
    period = {"since": since, "now": moment, "lately": moment - LATELY}
    devices = rows(DEVICES, {"most": MOST, **period})
    told: dict[int, list[tuple[float, str]]] = defaultdict(list)
    ids = [pk for pk, *_rest in devices]
    for pk, at, kind in rows(EVENTS, {"ids": ids, "since": since, "now": moment}):
        told[pk].append(((at - since).total_seconds() / 3600, kind))
    pasts, groups, shares = {}, {}, {}
    for pk, product, firmware, born, share, _whole in devices:
        hours, kinds = tuple(h for h, _k in told[pk]), tuple(k for _h, k in told[pk])
        pasts[pk] = Past(hours, kinds, max(0.0, (born - since.date()).days * 24.0))
        groups[pk], shares[pk] = (product, firmware), float(share)
    sample = sum(share > 0 for share in shares.values())
    whole = int(devices[0][-1]) if devices else 0
    if whole <= MOST:
        return History(pasts, groups)
    each = sample / whole  # so that all weights together are as many as were seen
    return History(pasts, groups, {pk: share * each for pk, share in shares.items()}, whole)
