from makegood.kernel.errors import Refused


class Off(Refused):
    """No service is connected, or it is switched off."""


class NotWanted(Refused):
    """This customer does not want his words to go to a machine."""


class Failed(Refused):
    """The service did not answer, or not usefully; nothing was changed."""
