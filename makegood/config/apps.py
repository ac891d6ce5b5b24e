from django.apps import AppConfig
from django.utils.module_loading import autodiscover_modules


class Wiring(AppConfig):
    """The one place where things are plugged together. Convention: the file's name is its role."""

    name = "makegood.config"

    def ready(self) -> None:
        autodiscover_modules(
            "queries",
            "operations",
            "schedule",
            "invariants",
            "panels",
            "privacy",
            "adapter",
            "streams",
        )
        from makegood import loops
        from makegood.base.ui import voice

        loops.load()
        voice.take_up()
