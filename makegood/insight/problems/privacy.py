"""A problem is of devices, not of persons."""

from makegood.base.privacy.registry import impersonal

impersonal(
    "problems.Problem", "what devices have in common", "dimension", "value", "state", "why",
)  # fmt: skip
