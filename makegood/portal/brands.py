"""In whose name a page about a device speaks."""

from makegood.contact.channels.queries import account_of_line
from makegood.portal import intake
from makegood.portal.status import brand_of
from makegood.records.assets.models import Product


def brand_for(product: Product | None) -> str:
    """The name of the address that somebody chose for its line (settings of the address), else that of the form (one
    statement more)."""
    own = account_of_line(product.line) if product is not None else None
    return brand_of(own or intake.form_account())
