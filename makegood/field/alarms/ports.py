"""What others know of the codes that devices report."""

from collections.abc import Callable, Collection, Mapping

Names = Mapping[str, str]  # by language
# Of pairs of product and code: what the fault is called, where that is known. One query for any number.
Namer = Callable[[Collection[tuple[int, str]]], Mapping[tuple[int, str], Names]]
_NAMERS: list[Namer] = []


def name_codes(namer: Namer) -> None:
    """Have codes told by what they mean; called once, when the package that knows it is loaded."""
    _NAMERS[:] = [namer]


def names_of(pairs: Collection[tuple[int, str]]) -> Mapping[tuple[int, str], Names]:
    """What these faults are called; nothing where nobody knows."""
    return _NAMERS[0](pairs) if pairs and _NAMERS else {}
