"""Which of many rises is said, when one trouble shows in several ways of looking at the same devices. Pure."""

from collections.abc import Sequence
from dataclasses import dataclass

from makegood.insight.analysis.rules import Change, Series

ENOUGH = 0.01  # the chance that any of all that was looked at is raised for nothing


@dataclass(frozen=True)
class Found:
    """A group of devices whose rate rose."""

    dimension: str
    series: Series
    change: Change


def strongest(found: Sequence[Found], *, tried: int) -> list[Found]:
    """Of each product the rise that chance explains least; none that chance could explain, with all the groups
    counted that were looked at (Bonferroni). A bad firmware shows in the model and in each batch too: it is said
    once, where it is strongest."""
    best: dict[int, Found] = {}
    for one in found:
        if one.change.chance * max(1, tried) >= ENOUGH:
            continue
        known = best.get(one.series.product_id)
        if known is None or one.change.chance < known.change.chance:
            best[one.series.product_id] = one
    return [best[product] for product in sorted(best)]
