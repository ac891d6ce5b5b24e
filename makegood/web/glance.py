"""What there is of a case at all: one statement, so that a page reads only what it will show."""

from dataclasses import dataclass

from makegood.base.access.models import User
from makegood.base.database import Asked, together
from makegood.base.live.feed import NEWEST
from makegood.care.cases.models import Case
from makegood.care.cases.queries import has_draft, has_others
from makegood.care.handoffs.queries import stands
from makegood.care.promises.queries import kept_to
from makegood.care.promises.queries.proposed import wait
from makegood.web.covering import concerned


@dataclass(frozen=True, kw_only=True)
class Glance:
    """`since`: the journal as far as the page knows it. `of_all` promises to the customer are over, `kept`
    of them in time. The others say whether there is anything to read."""

    since: int
    of_all: int
    kept: int
    handoffs: bool
    absences: bool
    proposals: bool
    others: bool
    draft: bool


def glance(case: Case, viewer: User | None) -> Glance:
    """Look once; what comes later stirs the page, which knows the journal up to here (one query)."""
    draft = has_draft(case, user_id=viewer.pk) if viewer else NO
    since, of_all, kept, handoffs, absences, proposals, others, found = together(
        NEWEST,
        *kept_to(case.contact_id),
        stands(case),
        concerned(case),
        wait(case),
        has_others(case),
        draft,
    )
    return Glance(
        since=since,
        of_all=of_all,
        kept=kept,
        handoffs=handoffs,
        absences=absences,
        proposals=proposals,
        others=others,
        draft=found,
    )


NO = Asked("SELECT false", {})
