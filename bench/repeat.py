"""Whether a new message is about a known case, among 1,000,000 cases: time of one message and of a batch of 100.

Every case names an order, every second one a telephone number, some a hot line that thousands name. Beside it the
plain read of a contact's cases by one statement. Then how well the recogniser does on the labelled pairs: the half
it learned from, and the half kept apart. `--size N` cases (default 1,000,000).
"""

import random
from collections.abc import Callable
from dataclasses import asdict
from typing import Any

from bench import bulk, machine
from bench.repeat_learning import scored
from bench.texts import Texts
from makegood.base.database import rows
from makegood.base.database import run as execute
from makegood.care.cases.models import Case
from makegood.care.repeats.queries import Newcomer, recognise_many
from makegood.care.repeats.reading.meaning import meaning
from makegood.care.repeats.reading.naming import named

AIM = "under 30 ms a message"
MENTIONS = (
    "INSERT INTO repeats_mention (conversation_id, kind, value, shown, at)"
    " SELECT id, 'number', 'SO' || id, 'SO' || id, made_at FROM conversations_conversation",
    "INSERT INTO repeats_mention (conversation_id, kind, value, shown, at)"
    " SELECT id, 'phone', '+86138' || lpad(id::text, 8, '0'), 'x', made_at FROM conversations_conversation WHERE id % 2 = 0",
    "INSERT INTO repeats_mention (conversation_id, kind, value, shown, at)"
    " SELECT id, 'phone', '+864008208820', 'x', made_at FROM conversations_conversation WHERE id % 100 = 0",
)


def run(*, seconds: int | None, size: int | None, data: object) -> dict[str, Any]:
    """Milliseconds a message by what binds it to something known; `seconds` for each (default 5)."""
    pairs = {half: asdict(scored(half)) for half in ("learn", "kept")}
    with machine.scratch_database("repeat"):
        execute(
            "SET statement_timeout = 0", ()
        )  # of this session: a million rows are written at once
        people = bulk.load(size or 1_000_000)
        for statement in MENTIONS:
            execute(statement.replace("%", "%%"), ())
        execute("VACUUM ANALYZE repeats_mention", ())
        each = float(seconds or 5)
        found: dict[str, Any] = {"machine": machine.machine(), "loaded": people.sizes, "aim": AIM}
        makers: dict[str, Callable[[], Newcomer]] = {
            "of a known person": lambda: _newcomer("person"),
            "naming an order": lambda: _newcomer("order"),
            "naming a number": lambda: _newcomer("phone"),
            "naming a hot line": lambda: _newcomer("hot"),
            "of a stranger": lambda: _newcomer("stranger"),
        }
        for name, make in makers.items():
            found[name] = machine.timed(_one(make), seconds=each)
        found["a batch of 100, all kinds"] = machine.timed(
            _batch(list(makers.values())), seconds=each
        )
        found["reading the words alone"] = machine.timed(_words, seconds=each)
        found["limit: the cases of a contact by one statement"] = machine.timed(
            _plain, seconds=each
        )
        return found | {"pairs": pairs, "memory_mb": machine.memory()}


_RANDOM, _TEXTS = random.Random(5), Texts(5)


def _newcomer(kind: str) -> Newcomer:
    [(top,)] = _top()
    n = _RANDOM.randrange(1, top, 2)
    said = {
        "order": f"订单 SO{n} 还没到",
        "phone": f"我电话 +86138{n + 1:08d}",
        "hot": "打了 400-820-8820 没人接",
    }.get(kind, "")
    text = f"{_TEXTS.text('zh' if n % 3 else 'en', 3)} {said}"
    contact = n if kind == "person" else 0
    handle = f"person{n}@example.org" if kind == "person" else f"stranger{n}@example.org"
    team = Case.objects.values_list("queue__team", flat=True).get(pk=n)
    return Newcomer(
        contact, text, (team,), verified=True, handles=(("mail", handle),), named=tuple(named(text))
    )


_KNOWN: list[tuple[Any, ...]] = []


def _top() -> list[tuple[Any, ...]]:
    if not _KNOWN:
        _KNOWN.extend(rows("SELECT max(id) FROM cases_case"))
    return _KNOWN


def _one(make: Callable[[], Newcomer]) -> Callable[[], object]:
    """A message from words to verdict; making it up is outside of what is measured."""
    ready = [make() for _ in range(400)]
    return lambda: _judge([ready[_RANDOM.randrange(400)]])


def _batch(makers: list[Callable[[], Newcomer]]) -> Callable[[], object]:
    ready = [makers[n % len(makers)]() for n in range(100)]
    return lambda: _judge(ready)


def _judge(newcomers: list[Newcomer]) -> object:
    for one in newcomers:
        named(one.text)
    return recognise_many(newcomers)


def _words() -> None:
    text = _TEXTS.text("zh", 4)
    named(text)
    meaning(text)


def _plain() -> None:
    [(top,)] = _top()
    rows(
        "SELECT id, status, last_word_at FROM cases_case WHERE contact_id = %s ORDER BY id DESC LIMIT 6",
        [_RANDOM.randrange(1, top, 2)],
    )
