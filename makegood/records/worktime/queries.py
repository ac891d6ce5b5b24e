from collections.abc import Sequence

from makegood.records.worktime.models import TeamHours
from makegood.records.worktime.rules import ALWAYS, Hours, read_hours


def hours_of(team_ids: Sequence[int]) -> dict[int, Hours]:
    """The hours of teams, day and night where none are set (one query)."""
    found = dict.fromkeys(team_ids, ALWAYS)
    for row in TeamHours.objects.filter(team_id__in=team_ids).select_related("calendar"):
        calendar = row.calendar
        found[row.team_id] = read_hours(
            calendar.zone, calendar.weekly, calendar.closed, calendar.extra
        )
    return found
