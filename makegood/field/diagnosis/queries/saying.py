"""Flaws of a table as sentences, beside the cell they are about; sums in words."""

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from makegood.field.diagnosis.rules import Flaw
from makegood.records.assets.models import Word
from makegood.records.assets.queries import words

SHEETS = {
    "table": gettext_lazy("Table"),
    "causes": gettext_lazy("Causes"),
    "findings": gettext_lazy("Signs"),
    "checks": gettext_lazy("Checks"),
    "outcomes": gettext_lazy("Checks"),
}
COLUMNS = {
    "id": gettext_lazy("Key"),
    "name": pgettext_lazy("a thing", "Name"),
    "prior": gettext_lazy("How common"),
    "repair_minutes": gettext_lazy("Minutes of repair"),
    "cost": gettext_lazy("Cost"),
    "level": gettext_lazy("Level"),
    "where": gettext_lazy("Where"),
    "parts": gettext_lazy("Parts"),
    "follows": gettext_lazy("Follows from"),
    "kind": gettext_lazy("Kind"),
    "probability": gettext_lazy("How often it shows"),
    "otherwise": gettext_lazy("How often otherwise"),
    "minutes": gettext_lazy("Minutes"),
    "who": gettext_lazy("Who"),
    "outcomes": pgettext_lazy("check", "Answers"),
    "unknown": gettext_lazy("Other or unknown"),
    "above": pgettext_lazy("reading", "Above"),
    "below": pgettext_lazy("reading", "Below"),
}
WHAT = {
    "missing": gettext_lazy("is missing."),
    "not_a_number": gettext_lazy("“%(value)s” is not a number."),
    "negative": gettext_lazy("%(value)s is below zero."),
    "over_one": gettext_lazy("%(value)s is more than always (1)."),
    "sum_over_one": gettext_lazy("Together they make %(value)s, more than one."),
    "sum_not_one": gettext_lazy("Together they make %(value)s and not one."),
    "sum_is_nothing": gettext_lazy("Say of at least one cause how common it is."),
    "unknown_cause": gettext_lazy("There is no cause “%(value)s”."),
    "duplicate": gettext_lazy("“%(value)s” stands here twice."),
    "cycle": gettext_lazy("These follow from each other in a ring: %(value)s."),
    "not_a_choice": gettext_lazy("“%(value)s” is none of the choices."),
    "needs_several": gettext_lazy("Only where several causes may come together."),
    "not_a_list": gettext_lazy("This is not a list of rows."),
    "not_a_row": gettext_lazy("This is not a row."),
    "too_few": pgettext_lazy("rows of a table", "There are too few."),
    "too_many": gettext_lazy("There are too many rows (%(value)s)."),
}


def flaw_said(flaw: Flaw, table: Mapping[str, Any]) -> str:
    """The sentence: "Causes, row 3, How common: 1.4 is more than always (1).\""""
    parts = [str(SHEETS[flaw.sheet])]
    if flaw.row:
        parts.append(_("row %(row)s") % {"row": flaw.row})
    if flaw.part:
        parts.append(_("answer %(part)s") % {"part": flaw.part})
    column, _dot, cause = flaw.column.partition(".")
    if column in COLUMNS and not (flaw.sheet == "causes" and column == "outcomes"):
        parts.append(str(COLUMNS[column]))
    if cause:
        parts.append(_cause_named(cause, table))
    return f"{_(', ').join(parts)}: {WHAT[flaw.what] % {'value': flaw.value}}"


def _cause_named(key: str, table: Mapping[str, Any]) -> str:
    for cause in table.get("causes") or ():
        if isinstance(cause, Mapping) and cause.get("id") == key:
            names = cause.get("name") or {}
            return str(next(iter(names.values()), key))
    return key


def with_skills(table: Mapping[str, Any]) -> dict[str, Any]:
    """The table with what its skills are called, for whoever takes it elsewhere (one statement)."""
    keys = {str(one["skill"]) for one in table.get("causes") or () if one.get("skill")}
    named = words(Word.Of.SKILL, keys)
    return {**table, **({"skills": dict(sorted(named.items()))} if named else {})}


def money_said(cost: float, currency: str) -> str:
    """What something costs about: "460 CNY"."""
    return f"{cost:,.0f} {currency}".strip()
