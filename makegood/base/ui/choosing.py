"""A choice of one among many, to type into: an ordinary select in groups where no script runs."""

from collections.abc import Sequence
from typing import Any, Protocol

from django import forms


class Option(Protocol):
    """One to choose; what is said of it follows its name after " · ". `find`: other letters for it."""

    @property
    def value(self) -> str: ...
    @property
    def label(self) -> str: ...
    @property
    def find(self) -> str: ...


class Choose(forms.Select):
    """For a field of a form; `offer` says among whom."""

    def __init__(self, attrs: dict[str, Any] | None = None) -> None:
        super().__init__({"data-choose": True, **(attrs or {})})
        self.find: dict[str, str] = {}

    def offer(self, groups: Sequence[tuple[str, Sequence[Option]]], *, empty: str) -> None:
        """The groups, after the words for nobody."""
        self.find = {one.value: one.find for _label, options in groups for one in options}
        named = [(label, [(one.value, one.label) for one in options]) for label, options in groups]
        self.choices = [("", empty), *named]

    def create_option(self, *args: Any, **kwargs: Any) -> dict[str, Any]:
        """As of any select, with the other letters."""
        option: dict[str, Any] = super().create_option(*args, **kwargs)
        found = self.find.get(str(option["value"]))
        if found:
            option["attrs"]["data-find"] = found
        return option
