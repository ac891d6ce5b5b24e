"""Makers of devices, for tests of packages above."""

from makegood.kernel.actor import SYSTEM
from makegood.records.assets.models import Asset, Product
from makegood.records.assets.operations import Details, Made, enter_asset, save_product
from makegood.records.customers.models import Company, Contact


def make_product(
    model: str = "L958F", *, pattern: str = r"^958F-\d{2}-\d{5}$", counter: str = "hours"
) -> Product:
    made = Made(
        model=model, names={"en": f"{model} loader", "zh-Hans": f"{model} 装载机"},
        serial_pattern=pattern, counter=counter,
    )  # fmt: skip
    return save_product(made, by=SYSTEM)


def make_asset(
    serial: str = "958F-24-00017",
    *,
    product: Product | None = None,
    owner: Contact | None = None,
    company: Company | None = None,
) -> Asset:
    details = Details(
        product=product or Product.objects.filter(model="L958F").first() or make_product()
    )
    return enter_asset(serial, details=details, owner=owner, company=company, by=SYSTEM)
