from collections.abc import Mapping, Sequence
from datetime import timedelta
from typing import Any, Required, TypedDict, Unpack

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from makegood.base.journal.log import record
from makegood.kernel.actor import SYSTEM, Actor
from makegood.kernel.clock import now
from makegood.kernel.errors import Invalid, Refused
from makegood.kernel.text import clean
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


class Written(Days):
    """A whole calendar: its zone and its week, [weekday, "09:00", "17:30"], and its days."""

    zone: Required[str]
    weekly: Required[Sequence[Sequence[Any]]]


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
    version: int | None = None,
    by: Actor = SYSTEM,
    **written: Unpack[Written],
) -> Calendar:
    """Give a team the calendar of that key, made or changed to these hours.

    Raises Invalid for hours that cannot be read or never open, and ChangedMeanwhile when `version` is
    given and no longer the one that stands. The same hours again change nothing.
    """
    calendar, changed = _keep(key, version, written, {})
    if changed and calendar.version > 1:
        _tell(HoursChanged(calendar_id=calendar.pk), by)
    if _give(TeamHours, calendar, team=team):
        _tell(HoursChanged(team_id=team.pk, calendar_id=calendar.pk), by)
    return calendar


@transaction.atomic
def keep_calendar(
    *,
    key: str,
    names: Mapping[str, str],
    version: int | None = None,
    by: Actor,
    **written: Unpack[Written],
) -> Calendar:
    """Make or change a calendar with a name of its own, for contracts and sites; `names` by language.

    Raises as `set_hours` does, and Invalid (field name) when it has no name.
    """
    cleaned = {language: clean(name).strip()[:80] for language, name in names.items()}
    said = {language: name for language, name in cleaned.items() if name}
    if not said:
        raise Invalid(_("Give it a name by which it is found."), field="name")
    calendar, changed = _keep(key, version, written, {"names": said})
    if changed:
        _tell(HoursChanged(calendar_id=calendar.pk), by)
    return calendar


@transaction.atomic
def set_site_hours(company: Company, *, calendar: Calendar, by: Actor) -> SiteHours:
    """Say by which calendar somebody can come to a company's site."""
    if _give(SiteHours, calendar, company=company):
        _tell(HoursChanged(company_id=company.pk, calendar_id=calendar.pk), by)
    return SiteHours.objects.get(company=company)


def _keep(
    key: str, version: int | None, written: Written, named: Mapping[str, Any]
) -> tuple[Calendar, bool]:
    """The calendar of that key as it is written now, and whether that changed anything."""
    check_hours(**written)
    given = {
        "zone": written["zone"],
        "weekly": [list(block) for block in written["weekly"]],
        "exceptions": list(written.get("exceptions", ())),
        "region": written.get("region", ""),
        "subdivision": written.get("subdivision", ""),
        **named,
    }
    Calendar.objects.bulk_create([Calendar(key=key, version=0)], ignore_conflicts=True)
    calendar = Calendar.objects.select_for_update().get(key=key)
    changed = calendar.version == 0 or any(
        getattr(calendar, name) != value for name, value in given.items()
    )
    if changed and version is not None and calendar.version != version:
        raise ChangedMeanwhile(
            _(
                "Somebody changed these hours while you did. What you typed is still here; save again"
                " to put it in the place of theirs."
            )
        )
    if changed:
        Calendar.objects.filter(pk=calendar.pk).update(version=calendar.version + 1, **given)
        calendar.refresh_from_db()
    return calendar, changed


def _tell(event: HoursChanged, by: Actor) -> None:
    record(event, subject=f"calendar:{event.calendar_id}", by=by)


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
