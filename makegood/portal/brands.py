"""In whose name a page about a device speaks."""

from django.db.models import Q

from makegood.contact.channels.models import Account
from makegood.portal import intake
from makegood.portal.status import brand_of
from makegood.records.assets.models import Product

SHORTEST = 3  # letters of a line: a shorter one stands in too many names


def brand_for(product: Product | None) -> str:
    """The name of whoever looks after this product: of the first channel in whose address or name its line stands
    (`HENGYUE`, service@hengyue.example), else that of the form (one statement more where the form has another)."""
    form = intake.form_account()
    line = product.line.strip() if product is not None else ""
    if len(line) < SHORTEST or (form is not None and line.casefold() in _names(form)):
        return brand_of(form)
    named = Q(address__icontains=line) | Q(name__icontains=line)
    named |= Q(settings__names__icontains=line)
    own = Account.objects.filter(named, is_active=True).order_by("pk").first()
    return brand_of(own or form)


def _names(account: Account) -> str:
    names = account.settings.get("names") or {}
    return " ".join([account.address, account.name, *map(str, names.values())]).casefold()
