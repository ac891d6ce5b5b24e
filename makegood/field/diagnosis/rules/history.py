"""What fails next, or has failed, from what happened before: errors, failures, replacements, and how long ago.

No window is chosen by hand. Every kind of event is counted within every span, from the shortest gap between events
to the whole time that is known, every second one twice as long; which of them matter is learned
(multinomial logistic regression, its penalty chosen by what foretells later events best).
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from makegood.field.diagnosis.rules.networks import Array

STEP = 2.0**0.5  # from span to span
PENALTIES = (1.0, 3.0, 10.0, 30.0)
KEPT_BACK = 0.3  # of the newest examples, to choose the penalty by
MOST_ITERATIONS = 300


@dataclass(frozen=True)
class Past:
    """All that happened to one device: hours from any common beginning, in order, and the kind of each."""

    hours: tuple[float, ...]
    kinds: tuple[str, ...]
    since: float = 0.0  # when it began to be watched
    traits: Mapping[str, float] | None = None


@dataclass(frozen=True, eq=False)
class Model:
    """What was learned: `predict` gives the chance of every class at a moment in a device's past."""

    classes: tuple[str, ...]
    kinds: tuple[str, ...]
    traits: tuple[str, ...]
    spans: tuple[float, ...]  # in hours
    mean: Array
    spread: Array
    weights: Array
    penalty: float

    def predict(self, moments: Sequence[tuple[Past, float]]) -> Array:
        """A row a moment, a column a class; only what happened before the moment counts."""
        rows = _rows(moments, self.kinds, self.traits, self.spans)
        return _chances((rows - self.mean) / self.spread, self.weights)

    def written(self) -> dict[str, Any]:
        """Plain values for JSON; `read_model` reads them back."""
        return {
            "classes": list(self.classes),
            "kinds": list(self.kinds),
            "traits": list(self.traits),
            "spans": list(self.spans),
            "mean": self.mean.tolist(),
            "spread": self.spread.tolist(),
            "weights": self.weights.tolist(),
            "penalty": self.penalty,
        }


def read_model(written: Mapping[str, Any]) -> Model:
    """The model from its JSON."""
    return Model(
        classes=tuple(written["classes"]),
        kinds=tuple(written["kinds"]),
        traits=tuple(written["traits"]),
        spans=tuple(written["spans"]),
        mean=np.array(written["mean"]),
        spread=np.array(written["spread"]),
        weights=np.array(written["weights"]),
        penalty=float(written["penalty"]),
    )


def learn(
    moments: Sequence[tuple[Past, float]],
    told: Sequence[str],
    weight: Sequence[float] | None = None,
) -> Model:
    """A model from moments in pasts and what was the case then. Raises ValueError for fewer than two classes.
    `weight`: for how many moments each stands, where some were left out.

    The moments should be in order of time: the newest are kept back to choose the penalty, then used too."""
    classes = tuple(sorted(set(told)))
    if len(classes) < 2:
        raise ValueError("nothing to tell apart")
    pasts = list({id(past): past for past, _ in moments}.values())
    kinds = tuple(sorted({kind for past in pasts for kind in past.kinds}))
    traits = tuple(sorted({name for past in pasts for name in past.traits or {}}))
    spans = _spans(pasts)
    rows = _rows(moments, kinds, traits, spans)
    mean, spread = rows.mean(axis=0), rows.std(axis=0)
    spread = np.where(spread > 1e-9, spread, 1.0)
    scaled = (rows - mean) / spread
    truth = np.array([classes.index(one) for one in told])
    right = np.eye(len(classes))[truth] * np.asarray(weight or np.ones(len(told)))[:, None]
    penalty = _penalty(scaled, right)
    weights = _fitted(scaled, right, penalty)
    return Model(classes, kinds, traits, spans, mean, spread, weights, penalty)


def _spans(pasts: Sequence[Past]) -> tuple[float, ...]:
    """From the shortest gap between two events to all the time there is."""
    gaps = [np.diff(np.unique(past.hours)) for past in pasts if len(past.hours) > 1]
    every = np.concatenate(gaps) if gaps else np.array([1.0])
    shortest = float(every.min()) if every.size else 1.0
    longest = max((past.hours[-1] - past.hours[0] for past in pasts if past.hours), default=1.0)
    count = int(np.ceil(np.log(max(longest / shortest, 2.0)) / np.log(STEP))) + 1
    return tuple(shortest * STEP**number for number in range(count))


def _rows(
    moments: Sequence[tuple[Past, float]],
    kinds: tuple[str, ...],
    traits: tuple[str, ...],
    spans: tuple[float, ...],
) -> Array:
    """For each kind: how many within every span, and the logarithm of the hours since the last one."""
    width = len(spans) + 1
    rows = np.zeros((len(moments), len(kinds) * width + len(traits)))
    places: dict[int, list[int]] = {}
    for place, (past, _) in enumerate(moments):
        places.setdefault(id(past), []).append(place)
    for mine in places.values():
        past, at = moments[mine[0]][0], np.array([moments[place][1] for place in mine])
        told = np.array(past.kinds)
        hours = np.array(past.hours)
        for number, kind in enumerate(kinds):
            begin = number * width
            rows[mine, begin : begin + width] = _told(hours[told == kind], at, past.since, spans)
        rows[mine, len(kinds) * width :] = [(past.traits or {}).get(name, 0.0) for name in traits]
    return rows


def _told(hours: Array, at: Array, since: float, spans: tuple[float, ...]) -> Array:
    """Of one kind of one device, at many moments; never seen is as long ago as the longest span."""
    before = np.searchsorted(hours, at, side="left")
    begun = np.searchsorted(hours, at[:, None] - np.array(spans), side="left")
    never = np.maximum(at - since, spans[-1])
    last = np.where(before > 0, at - np.append(hours, 0.0)[before - 1], never)
    return np.column_stack([before[:, None] - begun, np.log1p(last)])


def _penalty(rows: Array, right: Array) -> float:
    """The penalty with which the newest examples are foretold best by the older ones."""
    cut = int(len(rows) * (1 - KEPT_BACK))
    if cut < 2 * right.shape[1] or cut == len(rows):
        return PENALTIES[len(PENALTIES) // 2]
    losses = []
    for penalty in PENALTIES:
        weights = _fitted(rows[:cut], right[:cut], penalty)
        losses.append(_loss(_chances(rows[cut:], weights), right[cut:]))
    return PENALTIES[int(np.argmin(losses))]


def _fitted(rows: Array, right: Array, penalty: float) -> Array:
    """`right`: a row an example, its weight at its class."""
    from scipy.optimize import minimize  # noqa: PLC0415 - 20 MB that only learning needs

    shape = (rows.shape[1] + 1, right.shape[1])
    weight = right.sum(axis=1, keepdims=True)

    def loss(flat: Array) -> tuple[float, Array]:
        weights = flat.reshape(shape)
        chances = _chances(rows, weights)
        off = chances * weight - right
        pulled = penalty * weights
        pulled[-1] = 0.0
        slope = np.vstack([rows.T @ off, off.sum(axis=0)]) + pulled
        return _loss(chances, right) + 0.5 * float((pulled * weights).sum()), slope.ravel()

    begun, limit = np.zeros(shape).ravel(), {"maxiter": MOST_ITERATIONS}
    found = minimize(loss, begun, jac=True, method="L-BFGS-B", options=limit)
    return np.asarray(found.x).reshape(shape)


def _loss(chances: Array, right: Array) -> float:
    return float(-(right * np.log(np.maximum(chances, 1e-12))).sum())


def _chances(rows: Array, weights: Array) -> Array:
    scores = rows @ weights[:-1] + weights[-1]
    scores = np.exp(scores - scores.max(axis=1, keepdims=True))
    return np.asarray(scores / scores.sum(axis=1, keepdims=True))
