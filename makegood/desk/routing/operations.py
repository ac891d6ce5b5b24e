from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.db import transaction
from django.db.models import Max
from django.utils.translation import gettext_lazy as _

from makegood.base.journal.log import record
from makegood.care.cases.models import Case
from makegood.care.cases.operations import lock
from makegood.desk.routing.events import NoComplaint, RuleKept
from makegood.desk.routing.models import FirstReading, Hint, Rule
from makegood.desk.routing.queries import hints_of
from makegood.desk.routing.reading.complaints import Complaining
from makegood.desk.routing.reading.urgency import Reading
from makegood.desk.routing.rules import (
    ASKED,
    LINE_AT_MOST,
    LINES_AT_MOST,
    STARS_AT_MOST,
    Fit,
    lines_of,
)
from makegood.kernel.actor import Actor
from makegood.kernel.clock import now
from makegood.kernel.errors import Invalid
from makegood.kernel.text import clean

LINES = ("words", "place", "product")


@dataclass(frozen=True, kw_only=True)
class Understood:
    """What was understood of a case when it began."""

    case_id: int
    reading: Reading
    rule_id: int | None = None
    fits: tuple[Fit, ...] = ()
    before_id: int | None = None


@transaction.atomic
def keep_rule(rule: Rule | None = None, *, by: Actor, **given: Any) -> Rule:
    """Make a rule, the last in the row, or change one. Fields are those of the model. Raises Invalid for a
    rule that asks nothing, and for more lines than anybody reads."""
    unknown = set(given) - {*ASKED, "name", "queue"}
    if unknown:
        raise TypeError(f"a rule has no {sorted(unknown)}")
    kept = Rule(position=_last() + 1) if rule is None else _locked(rule)
    for name, value in given.items():
        setattr(kept, name, clean(value).strip() if isinstance(value, str) else value)
    _check(kept)
    kept.save()
    return _told(kept, by)


def _last() -> int:
    return int(Rule.objects.aggregate(last=Max("position"))["last"] or 0)


def _locked(rule: Rule) -> Rule:
    return Rule.objects.select_for_update().get(pk=rule.pk)


def _told(rule: Rule, by: Actor) -> Rule:
    record(RuleKept(rule_id=rule.pk, active=rule.active), subject=f"rule:{rule.pk}", by=by)
    return rule


def _check(rule: Rule) -> None:
    if not rule.name:
        raise Invalid(_("Give it a name: it stands on every case that it sends."), field="name")
    for name in LINES:
        lines = lines_of(getattr(rule, name))
        setattr(rule, name, "\n".join(lines))
        if len(lines) > LINES_AT_MOST or any(len(line) > LINE_AT_MOST for line in lines):
            raise Invalid(_("At most 60 lines of 80 characters each."), field=name)
        if any(line.count("*") > STARS_AT_MOST for line in lines):
            raise Invalid(_("A line takes two * at most."), field=name)
        if any(not line.strip("#* ") for line in lines):
            raise Invalid(_("A line of only # or * would fit everything."), field=name)
    if not any(getattr(rule, name) for name in ASKED):
        raise Invalid(_("Say at least one thing that must be so."), field="words")


@transaction.atomic
def retire_rule(rule: Rule, *, by: Actor) -> Rule:
    """It sends nothing any more; what it has sent stays where it is. Twice changes nothing."""
    rule = _locked(rule)
    if not rule.active:
        return rule
    rule.active = False
    rule.save(update_fields=["active"])
    return _told(rule, by)


@transaction.atomic
def raise_rule(rule: Rule, *, by: Actor) -> Rule:
    """It is asked before the one that stood above it; the first stays where it is."""
    standing = list(Rule.objects.select_for_update().filter(active=True))
    place = next((n for n, one in enumerate(standing) if one.pk == rule.pk), 0)
    if place == 0:
        return rule
    standing[place - 1], standing[place] = standing[place], standing[place - 1]
    for n, one in enumerate(standing, 1):
        one.position = n
    Rule.objects.bulk_update(standing, ["position"])
    return _told(standing[place - 1], by)


def hint_many(new: Sequence[tuple[int, Complaining]]) -> None:
    """Keep which messages may be complaints, in the transaction that files them (one statement, none for
    nothing). Of the same message the first stays."""
    Hint.objects.bulk_create(
        [
            Hint(message_id=message, kind=one.kind, words=clean(one.words)[:120])
            for message, one in new
        ],
        ignore_conflicts=True,
    )


@transaction.atomic
def settle_hints(case: Case, *, is_complaint: bool, by: Actor) -> int:
    """One of us, or he himself, says whether what he wrote is a complaint; how many places that were. Twice is
    once."""
    case = lock(case.pk)
    ids = list(hints_of(case).values_list("pk", flat=True))
    open_ones = Hint.objects.filter(pk__in=ids, settled_at=None)
    settled = open_ones.update(settled_at=now(), settled_by=str(by)) if ids else 0
    if settled and not is_complaint:
        record(NoComplaint(case_id=case.pk), subject=case.topic, case=case.pk, by=by)
    return settled


def understand_many(new: Sequence[Understood]) -> None:
    """Write down how cases were understood, in the transaction that opens them (one statement, none for
    nothing). The first reading of a case stays."""
    FirstReading.objects.bulk_create(
        [
            FirstReading(
                case_id=one.case_id,
                level=one.reading.level,
                physical=one.reading.physical,
                signs=[
                    {"kind": sign.kind, "words": clean(sign.words)} for sign in one.reading.signs
                ],
                rule_id=one.rule_id,
                fits=[{"asked": fit.asked, "words": clean(fit.words)} for fit in one.fits],
                before_id=one.before_id,
            )
            for one in new
        ],
        ignore_conflicts=True,
    )
