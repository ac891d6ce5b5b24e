"""The line of a counter, and the way to where its warranty ends."""

from datetime import UTC, datetime, timedelta

from makegood.records.assets.models import Usage
from makegood.web.devices.plot import Limit, plot_of

START = datetime(2026, 9, 1, tzinfo=UTC)


def readings(per_day: float, days: int = 60) -> list[Usage]:
    return [
        Usage(value=1000 + n * per_day, total=1000 + n * per_day, unit="h", at=START + timedelta(n))
        for n in range(0, days, 10)
    ]


def test_a_limit_that_is_near_is_drawn_with_the_way_there():
    ends = START + timedelta(100)
    plot = plot_of(readings(10), unit="h", limit=Limit(2000, ends))
    assert plot.limit_said == "2,000 h"
    assert plot.ahead.startswith(f"M{plot.last.x} {plot.last.y} ")
    assert plot.last.x < 60
    assert [label for _y, label in plot.ticks][-1] == "2,000"


def test_a_limit_that_is_far_does_not_flatten_the_line():
    for limit in (Limit(50_000, None), Limit(2000, START + timedelta(2000)), None):
        plot = plot_of(readings(10), unit="h", limit=limit)
        assert (plot.limit, plot.ahead) == (None, "")
        assert plot.last.x == 99
        assert 3 <= len(plot.ticks) <= 7
