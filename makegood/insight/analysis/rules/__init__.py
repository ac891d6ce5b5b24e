"""Rates of rare things, whether they have changed, and what is likely next. Pure."""

from makegood.insight.analysis.rules.forecast import (
    DAYS,
    Foretold,
    History,
    Seen,
    foretold,
    quality,
)
from makegood.insight.analysis.rules.rates import (
    Change,
    Fleet,
    Rate,
    Series,
    is_over,
    rate,
    rise,
    shape_of,
    shrunk,
)

__all__ = [
    "DAYS",
    "Change",
    "Fleet",
    "Foretold",
    "History",
    "Rate",
    "Seen",
    "Series",
    "foretold",
    "is_over",
    "quality",
    "rate",
    "rise",
    "shape_of",
    "shrunk",
]
