"""Puts the demo company's house in order: staff, teams, opening hours, queues, and the doors they answer at."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.contrib.auth.hashers import make_password

from makegood.base.access.models import Role, User
from makegood.base.access.operations import change_workplace
from makegood.care.feedback.models import KIND as REVIEWS
from makegood.care.promises.operations import set_target
from makegood.contact.channels.models import Account
from makegood.contact.channels.operations import make_account, speak_for
from makegood.kernel.actor import SYSTEM, Actor
from makegood.records.people.models import Queue, Team
from makegood.records.people.operations import hire, make_queue, make_team
from makegood.records.worktime.models import Calendar, TeamHours
from makegood.records.worktime.operations import check_hours
from makegood.world.demo import hours
from makegood.world.demo.content import Content, Person, data_json, data_toml
from makegood.world.demo.content import Team as WrittenTeam

PASSWORD = "kintsugi-demo"  # noqa: S105 - no secret: it opens demo accounts, and those from this machine only
# One for each role, and one for each language of the desks.
SIGN_INS = (
    "linxiao",
    "chentao",
    "shenyi",
    "kongwei",
    "liuyang",
    "admin-gu",
    "lamcw",
    "tomh",
    "heyu",
)
# Two of each department that can be asked: one leads it, one does the work.
DEPARTMENTS = ("pengyan", "xiaoyu", "yuanbo", "jiangnan", "fanlei", "qinshuo")
SILENCE = 7 * 24 * 60  # the stories say: seven days without an answer
_MAILBOXES = {
    "lanhe": ("service@lanhe.test", "home-front", "zh-Hans"),
    "hengyue": ("service@hengyue.test", "heavy-line", "zh-Hans"),
    "heji": ("hello@heji.test", "shop-front", "zh-Hans"),
    "hk": ("hk@lanhe.test", "hk", "zh-Hant"),
    "london": ("london@lanhe.test", "london", "en"),
    "newyork": ("newyork@lanhe.test", "newyork", "en"),
}
# As whom customers know each desk, in the language in which they read.
BRANDS = {
    "lanhe": {"zh-Hans": "蓝禾服务", "zh-Hant": "藍禾服務", "en": "Lanhe Service"},
    "hengyue": {"zh-Hans": "恒岳专线", "zh-Hant": "恒岳專線", "en": "Hengyue Line"},
    "heji": {"zh-Hans": "和集", "zh-Hant": "和集", "en": "Heji Market"},
    "hk": {
        "zh-Hans": "蓝禾香港服务台",
        "zh-Hant": "藍禾香港服務台",
        "en": "Lanhe Service Hong Kong",
    },
    "london": {
        "zh-Hans": "蓝禾伦敦服务台",
        "zh-Hant": "藍禾倫敦服務台",
        "en": "Lanhe Service London",
    },
    "newyork": {
        "zh-Hans": "蓝禾纽约服务台",
        "zh-Hant": "藍禾紐約服務台",
        "en": "Lanhe Service New York",
    },
}
# Who can be tried and helps at another desk: questions of the demo shop reach somebody who is there.
_ALSO_AT = {"linxiao": "shop-front", "chentao": "shop-front"}
_LEADS = {"shop-front": "chentao"}  # this week, when nobody is at the desk
# Channels whose real adapters are not connected here: the demo mailbox plays the far side.
PLAYED = ("phone", "sms", "wechat", "whatsapp", "line", "social")


@dataclass(frozen=True)
class House:
    """Who and what is there, by the ids of the content."""

    users: dict[str, User]
    queues: dict[str, Queue]
    accounts: dict[tuple[str, str], Account]  # by kind and desk


def furnish(content: Content, *, by: Actor) -> House:
    """Staff, teams with hours, queues with targets, accounts."""
    teams = {
        team.id: make_team(key=team.id, names=team.name, zone=team.zone)
        for team in content.teams.values()
    }
    for written in content.teams.values():
        _keep_hours(written.id, teams[written.id], hours.written(content, written))
    change_workplace(name=BRANDS["lanhe"]["zh-Hans"])
    users = {
        person.id: _hire(person, _teams_of(person, teams), by) for person in content.people.values()
    }
    _let_in(users)
    queues = {team.id: _queue(team, teams[team.id], users, by) for team in content.teams.values()}
    return House(users, queues, {**_accounts(queues), **_places(queues, by)})


def desk_of(team: str, zone: str) -> str:
    """Which of our addresses a case of that team, for a customer in that zone, came in at."""
    abroad = {"Asia/Hong_Kong": "hk", "Asia/Taipei": "hk", "Europe/London": "london"}
    if zone != "Asia/Shanghai":
        return abroad.get(zone, "newyork")
    if team in {"heavy-line", "heavy-accounts"}:
        return "hengyue"
    return "heji" if team in {"shop-front", "voice", "risk"} else "lanhe"


def _teams_of(person: Person, teams: dict[str, Team]) -> list[Team]:
    """His own team first, and where he helps out."""
    return [teams[name] for name in (person.team, _ALSO_AT.get(person.id, "")) if name]


def _keep_hours(key: str, team: Team, written: dict[str, Any]) -> None:
    """Without a fact: nothing is open yet that would have to follow these hours."""
    check_hours(**written)
    calendar = Calendar.objects.create(key=key, **written)
    TeamHours.objects.create(team=team, calendar=calendar)


def _hire(person: Person, teams: Sequence[Team], by: Actor) -> User:
    role = person.role if person.role in Role.values else Role.SPECIALIST
    language = person.languages[0]
    name = (
        person.name["en"] if language == "en" else person.name.get(language, person.name["zh-Hans"])
    )
    return hire(
        email=person.mail,
        name=name,
        role=role,
        by=by,
        teams=teams,
        language=language,
        zone=person.zone,
    )


def _let_in(users: dict[str, User]) -> None:
    """Everybody is a demo account; a few have the password that is printed."""
    ids = [user.pk for user in users.values()]
    User.objects.filter(pk__in=ids).update(is_demo=True)
    chosen = [users[name].pk for name in SIGN_INS + DEPARTMENTS]
    User.objects.filter(pk__in=chosen).update(password=make_password(PASSWORD))


def _queue(written: WrittenTeam, team: Team, users: dict[str, User], by: Actor) -> Queue:
    queue = make_queue(
        key=written.id,
        names=written.name,
        team=team,
        duty_lead=users[_LEADS.get(written.id, written.duty_lead)],
        by=by,
        is_default=written.id == "home-front",
    )
    Queue.objects.filter(pk=queue.pk).update(
        deputy=users[written.deputy], languages=list(written.languages)
    )
    minutes = max(10, int(written.first_answer.total_seconds() // 60))
    minutes = minutes if minutes < 24 * 60 else 3 * 8 * 60  # three days mean three working days
    set_target(queue, first_answer=minutes, next_answer=max(60, minutes), silence=SILENCE)
    return queue


def _accounts(queues: dict[str, Queue]) -> dict[tuple[str, str], Account]:
    found = {}
    for desk, (address, queue, language) in _MAILBOXES.items():
        names = BRANDS[desk]
        domain = (
            address.partition("@")[2]
            if desk in {"lanhe", "hengyue", "heji"}
            else f"{desk}.lanhe.test"
        )
        kinds: list[tuple[str, str, dict[str, Any]]] = [
            ("email", address, {"sink": True}),
            ("webchat", domain, {"demo_shop": True} if desk == "heji" else {}),
            *((kind, domain, {}) for kind in PLAYED),
        ]
        for kind, where, settings in kinds:
            found[kind, desk] = make_account(
                kind=kind,
                address=where,
                name=names[language],
                queue=queues[queue],
                language=language,
                settings={**settings, "names": names},
            )
    found["form", "lanhe"] = make_account(
        kind="form",
        address="portal",
        name=BRANDS["lanhe"]["zh-Hans"],
        queue=queues["home-front"],
        language="zh-Hans",
        settings={"names": BRANDS["lanhe"]},
    )
    for line in data_json("company")["lines"]:
        speak_for(found["email", line["id"]], lines=[line["brand"]], by=SYSTEM)
    return found


def _places(queues: dict[str, Queue], by: Actor) -> dict[tuple[str, str], Account]:
    """Where one writes of us in public, by its key and by the desks for whose customers it stands."""
    found = {}
    for told in data_toml("reviews")["source"]:
        account = make_account(
            kind=REVIEWS,
            address=told["key"],
            name=told["names"][told["language"]],
            queue=queues[told["queue"]],
            language=told["language"],
            settings={"names": told["names"], "best": 5, "negative_to": 3},
            by=by,
        )
        for name in (told["key"], *told.get("desks", ())):
            found[REVIEWS, name] = account
    return found
