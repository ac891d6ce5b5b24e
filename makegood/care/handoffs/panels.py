"""Whom to choose: teams and people in groups, with who is at work, what they carry and which languages they
serve."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass

from django.db.models import QuerySet
from django.utils.translation import get_language_info
from django.utils.translation import gettext as _

from makegood.base.access.models import User
from makegood.base.ui.preferences import html_lang
from makegood.care.cases.models import Case
from makegood.care.handoffs.queries import Choice, people_to_ask, teams_to_ask
from makegood.records.people.queries import colleagues, name_of

LANGUAGES = 3  # as many stand beside a name


@dataclass(frozen=True)
class Option:
    """Somebody to choose: what stands beside the name follows it after a dot. `find`: other letters by which
    he is found, those of his address."""

    value: str
    label: str
    find: str = ""


Groups = list[tuple[str, list[Option]]]


def everybody_for(case: Case) -> Groups:
    """Teams and people to whom a case can be offered: `user:1`, `team:1`."""
    others = colleagues().exclude(pk=case.owner_id or 0)
    found = people_to_ask(others, near=[case.queue.team_id], language=case.language)
    here, near, away = _split(found, prefix="user:")
    return _filled([here, (_("Teams"), [_team(one) for one in teams_to_ask(case)]), near, away])


def people_for(
    people: "QuerySet[User]", *, near: Collection[int] = (), language: str = ""
) -> Groups:
    """People to choose one from: their numbers, those at work first."""
    found = people_to_ask(people, near=near, language=language)
    return _filled(_split(found))


def _split(found: Iterable[Choice], *, prefix: str = "") -> Groups:
    here: list[Option] = []
    near: list[Option] = []
    away: list[Option] = []
    for one in found:
        (here if one.here else near if one.near else away).append(_person(one, prefix))
    return [
        (_("At work now"), here),
        (_("Of the team, not at work now"), near),
        (_("Others, not at work now"), away),
    ]


def _filled(groups: Groups) -> Groups:
    return [(label, options) for label, options in groups if options]


def _person(one: Choice, prefix: str) -> Option:
    assert one.person is not None  # noqa: S101 - a choice of a person
    find = one.person.email.partition("@")[0]
    return Option(f"{prefix}{one.person.pk}", _line(str(one.person), one), find)


def _team(one: Choice) -> Option:
    assert one.team is not None  # noqa: S101 - a choice of a team
    told = {"here": one.here, "of": one.of}
    at_work = _("%(here)s of %(of)s at work") % told
    find = " ".join([one.team.key, *one.team.names.values()])
    return Option(f"team:{one.team.pk}", _line(name_of(one.team, html_lang()), one, at_work), find)


def _line(name: str, one: Choice, *more: str) -> str:
    load = _("%(n)s open") % {"n": one.load}
    spoken = "/".join(_language(lang) for lang in one.languages[:LANGUAGES])
    return " · ".join(part for part in (name, *more, load, spoken) if part)


def _language(code: str) -> str:
    try:
        return str(get_language_info(code.lower())["name_local"])
    except KeyError:
        return code
