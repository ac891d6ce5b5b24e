"""Makes the whole demo company: 300 contacts and 600 cases, the same for the same seed and moment."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from random import Random

from makegood.world.demo.content import Asset, Contact, Content, Person, Team, read
from makegood.world.demo.hours import hours_of
from makegood.world.demo.people import further_contacts
from makegood.world.demo.plots import tell
from makegood.world.demo.retell import retold
from makegood.world.demo.scenes import Scene, Stage, stage
from makegood.world.demo.story import Case, Entry, Promise, dice
from makegood.world.demo.telling import Telling
from makegood.world.demo.words import Voice, voice_of, voices

SEED = "lanhe-1"
# How the invented cases stand, beside the 48 that are written by hand.
PLANS = {
    "closed": 300,
    "assumed": 105,
    "resolved": 24,
    "waiting": 36,
    "open": 49,
    "new": 14,
    "reopened": 14,
    "late": 10,  # those of desks that are closed since hours are told as open instead
}
_QUIET = {
    "c-xiaoman",
    "c-huakai",
}  # a child, and one whose name we do not know: nothing is invented about them
_TRIES = 60
# A company that keeps its promises is late by hours at most; one case may have been left overnight.
_LATE_LEAST, _LATE_MOST, _OVERNIGHT = timedelta(minutes=4), timedelta(hours=5), timedelta(hours=12)
_MONEY = {
    "price-drop": (20, 50, 80, 100, 120),
    "machine-roaming": (58, 64, 86, 112),
    "double-charge": (89, 129, 198),
}
_Part = tuple[Scene, Asset | None, tuple[str, str, str]]  # the trouble, the machine, the opening
_FINAL_MOODS = ("relieved", "pleased", "satisfied", "grateful", "calm")
_STARS = (5, 5, 5, 5, 5, 4, 4, 4, 3, 2)


@dataclass(frozen=True)
class World:
    """The demo company at one moment."""

    content: Content
    contacts: tuple[Contact, ...]
    cases: tuple[Case, ...]


@dataclass
class _Making:
    """What is needed while cases are made, and what has been used."""

    content: Content
    now: datetime
    seed: str
    voices: dict[str, Voice]
    stages: dict[str, Stage]
    had: dict[str, set[str]] = field(default_factory=dict)
    texts: Counter[str] = field(default_factory=Counter)
    late_most: timedelta = _LATE_MOST  # how late a late case may be just now
    late: int = 0  # how many are
    late_planned: int = 0  # how many were tried


def world(now: datetime, seed: str = SEED) -> World:
    """The demo company as it stands at `now` (aware): the written part and what is made from it."""
    content = read()
    contacts = (*content.contacts, *further_contacts(content, seed))
    spoken = voices()
    making = _Making(
        content, now, seed, spoken, {key: stage(voice) for key, voice in spoken.items()}
    )
    written = [retold(content, thread, now) for thread in content.threads]
    people = _with_cases(contacts, dice(seed, "who"))
    plans = [plan for plan, count in PLANS.items() for _ in range(count)]
    dice(seed, "plans").shuffle(plans)
    made = [
        _case(making, number, contact, plan)
        for number, (contact, plan) in enumerate(zip(people, plans, strict=True))
    ]
    return World(
        content, contacts, tuple(sorted((*written, *made), key=lambda case: (case.opened, case.id)))
    )


def _with_cases(contacts: tuple[Contact, ...], luck: Random) -> list[Contact]:
    """Whose case each invented case is: everybody further has one, businesses have more."""
    first = [contact for contact in contacts if contact.id.startswith("d-")]
    pool = [contact for contact in contacts if contact.id not in _QUIET]
    weights = [
        3 if contact.organisation else 2 if contact.id.startswith("d-") else 1 for contact in pool
    ]
    most = Counter({contact.id: 3 + 3 * bool(contact.organisation) for contact in pool})
    chosen, count = list(first), Counter(contact.id for contact in first)
    while len(chosen) < sum(PLANS.values()):
        contact = luck.choices(pool, weights)[0]
        if count[contact.id] < most[contact.id]:
            count[contact.id] += 1
            chosen.append(contact)
    luck.shuffle(chosen)
    return chosen


def _case(making: _Making, number: int, contact: Contact, plan: str) -> Case:
    voice = voice_of(contact, making.voices)
    luck = dice(making.seed, "case", number)
    had = making.had.setdefault(contact.id, set())
    scene, asset = making.stages[voice.key].cast(contact, had, making.content, plan, luck)
    had.add(scene.id)
    opening = making.stages[voice.key].opening(scene, luck)
    part, name = (scene, asset, opening), f"d-{number + 1:03d}"
    best = _late(making, contact, part, name) if plan == "late" else None
    best = best or _best(making, contact, part, "open" if plan == "late" else plan, name)
    if best is None:
        raise ValueError(f"no story could be told for {contact.id} ({scene.id}, {plan})")
    making.texts.update(entry.text for entry in best.entries)
    return best


def _late(making: _Making, contact: Contact, part: _Part, name: str) -> Case | None:
    """A case whose promise has just been missed; None where the desk is closed. If the
    first ones were, a later one was missed before its desk closed."""
    making.late_planned += 1
    none = not making.late and making.late_planned > PLANS["late"] // 3
    for most in (_LATE_MOST, *((_OVERNIGHT,) if none else ())):
        making.late_most = most
        found = _best(making, contact, part, "late", name)
        if found and _wanted(found, "late", making):
            making.late += 1
            return found
    return None


def _best(
    making: _Making,
    contact: Contact,
    part: _Part,
    plan: str,
    name: str,
) -> Case | None:
    """The first telling that stands where its plan wants it and says nothing too often; else one that
    stands there; else one that is not late; else any."""
    best: Case | None = None
    for attempt in range(_TRIES):
        luck = dice(making.seed, int(name[2:]) - 1, attempt)
        case = _as_it_stands(making, _telling(making, contact, part, luck, plan), name)
        if case is None:
            continue
        if _wanted(case, plan, making) and not _worn(making, case):
            return case
        if best is None or _rank(case, plan, making) >= _rank(best, plan, making):
            best = case
    return best


def _rank(case: Case, plan: str, making: _Making) -> int:
    """How well a telling serves: as it was planned, or at least not late."""
    return 2 * _wanted(case, plan, making) + (not _late_by(case, making.now))


def _worn(making: _Making, case: Case) -> bool:
    """Whether a long sentence of it has been heard too often already."""
    said = (entry for entry in case.entries if entry.author != "system")
    return any(making.texts[entry.text] > (0 if len(entry.text) > 24 else 4) for entry in said)


def _telling(
    making: _Making,
    contact: Contact,
    part: _Part,
    luck: Random,
    plan: str,
) -> Telling:
    scene, asset, opening = part
    team = _team(making.content, contact, scene, luck)
    hours = hours_of(making.content, team)
    told = Telling(
        content=making.content,
        contact=contact,
        voice=voice_of(contact, making.voices),
        scene=scene,
        asset=asset,
        team=team,
        hours=hours,
        agent=_agent(making.content, contact, team, luck),
        opening=opening,
        worker=_worker(making.content, contact, scene, luck),
        channel=scene.channel or _channel(contact, luck),
        luck=luck,
        at=making.now,
    )
    told.facts = _facts(told)
    told.at = _beginning(told, making.now, plan)
    tell(told, plan)
    return told


def _beginning(told: Telling, now: datetime, plan: str) -> datetime:
    """A moment at which the customer is awake; an old case never began before a long holiday."""
    for _ in range(_TRIES):
        at = told.awake(now - _age(plan, told.luck))
        shut = told.hours.next_open(at) - at > timedelta(hours=40)
        if at <= now and not (shut and plan in {"closed", "assumed"}):
            return at
    return now - _age(plan, told.luck)


def _age(plan: str, luck: Random) -> timedelta:
    """How long ago a case of that plan began."""
    spans = {
        "closed": (2.2, 100.0, 8.0),
        "assumed": (11.0, 120.0, 20.0),
        "resolved": (0.6, 7.0, 3.0),
        "waiting": (0.15, 2.6, 0.8),
        "open": (0.05, 3.0, 0.5),
        "new": (0.001, 0.6, 0.02),
        "reopened": (0.25, 8.0, 1.2),
        "late": (0.08, 2.5, 0.2),
    }
    if plan == "new" and luck.random() < 0.6:
        return timedelta(minutes=luck.uniform(2, 40))
    least, most, usual = spans[plan]
    return timedelta(days=luck.triangular(least, most, usual))


def _facts(told: Telling) -> dict[str, str]:
    luck = told.luck
    amount = luck.choice(_MONEY.get(told.scene.id, (199, 259, 169, 399)))
    facts = {
        "order": f"{luck.randint(2100, 9899)}-{luck.randint(1000, 9999)}",
        "amount": told.voice.money(amount, told.contact.zone),
    }
    told.facts = facts
    return {**facts, "subject": told.fill(told.opening[0])}


def _team(content: Content, contact: Contact, scene: Scene, luck: Random) -> Team:
    """The desk that answers: by place abroad, by line and matter at home."""
    abroad = {"Asia/Hong_Kong": "hk", "Asia/Taipei": "hk", "Europe/London": "london"}
    if contact.zone != "Asia/Shanghai":
        return content.teams[abroad.get(contact.zone, "newyork")]
    if scene.id.startswith("machine-"):
        quiet = scene.id in {"machine-service", "machine-warranty", "machine-parts"}
        return content.teams["heavy-accounts" if quiet else "heavy-line"]
    if scene.channel == "review":
        return content.teams["voice"]
    if scene.id.split("-")[0] in {"kettle", "vac", "parcel", "return", "price", "account"}:
        return content.teams["shop-front"]
    if scene.skill and luck.random() < (0.12 if scene.urgency == "normal" else 0.25):
        return content.teams["home-tech"]
    return content.teams[
        "heavy-accounts"
        if contact.segment in {"quarry", "dealer", "rental", "contractor"}
        else "home-front"
    ]


def _agent(content: Content, contact: Contact, team: Team, luck: Random) -> Person:
    staff = [
        person
        for person in content.people.values()
        if person.team == team.id
        and person.role not in {"technician", "administrator"}
        and contact.language in person.languages
    ]
    return luck.choices(staff, [1 if person.role == "lead" else 3 for person in staff])[0]


def _worker(content: Content, contact: Contact, scene: Scene, luck: Random) -> Person | None:
    """Who does the work: a technician who can and who speaks the language, or a colleague for money and records."""
    if scene.path == "refund" or scene.id == "invoice":
        return content.people["xiaoyu" if contact.language == "zh-Hans" else "pengyan"]
    if scene.id == "account-locked":
        return content.people["jiangnan"]
    if scene.path != "visit" or contact.language == "en" or contact.zone == "Asia/Taipei":
        return None
    able = [
        person
        for person in content.people.values()
        if person.role == "technician"
        and (
            any(skill == scene.skill for skill, _ in person.skills) or contact.language == "zh-Hant"
        )
        and (contact.language in person.languages)
    ]
    return luck.choice(able) if able else content.people["tangmin"]


def _channel(contact: Contact, luck: Random) -> str:
    ways = (
        {"mail": 9, "chat": 7, "voice": 3, "form": 2}
        if "mail" in contact.handles
        else {"chat": 3, "voice": 5}
    )
    for handle in ("wechat", "whatsapp", "line"):
        if contact.handles.get(handle):
            ways[handle] = 6
    return luck.choices(list(ways), list(ways.values()))[0]


def _as_it_stands(making: _Making, told: Telling, name: str) -> Case | None:
    """The story cut at the present, with the state it has reached; None if it has not begun."""
    kept = [(entry, state) for entry, state in told.entries if entry.at <= making.now]
    if not kept:
        return None
    entries, state = tuple(entry for entry, _ in kept), kept[-1][1]
    promises = tuple(
        _cut(promise, making.now) for promise in told.promises if promise.made <= making.now
    )
    moved = told.moved_at is not None and told.moved_at <= making.now
    owner = told.agent if moved or told.moved_at is None else told.first
    back = told.said_no_at is not None and told.said_no_at <= making.now
    closed = state == "closed"
    confirmed = closed and entries[-1].author != "system"
    deadline = None if closed else _deadline(told, entries, promises, state)
    return Case(
        id=name,
        subject=told.facts["subject"],
        language=told.contact.language,
        contact=told.contact.id,
        product=told.asset.product if told.asset else None,
        asset=told.asset.id if told.asset else None,
        team=owner.team,
        owner=owner.id,
        state=state,
        closure="" if not closed else "confirmed" if confirmed else "assumed",
        deadline=deadline,
        urgency=told.scene.urgency,
        mood=told.luck.choice(_FINAL_MOODS) if confirmed else told.facts["mood"],
        tags=_tags(told, promises, back=back),
        entries=entries,
        promises=promises,
        outcome=told.own("outcome") if closed else "",
        satisfaction=told.luck.choice(_STARS) if confirmed and told.luck.random() < 0.6 else None,
        reopened=back,
    )


def _cut(promise: Promise, now: datetime) -> Promise:
    if promise.ended is None or promise.ended <= now:
        return promise
    return Promise(promise.what, promise.made, promise.due, promise.by, "open")


def _deadline(
    told: Telling, entries: tuple[Entry, ...], promises: tuple[Promise, ...], state: str
) -> datetime:
    """The earliest open promise; a customer's last word asks for an answer as well."""
    due = [promise.due for promise in promises if promise.state == "open"]
    last = next(entry for entry in reversed(entries) if entry.author in {"contact", "staff"})
    if state == "resolved":
        return last.at + timedelta(days=7)
    if last.author == "contact" and not due:
        due = [told.hours.add(last.at, told.team.first_answer)]
    return min(due) if due else told.hours.add(last.at, timedelta(hours=24))


def _tags(told: Telling, promises: tuple[Promise, ...], *, back: bool) -> tuple[str, ...]:
    tags = list(told.scene.tags)
    if any(promise.state == "missed" for promise in promises):
        tags.append("promise-missed")
    if back:
        tags.append("reopened")
    if told.contact.segment in {"quarry", "dealer", "rental"} and "key-customer" not in tags:
        tags.append("key-customer")
    return tuple(dict.fromkeys(tags))


def _wanted(case: Case, plan: str, making: _Making) -> bool:
    """Whether the story stands where its plan wants it."""
    late = _late_by(case, making.now)
    wanted = {
        "closed": case.closure == "confirmed",
        "assumed": case.closure == "assumed",
        "resolved": case.state == "resolved",
        "waiting": case.state == "waiting",
        "open": case.state == "open" and len(case.entries) > 1,
        "new": case.state == "open",
        "reopened": case.reopened,
        "late": case.state == "open" and len(case.entries) > 1,
    }[plan]
    return wanted and (_LATE_LEAST <= late <= making.late_most if plan == "late" else not late)


def _late_by(case: Case, now: datetime) -> timedelta:
    """By how much its deadline has passed; nothing where it has not."""
    return max(now - case.deadline, timedelta()) if case.deadline else timedelta()
