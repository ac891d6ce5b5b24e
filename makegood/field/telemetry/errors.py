from makegood.kernel.errors import Refused


class TooManyKeys(Refused):
    """A device has as many keys as it may have."""


class WrongKey(Refused):
    """No key of a product, or one that was taken back."""


class UsedUp(Refused):
    """As many devices as may have fetched a key with it."""


class NotItsOwn(Refused):
    """This device fetches no key with this one: it has one, is of another product or out of use."""
