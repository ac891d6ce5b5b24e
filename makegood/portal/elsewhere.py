"""Where it stands with other departments, in a plain sentence for the customer: never a word of ours."""

from django.utils.translation import gettext as _

from makegood.base.ui.preferences import html_lang
from makegood.base.ui.times import by_when
from makegood.care.cases.models import Case
from makegood.care.tasks.queries import Standing, said_in, standing_of
from makegood.kernel.clock import now


def elsewhere(case: Case, *, owner: str) -> list[str]:
    """A sentence for each department that does something for him now (one query)."""
    return [_sentence(standing, owner) for standing in standing_of(case)]


def _sentence(standing: Standing, owner: str) -> str:
    who = said_in(standing.names, html_lang()) or _("A colleague of another department")
    told = {"who": who, "when": by_when(standing.due, now()), "owner": owner}
    if standing.late:
        return (
            _(
                "%(who)s is still looking at it. It takes longer than planned; %(owner)s stays on it."
            )
            % told
        )
    if standing.decides:
        return _("%(who)s decides on it, until %(when)s.") % told
    return _("%(who)s is looking at it, until %(when)s.") % told
