"""The work list among 1,000, 100,000 and 1,000,000 open cases, and finding a word in all messages.

Server time of the real page by Django's test client: middleware, session, queries, template. Beside
it the plain read of the same rows by one indexed statement, which is the least that a page can cost.
`--size N` measures with N cases only.
"""

import time
from functools import partial
from typing import Any

from bench import bulk, machine
from bench.texts import COMMON, RARE
from makegood.base.access.models import User
from makegood.base.access.policy import principal_of_user
from makegood.base.database import rows
from makegood.care.cases.models import Case
from makegood.desk.search.queries import find
from makegood.web.worklist import mark_after

SIZES = (1_000, 100_000, 1_000_000)
PEER = {
    "list of 50 rows, best peer at 100,000, p95 ms": 76,
    "growth of that list from 1,000 to 100,000": 5.7,
    "rare English word at 100,000, best peer p50 ms": 283,
    "common English word at 100,000, best peer p50 ms": 698,
    "rare Chinese word at 100,000, the only peer that finds it, p50 ms": 805,
}


def run(*, seconds: int | None, size: int | None, data: object) -> dict[str, Any]:
    """Server time of list pages and of searches by number of cases; `seconds` for each figure (default 3)."""
    found: dict[str, Any] = {"machine": machine.machine()}
    for cases in (size,) if size else SIZES:
        with machine.scratch_database("list"):
            began = time.perf_counter()
            people = bulk.load(cases)
            people.sizes["load_seconds"] = round(time.perf_counter() - began, 1)
            found[f"{cases} cases"] = {
                "loaded": people.sizes,
                "list": _lists(people, float(seconds or 3)),
                "search": _searches(people, float(seconds or 3)),
                "memory_mb": machine.memory(),
            }
    return found | {"worst": _worst(found), "measured before on such a machine": PEER}


def _lists(people: bulk.Loaded, seconds: float) -> dict[str, Any]:
    asked = {
        "agent, mine": (people.agent, "/?whose=mine"),
        "agent, team": (people.agent, "/?whose=team"),
        "agent of a small team, team": (people.few, "/?whose=team"),
        "lead of many queues, team": (people.lead, "/?whose=team"),
        "administrator, all": (people.administrator, "/?whose=team"),
        "agent, team, deep page": (people.agent, f"/work/?whose=team&after={_middle()}"),
        "lead, deep page": (people.lead, f"/work/?whose=team&after={_middle()}"),
        "administrator, deep page": (people.administrator, f"/work/?whose=team&after={_middle()}"),
    }
    found = {name: _page(user, address, seconds) for name, (user, address) in asked.items()}
    found["limit: the same rows by one indexed statement"] = machine.timed(
        _plain_rows, seconds=seconds
    )
    return found


def _page(user: User, address: str, seconds: float) -> dict[str, Any]:
    client = machine.browser(user)

    def once() -> None:
        response = client.get(address)
        if response.status_code != 200 or response.content.count(b"/cases/") < 2:
            raise RuntimeError(f"{address} gave no list ({response.status_code})")

    return machine.timed(once, seconds=seconds)


def _middle() -> str:
    """The mark after the case in the middle of all open ones."""
    open_cases = Case.objects.filter(status="open").order_by("next_deadline", "pk")
    return mark_after(open_cases[open_cases.count() // 2])


def _plain_rows() -> None:
    rows("SELECT * FROM cases_case c WHERE c.status = 'open' ORDER BY next_deadline, id LIMIT 41")


def _searches(people: bulk.Loaded, seconds: float) -> dict[str, Any]:
    words = {f"rare {k}": v for k, v in RARE.items()} | {
        f"common {k}": v for k, v in COMMON.items()
    }
    words |= {
        "two words en": "compressor overheats",
        "name": "Person 77",
        "number": "M-77",
        "nothing": "xylophonist",
    }
    found: dict[str, Any] = {}
    for who in (people.administrator, people.agent):
        principal = principal_of_user(who)
        for name, typed in words.items():
            took = machine.timed(partial(find, principal, typed), seconds=seconds)
            hits = len(find(principal, typed))
            found[f"{name}, {who.role}"] = {"hits": hits, **took}
    return found


def _worst(found: dict[str, Any]) -> dict[str, Any]:
    """The slowest list page of each size, and how much it grows from the smallest to the largest."""
    p95 = {
        name: max(v["p95"] for k, v in part["list"].items() if not k.startswith("limit"))
        for name, part in found.items()
        if name.endswith(" cases")
    }
    sizes = list(p95.values())
    return {"p95 ms of the slowest list": p95, "growth": round(sizes[-1] / sizes[0], 2)}
