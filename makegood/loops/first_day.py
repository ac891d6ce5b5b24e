"""The first administrator comes in by his link: a company with a team, a queue, a lead and a target stands."""

from dataclasses import dataclass

from django.db import transaction
from django.utils import translation
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from makegood.base.access.models import Language, Role, User
from makegood.base.access.operations import (
    SETUP,
    LinkEnded,
    change_workplace,
    set_password,
    use_once,
)
from makegood.care.promises.operations import set_target
from makegood.kernel.actor import SYSTEM
from makegood.kernel.actor import user as user_actor
from makegood.records.people.operations import change_staff, hire, make_queue, make_team
from makegood.records.worktime.operations import set_hours

TEAM, QUEUE = _("Front line"), _("First contact")
OFFICE_HOURS: list[list[object]] = [[day, "09:00", "18:00"] for day in range(5)]


@dataclass(frozen=True, kw_only=True)
class FirstDay:
    """What the first administrator says of himself and his company."""

    name: str
    email: str
    password: str
    language: str
    zone: str
    company: str
    first_answer: int  # minutes of working time
    office_hours: bool


@transaction.atomic
def open_house(token: str, told: FirstDay) -> User:
    """Spend the set-up link and set the company up: all of it, or nothing and the link still holds.

    Raises LinkEnded (also when there is an administrator already), Invalid with the field.
    """
    use_once(token, purpose=SETUP)
    if User.objects.filter(role=Role.ADMINISTRATOR, is_active=True).exists():
        raise LinkEnded(_("There is an administrator already. Ask him for an invitation."))
    user = hire(
        email=told.email,
        name=told.name,
        role=Role.ADMINISTRATOR,
        by=SYSTEM,
        language=told.language,
        zone=told.zone,
    )
    set_password(user, told.password)
    _furnish(user, told)
    return user


def _furnish(lead: User, told: FirstDay) -> None:
    by = user_actor(lead.pk)
    change_workplace(name=told.company)
    team = make_team(key="front", names=_in_all(TEAM), zone=told.zone, by=by)
    change_staff(lead, role=lead.role, teams=[team], by=by)
    queue = make_queue(
        key="first", names=_in_all(QUEUE), team=team, duty_lead=lead, by=by, is_default=True
    )
    set_target(queue, first_answer=told.first_answer, next_answer=told.first_answer)
    if told.office_hours:
        set_hours(team, key=f"team-{team.pk}", zone=told.zone, weekly=OFFICE_HOURS, by=by)


def _in_all(sentence: Promise) -> dict[str, str]:
    """A sentence of ours in the three languages, to be changed by whoever likes another."""
    found = {}
    for code in Language.values:
        with translation.override(code):
            found[code] = str(sentence)
    return found
