"""The condition of a device asks for its service: an alarm of a rule that somebody chose for it makes it due now."""

from makegood.base.journal.log import reacts_to
from makegood.base.journal.models import Entry
from makegood.field.alarms.events import AlarmRaised
from makegood.field.alarms.models import Alarm
from makegood.records.entitlements.operations.servicing import asked_by, fall_due


@reacts_to(AlarmRaised)
def its_condition_asks_for_service(event: AlarmRaised, _entry: Entry) -> None:
    """Services that name the rule of this alarm are due, once, until they are done."""
    found = Alarm.objects.select_related("asset", "rule").filter(pk=event.alarm_id).first()
    if found is None or found.rule is None or found.asset.product_id is None:
        return
    for plan in asked_by(found.rule.pk, found.asset.product_id):
        fall_due(plan, found.asset, why=found.rule.name)
