"""Makers for tests of alarms: a device somewhere, and what it says."""

import itertools
from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Any

from django.db import transaction

from makegood.field.alarms.models import Rule
from makegood.field.alarms.operations import keep_rule, take, take_readings
from makegood.field.telemetry.ports import Happening, Measured
from makegood.kernel.actor import SYSTEM
from makegood.kernel.clock import now
from makegood.records.assets.models import Asset, Product

_numbers = itertools.count(1)


def product(key: str = "wl90", **more: Any) -> Product:
    """A model that we sell."""
    more.setdefault(
        "names", {"en": "Wheel loader WL90", "zh-Hans": "WL90 装载机", "zh-Hant": "WL90 裝載機"}
    )
    return Product.objects.get_or_create(key=key, defaults={"model": key.upper(), **more})[0]


def device(serial: str = "", **more: Any) -> Asset:
    """A device of that model."""
    more.setdefault("product", product())
    return Asset.objects.create(serial=serial or f"WL90-{next(_numbers):05}", **more)


def said(
    asset: Asset, code: str = "E-1042", *, at: datetime | None = None, **more: Any
) -> Happening:
    """One event."""
    moment = at or now()
    told = {"state": "active", "severity": "major", "came_at": now(), **more}
    return Happening(asset_id=asset.pk, code=code, at=moment, **told)


def gone(asset: Asset, code: str = "E-1042", **more: Any) -> Happening:
    """The device says that it is over."""
    return said(asset, code, state="cleared", **more)


def hear(*batch: Happening) -> None:
    """A batch of events, as the doors bring it."""
    with transaction.atomic():
        take(batch)


def measure(
    asset: Asset, name: str, values: Iterable[tuple[float, float]], begin: datetime
) -> None:
    """Readings, each (minutes after the beginning, value), one batch each."""
    for minutes, value in values:
        at = begin + timedelta(minutes=minutes)
        with transaction.atomic():
            take_readings(
                [Measured(asset_id=asset.pk, name=name, value=value, unit="", at=at, came_at=at)]
            )


def rule(*conditions: dict[str, Any], **more: Any) -> Rule:
    """A rule of the model."""
    more.setdefault("name", "a rule")
    more.setdefault("product", product())
    return keep_rule(None, conditions=list(conditions), by=SYSTEM, **more)
