"""What happens because of something else: each function here is one sentence of the product."""

from importlib import import_module
from pkgutil import iter_modules


def load() -> None:
    """Import every loop, so that its reactions and sweeps are registered."""
    for module in iter_modules(__path__):
        import_module(f"{__name__}.{module.name}")
