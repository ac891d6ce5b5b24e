from makegood.kernel.errors import Refused


class NotErasable(Refused):
    """What is open, or a duty to keep, speaks against it."""


class AlreadyErased(Refused):
    """It has begun, or is done, and cannot be taken back."""


class NotReady(Refused):
    """The copy is being put together, or its week is over."""
