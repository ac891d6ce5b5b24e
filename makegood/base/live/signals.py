"""Passing signals that are kept nowhere: who is typing, who is looking."""

import json

from makegood.base.bus import SIGNALS, wake


def signal(kind: str, *, subject: str, case: int | None = None, **facts: str | int | bool) -> None:
    """Tell open pages something that is true for some seconds only. Short plain values."""
    wake(SIGNALS, json.dumps({"kind": kind, "subject": subject, "case": case, "facts": facts}))
