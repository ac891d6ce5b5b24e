from collections.abc import Sequence

from makegood.records.people.models import Team
from makegood.records.worktime.models import Calendar, TeamHours
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


def calendar_of(team: Team) -> Calendar:
    """The calendar a team works by; office hours on weekdays as a first offer when it has none."""
    kept = TeamHours.objects.filter(team=team).select_related("calendar").first()
    if kept is not None:
        return kept.calendar
    return Calendar(zone=team.zone, weekly=[[day, "09:00", "18:00"] for day in range(5)])
