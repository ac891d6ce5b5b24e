"""What people say: rules, planned work, how long an alarm waits for somebody, what a flood is."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from makegood.base.journal.log import record
from makegood.field.alarms.events import RuleKept, WindowPlanned
from makegood.field.alarms.models import Escalation, FloodLimit, Rule, Severity, Window
from makegood.field.alarms.operations.watching import forget_rule
from makegood.field.alarms.rules.conditions import CODE, condition_from, stored
from makegood.kernel.actor import Actor
from makegood.kernel.clock import now
from makegood.kernel.errors import Invalid
from makegood.kernel.text import clean
from makegood.records.assets.models import Asset, Site

LONGEST_WINDOW = timedelta(days=90)
FIELDS = (
    "name",
    "product",
    "fault",
    "severity",
    "severities",
    "ignore",
    "hold",
    "quiet",
    "flap_changes",
    "flap_minutes",
    "then",
    "together",
    "together_minutes",
    "queue",
    "tell",
    "danger",
    "says",
)


@transaction.atomic
def keep_rule(
    found: Rule | None, *, by: Actor, conditions: list[dict[str, Any]], **told: Any
) -> Rule:
    """A rule, new or changed. Raises Invalid, at the field, for a condition that cannot be, for none at all, and
    for readings without a name of the fault that they are."""
    kept = _conditions(conditions)
    only_codes = all(one["on"] == CODE for one in kept)
    if not only_codes and not str(told.get("fault", "")).strip():
        raise Invalid(_("Give the fault a name: readings have none."), field="fault")
    rule = found or Rule(position=Rule.objects.count())
    for name in FIELDS:
        if name in told:
            setattr(rule, name, told[name])
    rule.name, rule.fault = clean(rule.name).strip()[:80], clean(rule.fault).strip()[:80]
    rule.conditions, rule.changed_at, rule.changed_by = kept, now(), str(by)
    rule.save()
    if found is not None:
        forget_rule(rule.pk)
    record(RuleKept(rule_id=rule.pk), subject=f"alarmrule:{rule.pk}", by=by)
    return rule


def _conditions(told: list[dict[str, Any]]) -> list[dict[str, Any]]:
    kept = []
    for place, one in enumerate(told):
        try:
            kept.append(stored(condition_from(one)))
        except ValueError as error:
            raise Invalid(
                _("This condition is not complete."), field=f"c{place}-{error}"
            ) from error
    if not kept:
        raise Invalid(_("Say when it is an alarm: one condition at least."), field="c0-on")
    return kept


@transaction.atomic
def retire_rule(rule: Rule, *, by: Actor) -> None:
    """It makes no alarm any more; those it made stay. Twice is once."""
    if Rule.objects.filter(pk=rule.pk, active=True).update(active=False, changed_at=now()):
        record(RuleKept(rule_id=rule.pk, retired=True), subject=f"alarmrule:{rule.pk}", by=by)


@transaction.atomic
def raise_rule(rule: Rule, *, by: Actor) -> None:
    """It is asked before the one above it, of the same product."""
    rows = Rule.objects.select_for_update().filter(active=True, product=rule.product_id)
    # Sorted here: the database sorts before it waits for locks, by what stood there before another changed it.
    order = sorted(rows.order_by("pk"), key=lambda one: (one.position, one.pk))
    place = next((n for n, one in enumerate(order) if one.pk == rule.pk), 0)
    if place:
        order[place - 1], order[place] = order[place], order[place - 1]
    for n, one in enumerate(order):
        one.position = n
    Rule.objects.bulk_update(order, ["position"])
    record(RuleKept(rule_id=rule.pk), subject=f"alarmrule:{rule.pk}", by=by)


@transaction.atomic
def plan_window(
    *,
    begins: datetime,
    ends: datetime,
    why: str,
    by: Actor,
    asset: Asset | None = None,
    site: Site | None = None,
) -> Window:
    """Work is planned on a device or at a site. Raises Invalid for no reason, neither or both, or a time that
    cannot be."""
    if (asset is None) == (site is None):
        raise Invalid(_("Choose a device or a site."), field="where")
    if not why.strip():
        raise Invalid(_("Say what is planned."), field="why")
    if ends <= begins or ends <= now():
        raise Invalid(_("It must end after it begins, and not in the past."), field="ends")
    if ends - begins > LONGEST_WINDOW:
        raise Invalid(_("At most 90 days at a time."), field="ends")
    row = Window.objects.create(
        asset=asset,
        site=site,
        begins=begins,
        ends=ends,
        why=clean(why).strip()[:200],
        by=str(by),
    )
    record(WindowPlanned(window_id=row.pk), subject=f"window:{row.pk}", by=by)
    return row


@transaction.atomic
def end_window(window: Window, *, by: Actor) -> None:
    """The work is done, or will not be: what is still there calls somebody within seconds. Twice is once."""
    found = Window.objects.select_for_update().get(pk=window.pk)
    moment = now()
    if found.ends <= moment:
        return
    if found.begins >= moment:
        found.begins = moment - timedelta(seconds=1)
    found.ends = moment
    found.save(update_fields=["begins", "ends"])
    record(WindowPlanned(window_id=found.pk, ended=True), subject=f"window:{found.pk}", by=by)


@transaction.atomic
def keep_escalation(severity: int, *, owner: int | None, lead: int | None) -> None:
    """How long alarms of that severity wait. Raises Invalid where the lead would hear before the owner."""
    if owner is not None and lead is not None and lead <= owner:
        raise Invalid(_("The duty lead hears after the owner."), field=f"lead_{severity}")
    Escalation.objects.update_or_create(
        severity=severity, defaults={"owner_after": owner, "lead_after": lead}
    )


@transaction.atomic
def keep_steps(told: Mapping[str, int | None]) -> None:
    """`owner_5`, `lead_5` … in minutes, and what a flood is: all of it, or nothing. Raises Invalid."""
    for severity in Severity.values:
        keep_escalation(
            severity, owner=told.get(f"owner_{severity}"), lead=told.get(f"lead_{severity}")
        )
    keep_limit(alarms=told.get("alarms") or 0, minutes=told.get("minutes") or 0)


def keep_limit(*, alarms: int, minutes: int) -> None:
    """From when on alarms are a flood. Raises Invalid."""
    if alarms < 2 or minutes < 1:
        raise Invalid(_("At least 2 alarms within 1 minute."), field="alarms")
    FloodLimit.objects.update_or_create(pk=1, defaults={"alarms": alarms, "minutes": minutes})
