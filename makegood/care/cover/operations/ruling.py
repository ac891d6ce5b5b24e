"""How soon somebody else answers in a queue, and what somebody has heard."""

from django.db import transaction
from django.utils.translation import gettext as _

from makegood.base.journal.log import record
from makegood.care.cover.events import CoverAlarmGiven, CoverRuleSet
from makegood.care.cover.models import CoverAlarm, CoverRule
from makegood.kernel.actor import Actor
from makegood.kernel.clock import now
from makegood.kernel.errors import Invalid
from makegood.records.people.models import Queue

LONGEST = 5 * 480  # minutes


@transaction.atomic
def set_rule(
    queue: Queue,
    *,
    cover_after: int,
    chat_returns: int | None,
    mail_returns: int | None,
    by: Actor,
) -> CoverRule:
    """How many minutes of working time a word lies before the cover has it, and a new case before it goes
    on (None: never). Raises Invalid."""
    given = {
        "cover_after": cover_after,
        "chat_returns": chat_returns,
        "mail_returns": mail_returns,
    }
    for field, minutes in given.items():
        if minutes is not None and not (0 if field == "cover_after" else 1) <= minutes <= LONGEST:
            raise Invalid(_("Give minutes, five working days at most."), field=field)
    rule = CoverRule.objects.update_or_create(queue=queue, defaults=given)[0]
    told = CoverRuleSet(
        queue_id=queue.pk,
        cover_after=cover_after,
        chat_returns=chat_returns,
        mail_returns=mail_returns,
    )
    record(told, subject=f"queue:{queue.pk}", by=by)
    return rule


@transaction.atomic
def heard(alarm: CoverAlarm, *, by: Actor) -> None:
    """He has heard of it. Twice is once."""
    if CoverAlarm.objects.filter(pk=alarm.pk, seen_at=None).update(seen_at=now()):
        event = CoverAlarmGiven(alarm=alarm.kind, people=(alarm.person_id,))
        about = f"absence:{alarm.absence_id}" if alarm.absence_id else f"shift:{alarm.handover_id}"
        record(event, subject=about, by=by)
