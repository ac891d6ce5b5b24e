"""A rule in one line, for people."""

from collections.abc import Iterable
from typing import Any

from django.utils.translation import gettext as _

from makegood.field.alarms.models import Rule
from makegood.records.assets.queries import Words
from makegood.web.measures import measure_said, reading_words


def readings_named(rules: Iterable[Rule]) -> Words:
    """The names of the readings that these rules look at (one statement)."""
    return reading_words(
        str(one["reading"]) for rule in rules for one in rule.conditions if one.get("reading")
    )


def rule_said(rule: Rule, named: Words) -> str:
    """All its conditions: "E-1042, or pressure falls by 4 within 10 min"."""
    return _(", or ").join(condition_said(one, named) for one in rule.conditions)


def condition_said(one: dict[str, Any], named: Words) -> str:
    """One condition in words."""
    reading = measure_said(str(one.get("reading") or ""), named)
    told = {
        "codes": ", ".join(one.get("codes") or ()),
        "reading": reading[:1].lower() + reading[1:],
        "limit": f"{float(one.get('limit') or 0):g}",
        "within": one.get("within", 0),
    }
    words = {
        "code": _("reports any code")
        if "*" in (one.get("codes") or ())
        else _("reports %(codes)s"),
        "above": _("%(reading)s above %(limit)s"),
        "below": _("%(reading)s below %(limit)s"),
        "falls": _("%(reading)s falls by %(limit)s within %(within)s min"),
        "rises": _("%(reading)s rises by %(limit)s within %(within)s min"),
        "missing": _("nothing is heard for %(within)s min"),
    }
    return words[one["on"]] % told
