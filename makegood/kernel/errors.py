"""A rule that says no is not a crash: `Refused` becomes one sentence for the person (409)."""

from typing import Any


class Refused(Exception):
    """Raised by an operation when a rule forbids the change. Nothing was changed."""

    def __init__(self, message: Any) -> None:
        super().__init__(message)
        self.message = message


class Invalid(Refused):
    """What was typed cannot be used (422). `field` names the place."""

    def __init__(self, message: Any, *, field: str = "") -> None:
        super().__init__(message)
        self.field = field


class Outdated(Refused):
    """Somebody else changed it since the page was read. What was typed is kept."""


class NotFound(Exception):
    """There is no such thing, or you may not know of it (404). The two look the same on purpose."""
