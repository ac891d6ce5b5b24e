from makegood.kernel.errors import Invalid, Outdated, Refused


class HasEnded(Refused):
    """Nothing is left to be done about it."""


class WhyNeeded(Invalid):
    """Whoever comes after him will want to know."""


class OneElse(Outdated):
    """Somebody has changed it in between."""
