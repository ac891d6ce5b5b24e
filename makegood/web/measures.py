"""What readings, counters and kinds of devices are called."""

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
    "h": _("Running hours"),
    "hours": _("Running hours"),
    "hydraulic_pressure": _("Hydraulic pressure"),
    "km": _("Kilometres"),
    "litres": _("Litres"),
    "low_pressure": _("Low-side pressure"),
    "oil_temperature": _("Oil temperature"),
    "outlet_temperature": _("Outlet temperature"),
    "pages": _("Pages"),
    "pressure": _("Pressure"),
    "temperature": _("Temperature"),
    "vibration": _("Vibration"),
}
KINDS = {
    "air-conditioner": _("Air conditioner"),
    "excavator": _("Excavator"),
    "kettle": _("Kettle"),
    "refrigerator": _("Refrigerator"),
    "television": _("Television"),
    "vacuum": _("Vacuum cleaner"),
    "washing-machine": _("Washing machine"),
    "water-purifier": _("Water purifier"),
    "wheel-loader": _("Wheel loader"),
}


def measure_said(name: str) -> str:
    """The name of a reading for people; one we do not know stands as the device sends it."""
    return str(KNOWN.get(name, name))


def kind_said(kind: str) -> str:
    """The kind of a product for people; one we do not know as somebody wrote it."""
    return str(KINDS.get(kind, kind.replace("-", " ")))
