"""In what counters count, by whatever name it comes."""

from makegood.kernel.text import fold

# Every name of a unit: the one that we keep, and how many of it one of these is.
_NAMES: dict[str, tuple[str, float]] = {
    name: (unit, factor)
    for unit, factor, names in (
        ("h", 1.0, "h hr hrs hour hours 小时 时 工时 运行小时 operating_hours engine_hours"),
        ("h", 1 / 60, "min mins minute minutes 分钟"),
        ("h", 1 / 3600, "s sec secs second seconds 秒"),
        ("km", 1.0, "km kms kilometre kilometres kilometer kilometers 公里 千米 mileage 里程"),
        ("km", 0.001, "m metre metres meter meters 米"),
        ("km", 1.609344, "mi mile miles 英里"),
        ("l", 1.0, "l litre litres liter liters 升"),
        ("l", 1000.0, "m3 m³ cubic_metre 立方米"),
        ("cycles", 1.0, "cycle cycles count counts times 次 次数 循环"),
        ("pages", 1.0, "page pages 页"),
        ("kwh", 1.0, "kwh 千瓦时 度"),
    )
    for name in names.split()
}


def unit_of(name: str) -> tuple[str, float]:
    """The unit of that name, and how many of it one makes: (`h`, 1/60) for minutes. A name that we do not know
    is a unit of its own."""
    folded = fold(name).strip()[:20]
    return _NAMES.get(folded, (folded, 1.0))
