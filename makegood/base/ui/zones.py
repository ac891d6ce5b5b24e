"""A time zone as people say it: by a city in it, in the reader's language."""

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

SAID = {
    "Asia/Shanghai": gettext_lazy("Beijing time"),
    "Asia/Urumqi": gettext_lazy("Urumqi time"),
    "Asia/Hong_Kong": gettext_lazy("Hong Kong time"),
    "Asia/Macau": gettext_lazy("Macau time"),
    "Asia/Taipei": gettext_lazy("Taipei time"),
    "Asia/Singapore": gettext_lazy("Singapore time"),
    "Asia/Tokyo": gettext_lazy("Tokyo time"),
    "Asia/Seoul": gettext_lazy("Seoul time"),
    "Asia/Bangkok": gettext_lazy("Bangkok time"),
    "Asia/Kolkata": gettext_lazy("India time"),
    "Asia/Dubai": gettext_lazy("Dubai time"),
    "Australia/Sydney": gettext_lazy("Sydney time"),
    "Europe/London": gettext_lazy("London time"),
    "Europe/Berlin": gettext_lazy("Berlin time"),
    "Europe/Paris": gettext_lazy("Paris time"),
    "Europe/Moscow": gettext_lazy("Moscow time"),
    "America/New_York": gettext_lazy("New York time"),
    "America/Chicago": gettext_lazy("Chicago time"),
    "America/Los_Angeles": gettext_lazy("Los Angeles time"),
    "America/Toronto": gettext_lazy("Toronto time"),
    "America/Sao_Paulo": gettext_lazy("São Paulo time"),
}


def zone_name(zone: str) -> str:
    """ "Beijing time" for Asia/Shanghai; a zone without a name of its own by its city: "Santiago time"."""
    if zone in SAID:
        return str(SAID[zone])
    area, _slash, city = zone.rpartition("/")
    return _("%(city)s time") % {"city": city.replace("_", " ")} if area else zone
