from collections.abc import Iterable, Sequence
from functools import lru_cache

from babel import Locale
from django.utils.translation import gettext as _

from makegood.base.access.policy import Principal
from makegood.kernel.errors import NotFound
from makegood.records.people.models import Team
from makegood.records.worktime.models import Calendar, SiteHours, TeamHours
from makegood.records.worktime.rules import ALWAYS, Hours, shared_hours
from makegood.records.worktime.rules.public import parts_of, subdivisions

OFFICE_HOURS = [[day, "09:00", "18:00"] for day in range(5)]


def hours_of(team_ids: Sequence[int]) -> dict[int, Hours]:
    """The hours of teams, day and night where none are set (one query)."""
    found = dict.fromkeys(team_ids, ALWAYS)
    for row in TeamHours.objects.filter(team_id__in=team_ids).select_related("calendar"):
        found[row.team_id] = ready(row.calendar)
    return found


def calendars_of(team_ids: Sequence[int]) -> dict[int, int]:
    """The id of the calendar of each team that has one (one query)."""
    rows = TeamHours.objects.filter(team_id__in=team_ids)
    return dict(rows.values_list("team_id", "calendar_id"))


def sites_of(company_ids: Sequence[int]) -> dict[int, Hours]:
    """The hours of the sites of companies, day and night where none are set (one query)."""
    found = dict.fromkeys(company_ids, ALWAYS)
    for row in SiteHours.objects.filter(company_id__in=company_ids).select_related("calendar"):
        found[row.company_id] = ready(row.calendar)
    return found


def compiled(calendar_id: int | None) -> Hours:
    """The hours of a calendar, ready for arithmetic; without a calendar, all time."""
    return compiled_many([calendar_id])[calendar_id]


def compiled_many(calendar_ids: Iterable[int | None]) -> dict[int | None, Hours]:
    """The hours of many calendars in at most one query; all time for None and for what is not there."""
    found: dict[int | None, Hours] = dict.fromkeys(calendar_ids, ALWAYS)
    wanted = [pk for pk in found if pk is not None]
    for calendar in Calendar.objects.filter(pk__in=wanted) if wanted else ():
        found[calendar.pk] = ready(calendar)
    return found


def ready(calendar: Calendar) -> Hours:
    """A calendar ready for arithmetic; worked out once for the same hours, whoever has them."""
    return shared_hours(
        zone=calendar.zone,
        weekly=calendar.weekly,
        exceptions=calendar.exceptions,
        region=calendar.region,
        subdivision=calendar.subdivision,
    )


def calendar_of(team: Team) -> Calendar:
    """The calendar a team works by; office hours on weekdays as a first offer when it has none."""
    kept = TeamHours.objects.filter(team=team).select_related("calendar").first()
    if kept is not None:
        return kept.calendar
    return Calendar(zone=team.zone, weekly=OFFICE_HOURS, version=0)


def others_of(calendar: Calendar, team: Team | None) -> list[Team]:
    """The other teams that work by the same calendar."""
    if calendar.pk is None:
        return []
    them = Team.objects.filter(hours__calendar=calendar).order_by("pk")
    return [one for one in them if one != team]


def version_of(calendar: Calendar) -> int:
    """Which version stands now, whoever wrote it; 0 while there is none."""
    found = Calendar.objects.filter(key=calendar.key).values_list("version", flat=True)
    return found.first() or 0


def teams_with_hours() -> list[tuple[Team, Calendar | None]]:
    """Every team with its calendar (two queries)."""
    kept = {row.team_id: row.calendar for row in TeamHours.objects.select_related("calendar")}
    return [(team, kept.get(team.pk)) for team in Team.objects.order_by("pk")]


@lru_cache(maxsize=8)
def countries(language: str) -> tuple[tuple[str, str], ...]:
    """Every country with public holidays, its two letters and its name in that language, by name."""
    names = Locale.parse(language.replace("-", "_")).territories
    known = ((code, str(names.get(code, code))) for code in subdivisions())
    return tuple(sorted(known, key=lambda one: one[1]))


def place_of(calendar: Calendar, language: str) -> str:
    """Whose public holidays a calendar keeps, in words; empty where it keeps none."""
    country = dict(countries(language)).get(calendar.region, "")
    part = parts_of(calendar.region).get(calendar.subdivision, "")
    return _(", ").join((country, part)) if part else country


def one_calendar(_who: Principal, *, pk: int) -> Calendar:
    """A calendar with a name of its own. Raises NotFound."""
    found = Calendar.objects.exclude(names={}).filter(pk=pk).first()
    if found is None:
        raise NotFound
    return found


def named_calendars() -> list[Calendar]:
    """The calendars that are not only a team's own."""
    return list(Calendar.objects.exclude(names={}).order_by("pk"))


def calendar_name(calendar: Calendar, language: str) -> str:
    """What a calendar is called; one of a team alone by its key."""
    names = calendar.names
    near = [language, "zh-Hans", "zh-Hant", "en", *names]
    return str(next((names[one] for one in near if names.get(one)), calendar.key))
