from django.db.models import QuerySet

from makegood.base.access.policy import ADMINISTRATOR, LEAD, Principal, may, rule
from makegood.base.database import Asked
from makegood.insight.problems.models import Problem
from makegood.kernel.clock import now
from makegood.kernel.errors import NotFound

LISTED = 100


@rule("fleet.see")
def may_see_the_fleet(who: Principal, _thing: object) -> bool:
    """Everybody at a desk: figures of devices, of nobody."""
    return who.is_one_of("agent", "specialist", "dispatcher", LEAD, ADMINISTRATOR)


@rule("problems.work")
def may_work_on_problems(who: Principal, _thing: object) -> bool:
    """Specialists, leads and administrators say what becomes of a problem."""
    return who.is_one_of("specialist", LEAD, ADMINISTRATOR)


def problems(who: Principal, *, ended: bool = False) -> "QuerySet[Problem]":
    """Those that are not over, the one that is due first before the others; or those that are."""
    if not may(who, "fleet.see"):
        return Problem.objects.none()
    found = Problem.objects.select_related("product", "owner").filter(ended_at__isnull=not ended)
    return (
        found.order_by("-ended_at")[:LISTED] if ended else found.order_by("due_at", "pk")[:LISTED]
    )


def one_problem(who: Principal, *, pk: int) -> Problem:
    """A problem. Raises NotFound."""
    found = Problem.objects.select_related("product", "owner").filter(pk=pk).first()
    if found is None or not may(who, "fleet.see"):
        raise NotFound(pk)
    return found


LATE = "SELECT count(*) FROM problems_problem WHERE ended_at IS NULL AND due_at < %(problems_now)s"


def waiting_for(_who: Principal) -> Asked:
    """How many problems nobody has said anything about in time."""
    return Asked(LATE, {"problems_now": now()})
