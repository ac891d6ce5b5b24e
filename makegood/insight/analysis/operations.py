"""What is likely to fail next: learned from what happened to all devices, and put to the test before it is shown."""

from collections import defaultdict
from dataclasses import asdict
from datetime import datetime, timedelta

from django.db import transaction

from makegood.base.database import rows, run
from makegood.field.diagnosis.rules.history import Model, Past, learn
from makegood.insight.analysis.models import Forecast
from makegood.insight.analysis.rules import quality, shape_of, shrunk
from makegood.kernel.clock import now

DAYS = 30
HORIZON = timedelta(days=DAYS)
BACK = timedelta(days=400)
ROUNDS = 8  # moments of each device from which is learned
FEWEST = 20  # faults before anything is foretold
MOST = 4000  # devices from which is learned: those that failed, and of the others the first
SHOWN = 12
FRESH = timedelta(hours=5)
LOCK = 33660002  # any number that only this uses
FAULT, PART = "fault", "part"
DEVICES = """
SELECT a.id, a.product_id, a.firmware, coalesce(a.installed_on, a.bought_on, a.made_at::date)
FROM assets_asset a WHERE a.product_id IS NOT NULL AND a.state = 'used'
ORDER BY EXISTS (SELECT FROM alarms_alarm l WHERE l.asset_id = a.id) DESC, a.id LIMIT %s
"""
EVENTS = """
SELECT asset_id, first_at, 'fault' FROM alarms_alarm
WHERE asset_id = ANY(%(ids)s) AND first_at >= %(since)s AND first_at < %(now)s AND severity > 1 AND NOT planned
UNION ALL
SELECT asset_id, at, 'part' FROM assets_fitted WHERE asset_id = ANY(%(ids)s) AND at >= %(since)s AND at < %(now)s
ORDER BY 1, 2
"""
DROP = "DELETE FROM analysis_forecast WHERE at < %s"


@transaction.atomic
def foretell() -> int:
    """Make a forecast, unless there is a new one or too little is known; how many devices it names. Two workers
    make one."""
    moment = now()
    if not rows("SELECT pg_try_advisory_xact_lock(%s)", [LOCK])[0][0]:
        return 0
    if Forecast.objects.filter(at__gt=moment - FRESH).exists():
        return 0
    pasts, groups = _pasts(moment)
    if sum(past.kinds.count(FAULT) for past in pasts.values()) < FEWEST:
        return 0
    test = _model(pasts, groups, moment - 2 * HORIZON)
    model = _model(pasts, groups, moment - HORIZON)
    if test is None or model is None:
        return 0
    judged = _chances(test, pasts, groups, moment - HORIZON)
    seen = quality([(chance, _fails(pasts[pk], moment - HORIZON)) for pk, chance in judged])
    told = sorted(_chances(model, pasts, groups, moment), key=lambda one: -one[1])[:SHOWN]
    Forecast.objects.create(
        days=DAYS, rows=[[pk, round(chance, 4)] for pk, chance in told], quality=asdict(seen)
    )
    run(DROP, [moment - 12 * HORIZON])
    return len(told)


Groups = dict[int, tuple[int, str]]


def _pasts(moment: datetime) -> tuple[dict[int, Past], Groups]:
    devices = rows(DEVICES, [MOST])
    told: dict[int, list[tuple[float, str]]] = defaultdict(list)
    since = moment - BACK
    ids = [pk for pk, *_rest in devices]
    for pk, at, kind in rows(EVENTS, {"ids": ids, "since": since, "now": moment}):
        told[pk].append(((at - since).total_seconds() / 3600, kind))
    pasts, groups = {}, {}
    for pk, product, firmware, born in devices:
        hours = max(0.0, (born - since.date()).days * 24.0)
        pasts[pk] = Past(
            tuple(hour for hour, _kind in told[pk]), tuple(kind for _hour, kind in told[pk]), hours
        )
        groups[pk] = (product, firmware)
    return pasts, groups


def _hour(at: datetime) -> float:
    return (at - (now() - BACK)).total_seconds() / 3600


def _fails(past: Past, at: datetime) -> bool:
    begin, end = _hour(at), _hour(at + HORIZON)
    return any(
        kind == FAULT and begin <= hour < end
        for hour, kind in zip(past.hours, past.kinds, strict=True)
    )


def _known(past: Past, at: datetime, trait: float) -> Past:
    """What one knew of a device by then, with how often its like had failed."""
    until = _hour(at)
    seen = [(h, k) for h, k in zip(past.hours, past.kinds, strict=True) if h < until]
    hours, kinds = tuple(h for h, _k in seen), tuple(k for _h, k in seen)
    return Past(hours, kinds, past.since, {"like": trait})


def _like(pasts: dict[int, Past], groups: Groups, at: datetime) -> dict[tuple[int, str], float]:
    """Faults a year of devices of the same product and firmware up to then, drawn towards those of all."""
    until = _hour(at)
    seen: dict[tuple[int, str], list[float]] = defaultdict(lambda: [0.0, 0.0])
    for pk, past in pasts.items():
        one = seen[groups[pk]]
        one[0] += sum(k == FAULT and h < until for h, k in zip(past.hours, past.kinds, strict=True))
        one[1] += max(0.0, until - past.since) / 8766
    told = {key: (int(n), float(years)) for key, (n, years) in seen.items()}
    events, years = sum(n for n, _ in told.values()), sum(y for _, y in told.values())
    mean, shape = events / max(years, 1e-9), shape_of(list(told.values()))
    return {key: shrunk(n, y, shape=shape, mean=mean) for key, (n, y) in told.items()}


def _model(pasts: dict[int, Past], groups: Groups, until: datetime) -> Model | None:
    """Learned from moments up to `until`, each with what came within the days after it."""
    moments, came = [], []
    for number in range(ROUNDS - 1, -1, -1):
        at = until - number * HORIZON / 2
        like = _like(pasts, groups, at)
        for pk, past in pasts.items():
            if past.since < _hour(at):
                moments.append((_known(past, at, like[groups[pk]]), _hour(at)))
                came.append("fails" if _fails(past, at) else "holds")
    return learn(moments, came) if len(set(came)) == 2 else None


def _chances(
    model: Model, pasts: dict[int, Past], groups: Groups, at: datetime
) -> list[tuple[int, float]]:
    like = _like(pasts, groups, at)
    asked = [(pk, past) for pk, past in pasts.items() if past.since < _hour(at)]
    found = model.predict([(_known(past, at, like[groups[pk]]), _hour(at)) for pk, past in asked])
    place = model.classes.index("fails")
    return [(pk, float(row[place])) for (pk, _past), row in zip(asked, found, strict=True)]
