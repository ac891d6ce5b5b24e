"""What goes on by itself: erasing that was cut off, copies whose week is over."""

from makegood.base.jobs.sweeps import sweep
from makegood.records.privacy import operations


@sweep(every=60)
def erasing() -> int:
    """Go on erasing where a worker died."""
    return operations.go_on_erasing()


@sweep(every=3600)
def copies() -> int:
    """Drop copies of persons a week after they were made."""
    return operations.forget_copies()


@sweep(every=600)
def old_things() -> int:
    """Let go what an administrator said is kept no longer."""
    return operations.let_go_what_is_old()
