"""A reason that the machine gives, as it is stored: a key with its facts. Whoever shows it says it in words,
in the language of whoever reads; what a person wrote is stored and shown as it was written."""

import json
import re
from typing import Any

_KEPT = re.compile(r"([a-z]+(?:_[a-z]+)*)(?: (\{.*\}))?", re.DOTALL)


def because(key: str, **facts: str | int) -> str:
    """The text to store: "away {"name": "Lin Xiao"}", only the key where there are no facts."""
    told = json.dumps(facts, ensure_ascii=False, sort_keys=True)
    return f"{key} {told}" if facts else key


def read(text: str) -> tuple[str, dict[str, Any]]:
    """Key and facts of a stored reason; an empty key for what a person wrote."""
    found = _KEPT.fullmatch(text)
    if found is None:
        return "", {}
    try:
        facts = json.loads(found[2] or "{}")
    except ValueError:
        return "", {}
    return found[1], facts
