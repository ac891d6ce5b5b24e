"""A table of reviews on its way in: rows a second, good ones and bad ones apart, and the search for who wrote them.

Every bad one is a case with its owner and deadline. The limit beside it is the same rows written by plain statements
of a thousand each. `--size N` rows (default 20,000).
"""

import random
import time
from collections.abc import Iterator
from typing import Any

from bench import machine
from makegood.base.database import rows, table
from makegood.base.files.operations import keep
from makegood.care.feedback import operations as feedback
from makegood.care.feedback.models import KIND, Import
from makegood.care.feedback.reading.tables import look
from makegood.contact.channels.models import Account
from makegood.contact.channels.operations import make_account
from makegood.kernel.actor import SYSTEM
from makegood.loops.review_to_customer import look_for_writers
from makegood.loops.table_to_reviews import come_in, start
from makegood.records.people import operations as people

HEADER = "id,rating,title,text,author,date"
WRONG = "a row of one cell"
PLAIN = """
INSERT INTO plain SELECT * FROM json_to_recordset(%s) AS g(id text, line text) RETURNING 1
"""


def run(*, seconds: int | None, size: int | None, data: object) -> dict[str, Any]:
    """Rows a second by how many of them are bad; `seconds` is not asked for."""
    count = size or 20_000
    with machine.scratch_database("reviews"):
        shop, lead = _company()
        found: dict[str, Any] = {"machine": machine.machine(), "rows": count}
        for name, bad in (("good ones", 0.0), ("three of a hundred bad", 0.03), ("all bad", 1.0)):
            asked = count if bad < 1 else count // 10
            found[name] = _taken(shop, lead, lines(name, asked, bad))
        found["the same table again"] = _taken(shop, lead, lines("good ones", count, 0.0))
        found["who wrote them"] = _writers()
        found["limit: the rows alone"] = _plain(lines("plain", count, 0.0))
        return found | {"memory_mb": machine.memory()}


def _company() -> tuple[Account, Any]:
    team = people.make_team(key="front", names={"en": "Front line"})
    lead = people.hire(email="lead@bench.test", name="Lead", role="lead", teams=[team], by=SYSTEM)
    queue = people.make_queue(
        key="home", names={"en": "Home"}, team=team, duty_lead=lead, by=SYSTEM, is_default=True
    )
    return make_account(kind=KIND, address="shop", name="Shop", queue=queue), lead


def lines(name: str, count: int, bad: float) -> list[str]:
    """Rows as a shop gives them out; one of five thousand is no row."""
    luck = random.Random(f"{name} {count}")
    return [HEADER, *(_line(name, n, luck.random() < bad) for n in range(count))]


def _line(name: str, n: int, is_bad: bool) -> str:  # noqa: FBT001 - of one row
    if n % 5000 == 4999:
        return WRONG
    how = "badly since the second day" if is_bad else "as it should"
    text = f"The pump 55Q{n % 50} works {how}; it came with order SO-{20260000 + n % 9000}."
    return (
        f"{name}{n},{1 if is_bad else 5},Pump {n},{text},Author {n % 5000},2026-03-{n % 28 + 1:02d}"
    )


def _taken(shop: Account, lead: Any, given: list[str]) -> dict[str, Any]:
    content = "\n".join(given).encode()
    file = keep(name="reviews.csv", type="text/csv", content=content)
    draft = feedback.begin_import(shop, file=file, table=look(content), user=lead)
    start(draft, by=SYSTEM)
    begun, worked = time.perf_counter(), time.process_time()
    while not Import.objects.filter(pk=draft.pk, state=Import.State.DONE).exists():
        come_in.func(import_id=draft.pk)
    took, cpu = time.perf_counter() - begun, time.process_time() - worked
    done = Import.objects.get(pk=draft.pk)
    return {
        "rows_per_second": round(done.done / took),
        "cpu_ms_a_row": round(cpu / done.done * 1000, 3),
        "made": done.made,
        "same": done.same,
        "cases": done.cases,
        "wrong": done.wrong,
    }


def _writers() -> dict[str, Any]:
    begun, count = time.perf_counter(), 0
    while found := look_for_writers():
        count += found
    return {"reviews": count, "per_second": round(count / (time.perf_counter() - begun))}


def _plain(given: list[str]) -> dict[str, Any]:
    rows("CREATE TABLE plain (id text PRIMARY KEY, line text)")
    begun = time.perf_counter()
    for part in _parts(given[1:], 1000):
        rows(PLAIN, [table({"id": f"{n}", "line": line} for n, line in part)])
    return {"rows_per_second": round((len(given) - 1) / (time.perf_counter() - begun))}


def _parts(given: list[str], size: int) -> Iterator[list[tuple[int, str]]]:
    numbered = list(enumerate(given))
    for begin in range(0, len(numbered), size):
        yield numbered[begin : begin + size]
