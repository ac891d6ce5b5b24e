"""A channel's face: its icon and its name, told by its adapter."""

from django.utils.translation import gettext as _

from makegood.contact.channels.ports import adapter_for


def icon_of(kind: str) -> str:
    """The icon of a channel; a neutral one for a kind whose adapter is not installed."""
    try:
        return adapter_for(kind).icon
    except KeyError:
        return "inbox"


def label_of(kind: str) -> str:
    """The name of a channel in the viewer's language."""
    try:
        return str(adapter_for(kind).label)
    except KeyError:
        return _("Message")


def is_mail(kind: str) -> bool:
    """Whether it is shown as a sheet of paper and not as a bubble."""
    return icon_of(kind) == "mail"
