"""What a batch says of each fault of each device: folded before the database is asked."""

import itertools
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

import msgspec

AHEAD = timedelta(minutes=5)  # a clock that runs ahead by more is not believed
BEHIND = timedelta(days=90)

BEYOND = "…"  # the fault that stands for all that a device says beyond what one can have

Key = tuple[int, str]  # device and fault


class Word(msgspec.Struct, frozen=True, kw_only=True, gc=False):
    """One word about a fault, or several of the same: `severity` 0 leaves it as it is; `times` is 0 for what no
    device sent."""

    asset_id: int
    fault: str
    active: bool
    severity: int
    at: datetime
    came_at: datetime
    code: str = ""
    rule_id: int = 0
    quiet: int = 0
    times: int = 1
    facts: Mapping[str, object] = msgspec.field(default_factory=dict)

    @property
    def key(self) -> Key:
        """Whose fault it is, and which."""
        return self.asset_id, self.fault


def believed(at: datetime, came_at: datetime) -> datetime:
    """When it happened, or when it came where the clock of the device cannot be right."""
    return came_at if at > came_at + AHEAD or at < came_at - BEHIND else at


@dataclass(slots=True)
class Folded:
    """What a batch says of one fault. `begins`: the state of its first word; `flips`: how often it changed after
    that within the batch."""

    asset_id: int
    fault: str
    code: str
    rule_id: int
    quiet: int
    severity: int
    active: bool
    begins: bool
    count: int
    flips: int
    first_at: datetime
    last_at: datetime
    state_at: datetime
    heard_at: datetime
    facts: Mapping[str, object]


def fold(words: Iterable[Word]) -> dict[Key, Folded]:
    """By fault, in the order of device and fault: the newest word says the state, every active one counts. Of two
    at the same moment the later one in the batch is the newer."""
    by: dict[Key, list[Word]] = {}
    for word in words:
        by.setdefault(word.key, []).append(word)
    return {key: _folded(sorted(by[key], key=lambda word: word.at)) for key in sorted(by)}


def _folded(words: Sequence[Word]) -> Folded:
    newest = words[-1]
    active = [word for word in words if word.active]
    spoken = active or list(words)
    states = [word.active for word in words]
    return Folded(
        asset_id=newest.asset_id,
        fault=newest.fault,
        code=spoken[-1].code,
        rule_id=newest.rule_id,
        quiet=newest.quiet,
        severity=active[-1].severity if active else 0,
        active=newest.active,
        begins=states[0],
        count=sum(word.times for word in active),
        flips=sum(one != other for one, other in itertools.pairwise(states)),
        first_at=spoken[0].at,
        last_at=spoken[-1].at,
        state_at=newest.at,
        heard_at=max(word.came_at for word in words),
        facts=spoken[-1].facts,
    )


def apart(words: Iterable[Word], ended: dict[Key, datetime]) -> tuple[list[Word], list[Word]]:
    """Words about faults as they are, and words that came late: older than the end of an alarm that is over."""
    fresh: list[Word] = []
    late: list[Word] = []
    for word in words:
        end = ended.get(word.key)
        (late if end is not None and word.at <= end else fresh).append(word)
    return fresh, late
