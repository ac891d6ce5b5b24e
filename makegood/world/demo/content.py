"""Gives the demo company as it is written in data/: people, products, contacts, threads, words."""

from __future__ import annotations

import json
import re
import tomllib
from dataclasses import dataclass
from datetime import timedelta
from functools import lru_cache
from importlib.resources import files
from typing import Any

Text = dict[str, str]  # by language: zh-Hans and en always, zh-Hant where it exists
_DURATION = re.compile(
    r"(?P<sign>-?)P(?:(?P<y>\d+)Y)?(?:(?P<mo>\d+)M)?(?:(?P<d>\d+)D)?"
    r"(?:T(?:(?P<h>\d+)H)?(?:(?P<mi>\d+)M)?(?:(?P<s>\d+)S)?)?"
)


@dataclass(frozen=True)
class Team:
    """A team with its opening hours; `first_answer` is what it promises."""

    id: str
    name: Text
    line: str
    zone: str
    calendar: str
    hours: tuple[dict[str, Any], ...]
    duty_lead: str
    deputy: str
    first_answer: timedelta
    languages: tuple[str, ...]
    does: Text


@dataclass(frozen=True)
class Person:
    """Somebody who works here, at a desk or on the road."""

    id: str
    name: Text
    role: str
    team: str
    zone: str
    mail: str
    languages: tuple[str, ...]
    skills: tuple[tuple[str, int], ...]
    depot: str = ""


@dataclass(frozen=True)
class Product:
    """A model with its parts; `serial_pattern` is what its serial numbers look like."""

    id: str
    model: str
    line: str
    kind: str
    name: Text
    serial_pattern: str
    warranty: Text
    parts: tuple[dict[str, Any], ...]
    faults: tuple[dict[str, Any], ...]


@dataclass(frozen=True)
class Asset:
    """One machine at one customer; `bought` is how long ago, as a negative duration."""

    id: str
    product: str
    serial: str
    bought: timedelta
    usage: dict[str, Any] | None = None
    per_day: int | None = None


@dataclass(frozen=True)
class Contact:
    """A customer; `call` is how one addresses him in writing ("周女士", "Mrs Ellison")."""

    id: str
    name: str
    latin_name: str | None
    organisation: str | None
    segment: str
    place: str
    zone: str
    language: str
    handles: dict[str, str]
    preferences: tuple[str, ...]
    notes: tuple[str, ...]
    assets: tuple[Asset, ...]
    call: str = ""


@dataclass(frozen=True)
class Content:
    """Everything the demo company was written with."""

    raw: dict[str, Any]
    teams: dict[str, Team]
    people: dict[str, Person]
    products: dict[str, Product]
    contacts: tuple[Contact, ...]
    threads: tuple[dict[str, Any], ...]
    tags: tuple[dict[str, Any], ...]
    macros: tuple[dict[str, Any], ...]
    articles: tuple[dict[str, Any], ...]
    greetings: tuple[dict[str, Any], ...]
    calendars: dict[str, dict[str, Any]]


def duration(text: str) -> timedelta:
    """The ISO 8601 duration as a timedelta; a year has 365 days and a month 30. Raises ValueError."""
    found = _DURATION.fullmatch(text)
    if not found or text in {"P", "-P"}:
        raise ValueError(f"not a duration: {text!r}")
    n = {key: int(value or 0) for key, value in found.groupdict().items() if key != "sign"}
    length = timedelta(
        days=365 * n["y"] + 30 * n["mo"] + n["d"], hours=n["h"], minutes=n["mi"], seconds=n["s"]
    )
    return -length if found["sign"] else length


def data_json(name: str) -> Any:
    """The parsed file data/NAME.json of this package."""
    return json.loads((files(__package__) / "data" / f"{name}.json").read_text(encoding="utf-8"))


def data_toml(name: str) -> dict[str, Any]:
    """The parsed file data/NAME.toml of this package."""
    return tomllib.loads((files(__package__) / "data" / f"{name}.toml").read_text(encoding="utf-8"))


@lru_cache(maxsize=1)
def read() -> Content:
    """The whole content, read once."""
    company, products = data_json("company"), data_json("products")
    return Content(
        raw=company,
        teams={team["id"]: _team(team) for team in company["teams"]},
        people={row["id"]: _person(row) for row in company["staff"] + company["technicians"]},
        products={row["id"]: _product(row) for row in products["products"]},
        contacts=tuple(_contact(row) for row in data_json("customers")["customers"]),
        threads=tuple(data_json("threads")["threads"]),
        tags=tuple(data_json("tags")["tags"]),
        macros=tuple(data_json("macros")["macros"]),
        articles=tuple(data_json("knowledge")["articles"]),
        greetings=tuple(data_json("greetings")["greetings"]),
        calendars={row["id"]: row for row in company["calendars"]},
    )


def _team(row: dict[str, Any]) -> Team:
    return Team(
        id=row["id"],
        name=row["name"],
        line=row["line"],
        zone=row["zone"],
        calendar=row["calendar"],
        hours=tuple(row["hours"]),
        duty_lead=row["duty_lead"],
        deputy=row["deputy"],
        first_answer=duration(row["first_answer"]),
        languages=tuple(row["languages"]),
        does=row["does"],
    )


def _person(row: dict[str, Any]) -> Person:
    return Person(
        id=row["id"],
        name=row["name"],
        role=row["role"],
        team=row["team"],
        zone=row.get("zone", "Asia/Shanghai"),
        mail=row.get("mail", f"{row['id']}@lanhe.test"),
        languages=tuple(row["languages"]),
        skills=tuple((skill["skill"], skill["level"]) for skill in row["skills"]),
        depot=row.get("depot", ""),
    )


def _product(row: dict[str, Any]) -> Product:
    return Product(
        id=row["id"],
        model=row["model"],
        line=row["line"],
        kind=row["kind"],
        name=row["name"],
        serial_pattern=row["serial_pattern"],
        warranty=row["warranty"]["text"],
        parts=tuple(row["parts"]),
        faults=tuple(row["faults"]),
    )


def _contact(row: dict[str, Any]) -> Contact:
    calls: dict[str, str] = data_toml("people")["calls"]
    return Contact(
        id=row["id"],
        name=row["name"],
        latin_name=row["latin_name"],
        organisation=row["organisation"],
        segment=row["segment"],
        place=row["place"],
        zone=row["zone"],
        language=row["language"],
        handles=row["handles"],
        preferences=tuple(row["preferences"]),
        notes=tuple(row["notes"]),
        assets=tuple(_asset(asset) for asset in row["assets"]),
        call=calls.get(row["id"], row["name"]),
    )


def _asset(row: dict[str, Any]) -> Asset:
    return Asset(
        id=row["id"],
        product=row["product"],
        serial=row["serial"],
        bought=duration(row["bought"]),
        usage=row.get("usage"),
        per_day=row.get("per_day"),
    )
