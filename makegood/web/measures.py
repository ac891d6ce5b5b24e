"""What readings of devices are called."""

from django.utils.translation import gettext_lazy as _

KNOWN = {
    "board_temperature": _("Board temperature"),
    "compartment_temperature": _("Compartment temperature"),
    "compressor_current": _("Compressor current"),
    "cycles": _("Cycles"),
    "dissolved_solids": _("Dissolved solids"),
    "drain_seconds": _("Draining time"),
    "flow": _("Flow"),
    "freezer_temperature": _("Freezer temperature"),
    "hours": _("Running hours"),
    "hydraulic_pressure": _("Hydraulic pressure"),
    "litres": _("Litres"),
    "low_pressure": _("Low-side pressure"),
    "oil_temperature": _("Oil temperature"),
    "outlet_temperature": _("Outlet temperature"),
    "pressure": _("Pressure"),
    "temperature": _("Temperature"),
    "vibration": _("Vibration"),
}


def measure_said(name: str) -> str:
    """The name of a reading for people; one we do not know stands as the device sends it."""
    return str(KNOWN.get(name, name))
