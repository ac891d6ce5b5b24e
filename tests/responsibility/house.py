"""A small company in one transaction, and the ways in which things happen to its cases.

Everything runs inside one outer transaction that is rolled back; what a commit would check (deferred
triggers) is checked after each step, as if each step were a transaction of its own.
"""

import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import timedelta
from typing import Any

from django.db import DatabaseError, transaction

from makegood.base.database import rows, run
from makegood.base.files.models import File
from makegood.care.feedback import operations as feedback
from makegood.care.feedback.models import Import
from makegood.care.feedback.operations.importing import Progress
from makegood.care.feedback.tests.make import source
from makegood.care.promises.operations import policies
from makegood.care.recovery import operations as recovery
from makegood.care.recovery.tests.make import authority, budget, remedy
from makegood.care.tasks import operations as tasks
from makegood.kernel import clock
from makegood.kernel.actor import SYSTEM
from makegood.kernel.clock import VirtualClock, now
from makegood.kernel.errors import Invalid, Refused
from makegood.records.customers.models import Company, Contact
from makegood.records.entitlements.models import Contract
from makegood.records.people import operations as people
from tests.make import Company as Firm
from tests.make import company
from tests.responsibility.rough import Attempt

STATE = " UNION ALL ".join(
    f"SELECT '{name}', md5(string_agg(t::text, '|' ORDER BY t::text)) FROM {name} t"
    for name in (
        "access_user",
        "cases_case",
        "cases_closure",
        "cases_ownerchange",
        "cases_question",
        "channels_outgoing",
        "cover_absence",
        "cover_decision",
        "cover_shiftline",
        "feedback_publicanswer",
        "feedback_review",
        "handoffs_alarm",
        "handoffs_handoff",
        "promises_move",
        "promises_promise",
        "recovery_apology",
        "recovery_budget",
        "recovery_offer",
        "tasks_item",
        "tasks_task",
    )
)
NOTHING = "nothing was there to write"
DAY = 24 * 60


class Crash(Exception):
    """The process dies before it commits."""


class Undone(Exception):
    """A rough write that the test itself undoes, and what came of it."""


class House:
    """The company, its clock, and one transaction for each thing that happens."""

    def __init__(self) -> None:
        self.outer = transaction.atomic()
        self.outer.__enter__()
        self.time = VirtualClock(now())
        clock.install(self.time)
        self.firm: Firm = company()
        self.billing = people.make_team(key="billing", names={"en": "Billing"})
        self.lead = self.firm.lead
        self.lin = self.firm.hire("lin")
        self.chen = self.firm.hire("chen", teams=[self.firm.team, self.billing])
        self.wei = self.firm.hire("wei", teams=[self.firm.team, self.billing])
        self.ming = self.firm.hire("ming")
        self.people = [self.lead, self.lin, self.chen, self.wei]
        self.gone = self.firm.hire("gone")
        for person in self.people:
            people.set_presence(person, state="available", by=SYSTEM)
        people.deactivate(self.gone, takes_over=self.lead, by=SYSTEM)
        policies.set_target(
            self.firm.queue, first_answer=240, next_answer=240, solution=3 * DAY, by=SYSTEM
        )
        with self.step():
            self._departments()
            self._making_good()
            self._spoken_of()

    def _departments(self) -> None:
        tasks.set_department(
            self.billing, public_names={}, minutes=240, lead=self.lead, active=True, by=SYSTEM
        )
        first = {"kind": "task", "team": self.billing, "title": "Look it up", "minutes": 60}
        then = {**first, "kind": "approval", "approver": self.chen, "title": "Approve"}
        self.plan = tasks.save_plan(None, names={"en": "Refund"}, steps=[first, then], by=SYSTEM)

    def _making_good(self) -> None:
        """A voucher in the catalogue, who may give it, what there is to give, who is owed how much; a
        customer who was known twice."""
        self.voucher = remedy()
        authority()
        authority("lead")
        budget(self.firm.team, "1000000")
        recovery.set_nudges(None, on=True, first=2, second=5, final=10, by=SYSTEM)
        company = Company.objects.create(name="Lanhe")
        Contract.objects.create(key="gold", company=company, tier="gold")
        stays = Contact.objects.create(name="Wang")
        Contact.objects.create(name="Wang", merged_into=stays)

    def _spoken_of(self) -> None:
        """A shop whose customers write reviews, what it sent, and a table of them that came in to its second
        row, which was wrong."""
        self.shop = source(self.firm.queue)
        feedback.accept(self.shop, b"{}")
        file = File.objects.create(sha256="0" * 64, name="r.csv", type="text/csv", size=9)
        told = {"encoding": "utf-8", "delimiter": ",", "mapping": {"stars": 0}, "user": self.lead}
        table = Import.objects.create(source=self.shop, file=file, rows=9, **told)
        feedback.start_import(table, by=SYSTEM)
        feedback.note_progress(
            table, Progress(made=1, wrong=[(2, "stars", "x")]), over=False, by=SYSTEM
        )
        feedback.stop_import(table, by=SYSTEM)

    def close(self) -> None:
        """Forget everything."""
        transaction.set_rollback(True)
        self.outer.__exit__(None, None, None)
        clock.reset()

    def pass_time(self, **span: float) -> None:
        """The clock goes on (or is set back)."""
        self.time.advance(timedelta(**span))

    @contextmanager
    def step(self) -> Iterator[None]:
        """One transaction: what a commit would check is checked at its end."""
        with transaction.atomic():
            yield
            run("SET CONSTRAINTS ALL IMMEDIATE")
            run("SET CONSTRAINTS ALL DEFERRED")

    def do(self, act: Callable[[], Any]) -> Any:
        """Do it, or be refused: returns what came, or the refusal."""
        try:
            with self.step():
                return act()
        except (Refused, Invalid) as refusal:
            return refusal

    def crash(self, act: Callable[[], Any]) -> None:
        """Die in the moment before the commit: nothing has happened."""
        before = rows(STATE)
        try:
            with self.step():
                act()
                raise Crash
        except (Crash, Refused, Invalid):
            pass
        assert rows(STATE) == before

    def rough(self, attempt: Attempt, case_id: int, *, other: int | None = None) -> str:
        """Write past every operation. Returns who refused it, NOTHING where no row was written, or ""
        when it went through; then it is undone."""
        told = {
            "case": case_id,
            "person": self.lead.pk,
            "other": other or self.lin.pk,
            "gone": self.gone.pk,
            "team": self.billing.pk,
            "now": now(),
        }
        try:
            with self.step():
                raise Undone(_tried(attempt, told))
        except Undone as undone:
            return str(undone)
        except DatabaseError as error:
            return refused_by(error)


def _tried(attempt: Attempt, told: dict[str, Any]) -> str:
    changed = run(attempt.sql, told)
    if attempt.holds:
        return attempt.guard if rows(attempt.holds, told) == [(True,)] else ""
    if not changed and not attempt.sql.startswith("TRUNCATE"):
        return NOTHING
    run("SET CONSTRAINTS ALL IMMEDIATE")
    return ""


def refused_by(error: DatabaseError) -> str:
    """The constraint that refused, or the function of the trigger that did."""
    told = getattr(error.__cause__, "diag", None)
    name = getattr(told, "constraint_name", None)
    if name:
        return str(name)
    functions = re.findall(r"function (\w+)\(", getattr(told, "context", None) or "")
    return functions[-1] if functions else str(error)  # the last is the one the trigger called
