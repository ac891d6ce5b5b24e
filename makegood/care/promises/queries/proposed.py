"""What was said and is not recorded: on the page of its case, and for its owner to hear."""

from collections.abc import Callable, Sequence

from django.db.models import Exists, OuterRef, QuerySet

from makegood.base.access.models import User
from makegood.base.access.policy import Principal
from makegood.base.database import Asked
from makegood.base.live.ports import Notice, Stir, audience
from makegood.care.cases.models import Case
from makegood.care.promises.models import Promise, Proposal

TOLD = ("promises.warned", "promises.proposed")


def proposals_of(case: Case) -> "QuerySet[Proposal]":
    """What of a case waits to be recorded or dismissed, the earliest first (one query)."""
    return _waiting().filter(case=case).order_by("due", "pk")


def unheard_proposals(user: User) -> "QuerySet[Proposal]":
    """What this person has not heard of yet, in his own cases that are not over."""
    mine = _waiting().filter(seen_at=None, case__owner=user).exclude(case__status="closed")
    return mine.select_related("case").defer("case__terms").order_by("due", "pk")


def _waiting() -> "QuerySet[Proposal]":
    same = Promise.objects.filter(
        case=OuterRef("case"), kind=Promise.Kind.PERSON, due=OuterRef("due")
    )
    return Proposal.objects.filter(~Exists(same), state=Proposal.State.OPEN)


HAS_WARNINGS = """
SELECT EXISTS (SELECT 1 FROM promises_warning WHERE seen_at IS NULL AND fallback_id = %(me)s)
    OR EXISTS (SELECT 1 FROM promises_warning WHERE seen_at IS NULL AND person_id = %(me)s)
"""
HAS_PROPOSALS = """
SELECT EXISTS (SELECT 1 FROM promises_proposal p JOIN cases_case c ON c.id = p.case_id
               WHERE p.state = 'open' AND p.seen_at IS NULL AND c.owner_id = %(me)s)
"""
WAITS = (
    "SELECT EXISTS (SELECT 1 FROM promises_proposal WHERE case_id = %(case)s AND state = 'open')"
)


def has_warnings(user: User) -> Asked:
    """Whether there may be a warning that he has not heard of."""
    return Asked(HAS_WARNINGS, {"me": user.pk})


def has_proposals(user: User) -> Asked:
    """Whether words were not recorded in his cases of which he has not heard."""
    return Asked(HAS_PROPOSALS, {"me": user.pk})


def wait(case: Case) -> Asked:
    """Whether anything of a case may wait to be recorded or dismissed."""
    return Asked(WAITS, {"case": case.pk})


@audience
def whom_it_is_told(stirs: Sequence[Stir]) -> list[Notice]:
    """Who is to hear of a warning or of words not recorded learns it at once (no query)."""
    return [
        Notice(stir, ("offers",), _told(stir.facts.get("told")))
        for stir in stirs
        if stir.id and stir.kind in TOLD
    ]


def _told(person: int | None) -> Callable[[Principal], bool]:
    def allowed(who: Principal) -> bool:
        return who.user is not None and who.user.pk == person

    return allowed
