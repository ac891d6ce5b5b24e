"""A shift ends, or somebody is not there after all: the next one has what cannot wait."""

from makegood.base.jobs.sweeps import sweep
from makegood.care.cover import operations as cover
from makegood.loops.case_to_confirmation import ASKS_ITSELF


@sweep(every=15)
def settle_shifts_that_ended() -> int:
    """What nobody decided or accepted when the shift was over is with the duty lead."""
    return cover.end_shifts()


@sweep(every=10)
def pass_on_what_was_not_taken_up() -> int:
    """A new case that lies with somebody who is not here goes on. Where the customer answers in place,
    in a chat, he waits at the other end: soon."""
    return cover.pass_on_untaken(live=ASKS_ITSELF)
