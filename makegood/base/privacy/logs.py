"""No line of the log shows what need not be seen."""

import logging
from collections.abc import MutableMapping
from typing import Any

from makegood.base.privacy.rules import hidden


def hide(_logger: Any, _method: str, told: MutableMapping[str, Any]) -> MutableMapping[str, Any]:
    """A step of the log: every text of a line with numbers of people, cards, keys and codes out of sight."""
    for name, value in told.items():
        if isinstance(value, str):
            told[name] = hidden(value)
    return told


def hide_all(_logger: Any, _method: str, line: Any) -> Any:
    """The last step: the whole line as it is printed, with the message of an exception in it."""
    return hidden(line) if isinstance(line, str) else line


class Veiled(logging.Formatter):
    """The same for lines of the standard library's log, and the tracebacks in them."""

    def format(self, record: logging.LogRecord) -> str:
        return hidden(super().format(record))
