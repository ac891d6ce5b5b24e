"""Nothing here is of a customer."""

from makegood.base.privacy.registry import impersonal

impersonal(
    "worktime.Calendar",
    "hours of the company itself",
    "key",
    "names",
    "zone",
    "weekly",
    "region",
    "subdivision",
    "exceptions",
)
