"""Names in the reader's language."""

from django import template

from makegood.base.ui.preferences import html_lang
from makegood.contact.channels.models import Account
from makegood.contact.channels.queries import name_in
from makegood.records.entitlements.queries.tier_words import tier_said

register = template.Library()


@register.filter
def called(account: Account) -> str:
    """What customers know an account of ours as."""
    return name_in(account, html_lang())


@register.filter
def tier(name: str) -> str:
    """What a tier is called."""
    return tier_said(name)
