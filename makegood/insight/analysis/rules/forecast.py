"""What is likely to fail next, learned from what happened to all devices, and how good such forecasts were. Pure."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import groupby
from math import ceil

from makegood.field.diagnosis.rules.history import Model, Past, learn
from makegood.insight.analysis.rules.rates import shape_of, shrunk

FAULT, PART = "fault", "part"
DAYS = 30
HORIZON = DAYS * 24.0  # hours
ROUNDS = 8  # moments of each device from which is learned
MOST_MOMENTS = (
    8000  # that are learned from: all with a fault after them, of the others each for several
)
YEAR = 8766.0  # hours
Like = tuple[int, str]  # product and firmware


@dataclass(frozen=True)
class History:
    """What happened to devices, in hours from a common beginning, and which of them are alike. `weights`: for how
    many each of a sample stands (1 where nothing is said; 0: nothing is learned from it, it is only foretold);
    `whole`: how many devices the sample is of, 0 for no sample."""

    pasts: Mapping[int, Past]
    groups: Mapping[int, Like]
    weights: Mapping[int, float] = field(default_factory=dict)
    whole: int = 0

    def weight(self, pk: int) -> float:
        """For how many devices this one stands."""
        return self.weights.get(pk, 1.0)

    @property
    def faults(self) -> int:
        """All that is known."""
        return sum(past.kinds.count(FAULT) for past in self.pasts.values())


@dataclass(frozen=True)
class Foretold:
    """Each device with its chance to fail, the highest first, and how good such forecasts were."""

    chances: list[tuple[int, float]]
    seen: "Seen"


def foretold(history: History, at: float) -> Foretold | None:
    """What is likely within `HORIZON` after `at`; None where too little is known to tell devices apart. It is put
    to the test on the days before: as of then, with what was known then, compared with what came. Takes seconds
    for thousands of devices. Pure."""
    test, model = _model(history, at - 2 * HORIZON), _model(history, at - HORIZON)
    if test is None or model is None:
        return None
    before = at - HORIZON
    judged = _chances(test, history, before)
    seen = quality(
        [(chance, fails(history.pasts[pk], before)) for pk, chance in judged],
        [history.weight(pk) for pk, _chance in judged],
    )
    return Foretold(sorted(_chances(model, history, at), key=lambda one: -one[1]), seen)


def fails(past: Past, at: float) -> bool:
    """Whether it failed within `HORIZON` after `at`."""
    return any(
        kind == FAULT and at <= hour < at + HORIZON
        for hour, kind in zip(past.hours, past.kinds, strict=True)
    )


def _known(past: Past, at: float, trait: float) -> Past:
    """What one knew of a device by then, with how often its like had failed."""
    seen = [(h, k) for h, k in zip(past.hours, past.kinds, strict=True) if h < at]
    hours, kinds = tuple(h for h, _k in seen), tuple(k for _h, k in seen)
    return Past(hours, kinds, past.since, {"like": trait})


def _like(history: History, at: float) -> dict[Like, float]:
    """Faults a year of devices of the same product and firmware up to then, drawn towards those of all."""
    seen: dict[Like, list[float]] = defaultdict(lambda: [0.0, 0.0])
    for pk, past in history.pasts.items():
        one, share = seen[history.groups[pk]], history.weight(pk)
        faults = sum(k == FAULT and h < at for h, k in zip(past.hours, past.kinds, strict=True))
        one[0] += share * faults
        one[1] += share * max(0.0, at - past.since) / YEAR
    told = {key: (n, years) for key, (n, years) in seen.items()}
    events, years = sum(n for n, _ in told.values()), sum(y for _, y in told.values())
    mean, shape = events / max(years, 1e-9), shape_of(list(told.values()))
    return {key: shrunk(n, y, shape=shape, mean=mean) for key, (n, y) in told.items()}


def _model(history: History, until: float) -> Model | None:
    """Learned from moments up to `until`, each with what came within the days after it."""
    times = [until - number * HORIZON / 2 for number in range(ROUNDS - 1, -1, -1)]
    asked = [
        (place, pk, fails(past, at))
        for place, at in enumerate(times)
        for pk, past in history.pasts.items()
        if past.since < at and history.weight(pk) > 0
    ]
    failed = sum(came for _place, _pk, came in asked)
    if failed in (0, len(asked)):
        return None
    held = len(asked) - failed
    stride = ceil(held / max(1, MOST_MOMENTS - min(failed, MOST_MOMENTS // 2)))
    every = {True: ceil(failed / MOST_MOMENTS), False: stride}
    like = [_like(history, at) for at in times]
    met = {True: 0, False: 0}
    moments, told, weight = [], [], []
    for place, pk, came in asked:
        met[came] += 1
        if met[came] % every[came]:
            continue
        trait = like[place][history.groups[pk]]
        moments.append((_known(history.pasts[pk], times[place], trait), times[place]))
        told.append("fails" if came else "holds")
        weight.append(every[came] * history.weight(pk))
    return learn(moments, told, weight) if len(set(told)) == 2 else None


def _chances(model: Model, history: History, at: float) -> list[tuple[int, float]]:
    like = _like(history, at)
    asked = [(pk, past) for pk, past in history.pasts.items() if past.since < at]
    if not asked:
        return []
    found = model.predict([(_known(past, at, like[history.groups[pk]]), at) for pk, past in asked])
    place = model.classes.index("fails")
    return [(pk, float(row[place])) for (pk, _past), row in zip(asked, found, strict=True)]


@dataclass(frozen=True)
class Seen:
    """How good forecasts were: `area` under the curve, `expected` events beside those that came."""

    devices: int
    failed: int
    area: float | None
    expected: float
    top: int  # of the tenth with the highest chance, how many failed
    tenth: int


def quality(forecasts: Sequence[tuple[float, bool]], weight: Sequence[float] | None = None) -> Seen:
    """Compare forecasts with what came, each standing for as many as its `weight` says. The area is the share of
    pairs (failed, not failed) in the right order, ties half; None when all or none failed. Pure."""
    told = zip(forecasts, weight or [1.0] * len(forecasts), strict=True)
    ordered = sorted(
        ((chance, came, share) for (chance, came), share in told if share > 0),
        key=lambda one: one[0],
    )
    whole = sum(share for _chance, _came, share in ordered)
    failed = sum(share for _chance, came, share in ordered if came)
    right, below, others = 0.0, 0.0, whole - failed
    for _chance, alike in groupby(ordered, key=lambda one: one[0]):
        tied = {True: 0.0, False: 0.0}
        for _same, came, share in alike:
            tied[came] += share
        right += tied[True] * (below + tied[False] / 2)
        below += tied[False]
    has_both = any(came for _c, came, _s in ordered) and not all(came for _c, came, _s in ordered)
    tenth = max(1, round(whole) // 10) if ordered else 0
    return Seen(
        devices=round(whole),
        failed=round(failed),
        area=right / (failed * others) if has_both else None,
        expected=sum(chance * share for chance, _came, share in ordered),
        top=round(_failed_among(reversed(ordered), tenth)),
        tenth=tenth,
    )


def _failed_among(ordered: Iterable[tuple[float, bool, float]], most: float) -> float:
    """How many of the first so many failed; of one that stands for more than are left, its share."""
    left, failed = most, 0.0
    for _chance, came, share in ordered:
        failed += min(share, left) * came
        left -= share
        if left <= 0:
            break
    return failed
