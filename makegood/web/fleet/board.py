"""What the fleet page shows: groups of devices by their rate, the weeks of one, what became worse."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from urllib.parse import urlencode

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from makegood.base.access.policy import Principal
from makegood.base.ui.times import day_month
from makegood.field.alarms.ports import names_of
from makegood.insight.analysis.queries import DIMENSIONS, fleet, newest_forecast
from makegood.insight.analysis.rules import Fleet, Rate, Series, rate
from makegood.insight.problems.models import Problem
from makegood.insight.problems.queries import problems
from makegood.kernel.clock import now
from makegood.kernel.text import in_language
from makegood.records.assets.models import Asset, Part, Product, Site

LISTED = 40
HIGH, TOP, BOTTOM = 150, 12, 128
TITLES = {
    "model": gettext_lazy("Model"),
    "batch": gettext_lazy("Batch"),
    "firmware": gettext_lazy("Firmware"),
    "part": gettext_lazy("Part"),
    "site": gettext_lazy("Site"),
    "fault": gettext_lazy("Fault"),
}
BUSY = 0.5  # device-years below which a rate says little


@dataclass(frozen=True)
class Bar:
    """A week: x and width in per cent, y and height in pixels."""

    x: float
    width: float
    y: float
    height: float
    said: str
    after: bool


@dataclass
class Weeks:
    """The faults of one group by week, and how often they came before and since a change."""

    title: str
    bars: list[Bar]
    labels: list[tuple[float, str]]
    most: int
    high: int = HIGH


@dataclass
class Row:
    """One group of devices."""

    name: str
    product: str
    devices: int
    count: int
    rate: Rate
    way: str
    problem: Problem | None
    chosen: bool
    low: float = 0.0
    mid: float = 0.0
    high: float = 0.0

    @property
    def is_thin(self) -> bool:
        """Seen for too short a time to compare."""
        return self.rate.high > max(4 * self.rate.value, BUSY * 10)


@dataclass
class Board:
    """Everything on the page."""

    dimension: str
    product: int | None
    rows: list[Row]
    more: int
    weeks: Weeks | None
    problems: list["Said"]
    devices: int
    faults: int
    overall: Rate
    products: list[tuple[int, str]]

    def way(self, **more: object) -> str:
        """The address of the same page with something else asked for."""
        asked = {"by": self.dimension, "product": self.product, **more}
        return "?" + urlencode({k: v for k, v in asked.items() if v not in (None, "")})

    @property
    def tabs(self) -> list[tuple[str, object, str]]:
        """The ways of grouping."""
        return [(one, TITLES[one], self.way(by=one)) for one in DIMENSIONS]


@dataclass
class Said:
    """A problem with what it is called."""

    row: Problem
    what: str
    times: float
    since: str


def board_of(
    who: Principal, *, dimension: str, product: int | None, value: str | None, language: str
) -> Board:
    """The page for a dimension, of one product or all, with the weeks of one group drawn."""
    whole = fleet(dimension)
    shown = [one for one in whole.series if product is None or one.product_id == product]
    open_ = list(problems(who))
    names = _names(dimension, shown, open_, language)
    base = (
        fleet("model") if dimension in ("part", "fault") else whole
    )  # every device once, every fault once
    of_all = [one for one in base.series if product is None or one.product_id == product]
    board = Board(
        dimension=dimension,
        product=product,
        rows=[],
        more=0,
        weeks=None,
        problems=[_said(one, names) for one in open_ if product in (None, one.product_id)],
        devices=sum(one.devices for one in of_all),
        faults=sum(one.count for one in of_all),
        overall=rate(sum(o.count for o in of_all), sum(o.exposure for o in of_all)),
        products=_products(language),
    )
    trouble = {(p.product_id, p.value): p for p in open_ if p.dimension == dimension}
    ranked = sorted(shown, key=lambda one: -rate(one.count, one.exposure).low)
    board.more = max(0, len(ranked) - LISTED)
    chosen = _chosen(ranked, trouble, value)
    board.rows = [
        _row(one, board, names, trouble, is_chosen=one is chosen) for one in ranked[:LISTED]
    ]
    _scale(board.rows)
    if chosen is not None:
        problem = trouble.get((chosen.product_id, chosen.value))
        board.weeks = weeks_of(chosen, whole, names, problem)
    return board


def _chosen(
    ranked: list[Series], trouble: Mapping[tuple[int, str], Problem], value: str | None
) -> Series | None:
    if value is not None:
        return next((one for one in ranked if f"{one.product_id}:{one.value}" == value), None)
    worse = [one for one in ranked if (one.product_id, one.value) in trouble]
    return next(iter(worse or ranked), None)


def _row(
    one: Series,
    board: Board,
    names: "Names",
    trouble: Mapping[tuple[int, str], Problem],
    *,
    is_chosen: bool,
) -> Row:
    return Row(
        name=names.value(board.dimension, one),
        product=names.products.get(one.product_id, ""),
        devices=one.devices,
        count=one.count,
        rate=rate(one.count, one.exposure),
        way=board.way(value=f"{one.product_id}:{one.value}") + "#weeks",
        problem=trouble.get((one.product_id, one.value)),
        chosen=is_chosen,
    )


def _scale(rows: Iterable[Row]) -> None:
    """Places of the rates on one scale, in per cent: the widest interval that says something fills it."""
    found = list(rows)
    most = max((row.rate.high for row in found if not row.is_thin), default=0.0) or max(
        (row.rate.value for row in found), default=1.0
    )
    for row in found:
        row.low, row.mid, row.high = (
            round(min(1.0, part / (most or 1.0)) * 100, 2)
            for part in (row.rate.low, row.rate.value, row.rate.high)
        )


def weeks_of(series: Series, whole: Fleet, names: "Names", problem: Problem | None) -> Weeks:
    """The drawing of a group's weeks."""
    most = max([*series.faults, 1])
    width = 100 / len(whole.begins)
    bars = [
        Bar(
            x=round(n * width + width * 0.15, 2),
            width=round(width * 0.7, 2),
            y=round(BOTTOM - count / most * (BOTTOM - TOP), 1),
            height=round(count / most * (BOTTOM - TOP), 1),
            said=_("Week of %(day)s: %(n)s faults")
            % {"day": day_month(begin, now().date()), "n": count},
            after=problem is not None and begin >= problem.since,
        )
        for n, (begin, count) in enumerate(zip(whole.begins, series.faults, strict=True))
    ]
    step = max(1, len(whole.begins) // 5)
    today = now().date()
    labels = [
        (round((n + 0.5) * width, 2), day_month(whole.begins[n], today))
        for n in range(0, len(bars), step)
    ]
    return Weeks(names.whole(whole.dimension, series), bars, labels, most)


@dataclass
class Names:
    """What products, sites and parts are called."""

    products: dict[int, str]
    sites: dict[str, str]
    parts: dict[str, str]
    faults: dict[tuple[int, str], str]

    def value(self, dimension: str, series: Series) -> str:
        """The value of a dimension in words; "" where a device has none."""
        if dimension == "model":
            return ""
        if dimension == "fault":
            return self.faults.get((series.product_id, series.value), series.value)
        known = {"site": self.sites, "part": self.parts}.get(dimension, {})
        return known.get(series.value, series.value) or _("not known")

    def whole(self, dimension: str, series: Series) -> str:
        """A group in words."""
        told = self.value(dimension, series)
        product = self.products.get(series.product_id, "")
        return f"{product} · {TITLES[dimension]} {told}" if told else product


def _names(dimension: str, shown: list[Series], open_: list[Problem], language: str) -> Names:
    values = {one.value for one in shown} | {one.value for one in open_}
    is_asked = {dimension} | {one.dimension for one in open_}
    sites = {int(value) for value in values if value.isdigit()} if "site" in is_asked else set()
    parts = values if "part" in is_asked else set()
    return Names(
        products=dict(_products(language)),
        sites={
            str(pk): name
            for pk, name in Site.objects.filter(pk__in=sites).values_list("pk", "name")
        },
        parts={
            one.number: f"{in_language(one.names, language)} ({one.number})".strip()
            for one in Part.objects.filter(number__in=parts)
        },
        faults=_faults(dimension, shown, open_, language),
    )


def _faults(
    dimension: str, shown: list[Series], open_: list[Problem], language: str
) -> dict[tuple[int, str], str]:
    """What the fault tables call codes, with the code behind it (one query, or none)."""
    pairs = {(one.product_id, one.value) for one in open_ if one.dimension == "fault"}
    if dimension == "fault":
        pairs |= {(one.product_id, one.value) for one in shown}
    told = {pair: in_language(names, language) for pair, names in names_of(pairs).items()}
    return {pair: f"{name} ({pair[1]})" for pair, name in told.items() if name}


def _products(language: str) -> list[tuple[int, str]]:
    found = Product.objects.filter(asset__isnull=False).distinct().order_by("model")
    return [(one.pk, in_language(one.names, language) or one.model) for one in found]


def problem_said(problem: Problem, language: str) -> str:
    """The devices that have a problem in common, in words."""
    return _said(problem, _names(problem.dimension, [], [problem], language)).what


def _said(problem: Problem, names: Names) -> Said:
    series = Series(problem.product_id, problem.value, 0)
    times = problem.after / problem.before if problem.before > 0 else 0.0
    return Said(
        problem,
        names.whole(problem.dimension, series),
        times,
        day_month(problem.since, now().date()),
    )


def has_devices() -> bool:
    """Whether there is anything to be counted."""
    return Asset.objects.exclude(product=None).exists()


@dataclass(frozen=True)
class Next:
    """A device that is likely to fail."""

    serial: str
    product: str
    url: str
    share: float
    said: str


@dataclass(frozen=True)
class Foretold:
    """Those with the highest chance, and how good such a list was."""

    rows: list[Next]
    said: str


def foretold(product: int | None, language: str) -> Foretold | None:
    """The newest forecast in words, of one product or all; None before there is one."""
    found = newest_forecast()
    if found is None:
        return None
    chances = dict(found.rows)
    assets = Asset.objects.select_related("product").defer("terms").filter(pk__in=chances)
    shown = [
        Next(
            serial=one.serial,
            product=in_language(one.product.names, language) if one.product else "",
            url=reverse("devices:device", args=[one.pk]),
            share=chances[one.pk],
            said=f"{chances[one.pk]:.0%}",
        )
        for one in sorted(assets, key=lambda one: -chances[one.pk])
        if product in (None, one.product_id)
    ]
    told = found.quality
    area = f"{told['area']:.2f}" if told["area"] is not None else "–"
    said = _(
        "Put to the test on the last 30 days: %(expected)s faults were expected and %(failed)s of %(devices)s devices"
        " failed; of the %(tenth)s thought most likely to, %(top)s did. Who fails was ranked before who does not in"
        " %(area)s of all pairs; 0.50 is guessing."
    ) % {**told, "area": area, "expected": f"{told['expected']:.0f}"}
    if told.get("whole"):
        sample = _(
            "Learned from, and put to the test on, a sample of %(devices)s of %(whole)s devices, drawn by chance."
        )
        said = f"{sample % told} {said}"
    return Foretold(shown, said)
