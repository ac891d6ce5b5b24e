"""What devices count and measure, in the words of people."""

from decimal import Decimal

from django import template

from makegood.records.assets.queries import Words
from makegood.records.entitlements.queries.wording import amount
from makegood.web.measures import kind_said, measure_said

register = template.Library()


@register.filter
def counted(value: float, unit: str) -> str:
    """How much of a unit: "5,683 h", "523 cycles"."""
    return amount(value, unit)


@register.filter
def priced(value: Decimal) -> str:
    """A price without its currency: "12,800.00"."""
    return f"{value:,.2f}"


@register.filter
def measure(key: str, named: Words) -> str:
    """What a reading is called: "Hydraulic pressure"."""
    return measure_said(key, named)


@register.filter
def kind(key: str) -> str:
    """What a kind of product is called: "Wheel loader"."""
    return kind_said(key)
