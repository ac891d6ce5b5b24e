from makegood.kernel.errors import Refused


class AlreadyKnown(Refused):
    """A device of this serial number was entered before."""


class NotThere(Refused):
    """What was to be changed is gone, or was changed already in another way."""


class Retired(Refused):
    """It is out of use."""
