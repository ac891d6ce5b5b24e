"""A decision in words, in the language of whoever reads it."""

from datetime import date, datetime
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from makegood.base.ui.times import day_month
from makegood.kernel.because import in_words, teach
from makegood.kernel.clock import now
from makegood.kernel.text import in_language
from makegood.records.assets.models import Asset
from makegood.records.entitlements.models import Decided
from makegood.records.entitlements.rules.dates import day_of
from makegood.records.entitlements.rules.warranty import Decision, Run

UNITS = {
    "km": gettext_lazy("%(n)s km"),
    "h": gettext_lazy("%(n)s h"),
    "l": gettext_lazy("%(n)s l"),
    "kwh": gettext_lazy("%(n)s kWh"),
    "cycles": gettext_lazy("%(n)s cycles"),
    "pages": gettext_lazy("%(n)s pages"),
}
COVERED = {
    "km": gettext_lazy(
        "Covered until %(day)s by distance: %(limit)s, at %(rate)s a day; last reading %(total)s, %(read)s"
    ),
    "h": gettext_lazy(
        "Covered until %(day)s by running hours: %(limit)s, at %(rate)s a day; last reading %(total)s, %(read)s"
    ),
    "": gettext_lazy(
        "Covered until %(day)s by use: %(limit)s, at %(rate)s a day; last reading %(total)s, %(read)s"
    ),
}
OVER = {
    "km": gettext_lazy(
        "Not covered: the warranty ended by distance, %(limit)s. It had run %(total)s, %(read)s"
    ),
    "h": gettext_lazy(
        "Not covered: the warranty ended by running hours, %(limit)s. It had run %(total)s, %(read)s"
    ),
    "": gettext_lazy(
        "Not covered: the warranty ended by use, %(limit)s. It had run %(total)s, %(read)s"
    ),
}


def amount(value: float | str, unit: str) -> str:
    """How much of it: "80,000 km"."""
    number = float(value)
    places = 0 if abs(number) >= 100 or number.is_integer() else 1
    shown = f"{number:,.{places}f}"
    return str(UNITS[unit]) % {"n": shown} if unit in UNITS else f"{shown} {unit}".strip()


def day_said(day: date, today: date | None = None) -> str:
    """ "today", "tomorrow", "yesterday", "3 May", with its year when that is another."""
    here = today or day_of(now(), "UTC")
    known = {-1: _("yesterday"), 0: _("today"), 1: _("tomorrow")}
    return known.get((day - here).days) or day_month(day, here)


def headline(found: Decision, *, zone: str = "UTC") -> str:
    """The decision in one sentence."""
    today = day_of(now(), zone)
    day = day_said(found.ends_on, today) if found.ends_on else ""
    by_other = _otherwise(found, day)
    if by_other:
        return by_other
    if found.ends_by == "usage" and found.run is not None and found.limit is not None:
        words = COVERED if found.covered else OVER
        sentence = str(words.get(found.run.unit, words[""]))
        return sentence % _of_run(found.run, found.limit, day, today, zone)
    if found.covered:
        return _("Covered until %(day)s") % {"day": day} if day else _("Covered")
    if day:
        return _("Not covered: the warranty ended %(day)s") % {"day": day}
    return _("Not covered")


def _otherwise(found: Decision, day: str) -> str:
    told = {"day": day}
    if found.rule == "exchange":
        return _("Exchanged for a new one until %(day)s") % told
    if found.rule == "goodwill":
        return _("Covered in goodwill until %(day)s") % told
    if found.rule == "plan":
        return _("Covered by contract until %(day)s") % told if day else _("Covered by contract")
    return ""


def _of_run(run: Run, limit: float, day: str, today: date, zone: str) -> dict[str, Any]:
    return {
        "day": day,
        "limit": amount(limit, run.unit),
        "rate": amount(run.per_day or 0, run.unit),
        "total": amount(run.total - run.before, run.unit),
        "read": day_said(day_of(run.at, zone), today),
    }


def reasons(found: Decision | Decided) -> list[str]:
    """Why, a sentence for each reason."""
    return [in_words(one) for one in found.because]


def range_said(found: Decision) -> str:
    """Between which days it ends by use; "" where it does not, or that is one day."""
    if found.earliest is None or found.earliest == found.latest:
        return ""
    if found.latest is None:
        return _("Not before %(day)s") % {"day": day_said(found.earliest)}
    told = {"one": day_said(found.earliest), "other": day_said(found.latest)}
    return _("Between %(one)s and %(other)s") % told


def as_decided(row: Decided) -> Decision:
    """A kept decision as it was made: what it stood on, not what is known since."""
    kept = row.stood_on
    run = None
    if "total" in kept:
        run = Run(
            total=kept["total"],
            at=datetime.fromisoformat(kept["at"]),
            unit=kept["unit"],
            per_day=kept["per_day"],
            low=kept.get("low"),
            high=kept.get("high"),
        )
    return Decision(
        covered=row.covered,
        what=row.what,
        rule=row.rule,
        rule_id=row.terms_id,
        because=tuple(row.because),
        ends_on=row.ends_on,
        ends_by=row.ends_by,
        certain=row.certain,
        by_goodwill=row.rule == "goodwill",
        run=run,
        limit=kept.get("limit"),
        contract_id=row.contract_id,
    )


def product_name(asset: Asset, language: str) -> str:
    """What people call it, in their language; its serial number where nobody knows what it is."""
    product = asset.product
    if product is None:
        return asset.serial
    return in_language(product.names, language) or product.model


def _day(told: dict[str, Any]) -> str:
    """Without "today": a reason is read in other zones and on other days than it was given."""
    return day_month(date.fromisoformat(str(told["day"])), day_of(now(), "UTC"))


def _months(told: dict[str, Any]) -> str:
    n = int(told["months"])
    if n % 12 == 0:
        return ngettext("%(n)s year", "%(n)s years", n // 12) % {"n": n // 12}
    return ngettext("%(n)s month", "%(n)s months", n) % {"n": n}


def _sentence(words: Any) -> Any:
    """What makes a sentence of a reason: its days and amounts are said as people do."""

    def said(told: dict[str, Any]) -> str:
        facts = dict(told)
        if "day" in told:
            facts["day"] = _day(told)
        if "months" in told:
            facts["span"] = _months(told)
        for name in ("limit", "total", "per_day"):
            if name in told:
                facts[name] = amount(told[name], str(told.get("unit", "")))
        return str(words) % facts

    return said


teach(
    {
        "no_terms": gettext_lazy("Nothing is promised with this product for the day it was sold."),
        "no_start": gettext_lazy("Nobody knows when it was bought or installed."),
        "terms_months": _sentence(gettext_lazy("Promised: %(span)s.")),
        "terms_usage": _sentence(gettext_lazy("Promised: %(limit)s.")),
        "terms_both": _sentence(
            gettext_lazy("Promised: %(span)s or %(limit)s, whichever ends first.")
        ),
        "terms_both_last": _sentence(
            gettext_lazy("Promised: %(span)s or %(limit)s, whichever ends last.")
        ),
        "terms_exchange": gettext_lazy("Promised: exchange only."),
        "began": _sentence(gettext_lazy("The time began with the purchase, %(day)s.")),
        "began_installed": _sentence(
            gettext_lazy("The time began with the installation, %(day)s.")
        ),
        "no_reading": gettext_lazy("Nobody has read its counter."),
        "reading": _sentence(gettext_lazy("It had run %(total)s when it was read, %(day)s.")),
        "trend": _sentence(gettext_lazy("It runs about %(per_day)s a day.")),
        "doubted": gettext_lazy("Readings that cannot be do not count."),
        "maybe_over": gettext_lazy("By its trend it may be over already: read the counter."),
        "exchange": _sentence(gettext_lazy("It is exchanged within %(n)s days, until %(day)s.")),
        "plan": gettext_lazy("The contract “%(name)s” covers it."),
        "plan_spent": gettext_lazy("The contract “%(name)s” covers it, but its quota is used up."),
        "goodwill": _sentence(gettext_lazy("One of us covers it until %(day)s: %(reason)s")),
        "due_months": _sentence(gettext_lazy("Every %(span)s; the last time was %(day)s.")),
        "due_usage": _sentence(gettext_lazy("Every %(limit)s; it has run %(total)s.")),
        "due_asked": gettext_lazy("A rule asked for it: %(why)s"),
    }
)
