from collections.abc import Mapping, Sequence
from datetime import timedelta
from typing import Any, TypedDict, Unpack

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from makegood.base.journal.log import record
from makegood.kernel.actor import SYSTEM, Actor
from makegood.kernel.clock import now
from makegood.kernel.errors import Invalid, Refused
from makegood.records.customers.models import Company
from makegood.records.people.models import Team
from makegood.records.worktime.events import HoursChanged
from makegood.records.worktime.models import Calendar, SiteHours, TeamHours
from makegood.records.worktime.rules import Hours, NeverOpen, add
from makegood.records.worktime.rules.public import knows
from makegood.records.worktime.rules.week import read_week


class ChangedMeanwhile(Refused):
    """Somebody else changed these hours since they were read."""


class Days(TypedDict, total=False):
    """The days that differ from the week: ours, and those of a public calendar."""

    exceptions: Sequence[Mapping[str, Any]]
    region: str
    subdivision: str


def check_hours(zone: str, weekly: Sequence[Sequence[Any]], **days: Unpack[Days]) -> Hours:
    """The hours as they would count. Raises Invalid, its field zone, weekly, region, subdivision or
    exceptions, for what cannot be read and for hours that never open."""
    _try(_("There is no such time zone."), "zone", zone, [])
    wrong = _("These hours cannot be read. Write them as 09:00 and 17:30.")
    _try(wrong, "weekly", zone, weekly)
    wrong = _("One of these days cannot be read.")
    region, subdivision = days.get("region", ""), days.get("subdivision", "")
    exceptions = days.get("exceptions", ())
    hours = Hours(_try(wrong, "exceptions", zone, weekly, exceptions, region, subdivision))
    if region and not knows(region):
        raise Invalid(_("We know no public holidays of this country."), field="region")
    if subdivision and not knows(region, subdivision):
        raise Invalid(_("This country has no such part."), field="subdivision")
    try:
        add(now(), timedelta(minutes=1), hours)
    except NeverOpen as error:
        wrong = _("This calendar never opens. Give it at least one open hour.")
        raise Invalid(wrong, field="weekly") from error
    return hours


@transaction.atomic
def set_hours(
    team: Team,
    *,
    key: str,
    zone: str,
    weekly: Sequence[Sequence[Any]],
    version: int | None = None,
    by: Actor = SYSTEM,
    **days: Unpack[Days],
) -> Calendar:
    """Give a team the calendar of that key, made or changed to these hours.

    Raises Invalid for hours that cannot be read or never open, and ChangedMeanwhile when `version` is
    given and no longer the one that stands. The same hours again change nothing.
    """
    check_hours(zone, weekly, **days)
    given = {
        "zone": zone,
        "weekly": [list(block) for block in weekly],
        "exceptions": list(days.get("exceptions", ())),
        "region": days.get("region", ""),
        "subdivision": days.get("subdivision", ""),
    }
    Calendar.objects.bulk_create([Calendar(key=key, version=0)], ignore_conflicts=True)
    calendar = Calendar.objects.select_for_update().get(key=key)
    if version is not None and calendar.version != version:
        raise ChangedMeanwhile(
            _(
                "Somebody changed these hours while you did. What you typed is still here; save again"
                " to put it in the place of theirs."
            )
        )
    changed = calendar.version == 0 or any(
        getattr(calendar, name) != value for name, value in given.items()
    )
    if changed:
        Calendar.objects.filter(pk=calendar.pk).update(version=calendar.version + 1, **given)
        calendar.refresh_from_db()
    given_now = _give(TeamHours, calendar, team=team)
    if given_now or changed:
        told = HoursChanged(team_id=team.pk if given_now else 0, calendar_id=calendar.pk)
        record(told, subject=f"calendar:{calendar.pk}", by=by)
    return calendar


@transaction.atomic
def set_site_hours(company: Company, *, calendar: Calendar, by: Actor) -> SiteHours:
    """Say by which calendar somebody can come to a company's site."""
    if _give(SiteHours, calendar, company=company):
        record(
            HoursChanged(company_id=company.pk, calendar_id=calendar.pk),
            subject=f"calendar:{calendar.pk}",
            by=by,
        )
    return SiteHours.objects.get(company=company)


def _give(kind: type[TeamHours | SiteHours], calendar: Calendar, **whose: Any) -> bool:
    """Whether the calendar is a new one for whoever it is."""
    if kind._default_manager.filter(calendar=calendar, **whose).exists():
        return False
    kind._default_manager.update_or_create(**whose, defaults={"calendar": calendar})
    return True


def _try(sentence: Any, field: str, *written: Any) -> Any:
    try:
        return read_week(*written)
    except (ValueError, KeyError, TypeError, OSError) as error:
        raise Invalid(sentence, field=field) from error
