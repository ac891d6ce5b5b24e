"""No line of the log shows what need not be seen."""

from collections.abc import MutableMapping
from typing import Any

from makegood.base.privacy.rules import hidden


def hide(_logger: Any, _method: str, told: MutableMapping[str, Any]) -> MutableMapping[str, Any]:
    """A step of the log: every text of a line with numbers of people, cards, keys and codes out of sight."""
    for name, value in told.items():
        if isinstance(value, str):
            told[name] = hidden(value)
    return told
