from makegood.kernel.errors import Refused


class TooManyKeys(Refused):
    """A device has as many keys as it may have."""
