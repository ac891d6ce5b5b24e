"""Units that devices use, and the one in which we keep each quantity."""

_KEPT: dict[str, dict[str, tuple[float, float]]] = {
    # kept unit: {another: (times, plus)}
    "MPa": {
        "mpa": (1, 0), "kpa": (1e-3, 0), "pa": (1e-6, 0), "hpa": (1e-4, 0), "bar": (0.1, 0),
        "mbar": (1e-4, 0), "psi": (0.00689475729316836, 0), "kgf/cm2": (0.0980665, 0),
        "kgf/cm²": (0.0980665, 0), "atm": (0.101325, 0),
    },
    "°C": {
        "°c": (1, 0), "c": (1, 0), "degc": (1, 0), "celsius": (1, 0), "℃": (1, 0),
        "°f": (5 / 9, -160 / 9), "f": (5 / 9, -160 / 9), "degf": (5 / 9, -160 / 9),
        "fahrenheit": (5 / 9, -160 / 9), "℉": (5 / 9, -160 / 9), "k": (1, -273.15), "kelvin": (1, -273.15),
    },
    "km": {"km": (1, 0), "m": (1e-3, 0), "mi": (1.609344, 0), "mile": (1.609344, 0), "miles": (1.609344, 0)},
    "km/h": {"km/h": (1, 0), "kmh": (1, 0), "mph": (1.609344, 0), "m/s": (3.6, 0)},
    "mm": {"mm": (1, 0), "cm": (10, 0), "in": (25.4, 0), "inch": (25.4, 0)},
    "h": {
        "h": (1, 0), "hour": (1, 0), "hours": (1, 0), "hr": (1, 0), "hrs": (1, 0), "min": (1 / 60, 0),
        "minutes": (1 / 60, 0), "s": (1 / 3600, 0), "sec": (1 / 3600, 0), "seconds": (1 / 3600, 0),
    },
    "L": {"l": (1, 0), "litre": (1, 0), "litres": (1, 0), "liter": (1, 0), "liters": (1, 0),
          "ml": (1e-3, 0), "m3": (1e3, 0), "m³": (1e3, 0), "gal": (3.785411784, 0)},
    "L/min": {"l/min": (1, 0), "lpm": (1, 0), "m3/h": (1e3 / 60, 0), "m³/h": (1e3 / 60, 0), "gpm": (3.785411784, 0),
              "l/h": (1 / 60, 0), "l/s": (60, 0)},
    "kg": {"kg": (1, 0), "g": (1e-3, 0), "t": (1e3, 0), "lb": (0.45359237, 0), "lbs": (0.45359237, 0)},
    "kW": {"kw": (1, 0), "w": (1e-3, 0), "hp": (0.745699872, 0)},
    "kWh": {"kwh": (1, 0), "wh": (1e-3, 0)},
    "V": {"v": (1, 0), "mv": (1e-3, 0), "kv": (1e3, 0)},
    "A": {"a": (1, 0), "ma": (1e-3, 0)},
    "Hz": {"hz": (1, 0), "khz": (1e3, 0)},
    "rpm": {"rpm": (1, 0), "1/min": (1, 0), "r/min": (1, 0)},
    "%": {"%": (1, 0), "percent": (1, 0), "pct": (1, 0)},
    "mm/s": {"mm/s": (1, 0)},
}  # fmt: skip
_KNOWN = {other: (unit, *way) for unit, others in _KEPT.items() for other, way in others.items()}


def plain_unit(said: str) -> str:
    """The unit in which we keep what was said in this one; a unit that we do not know stays as it is."""
    text = said.strip()[:16]
    return _KNOWN[text.lower()][0] if text.lower() in _KNOWN else text


def converted(value: float, said: str) -> float:
    """The value in `plain_unit(said)`."""
    known = _KNOWN.get(said.strip().lower())
    return value if known is None else value * known[1] + known[2]
