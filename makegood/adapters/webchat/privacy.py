"""Browsers that opened the chat."""

from django.utils.translation import gettext_lazy as _

from makegood.base.privacy.registry import personal

personal(
    "webchat.Visitor",
    "origin",
    "mail",
    title=_("Visits of the chat"),
    addresses=("mail",),
    codes=("uid",),
)
personal(
    "webchat.Upload",
    title=_("Files of the chat"),
    addresses=("visitor__mail",),
    codes=("visitor__uid",),
    drop=True,
    files="file",
)
