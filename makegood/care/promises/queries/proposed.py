"""What was said and is not recorded: on the page of its case, and for its owner to hear."""

from collections.abc import Callable, Sequence

from django.db.models import Exists, OuterRef, QuerySet

from makegood.base.access.models import User
from makegood.base.access.policy import Principal
from makegood.base.database import rows
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


TELLS = """
SELECT EXISTS (SELECT 1 FROM promises_warning WHERE seen_at IS NULL AND fallback_id = %(me)s)
    OR EXISTS (SELECT 1 FROM promises_warning WHERE seen_at IS NULL AND person_id = %(me)s),
  EXISTS (SELECT 1 FROM promises_proposal p JOIN cases_case c ON c.id = p.case_id
          WHERE p.state = 'open' AND p.seen_at IS NULL AND c.owner_id = %(me)s)
"""


def waits_to_be_heard(user: User) -> tuple[bool, bool]:
    """Whether there may be a warning, and words not recorded, that he has not heard of (one query, by index)."""
    [(warned, proposed)] = rows(TELLS, {"me": user.pk})
    return warned, proposed


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
