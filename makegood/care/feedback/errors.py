"""What reviews refuse."""

from makegood.kernel.errors import Invalid, Refused


class AlreadyAnswering(Refused):
    """An answer to it is on its way."""


class NotOwed(Refused):
    """There is nothing to post, or nothing to take back."""


class NotReady(Invalid):
    """The table cannot be taken in as it is."""
