"""Every route of the product, read from the address list itself."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from django.urls import URLPattern, URLResolver, get_resolver

from makegood.base.access.http import Guard


@dataclass(frozen=True)
class Route:
    """A name, the pattern of its address, the view behind it."""

    name: str
    pattern: str
    view: Callable[..., Any]

    @property
    def guard(self) -> Guard | None:
        """What the view asks of the policy; nothing when somebody forgot it."""
        return getattr(self.view, "guard", None)


def all_routes() -> list[Route]:
    """In the order in which addresses are tried."""
    return list(_walk(get_resolver().url_patterns, "", ()))


def _walk(patterns: Sequence[Any], prefix: str, names: tuple[str, ...]) -> Iterator[Route]:
    for each in patterns:
        if isinstance(each, URLResolver):
            inner = (*names, each.namespace) if each.namespace else names
            yield from _walk(each.url_patterns, prefix + str(each.pattern), inner)
        elif isinstance(each, URLPattern):
            yield Route(
                ":".join([*names, each.name or "?"]), prefix + str(each.pattern), each.callback
            )
