"""A company, a customer with a car, and what is promised with it."""

from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from makegood.base.access.models import User
from makegood.kernel.actor import SYSTEM
from makegood.kernel.clock import now
from makegood.records.assets.models import Asset, Product
from makegood.records.assets.operations import Details, Made, enter_asset, note_usage, save_product
from makegood.records.customers.models import Contact
from makegood.records.customers.operations import Sender, identify_many
from makegood.records.entitlements.models import Contract
from makegood.records.entitlements.operations import (
    NewTerms,
    agree_contract,
    count_anew,
    keep_terms,
    look_again,
)
from tests.make import Company, company


@dataclass
class Garage:
    """What a test begins with."""

    firm: Company
    product: Product
    owner: Contact
    agent: User

    def car(self, serial: str = "LSV-1", **more: Any) -> Asset:
        """A car of the owner, bought two years ago."""
        told = {"product": self.product, "bought_on": now().date() - timedelta(days=730), **more}
        return enter_asset(serial, details=Details(**told), owner=self.owner, by=SYSTEM)

    def promise(self, **more: Any) -> None:
        """Three years or 80,000 km."""
        keep_terms(self.product, NewTerms(**{"months": 36, "usage": 80_000, **more}), by=SYSTEM)

    def contract(self, **more: Any) -> Contract:
        """With the owner, since half a year."""
        starts = now() - timedelta(days=180)
        told = {"key": "gold", "names": {"en": "Gold"}, "starts": starts, **more}
        return agree_contract(self.owner, by=SYSTEM, **told)


def garage() -> Garage:
    """A company with one product, one customer and one agent."""
    firm = company()
    made = Made(model="EV-3", names={"en": "EV-3"}, counter="km")
    product = save_product(made, by=SYSTEM)
    sender = Sender("mail", "wang@mail.test", "Wang", "en", "Asia/Shanghai", verified=True)
    [owner] = identify_many([sender], by=SYSTEM)
    return Garage(firm, product, owner, firm.hire("lin"))


def driven(asset: Asset, total: float, *, per_day: float = 240, weeks: int = 6) -> None:
    """Read once a week, that far by now."""
    for n in range(weeks, -1, -1):
        at = now() - timedelta(weeks=n)
        note_usage(asset, value=total - n * 7 * per_day, at=at, source="staff", by=SYSTEM)


def counted(asset: Asset) -> None:
    """What a reading sets off, done now."""
    look_again([asset.pk])
    while count_anew():
        continue
