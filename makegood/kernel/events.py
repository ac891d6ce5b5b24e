"""A fact: a frozen dataclass in the past tense with ids and plain values, no personal text."""

from dataclasses import dataclass
from typing import Any, ClassVar


@dataclass(frozen=True, kw_only=True)
class Event:
    """Subclass with `class CaseOpened(Event, kind="cases.opened")`."""

    kinds: ClassVar[dict[str, type["Event"]]] = {}
    kind: ClassVar[str] = ""

    def __init_subclass__(cls, kind: str, **rest: Any) -> None:
        super().__init_subclass__(**rest)
        if kind in Event.kinds:
            raise TypeError(f"two facts call themselves {kind}")
        cls.kind = kind
        Event.kinds[kind] = cls

    def facts(self) -> dict[str, Any]:
        """The plain values, for the journal."""
        return dict(vars(self))

    @staticmethod
    def read(kind: str, facts: dict[str, Any]) -> "Event":
        """The fact as it was recorded; values that a newer version no longer knows are left out."""
        known = Event.kinds[kind]
        return known(**{k: v for k, v in facts.items() if k in known.__dataclass_fields__})
