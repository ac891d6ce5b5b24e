"""A forecast is of devices, by their numbers."""

from makegood.base.privacy.registry import impersonal

impersonal("analysis.Forecast", "numbers of devices and chances", "rows", "quality")
impersonal("analysis.Turn", "the name of a work", "name")
