"""Makes further customers beside the sixty that are written by hand."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta
from random import Random
from typing import Any

from makegood.world.demo.content import Asset, Contact, Content, Product, data_toml
from makegood.world.demo.story import dice

# How many further contacts of each place; with the sixty they make three hundred.
PLACES = {"mainland": 128, "hongkong": 32, "taiwan": 8, "britain": 42, "america": 30}
_MACHINES = {"quarry", "contractor", "rental", "dealer"}
_HOME = (
    "lh-55q8",
    "lh-65q8",
    "lh-450f",
    "lh-w10d",
    "lh-wd12",
    "lh-ac35v",
    "lh-ac72c",
    "lh-ro800",
    "hj-k15",
    "hj-v6",
)
_AT_WORK = {
    "restaurant": ("lh-450f", "lh-ac72c", "lh-ro800"),
    "cafe": ("lh-ro800", "lh-450f", "hj-k15"),
    "hotel": ("lh-55q8", "lh-65q8", "lh-wd12", "lh-ac35v"),
    "clinic": ("lh-450f", "lh-ac72c", "lh-ro800"),
    "school": ("lh-ac72c", "lh-ro800", "lh-65q8"),
    "property_manager": ("lh-ac35v", "lh-ro800", "lh-wd12"),
    "shopkeeper": ("lh-450f", "lh-ac35v", "hj-k15"),
    "quarry": ("hy-l958f", "hy-l936", "hy-e220"),
    "contractor": ("hy-e60", "hy-e220"),
    "rental": ("hy-e60", "hy-l936", "hy-l958f"),
    "dealer": ("hy-l936", "hy-e220", "hy-e60"),
}
_TITLES = {
    "restaurant": "老板",
    "cafe": "老板",
    "shopkeeper": "老板",
    "hotel": "经理",
    "property_manager": "经理",
    "clinic": "医生",
    "school": "老师",
    "quarry": "场长",
    "contractor": "总",
    "rental": "总",
    "dealer": "总",
}
_PHONES = {
    "mainland": ("+86 100 5551 {:04d}", 1200),
    "hongkong": ("+852 0055 {:04d}", 5100),
    "taiwan": ("+886 000 555 {:03d}", 200),
    "britain": ("+44 7700 900{:03d}", 200),
    "america": ("+1 {} 555 01{:02d}", 10),
}
_AREAS = ("206", "212", "303", "404", "512", "617")
_DRAWS = 400


@dataclass
class _Register:
    """What is taken already, so that nobody gets another's name, mail, phone or serial number."""

    names: set[str]
    mails: set[str]
    serials: set[str]


def further_contacts(content: Content, seed: str) -> tuple[Contact, ...]:
    """240 invented contacts, the same for the same seed."""
    pools = data_toml("people")
    taken = _Register(
        names={contact.name for contact in content.contacts},
        mails={contact.handles.get("mail", "") for contact in content.contacts},
        serials={asset.serial for contact in content.contacts for asset in contact.assets},
    )
    return tuple(
        _contact(content, pools, place, number, dice(seed, "contact", place, number), taken)
        for place, count in PLACES.items()
        for number in range(count)
    )


def _contact(
    content: Content, pools: dict[str, Any], place: str, number: int, luck: Random, taken: _Register
) -> Contact:
    pool = pools[place]
    name, latin, surname, woman = _name(place, pool, luck, taken)
    segment, organisation = _segment(pools["organisations"].get(place, {}), surname, luck)
    group = "business" if organisation else "household"
    preference, note = luck.choice(pool["preferences"][group]), luck.choice(pool["notes"][group])
    mail = _mail(latin or name, pool["domain"], luck, taken)
    return Contact(
        id=f"d-{place}-{number + 1:03d}",
        name=name,
        latin_name=latin,
        organisation=organisation,
        segment=segment,
        place=luck.choice(
            pool["sites"] if segment in _MACHINES and "sites" in pool else pool["places"]
        ),
        zone=pool["zone"],
        language=pool["language"],
        handles=_handles(place, number, mail, luck),
        preferences=(preference,) if preference else (),
        notes=(note,) if note else (),
        assets=tuple(_assets(content, segment, luck, taken)),
        call=_call(place, surname, name, segment=segment, woman=woman),
    )


def _name(
    place: str, pool: dict[str, Any], luck: Random, taken: _Register
) -> tuple[str, str | None, str, bool]:
    for _ in range(_DRAWS):
        woman = luck.random() < 0.5
        surname, given = (
            luck.choice(pool["surnames"]),
            luck.choice(pool["women" if woman else "men"]),
        )
        if place in {"britain", "america"}:
            name, latin, family = f"{given} {surname}", None, surname
        else:
            (family, roman), (own, own_roman) = surname.split(), given.split()
            name, latin = family + own, f"{roman} {own_roman}"
        if name not in taken.names:
            taken.names.add(name)
            return name, latin, family, woman
    raise ValueError(f"no name is left in {place}")


def _segment(pool: dict[str, list[str]], surname: str, luck: Random) -> tuple[str, str | None]:
    """One contact in three is a business, and few of those share a name over the door."""
    if not pool or luck.random() > 0.34:
        return "household", None
    segment = luck.choice(sorted(pool))
    names = pool[segment]
    own = [name for name in names if "{s}" in name] or names
    pick = luck.choice(names) if luck.random() < 0.4 else luck.choice(own)
    return segment, pick.format(s=surname)


def _call(place: str, surname: str, name: str, *, segment: str, woman: bool) -> str:
    if place == "britain" and segment == "household":
        return f"{'Ms' if woman else 'Mr'} {surname}"
    if place in {"britain", "america"}:
        return name.split(maxsplit=1)[0]
    if place == "mainland":
        return surname + _TITLES.get(segment, "女士" if woman else "先生")
    return surname + ("小姐" if woman else "生" if place == "hongkong" else "先生")


def _mail(name: str, domain: str, luck: Random, taken: _Register) -> str:
    base = re.sub(r"[^a-z]", "", name.lower().replace("ü", "u"))
    for tail in ("", *(str(luck.randint(2, 99)) for _ in range(_DRAWS))):
        mail = f"{base}{tail}@{domain}"
        if mail not in taken.mails:
            taken.mails.add(mail)
            return mail
    raise ValueError(f"no address is left for {name}")


def _handles(place: str, number: int, mail: str, luck: Random) -> dict[str, str]:
    pattern, first = _PHONES[place]
    if place == "america":
        phone = pattern.format(_AREAS[number % len(_AREAS)], first + number // len(_AREAS))
    else:
        phone = pattern.format(first + number)
    handles = {"phone": phone, "mail": mail}
    local = mail.split("@", maxsplit=1)[0]
    if place == "mainland" and luck.random() < 0.55:
        handles["wechat"] = f"wx_{local}"
    elif place in {"hongkong", "britain"} and luck.random() < 0.45:
        handles["whatsapp"] = phone
    elif place == "taiwan" and luck.random() < 0.5:
        handles["line"] = f"{local}.l"
    return handles


def _assets(content: Content, segment: str, luck: Random, taken: _Register) -> Iterator[Asset]:
    wanted = _AT_WORK.get(segment, _HOME)
    count = luck.choice((1, 1, 1, 2, 2)) if segment == "household" else luck.choice((1, 2, 2, 3))
    for product_id in luck.sample(wanted, min(count, len(wanted))):
        product = content.products[product_id]
        days = int(luck.triangular(12, 1000, 200))
        serial = _serial(product, days, luck, taken)
        yield Asset(
            id=f"as-{serial}",
            product=product.id,
            serial=serial,
            bought=-timedelta(days=days),
            usage=_usage(product, days, luck),
            per_day=luck.randint(5, 14) if product.line == "hengyue" else None,
        )


def _serial(product: Product, days: int, luck: Random, taken: _Register) -> str:
    """A number of the product's pattern that nobody has; its year and month fit the age roughly."""
    months = 2026 * 12 + 1 - days // 30
    year, month = divmod(months, 12)
    for _ in range(_DRAWS):
        digits = {5: f"{luck.randint(100, 39999):05d}", 6: f"{luck.randint(101000, 499999)}"}
        serial = product.serial_pattern.strip("^$")
        serial = serial.replace(r"\d{4}", f"{year % 100:02d}{month + 1:02d}").replace(
            r"\d{2}", f"{year % 100:02d}"
        )
        serial = serial.replace(r"\d{5}", digits[5]).replace(r"\d{6}", digits[6])
        if serial not in taken.serials:
            taken.serials.add(serial)
            return serial
    raise ValueError(f"no serial number is left for {product.id}")


def _usage(product: Product, days: int, luck: Random) -> dict[str, Any] | None:
    rates = {"washing_machine": (1, "cycles"), "water_purifier": (9, "litres")}
    if product.line == "hengyue":
        return {"value": days * luck.randint(5, 11), "unit": "hours"}
    if product.kind in rates:
        rate, unit = rates[product.kind]
        return {"value": int(days * rate * luck.uniform(0.5, 1.4)), "unit": unit}
    return None
