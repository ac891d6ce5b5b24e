"""Contracts are kept for as long as the law of trade wants, under the name of what was bought; what somebody said of a
person, or wrote himself, is his."""

from django.utils.translation import gettext_lazy as _

from makegood.base.privacy.registry import impersonal, personal

OURS = "our own rules and sums"

impersonal("entitlements.Contract", "what was bought, not who bought it", "key", "names", "tier")
impersonal("entitlements.Use", "a job of ours and who of us noted it", "job", "by", "undone_by")
personal("entitlements.Use", "undone_why", title=_("Contracts"), of="quota__contract__contact")
impersonal("entitlements.Terms", OURS, "unit", "by")
impersonal("entitlements.Outlook", "until when a device is covered", "ends_by")
personal("entitlements.Ending", "words", title=_("What he said of a warranty"), of="contact")
impersonal("entitlements.Ending", "by what a warranty ends", "ends_by")
personal("entitlements.Goodwill", "reason", title=_("Goodwill"), of="asset__owner")
impersonal("entitlements.Goodwill", OURS, "currency")
impersonal("entitlements.GoodwillLimit", OURS, "role", "currency")
impersonal("entitlements.GoodwillBudget", OURS, "currency")
impersonal(
    "entitlements.Decided", "how far a device ran and what was promised with it",
    "what", "rule", "ends_by", "because", "stood_on", "by",
)  # fmt: skip
personal(
    "entitlements.Handling",
    "text",
    title=_("Notes on how to deal with him"),
    of=("contact", "asset__owner", "site__contact"),
)
impersonal(
    "entitlements.Campaign", "which devices, and what all their owners read",
    "name", "batches", "firmwares", "serial_from", "serial_to", "texts",
)  # fmt: skip
personal(
    "entitlements.CampaignAsset",
    "reason",
    "words",
    title=_("Recalls and campaigns"),
    of=("contact", "asset__owner"),
)
impersonal("entitlements.ServicePlan", OURS, "names", "unit", "rules", "by")
impersonal("entitlements.ServiceDue", "how far a device ran", "due_by", "because")
personal("entitlements.ServiceDue", "note", title=_("Services"), of="asset__owner")
