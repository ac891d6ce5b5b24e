from dataclasses import dataclass

from makegood.kernel.events import Event


@dataclass(frozen=True, kw_only=True)
class TranslatorSet(Event, kind="translating.set"):
    service: str
    is_on: bool


@dataclass(frozen=True, kw_only=True)
class MachineRefused(Event, kind="translating.wish"):
    """A customer does not want a machine to read his words, or does not mind any more."""

    contact_id: int
    refused: bool
