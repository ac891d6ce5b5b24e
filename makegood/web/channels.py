"""A channel's face: its icon and its name, told by its adapter."""

from contextlib import suppress

from django.utils.translation import gettext as _

from makegood.base.ui.preferences import html_lang
from makegood.contact.channels.models import Account
from makegood.contact.channels.ports import adapter_for
from makegood.contact.channels.queries import name_in
from makegood.records.customers.models import Handle

REVIEW, REVIEWS = "review", "reviews"  # how the key of its writer begins; the kind of its source
DEVICE = "device"  # no door of ours: cases begin with what a device reports


def icon_of(kind: str) -> str:
    """The icon of a channel; a neutral one for a kind whose adapter is not installed."""
    if kind == DEVICE:
        return "device"
    try:
        return adapter_for(kind).icon
    except KeyError:
        return "inbox"


def label_of(kind: str) -> str:
    """The name of a channel in the viewer's language."""
    if kind == DEVICE:
        return _("Device")
    try:
        return str(adapter_for(kind).label)
    except KeyError:
        return _("Message")


def is_mail(kind: str) -> bool:
    """Whether it is shown as a sheet of paper and not as a bubble."""
    return icon_of(kind) == "mail"


def way_of(handle: Handle) -> tuple[str, str]:
    """What a way to reach somebody is called, and the way itself: `line:anna` is LINE and anna. Who wrote a review
    has no address: it is the place where he wrote."""
    channel, _colon, rest = handle.shown.partition(":")
    if channel == REVIEW and handle.kind == Handle.Kind.OTHER:
        source = Account.objects.filter(kind=REVIEWS, address=rest.partition(":")[0]).first()
        return label_of(REVIEWS), name_in(source, html_lang()) if source else "–"
    if handle.kind == Handle.Kind.OTHER and rest:
        with suppress(KeyError):
            return str(adapter_for(channel).label), rest
    return str(handle.get_kind_display()), handle.shown
