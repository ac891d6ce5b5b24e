"""Translations say what the message says; whose message it is, his they are."""

from django.utils.translation import gettext_lazy as _

from makegood.base.privacy.registry import impersonal, personal

impersonal(
    "translating.Connection",
    "of the company itself; the key is sealed",
    "kind",
    "settings",
    "set_by",
)
impersonal("translating.Unasked", "an actor", "told_by")
personal(
    "translating.Translation",
    "text",
    "lost",
    "added",
    title=_("Translations of your messages"),
    of="message__conversation__contact",
)
impersonal("translating.Translation", "codes of languages and services", "language", "by")
personal(
    "translating.Rendering",
    "own",
    "foreign",
    title=_("Answers to you before they were translated"),
    of="case__contact",
)
impersonal("translating.Rendering", "a digest", "digest")
