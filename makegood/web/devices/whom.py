"""Whose a device is, from what somebody types."""

from django.utils.translation import gettext as _

from makegood.base.access.policy import Principal
from makegood.kernel.errors import Invalid
from makegood.kernel.text import tsquery
from makegood.records.customers.models import Company, Contact, Handle
from makegood.records.customers.rules import normal_mail, normal_phone
from makegood.web.contacts.place import seen_among

MOST = 200


def whose(who: Principal, text: str, *, field: str = "whose") -> Contact | Company | None:
    """A company by its name, a person by his mail address or telephone number, or by his name where he is the only
    one of that name whom the asker may see; None for nothing. Raises Invalid."""
    text = " ".join(text.split())[:200]
    if not text:
        return None
    company = Company.objects.filter(name__iexact=text).order_by("pk").first()
    if company is not None:
        return company
    values = [value for value in (normal_mail(text), normal_phone(text)) if value]
    handle = Handle.objects.filter(kind__in=("mail", "phone"), value__in=values).first()
    if handle is not None:
        return handle.contact
    named = [one for one in named_so(who, text) if one.name.casefold() == text.casefold()]
    if len(named) == 1:
        return named[0]
    if named:
        raise Invalid(
            _("Several people are called so. Type the mail address of the one you mean."),
            field=field,
        )
    raise Invalid(
        _(
            "Nobody is known by that. Type the name of a company, or a mail address or telephone number."
        ),
        field=field,
    )


def named_so(who: Principal, words: str) -> list[Contact]:
    """People whose names hold these words, of whom the asker may see a case."""
    query = tsquery(words)
    if not query:
        return []
    found = Contact.objects.filter(merged_into=None).extra(
        where=["terms @@ %s::tsquery"], params=[query]
    )
    near = list(found.defer("terms").order_by("-pk")[:MOST])
    seen = seen_among(who, [one.pk for one in near])
    return [one for one in near if one.pk in seen]


def typed_as(owner: Contact | None, company: Company | None) -> str:
    """What would be typed to mean whose it is now."""
    if company is not None:
        return company.name
    if owner is None:
        return ""
    handle = owner.handles.filter(kind__in=("mail", "phone")).order_by("kind", "pk").first()
    return handle.shown if handle is not None else owner.name
