"""Makers for tests of diagnosis: a television whose picture flickers, its table, a case about one."""

from typing import Any

from makegood.care.cases.models import Case
from makegood.field.diagnosis.models import Fault
from makegood.field.diagnosis.operations import import_table
from makegood.kernel.actor import SYSTEM
from makegood.loops.contact_to_case import file_now
from makegood.records.assets.models import Asset, Part, Product
from tests.make import Company, arrive


def flicker(**more: Any) -> dict[str, Any]:
    """The table of a picture that flickers: three causes, two signs and a code, two checks."""
    table: dict[str, Any] = {
        "id": "tv-flicker",
        "codes": ["TV-F07"],
        "title": {"en": "Picture flickers", "zh-Hans": "画面闪烁"},
        "causes": [
            cause("backlight", "Backlight failed", 0.5, parts=[{"part": "TV-BL", "quantity": 1}]),
            cause("source", "Cable or source", 0.3, where="remote", repair_minutes=5),
            cause("power", "Power board aged", 0.15, parts=[{"part": "TV-PSU", "quantity": 1}]),
        ],
        "symptoms": [
            sign("after10", "Begins after ten minutes", backlight=0.8, source=0.1, power=0.6),
            sign("burning", "Smells of burning", backlight=0.02, source=0.01, power=0.3),
            sign("f07", "Reports TV-F07", kind="code", backlight=0.6, source=0.01, power=0.3),
        ],
        "checks": [
            check("menu", "Does the menu flicker?", backlight=0.96, source=0.04, power=0.9),
            check("volt", "Measure 12 V", "technician", 8, backlight=0.05, source=0.02, power=0.92),
        ],
    }
    return {**table, **more}


def cause(key: str, name: str, prior: float, **more: Any) -> dict[str, Any]:
    """A row of causes."""
    usual = {"skill": "tv", "level": 2, "repair_minutes": 60, "where": "onsite"}
    return {"id": key, "name": {"en": name}, "prior": prior, **usual, **more}


def sign(key: str, name: str, kind: str = "symptom", **chances: float) -> dict[str, Any]:
    """A row of signs."""
    return {"id": key, "name": {"en": name}, "kind": kind, "probability": chances}


def check(
    key: str, name: str, who: str = "customer", minutes: int = 1, **chances: float
) -> dict[str, Any]:
    """A check with the answers yes and no."""
    other = {cause: round(1 - chance, 6) for cause, chance in chances.items()}
    return {
        "id": key,
        "name": {"en": name},
        "who": who,
        "minutes": minutes,
        "outcomes": [
            {"id": "yes", "name": {"en": "Yes"}, "probability": chances},
            {"id": "no", "name": {"en": "No"}, "probability": other},
        ],
    }


def television(model: str = "55Q8") -> Product:
    """A product with its parts."""
    for number, price in (("TV-BL", 260), ("TV-PSU", 185)):
        Part.objects.get_or_create(
            number=number, defaults={"price": price, "names": {"en": number}}
        )
    key = model.lower()
    return Product.objects.get_or_create(
        key=key, defaults={"model": model, "names": {"en": f"Lanhe {model}"}}
    )[0]


def fault(**more: Any) -> Fault:
    """The table in use, for one television."""
    return import_table(television(), flicker(**more), by=SYSTEM).fault


def case_of(
    company: Company, product: Product | None, *, text: str = "It flickers", **asset: Any
) -> Case:
    """A case about a device of this product."""
    raw = arrive(company.account, text=text, subject="My television")
    message = file_now(raw)
    assert message is not None
    case = Case.objects.get(strands__conversation=message.conversation_id)
    if product is not None:
        serial = asset.pop("serial", f"LH-{case.pk}")
        case.asset = Asset.objects.create(serial=serial, product=product, **asset)
        case.save(update_fields=["asset"])
    return case
