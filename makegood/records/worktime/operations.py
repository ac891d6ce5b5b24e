from datetime import timedelta

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from makegood.base.journal.log import record
from makegood.kernel.actor import SYSTEM, Actor
from makegood.kernel.clock import now
from makegood.kernel.errors import Invalid
from makegood.records.people.models import Team
from makegood.records.worktime.events import HoursChanged
from makegood.records.worktime.models import Calendar, TeamHours
from makegood.records.worktime.rules import NeverOpen, add, read_hours


@transaction.atomic
def set_hours(
    team: Team,
    *,
    key: str,
    zone: str,
    weekly: list[list[object]],
    closed: list[str] | None = None,
    extra: list[str] | None = None,
    by: Actor = SYSTEM,
) -> Calendar:
    """Give a team its calendar. Raises Invalid for hours that cannot be read or never open."""
    try:
        add(now(), timedelta(minutes=1), read_hours(zone, weekly, closed, extra))
    except NeverOpen as error:
        raise Invalid(
            _("This calendar never opens. Give it at least one open hour."), field="weekly"
        ) from error
    except (ValueError, KeyError) as error:
        raise Invalid(
            _("These hours cannot be read. Write them as 09:00 and 17:30."), field="weekly"
        ) from error
    calendar = Calendar.objects.update_or_create(
        key=key,
        defaults={"zone": zone, "weekly": weekly, "closed": closed or [], "extra": extra or []},
    )[0]
    TeamHours.objects.update_or_create(team=team, defaults={"calendar": calendar})
    record(HoursChanged(team_id=team.pk), subject=f"team:{team.pk}", by=by)
    return calendar
