"""Every route, asked by everybody, about what is there and what is not: nobody gets more than his row says."""

from collections.abc import Iterator, Set
from dataclasses import dataclass
from typing import Any

import pytest
from django.db import connection, transaction
from django.test import Client
from django.urls import reverse

from makegood.base.access.policy import RULES
from tests.matrix import devices, telemetry
from tests.matrix.house import House, furnish, gone
from tests.matrix.routes import Route, all_routes
from tests.matrix.rows import EVERYBODY, OUTSIDE, Row
from tests.matrix.rows import ROWS as OTHERS

ROWS = OTHERS | devices.ROWS | telemetry.ROWS
ROUTES = {route.name: route for route in all_routes()}
KNOWN = sorted(set(ROUTES) & set(ROWS))
OF_THE_SESSION = ("django_session", "usersessions_usersession")
OF_LIMITS = ("access_cache", "portal_tally")  # how often a network tried: counted for looking, too
SIGN_IN = "/sign-in/?next="
MISSING = (
    "%s has no row in tests/matrix/rows.py. Say there who may open it:\n"
    '    "%s": Row(TEAM, about="case", get=OK),\n'
    "The docstring of rows.py explains the words; a new kind of subject goes into house.py."
)


@pytest.fixture(scope="module")
def house(django_db_setup: None, django_db_blocker: Any) -> Iterator[House]:
    """Furnished once; every request is taken back, so it stays as it was."""
    with django_db_blocker.unblock(), transaction.atomic():
        yield furnish()
        transaction.set_rollback(True)


@pytest.mark.parametrize("name", sorted(ROUTES))
def test_every_route_has_a_row(name: str):
    assert name in ROWS, MISSING % (ROUTES[name].pattern, name)


def test_no_row_is_left_of_a_route_that_is_gone():
    assert sorted(set(ROWS) - set(ROUTES)) == []


@pytest.mark.parametrize("route", ROUTES.values(), ids=lambda route: route.name)
def test_every_view_stands_behind_a_guard(route: Route):
    assert route.guard is not None, f"{route.name} ({route.pattern}): put @guarded(...) on its view"
    assert route.guard.act in RULES


@dataclass(frozen=True)
class Answer:
    """What came back, and how many rows it changed beside those of the session."""

    response: Any
    written: int
    session_written: int

    @property
    def is_sign_in(self) -> bool:
        location = self.response.headers.get("Location", "")
        return self.response.status_code == 302 and location.startswith(SIGN_IN)


def ask(client: Client, method: str, url: str) -> Answer:
    """One request with a browser of its own; whatever it changed is taken back afterwards."""
    browser = Client(raise_request_exception=False)
    browser.cookies.load({name: cookie.value for name, cookie in client.cookies.items()})
    with transaction.atomic():
        before = _written()
        response = getattr(browser, method)(url)
        after = _written()
        transaction.set_rollback(True)
    return Answer(response, after[0] - before[0], after[1] - before[1])


def _written() -> tuple[int, int]:
    """Rows inserted, changed or deleted in this transaction: of all tables, and of the session's own."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT coalesce(sum(n_tup_ins + n_tup_upd + n_tup_del) FILTER (WHERE relname <> ALL(%s)), 0),"
            " coalesce(sum(n_tup_ins + n_tup_upd + n_tup_del) FILTER (WHERE relname = ANY(%s)), 0)"
            " FROM pg_stat_xact_user_tables",
            [[*OF_THE_SESSION, *OF_LIMITS], list(OF_THE_SESSION)],
        )
        others, own = cursor.fetchone()
    return int(others), int(own)


@pytest.mark.parametrize("name", KNOWN)
def test_each_route_answers_everybody_as_its_row_says(name: str, house: House):
    row = ROWS[name]
    arguments = house.subjects[row.about]
    wrong = complaints(row, house, reverse(name, kwargs=arguments), EVERYBODY, is_there=True)
    if arguments:
        url = reverse(name, kwargs=gone(arguments))
        wrong += complaints(
            row, house, url, {"anonymous", "agent", "administrator"}, is_there=False
        )
    assert wrong == []


def complaints(row: Row, house: House, url: str, whom: Set[str], *, is_there: bool) -> list[str]:
    """What is wrong with the answers to a number of people, method by method."""
    found = []
    for method, allowed in (("get", row.get), ("post", row.post)):
        good = allowed if is_there or allowed is None else row.gone
        for who in sorted(whom):
            answer = ask(house.clients[who], method, url)
            said = [judge(row, who, method, good, answer), misplaced(row, method, answer)]
            said.append(headers_of(answer.response, public=row.public_cache))
            about = f"{method.upper()} {'there' if is_there else 'gone'} as {who}"
            found += [f"{about}: {each}" for each in said if each]
    return found


def judge(row: Row, who: str, method: str, good: Set[int] | None, answer: Answer) -> str:
    """What is wrong with the status; nothing when it is right."""
    status = answer.response.status_code
    if status >= 500:
        return f"it broke with {status}"
    if good is None:
        return "" if status in (404, 405) or answer.is_sign_in else f"{status} where 405 was due"
    if who in row.who or not row.who:
        turned = not row.who and who in OUTSIDE and answer.is_sign_in
        fits = turned or (status in good and not answer.is_sign_in)
        return "" if fits else f"{status}, and its row allows {sorted(good)}"
    if status == 404 or (who in OUTSIDE and method == "get" and answer.is_sign_in):
        return f"turned away, but {answer.written} rows were changed" if answer.written else ""
    return f"{status} where 404 was due"


def misplaced(row: Row, method: str, answer: Answer) -> str:
    """Whether looking has changed something."""
    if method != "get":
        return ""
    if answer.written:
        return f"looking changed {answer.written} rows"
    if answer.session_written and not row.keeps_in_session:
        return f"looking changed {answer.session_written} rows of the session"
    return ""


def headers_of(response: Any, *, public: bool) -> str:
    """What a browser was not told: where scripts may come from, that types are not guessed, that
    nothing personal is kept on the way."""
    policy = response.headers.get("Content-Security-Policy", "")
    kept = response.headers.get("Cache-Control", "")
    if response.headers.get("X-Content-Type-Options") != "nosniff":
        return "no nosniff"
    if "default-src 'none'" not in policy or "unsafe" in policy:
        return f"a weak policy: {policy!r}"
    if not public and not ("private" in kept and "no-store" in kept):
        return f"may be kept on the way: {kept!r}"
    return ""


@pytest.mark.parametrize("name", KNOWN)
def test_looking_works_in_a_read_only_transaction(name: str, house: House):
    """As an administrator: PostgreSQL itself refuses the smallest write, a lock on a row too."""
    row = ROWS[name]
    if row.get is None or row.keeps_in_session:
        return
    browser = Client(raise_request_exception=False)
    browser.cookies.load({n: c.value for n, c in house.clients["administrator"].cookies.items()})
    with transaction.atomic():
        with connection.cursor() as cursor:
            cursor.execute("SET LOCAL transaction_read_only = on")
        response = browser.get(reverse(name, kwargs=house.subjects[row.about]))
        transaction.set_rollback(True)
    assert response.status_code < 500, "it wrote something"
